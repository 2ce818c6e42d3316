// SPDX-License-Identifier: Apache-2.0
// Splitmix64 (Steele, Lea, Flood 2014) and the few distributions the world is drawn from. The
// standard library's distributions differ from one library to the next and are not used.
#include "world/draw.h"

#include <cmath>
#include <numbers>

#include "godwit/check.h"

namespace godwit::stage {

namespace {

std::uint64_t scramble(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  return scramble(a + 0x9e3779b97f4a7c15ULL * (b + 1));
}

std::uint64_t mix(std::uint64_t a, std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix(a, hash);
}

Dice Dice::fork(std::string_view purpose, std::uint64_t number) const {
  return Dice{mix(mix(seed_, purpose), number)};
}

std::uint64_t Dice::next() {
  state_ += 0x9e3779b97f4a7c15ULL;
  return scramble(state_);
}

double Dice::unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

int Dice::between(int low, int high) {
  CHECK(low <= high);
  return low + static_cast<int>(next() % (static_cast<std::uint64_t>(high - low) + 1));
}

std::size_t Dice::pick(std::span<const double> weights) {
  double sum = 0;
  for (const double w : weights) sum += w;
  double left = unit() * sum;
  for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
    if (left < weights[i]) return i;
    left -= weights[i];
  }
  return weights.size() - 1;
}

double Dice::exponential(double mean) { return -mean * std::log(1.0 - unit()); }

double Dice::lognormal(double median, double sigma) {
  const double u = 1.0 - unit();  // Box-Muller; u > 0
  const double v = unit();
  const double normal = std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
  return median * std::exp(sigma * normal);
}

double Dice::weibull(double shape, double scale) {
  return scale * std::pow(-std::log(1.0 - unit()), 1.0 / shape);
}

std::string Dice::characters(std::string_view alphabet, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += alphabet[next() % alphabet.size()];
  return text;
}

}  // namespace godwit::stage
