// SPDX-License-Identifier: Apache-2.0
// Grounds: on what a channel may be put forward for referral. An announcement is a claim with a
// source, never a fact: a hostile channel can name the innocent. So a tie must be hard to forge,
// borne out by something the channel itself did or is, come from a source that does not announce by
// the dozen, and belong to a lineage that somebody watches.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "graph/protected.h"
#include "graph/succession.h"

namespace godwit {

struct Ground {
  std::string missing;        // why it may not be put forward; "" if it may
  double sure = 0;            // probability of the tie, or of its being of its lineage at all
  std::vector<Evidence> tie;  // strongest first
};

class Grounds {
 public:
  Grounds(const Conclusion& c, const Protected& spared);

  // Never named at all: one of its addresses is on the protected list.
  bool spared(NodeNo u) const;
  Ground of(NodeNo u) const;

 private:
  struct Tie {
    NodeNo from = nowhere, to = nowhere;
    const Choice* choice = nullptr;
  };
  bool over_budget(NodeNo source) const;
  bool watched(NodeNo u) const;
  double suspected(NodeNo u) const;
  Ground weigh(NodeNo u, const Tie& tie) const;
  void find_watched();

  const Conclusion& c_;
  const Known& known_;
  const Protected& spared_;
  std::vector<std::vector<NodeNo>> children_;  // likely ones of each channel
  bool anything_watched_ = false;
  std::vector<bool> watched_;  // by channel
  std::vector<bool> family_watched_;
};

}  // namespace godwit
