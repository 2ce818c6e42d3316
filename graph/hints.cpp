// SPDX-License-Identifier: Apache-2.0
// Two reasons to look: somebody named a place nobody has seen, and the siblings of a dead channel
// are where its next address will be said.
#include "graph/hints.h"

#include <algorithm>
#include <functional>
#include <map>

namespace godwit {

namespace {

constexpr std::size_t most_neighbours = 64;  // a hub's links say little about kinship
constexpr std::size_t most_hints = 32;
constexpr int quarantined_fan_out = 20;  // a list of names is bait as likely as news
constexpr double announced = 1.0, linked = 0.4, listed = 0.1, mentioned = 0.2, bereaved = 0.8;

Address address_of(const Facts& facts, PlaceNo number) {
  const PlaceKey& p = facts.places()[number];
  return {std::string(facts.text(p.platform)), std::string(facts.text(p.kind)),
          std::string(facts.text(p.id)), std::string(facts.text(p.url))};
}

double worth_of(const Mention& m) {
  if (m.fan_out > quarantined_fan_out) return listed;
  if ((m.announce & announce_succession) != 0 && (m.announce & announce_disavowal) == 0)
    return (m.announce & announce_ad) != 0 ? linked : announced;
  return m.form == Form::mention || m.form == Form::leak ? mentioned : linked;
}

}  // namespace

void Hints::grow(const Facts& facts) {
  neighbours_.resize(facts.places().size());
  looked_.resize(facts.places().size(), false);
  alive_.resize(facts.places().size(), false);
}

std::vector<Hint> Hints::after(const Facts& facts, const Facts::Added& added) {
  grow(facts);
  std::vector<Hint> hints;
  if (added.look == nowhere) return hints;
  const Look& look = facts.looks()[added.look];
  looked_[look.place] = true;
  const bool lost = alive_[look.place] && (look.state == State::gone || look.absent);
  alive_[look.place] = look.state == State::alive || (alive_[look.place] && !lost);
  for (const std::uint32_t number : added.mentions) {
    const Mention& m = facts.mentions()[number];
    for (const auto& [a, b] : {std::pair{m.from, m.to}, std::pair{m.to, m.from}}) {
      auto& near = neighbours_[a];
      if (near.size() < most_neighbours && std::find(near.begin(), near.end(), b) == near.end())
        near.push_back(b);
    }
    if (looked_[m.to] || hints.size() >= most_hints) continue;
    const double worth = worth_of(m);
    hints.push_back({address_of(facts, m.to), worth,
                     worth >= announced ? "sibling announced it" : "referred to"});
  }
  if (lost)
    for (const PlaceNo sibling : siblings_of(look.place))
      if (hints.size() < most_hints)
        hints.push_back({address_of(facts, sibling), bereaved, "predecessor died"});
  return hints;
}

// Who may say where the dead went, the likeliest first: living neighbours and those nobody saw yet,
// the living of its network that it never named, and neighbours that were not alive either.
std::vector<PlaceNo> Hints::siblings_of(PlaceNo dead) const {
  std::vector<PlaceNo> siblings = neighbours_[dead];
  const auto hopeless = std::stable_partition(siblings.begin(), siblings.end(),
                                              [&](PlaceNo n) { return alive_[n] || !looked_[n]; });
  const std::vector<PlaceNo> kin = kin_of_kin(dead);
  siblings.insert(hopeless, kin.begin(), kin.end());
  return siblings;
}

// The living that share two neighbours with it (one may be a stranger that names everybody), those
// that share most first. A wave strikes a network, and few of its channels have named each other.
std::vector<PlaceNo> Hints::kin_of_kin(PlaceNo dead) const {
  const std::vector<PlaceNo>& near = neighbours_[dead];
  std::map<PlaceNo, int> shared;
  for (const PlaceNo neighbour : near)
    for (const PlaceNo other : neighbours_[neighbour])
      if (other != dead && alive_[other]) ++shared[other];
  for (const PlaceNo neighbour : near) shared.erase(neighbour);
  std::erase_if(shared, [](const auto& entry) { return entry.second < 2; });
  std::vector<PlaceNo> kin;
  for (const auto& [place, times] : shared) kin.push_back(place);
  std::ranges::stable_sort(kin, std::greater{}, [&](PlaceNo n) { return shared[n]; });
  return kin;
}

}  // namespace godwit
