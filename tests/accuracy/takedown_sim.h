// SPDX-License-Identifier: Apache-2.0
// A world of channels under takedown: people follow channels, channels are referred, some die, some
// come back, and who follows a living announcer finds the way. It knows nothing of how targets are
// chosen and shares no formula with them: people are people here, not overlaps.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace godwit::test {

struct TakedownOptions {
  std::uint64_t seed = 1;
  int channels = 2000, networks = 60, people = 30'000, days = 60;
  int referred = 300;
  int rounds = 9;             // how often is referred …
  double days_between = 7;    // … and how far apart
  double links_missing = 0;   // share of the links that the observer does not see
  double lineages_wrong = 0;  // share of channels that the observer puts into a wrong network
};

// What an observer knows of one channel: all that a policy may use.
struct Sighted {
  std::uint32_t channel = 0;  // its number in the world
  std::uint32_t lineage = 0;  // as the observer believes
  double audience = 0;        // subscribers as shown
  double age = 0;             // days
  double hazard = 0;          // per day, by its age
  double announced = 0;       // how many successors of its lineage it announced so far
  double lineage_deaths = 0, lineage_followed = 0;  // deaths so far; those with a successor
  std::vector<std::uint32_t> linked;  // places in the list of those it links to or is linked by
};
// Up to `count` places in the list, to be referred together now.
using Policy = std::function<std::vector<std::uint32_t>(const std::vector<Sighted>&,
                                                        std::size_t count, std::uint64_t seed)>;

struct TakedownRun {
  std::vector<double> reach;  // subscriptions of living channels, day by day; first day = 1
  double mean_reach = 0;      // over all days
  double last_reach = 0;
  double hidden = 0;  // share of the last day's reach in channels that the observer lost
  int taken_down = 0, successors = 0;
};
TakedownRun simulate(const TakedownOptions& options, const Policy& policy);

// Draws that depend on their names alone, so that all policies meet the same luck.
double luck(std::uint64_t seed, std::uint64_t a, std::uint64_t b, std::uint64_t c);

}  // namespace godwit::test
