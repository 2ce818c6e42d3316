// SPDX-License-Identifier: Apache-2.0
// Survival: how long channels live, from looks that came late and end early.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "graph/hazard.h"
#include "graph/succession.h"

namespace godwit {

// One channel under watch: ages in days when the watch began and when it ended, by death or not.
struct Stretch {
  double entry = 0, exit = 0;
  bool died = false;
};

struct CurvePoint {
  double age = 0;  // days
  std::size_t at_risk = 0, deaths = 0;
  double survival = 1;   // after this age
  double deviation = 0;  // standard error (Greenwood)
};

// Kaplan-Meier with delayed entry: S = Π (1 - d/n), where n counts only those already under watch.
// One point an age at which somebody died.
std::vector<CurvePoint> kaplan_meier(std::span<const Stretch> stretches);
// Survival to an age; 1 before the first death.
double survival_at(std::span<const CurvePoint> curve, double age);
// The first age at which survival is at most `share`; negative if it never falls so low.
double quantile(std::span<const CurvePoint> curve, double share);

// Stretches of all channels that were looked at, sites apart from others.
std::vector<Stretch> stretches_of(const Known& known, bool sites);

// A channel's life up to now, with what bears on its death.
Life life_of(const Conclusion& c, NodeNo node);
// Lives to learn the hazard from: of all that were seen alive; of very many a sample by the hashes
// of their ids.
std::vector<Life> lives_of(const Conclusion& c);

}  // namespace godwit
