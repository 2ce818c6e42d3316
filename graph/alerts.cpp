// SPDX-License-Identifier: Apache-2.0
// Events read off the answer: successions, deaths, revivals, waves, and our own being blocked.
#include "graph/alerts.h"

#include <algorithm>
#include <map>
#include <set>

namespace godwit {

namespace {

constexpr std::size_t smallest_wave = 5;
constexpr double wave_factor = 4;
constexpr std::int64_t baseline_days = 28;
constexpr std::int64_t day_ms = 86'400'000;

std::int64_t day_of(Time t) { return to_ms(t) / day_ms; }

std::string name_of_channel(const Channel& c) { return c.title.empty() ? c.id : c.title; }

std::string host_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  return std::string(url.substr(0, url.find('/')));
}

void add_blocks(const Facts& facts, std::vector<Alert>& alerts) {
  std::map<std::string, Alert> first;
  for (const Look& look : facts.looks()) {
    if (!look.limited && !(look.canary && look.state != State::alive)) continue;
    const std::string url(facts.text(facts.places()[look.place].url)), host = host_of(url);
    const std::string key = "blocked:" + host + ":" + std::to_string(day_of(look.at));
    const Alert alert{
        AlertKind::blocked, look.at, key,
        host + (look.limited ? " throttles us" : ": a canary does not answer as living"), url};
    const auto [held, fresh] = first.try_emplace(key, alert);
    if (std::tie(alert.at, alert.url, alert.text) <
        std::tie(held->second.at, held->second.url, held->second.text))
      held->second = alert;
  }
  for (auto& [key, alert] : first) alerts.push_back(std::move(alert));
}

}  // namespace

std::vector<Wave> find_waves(const Known& known) {
  std::map<std::int64_t, std::size_t> deaths;
  for (const Node& node : known.nodes())
    if (node.died && node.curious) ++deaths[day_of(node.died->latest)];
  std::vector<Wave> waves;
  for (const auto& [day, count] : deaths) {
    std::vector<std::size_t> before;
    for (std::int64_t d = day - baseline_days; d < day; ++d) {
      const auto that = deaths.find(d);
      before.push_back(that == deaths.end() ? 0 : that->second);
    }
    std::nth_element(before.begin(), before.begin() + baseline_days / 2, before.end());
    const auto median = static_cast<double>(before[baseline_days / 2]);
    if (count >= smallest_wave && static_cast<double>(count) >= wave_factor * std::max(median, 1.0))
      waves.push_back({from_ms(day * day_ms), count, median});
  }
  return waves;
}

std::vector<Alert> find_alerts(const Conclusion& c, const Succession& answer) {
  std::vector<Alert> alerts;
  std::map<std::string_view, const Channel*> channels;
  for (const Channel& channel : answer.channels) channels[channel.id] = &channel;
  for (const Edge& e : answer.edges) {
    if (e.probability < accepted || e.relation == Relation::impersonates) continue;
    const Channel &from = *channels[e.from], &to = *channels[e.to];
    alerts.push_back({AlertKind::successor,
                      to.born.latest < the_end ? to.born.latest : to.first_seen,
                      "successor:" + e.from + ">" + e.to,
                      name_of_channel(to) + " continues " + name_of_channel(from), e.to_url});
  }
  for (std::size_t i = 0; i < answer.channels.size(); ++i) {
    const Channel& channel = answer.channels[i];
    const Node& node = c.known.node(static_cast<NodeNo>(i));
    const std::string& url = channel.urls[node.home].address.url;
    if (node.died)
      alerts.push_back({AlertKind::death, node.proved_dead.value_or(node.died->latest),
                        "death:" + channel.id + ":" + to_rfc3339(node.died->latest),
                        name_of_channel(channel) + " is gone", url});
    for (const Time at : node.revivals)
      alerts.push_back({AlertKind::revival, at, "revival:" + channel.id + ":" + to_rfc3339(at),
                        name_of_channel(channel) + " is back", url});
  }
  for (const Wave& wave : find_waves(c.known))
    alerts.push_back({AlertKind::wave, wave.day, "wave:" + to_rfc3339(wave.day).substr(0, 10),
                      std::to_string(wave.deaths) + " channels died in a day", ""});
  add_blocks(c.known.facts(), alerts);
  std::sort(alerts.begin(), alerts.end(), [](const Alert& a, const Alert& b) {
    return std::tie(a.at, a.key) < std::tie(b.at, b.key);
  });
  return alerts;
}

}  // namespace godwit
