// SPDX-License-Identifier: Apache-2.0
// The answer in words: channels, edges and lineages as the contract spells them, and explanations.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "graph/lineage.h"
#include "graph/remembered.h"

namespace godwit {

// Everything that was concluded from the facts; the parts of an answer are cut from it.
struct Conclusion {
  Known known;
  std::vector<Chosen> chosen;  // by channel
  Families families;
  std::vector<const SpokenWord*> words;  // the analysts' words that stand

  // `memory`: what still holds of the last conclusion from these facts and weights.
  Conclusion(const Facts& facts, int threads, const WeightSet& weights,
             Remembered* memory = nullptr);
  // Takes in place the fact that was added last, if this was concluded with `memory` from all facts
  // before it. False: it changes more than can be changed in place; conclude anew, with the same
  // memory.
  bool take(const Facts::Added& added, Remembered& memory) {
    return memory.take(known, chosen, added);
  }
  // Of parts concluded one by one, from one set of facts.
  Conclusion(Known known_in, std::vector<Chosen> chosen_in, Families families_in);
};

Channel channel_of(const Conclusion& c, NodeNo node);
// The edge of one choice, with all its evidence, for one of the things it may be.
Edge edge_of(const Conclusion& c, const Child& child, const Choice& choice, As as = As::successor);
// All edges into a channel, by (from, relation), in words.
std::vector<Edge> edges_into(const Conclusion& c, NodeNo node);
// The whole answer in words, several kilobytes an edge: who can take a channel's edges at a time
// asks for those instead.
Succession write_succession(const Conclusion& c, int threads);
std::optional<Explanation> write_explanation(const Conclusion& c, const Succession& answer,
                                             std::string_view url);

}  // namespace godwit
