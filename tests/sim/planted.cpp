// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/planted.h"

#include <atomic>
#include <cstring>
#include <fstream>

namespace godwit::sim {
namespace {

std::string in_force;
std::atomic<long long> asked{0};

}  // namespace

bool planted(const char* name) {
  if (in_force != name) return false;
  ++asked;
  return true;
}

void plant(const std::string& name) {
  in_force = name;
  asked = 0;
}

long long times_asked() { return asked; }

std::vector<PlantedBug> planted_bugs(const std::string& file) {
  std::vector<PlantedBug> bugs;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("bug ")) bugs.push_back({line.substr(4), "", ""});
    if (line.starts_with("  says ")) bugs.back().says = line.substr(7);
    if (line.starts_with("  by ")) bugs.back().found_by = line.substr(5);
  }
  return bugs;
}

}  // namespace godwit::sim
