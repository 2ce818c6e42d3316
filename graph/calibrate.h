// SPDX-License-Identifier: Apache-2.0
// Calibrate: learning what evidence is worth from edges that somebody confirmed or rejected, and
// from moves that others recorded. A conditional logit over each child's candidates, "none" and
// impostors, by the very formula that scores (caps and all), pulled towards the weights it began
// with; long chains are weighed down; one factor sharpens or softens the whole.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "graph/calibrator.h"
#include "graph/posterior.h"

namespace godwit {

// One child of which something is known.
struct Lesson {
  struct Option {
    std::array<Reading, kinds> readings;
    double impostor_more = 0;  // bits of impersonation that no weight stands for
    bool sites = false;
    bool acceptable = false;  // could be the predecessor, by what is known
    bool skipped = false;     // could be it, over a generation that nobody saw
    bool kin = false;         // is of its network, at any rate
    bool refuted = false;     // is not the predecessor
  };
  std::string lineage;  // lessons of one lineage are never on both sides of a test
  Time at{};            // birth of the child
  bool sites = false;
  bool none_acceptable = false;      // so is "no predecessor was observed"
  bool impostor_acceptable = false;  // … or that it impersonates somebody
  std::vector<Option> options;
  double weight = 1;
};

// The lesson of one child and all its candidates; what is acceptable is left for the caller to say.
Lesson lesson_of(const Known& known, const std::vector<Pair>& pairs, NodeNo child);
// From the analysts' standing words: a confirmed edge is right, a rejected one wrong.
std::vector<Lesson> lessons_of_words(const Known& known);
// From recorded moves: any earlier channel of the same site is right, none where there is none.
// `sites_of` by channel id.
std::vector<Lesson> lessons_of_moves(const Known& known,
                                     const std::map<std::string, std::set<std::string>>& sites_of);

Fitness fitness(std::span<const Lesson> lessons, const WeightSet& weights);
WeightSet fit(std::vector<Lesson> lessons, const WeightSet& previous);

// nullopt: too few lessons or lineages to learn anything from.
std::optional<Calibration> calibrate(const std::vector<Lesson>& lessons, const WeightSet& previous);

}  // namespace godwit
