// SPDX-License-Identifier: Apache-2.0
// Prior shift: the weights were fitted where so many of the children continued somebody, or came
// over a generation that nobody saw, or were kin and no more. In the case at hand it may be others:
// where little is announced, more predecessors stay unseen. How many it is, is learned from the
// case's own answers, without anybody's verdict (M. Saerens, P. Latinne, C. Decaestecker,
// "Adjusting the Outputs of a Classifier to New a Priori Probabilities", Neural Computation 14,
// 2002).
#pragma once

#include <span>
#include <vector>

#include "graph/posterior.h"

namespace godwit {

// Moves all odds towards what this case is like, as if a hundred children more were as usual
// (Weights::usual); nothing where no shares are usual. Choices then stand as before other children
// were heard. `none` by child.
void shift_priors(const Known& known, std::vector<Chosen>& all, std::span<float> none, int threads);

}  // namespace godwit
