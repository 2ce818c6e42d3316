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
      : known_(known), all_(all), none_(none), demand_(all.size(), 0), asked_by_(all.size(), 0) {}

  void settle(int threads) {
    find_the_contested();
    const std::size_t n = contending_.size();
    for (int round = 0; round < rounds; ++round) {
      for_each_index(n, threads, [&](std::size_t i) { ask(contending_[i]); });
      std::fill(demand_.begin(), demand_.end(), 0);
      for (const NodeNo v : contending_)
        for (const Choice& c : all_[v].choices) demand_[c.from] += c.odds;
      for_each_index(n, threads, [&](std::size_t i) { answer(contending_[i]); });
    }
    for_each_index(n, threads, [&](std::size_t i) {
      const NodeNo v = contending_[i];
      for (Choice& c : all_[v].choices) c.bits += static_cast<float>(cost(c, v));
    });
  }

 private:
  static constexpr int rounds = 8;

  // The fallen that more than one child might continue, and those children: no other hears
  // anything.
  void find_the_contested() {
    for (Chosen& chosen : all_)
      for (Choice& c : chosen.choices) {
        c.standing.rivalry = 0;
        c.odds = 0;
        ++asked_by_[c.from];
      }
    for (NodeNo u = 0; u < all_.size(); ++u)
      if (asked_by_[u] == 1 || !may_have_one_heir(known_, u)) asked_by_[u] = 0;
    for (NodeNo v = 0; v < all_.size(); ++v) {
      const auto& choices = all_[v].choices;
      if (std::any_of(choices.begin(), choices.end(),
                      [&](const Choice& c) { return contested(c); }))
        contending_.push_back(v);
    }
  }

  bool contested(const Choice& c) const { return asked_by_[c.from] > 0; }

  double cost(const Choice& c, NodeNo v) const {
    return c.standing.rivalry > 0 ? c.standing.rivalry * superseded_bits(known_, c.from, v) : 0;
  }

  // The odds that the child would give each candidate, were that one free.
  void ask(NodeNo v) const {
    Chosen& chosen = all_[v];
    const double none = none_[v];
    double top = none;
    for (const Choice& c : chosen.choices)
      top = std::max({top, c.bits + cost(c, v), double{c.impostor}});
    double sum = odds(none - top);
    for (const Choice& c : chosen.choices)
      sum += odds(c.bits + cost(c, v) - top) + odds(c.impostor - top);
    for (Choice& c : chosen.choices) {
      const double rest = std::max(sum - odds(c.bits + cost(c, v) - top), 1e-9);
      c.odds = static_cast<float>(contested(c) ? std::min(odds(c.bits - top) / rest, 1e6) : 0);
    }
  }

  // How free of others each candidate is, in shares of the full cost.
  void answer(NodeNo v) {
    for (Choice& c : all_[v].choices) {
      if (!contested(c)) continue;
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
  std::vector<std::uint32_t> asked_by_;  // children; 0 where one heir is not the rule
  std::vector<NodeNo> contending_;
};

}  // namespace

void count_rivals(const Known& known, std::vector<Chosen>& all, std::span<const float> none,
                  int threads) {
  Heirs(known, all, none).settle(threads);
  supersede_sites(known, all);
  for_each_index(all.size(), threads, [&](std::size_t v) { choose(all[v], none[v]); });
}

}  // namespace godwit
