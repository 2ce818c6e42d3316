// SPDX-License-Identifier: Apache-2.0
// Hazard: the chance that a channel of a given age dies within the next day or week. A
// discrete-time hazard over person-periods (six hours early, then days, weeks, months),
//   log -log(1 - h) = log H0(period) + α_band + β·traits,
// fitted by iteratively reweighted least squares with a ridge. The complementary log-log link keeps
// an effect the same whatever the length of the period. H0 is a front-loaded prior (Weibull, shape
// .56, scale 326 days): where there is little to learn from, the prior is what is left.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace godwit {

// What is known of a channel at its present age, each about as large as one.
enum class Trait : std::uint8_t { audience, busy, later_generation, private_invite, site };
inline constexpr std::size_t traits = 5;

// One channel under watch; ages in days.
struct Life {
  double entry = 0;        // when the watch began
  double exit = 0;         // when it ended, by death or not
  double died_after = -1;  // the death lies in (died_after, exit]; negative: it lived on
  std::array<double, traits> trait{};
  std::vector<double> kin_deaths;  // its ages when others of its lineage died, ascending
};

class Hazard {
 public:
  explicit Hazard(std::span<const Life> lives);
  // Probability that this one, alive at `exit`, dies within so many days.
  double dies_within(const Life& life, double days) const;
  // By how much a trait raises the log of the hazard.
  double effect(Trait trait) const;
  double effect_of_kin_deaths() const;

 private:
  std::vector<double> beta_;
};

}  // namespace godwit
