// SPDX-License-Identifier: Apache-2.0
// Candidates: who could be a channel's predecessor at all. The union of everybody who links to it
// or is linked by it, who carries its name or nearly, who said the same words, and who fell silent
// just before it was born; never more than can be scored.
#pragma once

#include <vector>

#include "graph/known.h"

namespace godwit {

// Candidates of a child, ascending, without the child; they may have been born before it.
std::vector<NodeNo> candidates_of(const Known& known, NodeNo child);

// Those of them that fell silent just before it was born: the only ones that neither a link nor a
// key of Blocks leads to.
std::vector<NodeNo> ended_before(const Known& known, NodeNo child);

}  // namespace godwit
