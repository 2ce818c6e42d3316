// SPDX-License-Identifier: Apache-2.0
// The teeth of the simulation: does it find bugs that are known to be there?
#pragma once

#include <string>

#include "tests/sim/life.h"

namespace godwit::sim {

// Plants each bug of planted.txt and lives one life after another until a checker finds it. Prints
// the table; 0 where every bug was found in time. Only sim_planted has bugs to plant.
int show_teeth(const LifeOptions& life);
// False, with a word on stderr, where there is no such bug.
bool plant_named(const std::string& bug);

}  // namespace godwit::sim
