// SPDX-License-Identifier: Apache-2.0
// Where a viewer without a layout of its own should draw each channel. Deterministic and linear.
#pragma once

#include <vector>

#include "godwit/tracker.h"

namespace godwit {

struct Spot {
  double x = 0;                      // layout(): days since the first sight of all, 20 units a day
  double y = 0;                      // layout(): rows, 30 units each, growing downwards
  double size = 10;                  // 6..40, by the logarithm of the audience
  int red = 0, green = 0, blue = 0;  // by state; colour never carries meaning alone
};

// Time on x, one row per channel, rows grouped by lineage in order of birth. Slot i belongs to
// succession.channels[i].
std::vector<Spot> layout(const Succession& succession);
// The network beside it: each lineage a tree that grows to the right (40 units a step, 24 a row),
// the trees on shelves about twice as wide as high, lone channels in a grid below.
std::vector<Spot> network_layout(const Succession& succession);

}  // namespace godwit
