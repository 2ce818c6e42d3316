// SPDX-License-Identifier: Apache-2.0
// Dice: the only chance in the rehearsal world. Everything drawn is a function of the seed, so the
// same seed gives the same world on any machine with IEEE doubles. A fork depends on the seed and
// the purpose alone, never on what was drawn before: adding a draw in one place moves nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "godwit/time.h"

namespace godwit::stage {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : seed_(seed), state_(seed) {}
  // Independent dice for one purpose ("lives", 7).
  Dice fork(std::string_view purpose, std::uint64_t number = 0) const;

  std::uint64_t next();  // splitmix64
  double unit();         // [0, 1)
  bool chance(double p) { return unit() < p; }
  int between(int low, int high);                     // both inclusive; low <= high
  std::size_t pick(std::span<const double> weights);  // index, in proportion; weights > 0 in sum
  double exponential(double mean);
  double lognormal(double median, double sigma);
  double weibull(double shape, double scale);
  // `count` characters out of `alphabet`.
  std::string characters(std::string_view alphabet, int count);

  template <class List>
  const auto& one_of(const List& list) {
    return list[static_cast<std::size_t>(next() % std::size(list))];
  }

 private:
  std::uint64_t seed_;
  std::uint64_t state_;
};

// A hash with good mixing, for values that pages show but nobody draws (view counters, tokens).
std::uint64_t mix(std::uint64_t a, std::uint64_t b);
std::uint64_t mix(std::uint64_t a, std::string_view text);

// Fractions of hours and days as drawn.
inline Duration in_hours(double n) { return Duration{static_cast<std::int64_t>(n * 3'600'000.0)}; }
inline Duration in_days(double n) { return in_hours(n * 24.0); }

}  // namespace godwit::stage
