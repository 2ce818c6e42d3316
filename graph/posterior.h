// SPDX-License-Identifier: Apache-2.0
// Posterior: one predecessor, or none, or an impostor, for every child. Where births are ordered
// the softmax over a child's candidates is the exact posterior over forests; inside a strong
// component of the candidate graph the matrix-tree theorem gives it.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "graph/evidence.h"

namespace godwit {

// A candidate of a child with its odds and what became of them.
struct Choice {
  NodeNo from = nowhere;
  // Log2 odds of "continues" (over an unseen generation or not), "impersonates", "is its kin".
  float bits = 0, impostor = 0, kin = 0;
  float hard = 0;
  float own = 0;     // the bits before other children were heard
  float direct = 1;  // share without an unseen generation between
  Standing standing;
  bool hearsay = false;     // of all that is hard, nothing is of u itself
  bool fork = false;        // the parting is open: u lives and disowns v
  std::int8_t verdict = 0;  // an analyst's: +1 confirmed, -1 rejected
  bool heir = true;         // no other child has a better claim to continue u
  bool reserve = false;     // u, now fallen, had named v as its reserve, and v is of nobody else
  bool avowed = false;      // … and v calls itself a reserve in its title
  bool sister = false;      // v posted in full voice beside u
  double probability = 0;   // of "v comes from u"
  double skipped = 0;       // of "v comes from u over a generation that nobody saw"
  double impersonates = 0;
  bool operator==(const Choice&) const = default;
};

struct Chosen {
  std::vector<Choice> choices;  // by candidate; the hopeless ones left out
  // No predecessor was observed, or the true one is unknown; what skipped a generation and what is
  // kin alone are counted here too.
  double none = 1;
  NodeNo kin_of = nowhere;  // whose network it is of, if any, though it continues nobody seen
  double kin = 0;           // how surely that is all
  bool operator==(const Chosen&) const = default;
};

// A child's choices before other children are heard, and the odds of "no predecessor".
struct Scored {
  Chosen chosen;
  float none = 0;
  bool announced = false;         // only then can trust be inherited
  std::vector<NodeNo> namesakes;  // candidates that are ranked by nearness
  bool operator==(const Scored&) const = default;
};
// One child by itself; the second time with trust inherited along the lines found so far, nullopt
// where nobody inherits anything. `first`: what the first time chose.
Scored score_first(const Known& known, NodeNo child, const std::vector<NodeNo>& candidates);
std::optional<Scored> score_second(const Known& known, NodeNo child,
                                   const std::vector<NodeNo>& candidates, const Ancestry& ancestry,
                                   const Chosen& first);
Choice choice_of(const Pair& pair);

// Of two outcomes in one: the bits of both together, and the share of the first.
struct Both {
  double bits = 0, first = 0;
};
inline Both both_of(double a, double b) {
  const double lesser = std::exp2(-std::abs(a - b)), sum = 1 + lesser;
  return {std::max(a, b) + std::log2(sum), (a >= b ? 1 : lesser) / sum};
}

// Softmax of one child over its choices, none, and impostors; sets probabilities. `none_bits` are
// the odds of "no predecessor".
void choose(Chosen& chosen, double none_bits);

// Its bits as they were before other children were heard; the probabilities stay.
void unhear_rivals(Chosen& chosen);

// Corrects the probabilities inside the strong components of the graph of choices, by the
// matrix-tree theorem. `none_bits` and `births` by child; where a component is too large, arcs
// against the order of births are cut.
void settle_cycles(std::vector<Chosen>& all, std::span<const float> none_bits,
                   std::span<const Time> births, int threads = 1);

// "High" needs something a stranger cannot make, and a margin; an analyst's word decides. Last
// step.
void apply_rules(Chosen& chosen);

class Remembered;

// The whole pass. With `memory` only those children are scored again for which something that was
// read has changed since the last inference with it; the answer is the same.
std::vector<Chosen> infer(const Known& known, int threads, Remembered* memory = nullptr);
// Candidates of one child with their scores, the hopeless included: for explaining.
std::vector<Pair> weigh(const Known& known, const Child& child);
std::vector<Pair> weigh(const Known& known, const Child& child,
                        const std::vector<NodeNo>& candidates);

inline constexpr double high = 0.9;
inline constexpr double accepted = 0.5;
inline constexpr double listed = 0.05;

}  // namespace godwit
