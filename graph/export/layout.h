// SPDX-License-Identifier: Apache-2.0
// Where each channel is drawn, in the page's network and by viewers without a layout of their own:
// one picture everywhere. Deterministic and linear.
#pragma once

#include <vector>

#include "godwit/tracker.h"

namespace godwit {

struct Spot {
  double x = 0, y = 0;               // to the right, downwards
  double size = 10;                  // 6..40, by the logarithm of the audience
  int red = 0, green = 0, blue = 0;  // by state; colour never carries meaning alone
};

// Places alone: each lineage a tree that grows to the right (40 units a step, 24 a row), the trees
// on shelves about twice as wide as high, lone channels in a grid below. Slot i belongs to
// succession.channels[i].
std::vector<Spot> network_layout(const Succession& succession);
// With sizes and colours.
std::vector<Spot> layout(const Succession& succession);

}  // namespace godwit
