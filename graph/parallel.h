// SPDX-License-Identifier: Apache-2.0
// The one way this room uses many cores: slot i is computed from index i alone, so the answer does
// not depend on how many threads there are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

namespace godwit {

// Calls work(i) for every i < n on at most `threads` threads (0: all cores); returns when all are
// done. Calls touch nothing but their own slot.
void for_each_index(std::size_t n, int threads, const std::function<void(std::size_t)>& work);

// The same by stretches, work(begin, end): where a call needs room of its own, it is taken once a
// stretch.
void for_each_chunk(std::size_t n, int threads,
                    const std::function<void(std::size_t, std::size_t)>& work);

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
