// SPDX-License-Identifier: Apache-2.0
#include "graph/prior_shift.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "graph/parallel.h"

namespace godwit {

namespace {

constexpr int rounds = 4;               // the shares move little after the third
constexpr double usual_children = 100;  // stand for what is usual
constexpr double thinnest = 1e-9;       // a share of nothing has no logarithm

enum Outcome : std::size_t { direct, skipped, kin, none_seen, impostor };

bool counts(const Known& known, NodeNo v, const Chosen& chosen) {
  return !chosen.choices.empty() && !known.is_site(v) && known.node(v).curious;
}

double sum(const Shares& s) { return std::accumulate(s.begin(), s.end(), 0.0); }

// How many times likelier each outcome is here than usual.
Shares shift_of(const Shares& here, const Shares& usual) {
  const double all = sum(here) + usual_children, usually = sum(usual);
  Shares times{};
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double share = usual[i] / usually;
    times[i] = (here[i] + usual_children * share) / all / share;
  }
  return times;
}

// Two outcomes in one, the odds of each so many times what they were.
Both moved(double bits, double first, double times_first, double times_second) {
  const double a = std::max(first, thinnest) * times_first;
  const double b = std::max(1 - first, thinnest) * times_second;
  return {bits + std::log2(a + b), a / (a + b)};
}

void move_odds(Chosen& chosen, float& none, const Shares& times) {
  const auto impostor_bits = static_cast<float>(std::log2(times[impostor]));
  for (Choice& c : chosen.choices) {
    const Both both = moved(c.bits, c.direct, times[direct], times[skipped]);
    c.own += static_cast<float>(both.bits - c.bits);
    c.bits = static_cast<float>(both.bits);
    c.direct = static_cast<float>(both.first);
    c.impostor += impostor_bits;
  }
  const Both both = moved(none, chosen.kin, times[kin], times[none_seen]);
  none = static_cast<float>(both.bits);
  chosen.kin = both.first;
}

// How many children of a stretch, expected, have each outcome.
void add_shares(Shares& here, const Known& known, const std::vector<Chosen>& all, std::size_t begin,
                std::size_t end) {
  for (std::size_t v = begin; v < end; ++v) {
    const Chosen& chosen = all[v];
    if (!counts(known, static_cast<NodeNo>(v), chosen)) continue;
    for (const Choice& c : chosen.choices) {
      here[direct] += c.probability * double{c.direct};
      here[skipped] += c.probability * (1 - double{c.direct});
      here[impostor] += c.impersonates;
    }
    here[kin] += chosen.none * chosen.kin;
    here[none_seen] += chosen.none * (1 - chosen.kin);
  }
}

}  // namespace

void shift_priors(const Known& known, std::vector<Chosen>& all, std::span<float> none,
                  int threads) {
  const Shares& usual = known.weights(false).usual;
  if (std::ranges::any_of(usual, [](double share) { return share <= 0; })) return;
  Shares so_far{1, 1, 1, 1, 1}, here{};
  add_shares(here, known, all, 0, all.size());
  for (int round = 0; round < rounds; ++round) {
    const bool last = round + 1 == rounds;
    const Shares shift = shift_of(here, usual);
    Shares more{};
    for (std::size_t i = 0; i < more.size(); ++i) more[i] = shift[i] / so_far[i];
    so_far = shift;
    here = {};
    // Sums have an order and are taken by one: of each stretch while it is still near.
    constexpr std::size_t together = 4096;
    for (std::size_t begin = 0; begin < all.size(); begin += together) {
      const std::size_t end = std::min(all.size(), begin + together);
      for_each_index(end - begin, threads, [&](std::size_t i) {
        const auto v = static_cast<NodeNo>(begin + i);
        if (counts(known, v, all[v])) {
          move_odds(all[v], none[v], more);
          choose(all[v], none[v]);
        }
        if (last) unhear_rivals(all[v]);
      });
      if (!last) add_shares(here, known, all, begin, end);
    }
  }
}

}  // namespace godwit
