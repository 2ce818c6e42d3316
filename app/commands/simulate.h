// SPDX-License-Identifier: Apache-2.0
// Plain `rehearse`: the world is crawled at its looks in virtual time, inside this process, by the
// loop, frontier, platforms and graph of every other command; no socket is opened.
#pragma once

#include "app/commands/rehearse.h"

namespace godwit {

// The `simulate` of RehearseOptions for a world of these options.
Simulation simulation_of(const WorldOptions& options);

}  // namespace godwit
