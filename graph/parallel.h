// SPDX-License-Identifier: Apache-2.0
// The one way this room uses many cores: slot i is computed from index i alone, so the answer does
// not depend on how many threads there are.
#pragma once

#include <cstddef>
#include <functional>

namespace godwit {

// Calls work(i) for every i < n on at most `threads` threads (0: all cores); returns when all are
// done. Calls touch nothing but their own slot.
void for_each_index(std::size_t n, int threads, const std::function<void(std::size_t)>& work);

}  // namespace godwit
