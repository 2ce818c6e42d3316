// SPDX-License-Identifier: Apache-2.0
// Targets: which living channels to refer first, by how much reach is lost for good: what is taken
// down comes back where living kin announce it. docs/targets.md says how and why.
#pragma once

#include <vector>

#include "graph/protected.h"
#include "graph/succession.h"

namespace godwit {

// What may be referred, best first as one picks them one after the other; then what to watch
// instead, then what needs a person's confirmation, each by what its loss would cost. Protected
// places are in none of them.
std::vector<Target> find_targets(const Conclusion& c, const Protected& spared);

}  // namespace godwit
