// SPDX-License-Identifier: Apache-2.0
// The fallen and their children hear one another; sites go to who was born first.
#include "graph/rivals.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>

#include "graph/parallel.h"
#include "graph/prefetch.h"

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
  if (!known.any_sites()) return;
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
// of rounds, each reading only the last: the answer depends on no order. The rounds walk over
// claims, which hold of the choices no more than is asked.
class Heirs {
 public:
  Heirs(const Known& known, std::vector<Chosen>& all, std::span<const float> none, int threads)
      : known_(known),
        all_(all),
        none_(none),
        threads_(threads),
        cost_(known.weights(false).bits[static_cast<std::size_t>(Kind::superseded)][0]),
        lambda_(odds(cost_)) {}

  void settle() {
    find_the_contested();
    write_claims();
    for (int round = 0; round < rounds; ++round) {
      for_each_index(contending_.size(), threads_, [&](std::size_t i) { ask(i); });
      for_each_index(contested_.size(), threads_, [&](std::size_t i) { answer(i); });
    }
    for_each_index(contending_.size(), threads_, [&](std::size_t i) { tell(i); });
  }

 private:
  static constexpr int rounds = 8;
  static constexpr std::uint32_t uncontested = UINT32_MAX;

  // A choice as the rounds see it: small, there are millions of them and they are read eight times.
  struct Claim {
    float alone;         // its odds without rivals, the child's best being 1
    float odds;          // what the child would give it against all else, were it free of others
    float free;          // what rivals leave of its odds, from 1 down to lambda
    std::uint32_t slot;  // of its candidate
    bool heard() const { return slot != uncontested; }
    double given() const { return double{alone} * double{free}; }
  };

  // The fallen that more than one child might continue, and those children: no other hears
  // anything.
  void find_the_contested() {
    const std::size_t n = all_.size();
    slot_.assign(n, 0);
    for_each_index(n, threads_, [&](std::size_t v) {
      for (Choice& c : all_[v].choices) {
        c.standing.rivalry = 0;
        std::atomic_ref(slot_[c.from]).fetch_add(1, std::memory_order_relaxed);
      }
    });
    for (NodeNo u = 0; u < n; ++u) {
      const bool contested = slot_[u] > 1 && may_have_one_heir(known_, u);
      slot_[u] = contested ? static_cast<std::uint32_t>(contested_.size()) : uncontested;
      if (contested) contested_.push_back(u);
    }
    std::vector<std::uint8_t> contends(n, 0);
    for_each_index(n, threads_, [&](std::size_t v) {
      const auto& choices = all_[v].choices;
      contends[v] = std::any_of(choices.begin(), choices.end(),
                                [&](const Choice& c) { return slot_[c.from] != uncontested; });
    });
    for (NodeNo v = 0; v < n; ++v)
      if (contends[v] != 0) contending_.push_back(v);
  }

  void write_claims() {
    first_claim_.assign(1, 0);
    for (const NodeNo v : contending_)
      first_claim_.push_back(first_claim_.back() +
                             static_cast<std::uint32_t>(all_[v].choices.size()));
    claims_count_ = first_claim_.back();
    // Not filled: whoever writes them first fetches their pages, on all threads.
    claims_ = std::make_unique_for_overwrite<Claim[]>(claims_count_);
    unclaimed_.resize(contending_.size());
    for_each_index(contending_.size(), threads_, [&](std::size_t i) {
      const auto& choices = all_[contending_[i]].choices;
      double top = none_[contending_[i]];
      for (const Choice& c : choices) top = std::max({top, double{c.bits}, double{c.impostor}});
      unclaimed_[i] = odds(none_[contending_[i]] - top);
      auto claim = claims_of(i).begin();
      for (const Choice& c : choices) {
        *claim++ = {static_cast<float>(odds(c.bits - top)), 0, 1, slot_[c.from]};
        unclaimed_[i] += odds(c.impostor - top);
      }
    });
    first_heard_.assign(contested_.size() + 1, 0);
    for (const Claim& c : std::span(claims_.get(), claims_count_))
      if (c.heard()) ++first_heard_[c.slot + 1];
    for (std::size_t i = 1; i < first_heard_.size(); ++i) first_heard_[i] += first_heard_[i - 1];
    heard_.resize(first_heard_.back());
    std::vector<std::uint32_t> next(first_heard_.begin(), first_heard_.end() - 1);
    for (std::uint32_t i = 0; i < claims_count_; ++i)
      if (claims_[i].heard()) heard_[next[claims_[i].slot]++] = i;
  }

  std::span<Claim> claims_of(std::size_t i) {
    return {claims_.get() + first_claim_[i], claims_.get() + first_claim_[i + 1]};
  }

  // The odds that the child would give each candidate, were that one free.
  void ask(std::size_t i) {
    const auto claims = claims_of(i);
    double sum = unclaimed_[i];
    for (const Claim& c : claims) sum += c.given();
    for (Claim& c : claims) {
      if (!c.heard()) continue;
      const double rest = std::max(sum - c.given(), 1e-9);
      c.odds = static_cast<float>(std::min(double{c.alone} / rest, 1e6));
    }
  }

  // How free of others each contested candidate is; damped in bits, which is a mean of factors.
  void answer(std::size_t i) {
    const auto heard =
        std::span(heard_).subspan(first_heard_[i], first_heard_[i + 1] - first_heard_[i]);
    // Asked for ahead: they lie by child.
    constexpr std::size_t ahead = 32;
    const std::size_t next = first_heard_[i] + ahead;
    for (std::size_t k = 0; k < heard.size() && next + k < heard_.size(); ++k)
      bring_near(&claims_[heard_[next + k]]);
    double demand = 0;
    for (const std::uint32_t claim : heard) demand += double{claims_[claim].odds};
    for (const std::uint32_t claim : heard) {
      Claim& c = claims_[claim];
      const double others = std::max(demand - double{c.odds}, 0.0);
      const double left = (1 + lambda_ * others) / (1 + others);
      c.free = std::sqrt(c.free * static_cast<float>(left));
    }
  }

  void tell(std::size_t i) {
    auto claim = claims_of(i).begin();
    for (Choice& c : all_[contending_[i]].choices) {
      if (const float free = (claim++)->free; free != 1) {
        const double bits = std::log2(double{free});
        c.standing.rivalry = bits / cost_;
        c.bits += static_cast<float>(bits);
      }
    }
  }

  const Known& known_;
  std::vector<Chosen>& all_;
  const std::span<const float> none_;
  const int threads_;
  const double cost_, lambda_;  // in bits, and as odds
  std::vector<NodeNo> contending_, contested_;
  std::vector<std::uint32_t> slot_;  // by channel: its place among the contested
  std::unique_ptr<Claim[]> claims_;  // of the contending, one child's after another's
  std::size_t claims_count_ = 0;
  std::vector<double> unclaimed_;  // by contending child: the odds of none and of impostors
  std::vector<std::uint32_t> first_claim_;
  std::vector<std::uint32_t> heard_, first_heard_;  // each contested one's claims, in that order
};

}  // namespace

void count_rivals(const Known& known, std::vector<Chosen>& all, std::span<const float> none,
                  int threads) {
  Heirs(known, all, none, threads).settle();
  supersede_sites(known, all);
  for_each_index(all.size(), threads, [&](std::size_t v) { choose(all[v], none[v]); });
}

}  // namespace godwit
