// SPDX-License-Identifier: Apache-2.0
// planted: bugs that the simulation must find. planted.txt says which line of which file each one
// changes; only the program sim_planted is built from the changed copies.
#pragma once

#include <string>
#include <vector>

namespace godwit::sim {

struct PlantedBug {
  std::string name, says;
  std::string found_by;  // names of the invariants that may find it, with '|' between
};

// Is this bug in force? True for at most one name at a time.
bool planted(const char* name);
// "" = none.
void plant(const std::string& name);
// How often planted() was asked for the bug in force: 0 means that its line is never reached.
long long times_asked();

// Reads planted.txt.
std::vector<PlantedBug> planted_bugs(const std::string& file);

}  // namespace godwit::sim
