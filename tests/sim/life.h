// SPDX-License-Identifier: Apache-2.0
// Life: one case under `watch` for days of virtual time, on a disk and a network that fail, killed
// and started again and again, with all checkers watching. The crawl loop, frontier, platforms,
// ledger, SQLite and the graph are the real ones; one seed decides everything.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/checkers.h"
#include "tests/sim/sim_disk.h"

namespace godwit::sim {

struct LifeOptions {
  std::uint64_t seed = 1;
  double days = 5;
  double deaths_a_day = 2;  // of the process, at a random call of the disk; a third are power cuts
};

struct LifeReport {
  double days = 0;          // lived
  std::int64_t events = 0;  // calls of the disk and requests
  std::int64_t requests = 0, facts = 0;
  std::int64_t network_faults = 0;  // time-outs, resets, refusals, torn pages, suspensions …
  std::int64_t starts = 0;          // of the process
  DiskFigures disk;
  std::uint64_t trace = 0;  // same seed, same trace
  std::vector<Broken> broken;

  std::int64_t faults() const {
    return network_faults + disk.deaths + disk.failed_syncs + disk.refused_writes;
  }
};

LifeReport live(const LifeOptions& options);

// The command that lives the same life again.
std::string replay_command(const LifeOptions& options, const std::string& planted);

}  // namespace godwit::sim
