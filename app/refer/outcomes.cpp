// SPDX-License-Identifier: Apache-2.0
#include "app/refer/outcomes.h"

#include <algorithm>
#include <tuple>

#include "godwit/names.h"
#include "graph/export/json.h"
#include "graph/export/row.h"

namespace godwit {
namespace {

using Json = nlohmann::ordered_json;
using ById = std::map<std::string, const Channel*>;

constexpr double believed = 0.5;

// Its own successors and mirrors; a return is a return however many steps away, but only the first
// step is its own.
std::vector<Return> returns_of(const Channel& channel, Time referred, const Succession& s,
                               const ById& by_id) {
  std::vector<Return> found;
  for (const Edge& e : s.edges) {
    if (e.from != channel.id || e.probability < believed || e.relation == Relation::impersonates)
      continue;
    const Channel& to = *by_id.at(e.to);
    Return back{to.id, address_of(to), to.title, to.state, e.probability, {}, to.members};
    if (to.born.latest < the_end) back.after = to.born.latest - referred;
    found.push_back(std::move(back));
  }
  std::ranges::stable_sort(found, std::ranges::greater(), &Return::probability);
  return found;
}

std::optional<double> regained(const Aftermath& a) {
  if (!a.audience_before || *a.audience_before <= 0) return std::nullopt;
  std::optional<std::int64_t> now;
  for (const Return& back : a.returns)
    if (back.members && back.state == State::alive) now = now.value_or(0) + *back.members;
  if (!now) return a.returns.empty() ? std::optional(0.0) : std::nullopt;
  return double(*now) / double(*a.audience_before);
}

Json hours_json(const std::optional<Duration>& d) {
  return d ? Json(double(d->count()) / 3'600'000.0) : Json();
}

Json as_json(const Aftermath& a) {
  Json returns = Json::array();
  for (const Return& back : a.returns)
    returns.push_back({{"channel", back.channel},
                       {"url", back.url},
                       {"title", back.title},
                       {"state", name_of(back.state)},
                       {"probability", back.probability},
                       {"after_hours", hours_json(back.after)},
                       {"members", back.members ? Json(*back.members) : Json()}});
  return {{"channel", a.channel},
          {"url", a.url},
          {"title", a.title},
          {"referred_at", json_time(a.referred.at)},
          {"by", a.referred.analyst},
          {"reference", a.referred.text},
          {"state", name_of(a.state)},
          {"offline_after_hours", {hours_json(a.offline_earliest), hours_json(a.offline_latest)}},
          {"returns", returns},
          {"audience_before", a.audience_before ? Json(*a.audience_before) : Json()},
          {"audience_regained", a.audience_regained ? Json(*a.audience_regained) : Json()}};
}

}  // namespace

std::vector<Aftermath> outcomes_of(const Succession& s,
                                   const std::map<std::string, Dossier>& dossiers) {
  ById by_id;
  for (const Channel& c : s.channels) by_id[c.id] = &c;
  std::vector<Aftermath> all;
  for (const auto& [id, dossier] : dossiers) {
    const auto known = by_id.find(id);
    if (dossier.referred.empty() || known == by_id.end()) continue;
    const Channel& channel = *known->second;
    Aftermath a{id,
                address_of(channel),
                channel.title,
                dossier.referred.front(),
                channel.state,
                {},
                {},
                {},
                channel.members,
                {}};
    if (channel.died) {
      a.offline_earliest = channel.died->earliest - a.referred.at;
      a.offline_latest = channel.died->latest - a.referred.at;
    }
    // What is alive has not come back: its kin beside it are no outcome.
    if (channel.state != State::alive) {
      a.returns = returns_of(channel, a.referred.at, s, by_id);
      a.audience_regained = regained(a);
    }
    all.push_back(std::move(a));
  }
  std::ranges::sort(all, [](const Aftermath& a, const Aftermath& b) {
    return std::tie(a.referred.at, a.url) < std::tie(b.referred.at, b.url);
  });
  return all;
}

std::string outcomes_json(const std::vector<Aftermath>& outcomes, bool rehearsal) {
  Json json = Json::object();
  if (rehearsal) json["rehearsal"] = true;
  json["note"] = "Offline after a referral is not offline because of it.";
  json["outcomes"] = Json::array();
  for (const Aftermath& each : outcomes) json["outcomes"].push_back(as_json(each));
  return json_text(json);
}

}  // namespace godwit
