// SPDX-License-Identifier: Apache-2.0
// Dice: the one source of chance in a simulation, the same on every machine (splitmix64).
// Trace: what a run did, folded into one number: two runs are the same run if it is the same.
#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>

namespace godwit::sim {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t roll() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t x = state_;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  }
  // In [0, below), below > 0.
  std::uint64_t below(std::uint64_t below) { return roll() % below; }
  // In [0, 1).
  double chance() { return double(roll() >> 11) / 9007199254740992.0; }
  bool happens(double probability) { return chance() < probability; }
  // Exponential, of that mean.
  double after(double mean) { return -mean * std::log1p(-chance()); }

 private:
  std::uint64_t state_;
};

class Trace {
 public:
  void add(std::uint64_t word) {
    for (int i = 0; i < 8; ++i, word >>= 8) step(static_cast<unsigned char>(word));
  }
  void add(std::string_view text) {
    add(text.size());
    for (const char c : text) step(static_cast<unsigned char>(c));
  }
  std::uint64_t hash() const { return hash_; }

 private:
  void step(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3; }  // FNV-1a
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

}  // namespace godwit::sim
