// SPDX-License-Identifier: Apache-2.0
// What a crawl's observations bring, one after the other, in the order of a rehearsal's ledger: the
// proportions by which `scale_bench --news` weighs its kinds of news. Arguments: the first and last
// seed of the worlds (1 20), brands of each (30).
#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "graph/facts.h"
#include "tests/accuracy/rehearsed.h"

namespace {

using namespace godwit;

enum Kind : std::size_t { nothing, posts, turn, reference, announcement, channel, kinds };
constexpr std::array<const char*, kinds> names{
    "nothing new",     "new posts, no reference", "another state, or the first look at it",
    "a new reference", "a new announcement",      "a channel nobody had named"};

// What one observation brings; where several, the rarest.
Kind kind_of(Facts& facts, std::vector<State>& states, const Observation& o) {
  const std::size_t places = facts.places().size();
  const auto here = o.address.empty() ? std::nullopt : facts.find(o.address.url);
  const std::vector<PostMark> marks = here ? facts.marks(*here) : std::vector<PostMark>{};
  const Facts::Added added = facts.take(o);
  states.resize(facts.places().size(), State::unknown);
  if (added.look == nowhere) return turn;  // an analyst's word
  const PlaceNo place = facts.looks()[added.look].place;
  const bool turned = !here || (o.state != State::unknown && states[place] != o.state);
  if (o.state != State::unknown) states[place] = o.state;
  Kind kind = turned ? turn : facts.marks(place) != marks ? posts : nothing;
  for (const std::uint32_t number : added.mentions) {
    const Mention& m = facts.mentions()[number];
    const bool announces = (m.announce & announce_succession) != 0;
    const bool channel_named = m.to >= places;
    kind = std::max(kind, channel_named ? channel : announces ? announcement : reference);
  }
  return kind;
}

}  // namespace

int main(int count, char** words) {
  const auto argument = [&](int i, std::uint64_t otherwise) {
    return count > i ? std::strtoull(words[i], nullptr, 10) : otherwise;
  };
  std::array<std::size_t, kinds> counted{};
  std::size_t all = 0;
  for (std::uint64_t seed = argument(1, 1); seed <= argument(2, 20); ++seed) {
    WorldOptions options;
    options.seed = seed;
    options.brands = static_cast<int>(argument(3, 30));
    const Rehearsed world = rehearse(options);
    Facts facts;
    std::vector<State> states;
    for (const Observation& o : world.facts) ++counted[kind_of(facts, states, o)], ++all;
  }
  for (std::size_t kind = 0; kind < kinds; ++kind)
    fmt::print("{:<40} {:8} {:6.2f} %\n", names[kind], counted[kind],
               100.0 * static_cast<double>(counted[kind]) / static_cast<double>(all));
}
