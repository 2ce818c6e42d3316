// SPDX-License-Identifier: Apache-2.0
// The fallen and their children hear one another; sites go to who was born first.
#include "graph/rivals.h"

#include <algorithm>
#include <cmath>

#include "graph/parallel.h"

namespace godwit {

namespace {

constexpr float own_word = 6;  // bits: who announces a second child has not been superseded

double odds(double bits) { return std::exp2(bits); }

// Who got which child first: the earliest-born accepted one.
std::vector<NodeNo> first_children(const Known& known, const std::vector<Chosen>& all) {
  std::vector<NodeNo> first(all.size(), nowhere);
  for (NodeNo v = 0; v < all.size(); ++v)
    for (const Choice& c : all[v].choices) {
      if (c.probability < accepted) continue;
      NodeNo& held = first[c.from];
      if (held == nowhere || known.node(v).birth() < known.node(held).birth()) held = v;
    }
  return first;
}

double superseded_bits(const Known& known, NodeNo u, NodeNo v) {
  const Weights& w = known.weights(known.is_site(u) && known.is_site(v));
  return w.bits[static_cast<std::size_t>(Kind::superseded)][0];
}

// Sites follow one another: who was born first has it.
void supersede_sites(const Known& known, std::vector<Chosen>& all) {
  const std::vector<NodeNo> first = first_children(known, all);
  for (NodeNo v = 0; v < all.size(); ++v)
    for (Choice& c : all[v].choices) {
      const NodeNo held = first[c.from];
      const bool free = held == nowhere || held == v || c.hard >= own_word ||
                        known.node(held).birth() >= known.node(v).birth();
      if (free || !known.is_site(c.from)) continue;
      c.standing.rivalry = 1;
      c.bits += static_cast<float>(superseded_bits(known, c.from, v));
    }
}

bool may_have_one_heir(const Known& known, NodeNo u) {
  return !known.is_site(u) && known.node(u).fallen();
}

// The fallen have one heir each, as a rule: a second one costs lambda. Messages go to and fro
// between children and fallen (belief propagation on the graph of choices, with damping): what a
// child would choose were u not told of it, and how free u is of its other children. A fixed number
// of rounds, each reading only the last: the answer depends on no order.
class Heirs {
 public:
  Heirs(const Known& known, std::vector<Chosen>& all, std::span<const float> none)
      : known_(known), all_(all), none_(none), demand_(all.size(), 0) {}

  void settle(int threads) {
    for (Chosen& chosen : all_)
      for (Choice& c : chosen.choices) c.standing.rivalry = 0;
    for (int round = 0; round < rounds; ++round) {
      for_each_index(all_.size(), threads, [&](std::size_t v) { ask(all_[v], none_[v]); });
      std::fill(demand_.begin(), demand_.end(), 0);
      for (const Chosen& chosen : all_)
        for (const Choice& c : chosen.choices) demand_[c.from] += c.odds;
      for_each_index(all_.size(), threads, [&](std::size_t v) { answer(static_cast<NodeNo>(v)); });
    }
    for_each_index(all_.size(), threads, [&](std::size_t i) {
      const auto v = static_cast<NodeNo>(i);
      for (Choice& c : all_[v].choices) c.bits += static_cast<float>(cost(c, v));
    });
  }

 private:
  static constexpr int rounds = 8;

  double cost(const Choice& c, NodeNo v) const {
    return c.standing.rivalry > 0 ? c.standing.rivalry * superseded_bits(known_, c.from, v) : 0;
  }

  // The odds that the child would give each candidate, were that one free.
  void ask(Chosen& chosen, double none) const {
    double top = none;
    const NodeNo v = static_cast<NodeNo>(&chosen - all_.data());
    for (const Choice& c : chosen.choices)
      top = std::max({top, c.bits + cost(c, v), double{c.impostor}});
    double sum = odds(none - top);
    for (const Choice& c : chosen.choices)
      sum += odds(c.bits + cost(c, v) - top) + odds(c.impostor - top);
    for (Choice& c : chosen.choices) {
      const double rest = std::max(sum - odds(c.bits + cost(c, v) - top), 1e-9);
      c.odds = static_cast<float>(
          may_have_one_heir(known_, c.from) ? std::min(odds(c.bits - top) / rest, 1e6) : 0);
    }
  }

  // How free of others each candidate is, in shares of the full cost.
  void answer(NodeNo v) {
    for (Choice& c : all_[v].choices) {
      if (!may_have_one_heir(known_, c.from)) continue;
      const double lambda = odds(superseded_bits(known_, c.from, v));
      const double others = std::max(demand_[c.from] - double{c.odds}, 0.0);
      const double share =
          std::log2((1 + lambda * others) / (1 + others)) / superseded_bits(known_, c.from, v);
      c.standing.rivalry = (c.standing.rivalry + share) / 2;
    }
  }

  const Known& known_;
  std::vector<Chosen>& all_;
  const std::span<const float> none_;
  std::vector<double> demand_;
};

}  // namespace

void count_rivals(const Known& known, std::vector<Chosen>& all, std::span<const float> none,
                  int threads) {
  Heirs(known, all, none).settle(threads);
  supersede_sites(known, all);
  for_each_index(all.size(), threads, [&](std::size_t v) { choose(all[v], none[v]); });
}

}  // namespace godwit
