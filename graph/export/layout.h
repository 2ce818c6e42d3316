// SPDX-License-Identifier: Apache-2.0
// Where a viewer without a layout of its own should draw each channel: time on x, one row per
// channel, rows grouped by lineage in order of birth. Deterministic and linear.
#pragma once

#include <vector>

#include "godwit/tracker.h"

namespace godwit {

struct Spot {
  double x = 0;                      // days since the first sight of anything, 20 units a day
  double y = 0;                      // rows, 30 units each, growing downwards
  double size = 10;                  // 6..40, by the logarithm of the audience
  int red = 0, green = 0, blue = 0;  // by state; colour never carries meaning alone
};

// Slot i belongs to succession.channels[i].
std::vector<Spot> layout(const Succession& succession);

}  // namespace godwit
