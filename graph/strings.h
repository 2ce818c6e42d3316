// SPDX-License-Identifier: Apache-2.0
// Strings, each kept once: a million channels repeat their titles, urls and captures, so the digest
// holds four-byte numbers. Numbers depend on the order of arrival: never sort by them, only by the
// text they stand for.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace godwit {

// A kept string; 0 is the empty one.
using Text = std::uint32_t;

// 64 bits of a string, the same on every machine and in every run (FNV-1a, then a finaliser, so
// that all bits are usable).
std::uint64_t hash_of(std::string_view text);
// A finaliser for numbers and for chaining hashes (splitmix64).
std::uint64_t mix(std::uint64_t value);

// Open addressing over somebody else's records: holds only their numbers. Grows at two thirds.
class IndexTable {
 public:
  // The number of the record with this hash for which `same(number)` holds.
  template <class Same>
  std::optional<std::uint32_t> find(std::uint64_t hash, const Same& same) const {
    if (slots_.empty()) return std::nullopt;
    for (std::size_t at = hash & mask(); slots_[at] != empty; at = (at + 1) & mask())
      if (same(slots_[at])) return slots_[at];
    return std::nullopt;
  }
  // Adds a record that find() did not know. `hash_of_number` gives the hash of any held record.
  template <class HashOf>
  void insert(std::uint32_t number, const HashOf& hash_of_number) {
    if ((count_ + 1) * 3 > slots_.size() * 2) grow(hash_of_number);
    place(number, hash_of_number(number));
    ++count_;
  }

 private:
  static constexpr std::uint32_t empty = UINT32_MAX;
  std::size_t mask() const { return slots_.size() - 1; }
  void place(std::uint32_t number, std::uint64_t hash) {
    std::size_t at = hash & mask();
    while (slots_[at] != empty) at = (at + 1) & mask();
    slots_[at] = number;
  }
  template <class HashOf>
  void grow(const HashOf& hash_of_number) {
    std::vector<std::uint32_t> old(slots_.empty() ? 64 : slots_.size() * 2, empty);
    old.swap(slots_);
    for (const std::uint32_t number : old)
      if (number != empty) place(number, hash_of_number(number));
  }

  std::vector<std::uint32_t> slots_;
  std::size_t count_ = 0;
};

class Strings {
 public:
  Strings();
  Text keep(std::string_view text);
  // nullopt: never kept.
  std::optional<Text> find(std::string_view text) const;
  std::string_view operator[](Text text) const { return texts_[text]; }
  std::size_t size() const { return texts_.size(); }

 private:
  std::string_view store(std::string_view text);

  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_used_ = 0;
  std::vector<std::string_view> texts_;
  IndexTable index_;
};

}  // namespace godwit
