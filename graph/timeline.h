// SPDX-License-Identifier: Apache-2.0
// Timeline: moments of channels in their order, in blocks of some hundreds, so that one that moves
// shifts a block and not all.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "godwit/time.h"

namespace godwit {

class Timeline {
 public:
  struct Entry {
    Time at{};
    std::uint32_t of = 0;    // which channel
    std::uint32_t note = 0;  // whatever is to be known of it without looking it up
    bool operator==(const Entry& o) const { return at == o.at && of == o.of; }
    bool operator<(const Entry& o) const { return at != o.at ? at < o.at : of < o.of; }
  };

  // Of entries in order.
  void build(const std::vector<Entry>& sorted) {
    for (std::size_t begin = 0; begin < sorted.size(); begin += filled) {
      const std::size_t end = std::min(begin + filled, sorted.size());
      blocks_.emplace_back(sorted.begin() + static_cast<std::ptrdiff_t>(begin),
                           sorted.begin() + static_cast<std::ptrdiff_t>(end));
      lasts_.push_back(sorted[end - 1]);
    }
  }

  // Calls take(entry) for all from one moment to another, both included, in order, until it says
  // false.
  template <class Take>
  void each(Time from, Time to, const Take& take) const {
    const Entry first{from, 0};
    for (std::size_t b = block_of(first); b < blocks_.size(); ++b) {
      const auto& block = blocks_[b];
      for (auto at = std::lower_bound(block.begin(), block.end(), first); at != block.end(); ++at)
        if (at->at > to || !take(*at)) return;
    }
  }
  // How many these are, as far as they are at most `most`.
  std::size_t count(Time from, Time to, std::size_t most) const {
    std::size_t found = 0;
    each(from, to, [&](const Entry&) { return ++found < most; });
    return found;
  }

  void insert(const Entry& entry) {
    if (blocks_.empty()) return build({entry});
    const std::size_t b = std::min(block_of(entry), blocks_.size() - 1);
    auto& block = blocks_[b];
    block.insert(std::upper_bound(block.begin(), block.end(), entry), entry);
    lasts_[b] = block.back();
    if (block.size() < 2 * filled) return;
    const auto half = block.begin() + static_cast<std::ptrdiff_t>(filled);
    std::vector<Entry> rest(half, block.end());
    block.erase(half, block.end());
    lasts_.insert(lasts_.begin() + static_cast<std::ptrdiff_t>(b), block.back());
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(b) + 1, std::move(rest));
  }
  void erase(const Entry& entry) {
    const std::size_t b = block_of(entry);
    if (b == blocks_.size()) return;
    auto& block = blocks_[b];
    const auto at = std::lower_bound(block.begin(), block.end(), entry);
    if (at == block.end() || *at != entry) return;
    block.erase(at);
    if (!block.empty()) {
      lasts_[b] = block.back();
      return;
    }
    blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(b));
    lasts_.erase(lasts_.begin() + static_cast<std::ptrdiff_t>(b));
  }

 private:
  static constexpr std::size_t filled = 512;

  // The first block that does not end before the entry.
  std::size_t block_of(const Entry& entry) const {
    return static_cast<std::size_t>(std::lower_bound(lasts_.begin(), lasts_.end(), entry) -
                                    lasts_.begin());
  }

  std::vector<std::vector<Entry>> blocks_;  // none empty
  std::vector<Entry> lasts_;                // of each block, side by side: searched first
};

// Moments in order, of which some are searched first: of a million none is in a cache.
class Moments {
 public:
  // Each not before the one that was added last.
  void add(Time at) {
    if (all_.size() % apart == 0) landmarks_.push_back(at);
    all_.push_back(at);
  }
  bool empty() const { return all_.empty(); }
  // How many there are from one moment to another, both included.
  std::size_t count(Time from, Time to) const { return before(to + Duration(1)) - before(from); }

 private:
  static constexpr std::size_t apart = 64;

  std::size_t before(Time at) const {
    const auto landmark = std::lower_bound(landmarks_.begin(), landmarks_.end(), at);
    if (landmark == landmarks_.begin()) return 0;
    const auto begin =
        all_.begin() + (landmark - landmarks_.begin() - 1) * static_cast<std::ptrdiff_t>(apart);
    const auto end =
        landmark == landmarks_.end() ? all_.end() : begin + static_cast<std::ptrdiff_t>(apart);
    return static_cast<std::size_t>(std::lower_bound(begin, end, at) - all_.begin());
  }

  std::vector<Time> all_, landmarks_;  // of the second, each the first of its stretch
};

}  // namespace godwit
