// SPDX-License-Identifier: Apache-2.0
// Dominators: what becomes unreachable if one channel alone goes. From a root over all that nobody
// invites to, every way to a channel leads through its dominators (Lengauer and Tarjan, 1979).
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace godwit {

// For each of `audience.size()` channels the audience of all it dominates, its own among them.
// `invitations` lead from one channel to another; what no root reaches counts for itself alone.
std::vector<double> audience_that_hangs_on(
    std::span<const double> audience,
    std::span<const std::pair<std::uint32_t, std::uint32_t>> invitations);

}  // namespace godwit
