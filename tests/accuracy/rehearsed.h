// SPDX-License-Identifier: Apache-2.0
// A rehearsal world, and the facts that the production loop brings home from it in virtual time.
#pragma once

#include <memory>
#include <vector>

#include "sim/rehearsal.h"

namespace godwit {

struct Rehearsed {
  std::unique_ptr<sim::Stage> stage;
  std::vector<Observation> facts;
  std::vector<int> reachable;  // at the looks that were made

  const Truth& truth() const { return stage->world.truth(); }
};

inline Rehearsed rehearse(const WorldOptions& options) {
  Rehearsed done{std::make_unique<sim::Stage>(options), {}, {}};
  sim::Setting setting;
  setting.seed = options.seed;
  setting.frontier.politeness.pace = pace_of_rate(100);
  setting.frontier.politeness.by_service["t.me"] = pace_of_rate(100);
  sim::Rehearsal rehearsal(*done.stage, setting);
  const std::vector<Time> looks = done.stage->world.suggested_looks();
  rehearsal.passes(looks);
  done.facts = rehearsal.facts();
  done.reachable = done.stage->world.reachable(looks);
  return done;
}

}  // namespace godwit
