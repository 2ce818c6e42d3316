// SPDX-License-Identifier: Apache-2.0
// The one way this room uses many cores: slot i is computed from index i alone, so the answer does
// not depend on how many threads there are.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "graph/prefetch.h"

namespace godwit {

// Calls work(i) for every i < n on at most `threads` threads (0: all cores); returns when all are
// done. Calls touch nothing but their own slot.
void for_each_index(std::size_t n, int threads, const std::function<void(std::size_t)>& work);

// The same by stretches, work(begin, end): where a call needs room of its own, it is taken once a
// stretch.
void for_each_chunk(std::size_t n, int threads,
                    const std::function<void(std::size_t, std::size_t)>& work);

// A list for each index, side by side, and few allocations: find(i, list) appends what is i's to
// the list of its stretch.
template <class Each>
class Lists {
 public:
  template <class Find>
  Lists(std::size_t n, int threads, const Find& find) : parts_((n + together - 1) / together) {
    for_each_index(parts_.size(), threads, [&](std::size_t part) {
      Part& here = parts_[part];
      const std::size_t begin = part * together, end = std::min(n, begin + together);
      for (std::size_t i = begin; i < end; ++i) {
        find(i, here.all);
        here.end[i - begin] = static_cast<std::uint32_t>(here.all.size());
      }
    });
  }
  std::span<const Each> operator[](std::size_t i) const {
    const Part& here = parts_[i / together];
    const std::size_t at = i % together;
    const std::uint32_t begin = at == 0 ? 0 : here.end[at - 1];
    return std::span(here.all).subspan(begin, here.end[at] - begin);
  }
  // Asks for a list: first for where it is.
  void bring_near_where(std::size_t i) const {
    godwit::bring_near(&parts_[i / together].end[i % together]);
  }
  void bring_near(std::size_t i) const {
    const std::span<const Each> list = (*this)[i];
    godwit::bring_near(list.data(), list.size_bytes());
  }

 private:
  static constexpr std::size_t together = 1024;
  struct Part {
    std::vector<Each> all;
    std::array<std::uint32_t, together> end{};
  };
  std::vector<Part> parts_;
};

// Sorts, where no two are equal or it does not matter which comes first.
template <class Each, class Less>
void sort_side_by_side(std::vector<Each>& all, int threads, const Less& less) {
  constexpr std::size_t parts = 8, too_few = 10'000;
  if (all.size() < too_few) return std::sort(all.begin(), all.end(), less);
  const auto cut = [&](std::size_t part) {
    return all.begin() + static_cast<std::ptrdiff_t>(all.size() * part / parts);
  };
  for_each_index(parts, threads, [&](std::size_t i) { std::sort(cut(i), cut(i + 1), less); });
  for (std::size_t width = 1; width < parts; width *= 2)
    for_each_index(parts / width / 2, threads, [&](std::size_t i) {
      const std::size_t begin = 2 * width * i;
      std::inplace_merge(cut(begin), cut(begin + width), cut(begin + 2 * width), less);
    });
}

}  // namespace godwit
