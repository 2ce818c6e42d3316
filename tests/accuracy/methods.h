// SPDX-License-Identifier: Apache-2.0
// The other ways to answer who continues whom, for the same table as the engine: four baselines
// that read what the engine reads, and an oracle that reads the truth.
#pragma once

#include "graph/succession.h"
#include "world/truth.h"

namespace godwit {

// The channel with the name most alike, if it is alike at all (cosine of trigrams at least .3).
Succession nearest_name(const Conclusion& c);
// Who announced the child first.
Succession first_announcer(const Conclusion& c);
// A softmax over the candidates that knows names and times alone, with the engine's weights.
Succession name_and_time(const Conclusion& c);
// Every pair by itself, each as likely as its bits against "none" say; networks are the connected
// components.
Succession unconstrained_pairs(const Conclusion& c);

// Knows of every channel its network, its birth, its death and its titles as they were, and the
// probabilities by which the world draws when a successor comes, of what kind and with what title;
// one heir for each of the fallen (belief propagation). It does not read what is said, so it is no
// upper bound: it says how far times, kinds and titles go when nothing about them is guessed.
Succession oracle(const Conclusion& c, const Truth& truth);

// Which channel of the truth each channel of the answer is; -1: none.
std::vector<int> identities(const Succession& answer, const Truth& truth);

}  // namespace godwit
