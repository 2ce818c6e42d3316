// SPDX-License-Identifier: Apache-2.0
// Invented successions of any size for the page: networks that are taken down and come back, in
// several scripts, with impostors, dated evidence and a wave. The same seed gives the same facts.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "godwit/tracker.h"

namespace godwit {

struct PageSample {
  Succession succession;
  std::vector<Target> targets;
  std::vector<Alert> alerts;
};

class SampleMaker {
 public:
  explicit SampleMaker(std::uint64_t seed) : state_(seed) {}

  PageSample make(std::size_t channels, std::int64_t span_days) {
    end_ = *parse_time("2019-11-25T12:00:00Z");
    begin_ = end_ - days(span_days);
    made_.succession.as_of = end_;
    made_.succession.model = "sample-1";
    for (std::size_t network = 0; made_.succession.channels.size() < channels; ++network)
      add_network(network, std::min(channels - made_.succession.channels.size(),
                                    3 + draw(channels < 100 ? 5 : 14)));
    add_alerts();
    add_words();
    return std::move(made_);
  }

 private:
  std::size_t draw(std::size_t below) {  // splitmix64
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return std::size_t((z ^ (z >> 31U)) % below);
  }

  static std::string title(std::size_t network, std::size_t generation) {
    static const std::array<std::string, 8> names = {
        "طيور الميناء",
        "Harbour weather",
        "Хроника гавани",
        "Πουλιά του λιμανιού",
        "Birds of passage & tides, the long chronicle of a harbour town by the northern sea",
        "نشرة أحوال البحر",
        "Vogelwarte Nord",
        "Mixed طيور names"};
    return names[network % names.size()] + " " + std::to_string(network / names.size() + 1) +
           (generation > 0 ? " · " + std::to_string(generation + 1) : "");
  }

  Channel channel(std::size_t network, std::size_t generation, Time born) {
    static const std::array<std::string, 4> platforms = {"telegram", "telegram", "rocketchat",
                                                         "files.fm"};
    const std::size_t number = made_.succession.channels.size();
    Channel c;
    c.platform = generation % 5 == 3 ? platforms[draw(4)] : "telegram";
    c.kind = "channel";
    c.id = c.platform + ":" + std::to_string(1'400'000'000 + number * 7);
    c.title = title(network, generation);
    const std::string handle = "harbour" + std::to_string(number);
    c.urls.push_back({{c.platform, "username", handle, "https://t.me/" + handle}, born, {}});
    c.first_seen = born, c.born = {born - hours(5), born};
    c.last_seen =
        std::min(end_, born + hours(static_cast<std::int64_t>(6 + draw(std::size_t{24} * 30))));
    const Time wave = end_ - days(12);
    if (draw(4) == 0 && born < wave && c.last_seen > wave)
      c.last_seen = wave + hours(std::int64_t(draw(8)));
    const std::size_t fate = draw(10);
    c.state = fate < 6 && c.last_seen < end_ - days(1) ? State::gone
              : fate < 8                               ? State::alive
              : fate < 9                               ? State::unknown
                                                       : State::restricted;
    if (c.state == State::gone) c.died = Interval{c.last_seen, c.last_seen + hours(9)};
    if (c.state == State::alive) c.last_seen = end_ - hours(std::int64_t(draw(20)));
    c.members = std::int64_t(50 + draw(20'000));
    return c;
  }

  Evidence sign(const Edge& e, std::size_t kind, Time at) {
    static const std::array<const char*, 4> kinds = {"announced_by_predecessor", "same_avatar",
                                                     "handle_pattern", "timing"};
    static const std::array<const char*, 4> groups = {"announcement", "identity", "name", "time"};
    Evidence sign{kinds[kind], groups[kind], kind == 0, 11.5 - 3.0 * double(kind), at, "", "", ""};
    if (kind > 1) return sign;
    const std::string digits = std::to_string(1'000'000'000'000 + draw(900'000'000'000));
    sign.source = e.from_url + "/" + std::to_string(10 + draw(900));
    sign.capture = "urn:uuid:0f5e7a42-2c1b-5d3e-8a90-" + digits.substr(0, 12);
    sign.words = "The harbour moves tonight, tide tables follow; our new place is " + e.to_url +
                 " — نراكم هناك, tell your friends.";
    return sign;
  }

  void link(const Channel& from, const Channel& to, Relation relation, double probability) {
    Edge e{from.id,  to.id,       from.urls[0].address.url, to.urls[0].address.url,
           relation, probability, Basis::observed,          "",
           {}};
    if (probability < 0.75) e.basis = Basis::inferred;
    for (std::size_t kind = 0; kind < (probability > 0.5 ? 3U : 1U); ++kind)
      e.evidence.push_back(sign(e, probability > 0.5 ? kind : 3, to.first_seen - hours(2)));
    made_.succession.edges.push_back(std::move(e));
  }

  void add_network(std::size_t network, std::size_t size) {
    Succession& s = made_.succession;
    const std::size_t first = s.channels.size();
    const std::int64_t span_h = (end_ - begin_) / hours(1);
    Time born = begin_ + hours(std::int64_t(draw(std::size_t(span_h * 3 / 4) + 1)));
    const bool alone = network % 9 == 8, posed = network % 6 == 5 && size > 3;
    Lineage lineage{"L" + std::to_string(s.lineages.size() + 1), title(network, 0), {}};
    for (std::size_t i = 0; i < size; ++i) {
      s.channels.push_back(channel(network, i, std::min(born, end_ - hours(3))));
      Channel& c = s.channels.back();
      born = c.first_seen + hours(std::int64_t(4 + draw(std::size_t(span_h / 12 + 2))));
      if (alone) continue;
      if (posed && i + 1 == size) {
        link(s.channels[first], c, Relation::impersonates, 0.9);
        continue;
      }
      c.lineage = lineage.id, c.generation = int(i) + 1;
      lineage.channels.push_back(c.id);
      if (i == 0) continue;
      const std::size_t back = first + i - 1 - (i > 2 && draw(4) == 0 ? 1 : 0);
      const std::array<double, 4> sure = {0.998, 0.97, 0.83, 0.61};
      link(s.channels[back], c, draw(7) == 0 ? Relation::mirrors : Relation::continues,
           sure[draw(4)]);
      if (draw(3) == 0 && i > 1) link(s.channels[first], c, Relation::continues, 0.12);
      if (c.state == State::alive) add_target(c);
    }
    if (!alone) s.lineages.push_back(std::move(lineage));
  }

  void add_target(const Channel& c) {
    Target t;
    t.channel = c.id, t.url = c.urls[0].address.url, t.title = c.title, t.lineage = c.lineage;
    t.advice = c.generation % 2 == 0 ? Advice::refer : Advice::monitor;
    t.gain = double(*c.members) * 0.8, t.dominator_loss = double(*c.members) * 0.3;
    t.dies_24h = 0.01, t.dies_7d = 0.06, t.regrows = 0.7, t.sure = 0.97, t.bundle = {c.id};
    t.reason = "refer together with those that would announce its return";
    if (made_.targets.size() < 500) made_.targets.push_back(std::move(t));
  }

  // Every kind of word, on the first channels.
  void add_words() {
    Succession& s = made_.succession;
    if (s.edges.size() < 2) return;
    const auto say = [&](const char* verb, const std::string& from, const std::string& to,
                         const char* text, std::optional<Time> when) {
      const auto number = std::int64_t(s.words.size());
      s.words.push_back({end_ - hours(40 - number),
                         Word{verb, from, to, when, text, "Ana Lyst", false},
                         "urn:uuid:0f5e7a42-2c1b-5d3e-8a90-000000000001"});
    };
    const Edge &first = s.edges[0], &second = s.edges[1];
    for (std::size_t i = 0; i < std::min<std::size_t>(s.channels.size(), 12); i += 4)
      say("watch", s.channels[i].urls[0].address.url, "", "", {});
    say("reject", s.channels.front().urls[0].address.url, s.channels.back().urls[0].address.url,
        "", {});
    say("merge", second.from_url, second.to_url, "", {});
    say("split", second.to_url, "", "", end_ - days(9));
    say("note", first.to_url, "", "same watermark as before; نفس العلامة", {});
    say("refer", second.to_url, "", "ticket 4711", {});
  }

  void add_alerts() {
    std::map<std::int64_t, std::size_t> deaths;
    for (const Channel& c : made_.succession.channels)
      if (c.died) ++deaths[to_ms(c.died->latest) / days(1).count()];
    for (const auto& [day, count] : deaths)
      if (count >= 5 && count > made_.succession.channels.size() / 50)
        made_.alerts.push_back({AlertKind::wave, from_ms(day * days(1).count()),
                                "wave" + std::to_string(day),
                                std::to_string(count) + " channels died in a day", ""});
    made_.alerts.push_back({AlertKind::blocked, end_ - days(2), "blocked", "t.me throttles us",
                            "https://t.me/harbour1"});
  }

  std::uint64_t state_;
  Time begin_{}, end_{};
  PageSample made_;
};

}  // namespace godwit
