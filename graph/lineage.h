// SPDX-License-Identifier: Apache-2.0
// Lineages: channels joined by accepted succession, their generations and their names.
#pragma once

#include <string>
#include <vector>

#include "graph/posterior.h"

namespace godwit {

// What u and v are to each other, if v comes from u; had u been last seen at `end`.
Relation relation_of(const Known& known, NodeNo u, NodeNo v, const Choice& choice, Time end);
inline Relation relation_of(const Known& known, NodeNo u, NodeNo v, const Choice& choice) {
  return relation_of(known, u, v, choice, known.node(u).end());
}
// What changes no lineage and no generation.
inline constexpr double negligible_share = 1e-3;

struct Family {
  std::string id;  // "L1", numbered by first birth
  std::string name;
  std::vector<NodeNo> members;  // by birth
};

struct Families {
  std::vector<Family> families;   // by first birth
  std::vector<std::uint32_t> of;  // of each channel; nowhere if it stands alone
  std::vector<int> generation;    // of each channel, the likeliest; 0 if it stands alone
  // That it is of that family, and of that generation.
  std::vector<double> sure, generation_sure;
};

// Joins each channel to the family that at least half of its probability leads to.
Families find_families(const Known& known, const std::vector<Chosen>& all, int threads = 1);

}  // namespace godwit
