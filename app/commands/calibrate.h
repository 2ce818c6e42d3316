// SPDX-License-Identifier: Apache-2.0
// calibrate: learns the weights of evidence from confirmed and rejected edges of the case, and from
// recorded moves, and writes the set into the case.
#pragma once

#include <string>

#include "app/commands/command.h"

namespace godwit {

// `moves`: a folder with domain_life.tsv (site, domain, first_seen, last_seen), "" for none.
int run_calibrate(const Common& common, const std::string& moves, Streams streams);

}  // namespace godwit
