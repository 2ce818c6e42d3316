// SPDX-License-Identifier: Apache-2.0
// Targets: which living channels to refer first, by how much reach is lost for good: what is taken
// down comes back where living kin announce it.
#pragma once

#include <vector>

#include "graph/succession.h"

namespace godwit {

// Best first. Advises `refer` only where hard evidence ties the channel to its lineage and no
// impostor is suspected.
std::vector<Target> find_targets(const Conclusion& c);

}  // namespace godwit
