// SPDX-License-Identifier: Apache-2.0
// Two reasons to look: somebody named a place nobody has seen, and the neighbour of a dead channel
// is where its next address will be said.
#include "graph/hints.h"

#include <algorithm>

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
  if (lost) hint_siblings(facts, look.place, hints);
  return hints;
}

void Hints::hint_siblings(const Facts& facts, PlaceNo dead, std::vector<Hint>& hints) const {
  for (const PlaceNo near : neighbours_[dead])
    if (hints.size() < most_hints)
      hints.push_back({address_of(facts, near), bereaved, "predecessor died"});
}

}  // namespace godwit
