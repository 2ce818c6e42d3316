// SPDX-License-Identifier: Apache-2.0
// Reach: how much audience is left after one round of regeneration when a set S is referred
// together,
//   R(S) = Σ_{u∉S} a_u + Σ_{u∈S} q_u a_u (1 - Π_{w helps u, w∉S} (1 - share_wu)),
// and the greedy choice that lowers it most. R is not submodular: to take u together with those
// that would announce its return is worth more than the sum, so gains may rise as others are taken.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace godwit {

// One that would announce another's return.
struct Helper {
  std::uint32_t who = 0;  // its number
  double share = 0;       // of the audience that it would bring back: overlap × P(it announces)
};

// What is known of w as one that might announce u's return.
struct Bond {
  bool kin = false;           // of one lineage
  bool prepared = false;      // u itself named w as its reserve
  double audience_ratio = 1;  // of w to that of u
  double links = 0;           // references between them: signs of a common audience
  double announced = 0;       // how many of the lineage w announced
  double deaths = 0;          // how many of the lineage died
  double names = 0;           // how many channels w links to: the word of a list reaches few
};
// Share of u's audience in w's as well, times the probability that w announces; both from priors
// that links and past announcements move (κ = (A + a0 κ0) / (D + a0), p = 1 - e^-κ). A small
// audience holds but a small share of a large one.
double share_of(const Bond& bond);
// Probability that a successor appears: of a lineage's deaths those that were followed, one of each
// added.
double regrowth(double deaths, double followed);

struct Reached {
  double audience = 0;
  double regrows = 0;  // q: probability that a successor appears if it is taken down
  std::vector<Helper> helpers;
};

class ResidualReach {
 public:
  explicit ResidualReach(std::vector<Reached> channels);

  // What R falls by if `u` is taken as well.
  double gain(std::uint32_t u) const;
  // … if all of these are.
  double gain_together(std::span<const std::uint32_t> all);
  void take(std::uint32_t u) { taken_[u] = true; }
  double residual() const;

  struct Pick {
    std::uint32_t channel = 0;
    double gain = 0;  // at the moment it was picked
  };
  // Best first, until `most` are taken or nothing is left. `may_take` is asked when a channel comes
  // up: one that may not be taken is passed over.
  using MayTake = std::function<bool(const Pick&)>;
  std::vector<Pick> choose(std::size_t most, const MayTake& may_take);

 private:
  double comes_back(std::uint32_t u) const;
  std::vector<std::uint32_t> changed_by(std::uint32_t u) const;

  std::vector<Reached> channels_;
  std::vector<std::vector<std::uint32_t>> helps_;  // whom each would announce
  std::vector<bool> taken_;
};

}  // namespace godwit
