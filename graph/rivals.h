// SPDX-License-Identifier: Apache-2.0
// Rivals: who else has a claim to the same predecessor. The only step, beside the cycles, in which
// children hear one another.
#pragma once

#include <span>
#include <vector>

#include "graph/posterior.h"

namespace godwit {

// Takes from every choice the bits that its rivals cost it (Standing::rivalry says how surely there
// is one) and sets the probabilities again. `none` by child.
void count_rivals(const Known& known, std::vector<Chosen>& all, std::span<const float> none,
                  int threads);

}  // namespace godwit
