// SPDX-License-Identifier: Apache-2.0
// oneTBB is spoken to here and nowhere else in graph/.
#include "graph/parallel.h"

#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>

namespace godwit {

void for_each_index(std::size_t n, int threads, const std::function<void(std::size_t)>& work) {
  if (threads == 1 || n < 2) {
    for (std::size_t i = 0; i < n; ++i) work(i);
    return;
  }
  const int cores = oneapi::tbb::info::default_concurrency();
  oneapi::tbb::task_arena arena(threads == 0 ? cores : std::min(threads, cores));
  arena.execute([&] { oneapi::tbb::parallel_for(std::size_t{0}, n, work); });
}

void for_each_chunk(std::size_t n, int threads,
                    const std::function<void(std::size_t, std::size_t)>& work) {
  constexpr std::size_t together = 256;
  for_each_index((n + together - 1) / together, threads, [&](std::size_t chunk) {
    work(chunk * together, std::min(n, (chunk + 1) * together));
  });
}

}  // namespace godwit
