// SPDX-License-Identifier: Apache-2.0
// What a crawl's observations bring, one after the other, in the order of a rehearsal's ledger: the
// proportions by which `scale_bench --news` weighs its kinds of news; and of how many the
// conclusion could be kept in place. Arguments: the first and last seed of the worlds (1 20),
// brands of each (30).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <vector>

#include "graph/succession.h"
#include "tests/accuracy/rehearsed.h"

namespace {

using namespace godwit;

enum Kind : std::size_t { nothing, posts, turn, reference, announcement, channel, all_kinds };
constexpr std::array<const char*, all_kinds> names{
    "nothing new",     "new posts, no reference", "another state, or the first look at it",
    "a new reference", "a new announcement",      "a channel nobody had named"};

// What one observation brings; where several, the rarest.
Kind kind_of(Facts& facts, std::vector<State>& states, const Observation& o, Facts::Added& added) {
  const std::size_t places = facts.places().size();
  const auto here = o.address.empty() ? std::nullopt : facts.find(o.address.url);
  const std::vector<PostMark> marks = here ? facts.marks(*here) : std::vector<PostMark>{};
  added = facts.take(o);
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

struct Counted {
  std::size_t all = 0, in_place = 0;
  std::vector<double> seconds;
};

void count_world(const WorldOptions& options, std::array<Counted, all_kinds>& counted) {
  const Rehearsed world = rehearse(options);
  Facts facts;
  std::vector<State> states;
  Remembered memory;
  std::optional<Conclusion> c;
  for (const Observation& o : world.facts) {
    Facts::Added added;
    Counted& of_kind = counted[kind_of(facts, states, o, added)];
    ++of_kind.all;
    const auto begin = std::chrono::steady_clock::now();
    if (c && c->take(added, memory))
      ++of_kind.in_place;
    else
      c.emplace(facts, 1, start_weights(), &memory);
    of_kind.seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
}

void print(const char* what, Counted each, double all) {
  if (each.seconds.empty()) return;
  std::sort(each.seconds.begin(), each.seconds.end());
  const auto at = [&](double share) {
    const auto last = static_cast<double>(each.seconds.size() - 1);
    return 1e6 * each.seconds[static_cast<std::size_t>(share * last)];
  };
  fmt::print("{:<40} {:8} {:6.2f} %  {:8} in place; median {:9.1f}  p90 {:9.1f}  max {:9.1f} us\n",
             what, each.all, 100 * static_cast<double>(each.all) / all, each.in_place, at(.5),
             at(.9), at(1));
}

}  // namespace

int main(int count, char** words) {
  const auto argument = [&](int i, std::uint64_t otherwise) {
    return count > i ? std::strtoull(words[i], nullptr, 10) : otherwise;
  };
  std::array<Counted, all_kinds> counted{};
  for (std::uint64_t seed = argument(1, 1); seed <= argument(2, 20); ++seed) {
    WorldOptions options;
    options.seed = seed;
    options.brands = static_cast<int>(argument(3, 30));
    count_world(options, counted);
  }
  double all = 0;
  for (const Counted& each : counted) all += static_cast<double>(each.all);
  for (std::size_t kind = 0; kind < all_kinds; ++kind) print(names[kind], counted[kind], all);
  Counted together;
  for (const Counted& each : counted) {
    together.all += each.all, together.in_place += each.in_place;
    together.seconds.insert(together.seconds.end(), each.seconds.begin(), each.seconds.end());
  }
  print("together", together, all);
}
