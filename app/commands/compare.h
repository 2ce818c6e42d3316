// SPDX-License-Identifier: Apache-2.0
// `rehearse --policy`: schedules measured against each other in virtual time (docs/schedule.md).
#pragma once

#include <string>
#include <vector>

#include "app/commands/command.h"
#include "world/world.h"

namespace godwit {

struct CompareOptions {
  std::vector<std::string> policies;  // names of rankings, or "all"
  std::string seeds;                  // "7" or "1-10"
  std::vector<double> rates;          // requests per second; none: 0.2
  int networks = 50, channels = 20, days = 14, warm_up = 4;
  std::string regime = "pressed";
  bool pages = false;  // the world's real pages, read by the adapters; else bare observations
  WorldOptions world;  // of --pages on
};

int run_compare(const Common& common, const CompareOptions& options, Streams streams);

}  // namespace godwit
