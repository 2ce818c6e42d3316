// SPDX-License-Identifier: Apache-2.0
// Candidates: who could be a channel's predecessor at all. The union of everybody who links to it
// or is linked by it, who carries its name or nearly, who said the same words, and who fell silent
// just before it was born; never more than can be scored.
#pragma once

#include <vector>

#include "graph/known.h"

namespace godwit {

// Of those who share its stem, how many of the newest are candidates. Of more, those also whose end
// is near its birth.
inline constexpr std::size_t newest_of_a_stem =
    25;  // without these the true parent is often missing
// A post that more channels carry tells nothing.
inline constexpr std::size_t commonest_post = 16;

// Of those that ended near a child's birth the nearest are candidates, and nobody where there are
// more than so many: a mass event.
inline constexpr std::size_t nearest_ends = 16, most_ends_near = 4 * nearest_ends;

// Candidates of a child, ascending, without the child; they may have been born before it.
std::vector<NodeNo> candidates_of(const Known& known, NodeNo child);

// Those of them that fell silent about when it was born: the only ones that neither a link nor a
// key of Blocks leads to.
struct Ended {
  std::vector<NodeNo> nearest;
  bool many = false;  // so many that the moment tells nothing, and none is named
  bool operator==(const Ended&) const = default;
};
Ended ended_near(const Known& known, NodeNo child);
// How far from its birth that is.
Duration ended_within(const Known& known, NodeNo child);

}  // namespace godwit
