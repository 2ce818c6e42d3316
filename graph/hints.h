// SPDX-License-Identifier: Apache-2.0
// Hints: what the frontier should look at soon because of one new fact. Cheap and local: they come
// out of apply(), before anything is concluded.
#pragma once

#include <vector>

#include "godwit/tracker.h"
#include "graph/facts.h"

namespace godwit {

class Hints {
 public:
  // `facts` already holds what `added` says was added.
  std::vector<Hint> after(const Facts& facts, const Facts::Added& added);

 private:
  void grow(const Facts& facts);
  std::vector<PlaceNo> siblings_of(PlaceNo dead) const;
  std::vector<PlaceNo> kin_of_kin(PlaceNo dead) const;

  // What each place refers to and is referred to by, and whether anybody looked at it.
  std::vector<std::vector<PlaceNo>> neighbours_;
  std::vector<bool> looked_, alive_;
};

}  // namespace godwit
