// SPDX-License-Identifier: Apache-2.0
// Lineages: channels joined by accepted succession, their generations and their names.
#pragma once

#include <string>
#include <vector>

#include "graph/posterior.h"

namespace godwit {

// What u and v are to each other, if v comes from u.
Relation relation_of(const Known& known, NodeNo u, NodeNo v, const Choice& choice);

struct Family {
  std::string id;  // "L1", numbered by first birth
  std::string name;
  std::vector<NodeNo> members;  // by birth
};

struct Families {
  std::vector<Family> families;   // by first birth
  std::vector<std::uint32_t> of;  // of each channel; nowhere if it stands alone
  std::vector<int> generation;    // of each channel; 0 if it stands alone
};

// Joins what continues or mirrors with a probability of at least one half.
Families find_families(const Known& known, const std::vector<Chosen>& all);

}  // namespace godwit
