// SPDX-License-Identifier: Apache-2.0
// One simulated case: a world, the network in front of it, a ledger in memory, and the production
// loop, frontier and platforms between them. No socket, no file, no real clock.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "crawler/crawl/crawl.h"
#include "crawler/parse/recogniser.h"
#include "sim/memory_ledger.h"
#include "sim/sim_transport.h"
#include "world/world.h"

namespace godwit::sim {

// What does not change between runs; costly to make, so shared by tests.
struct Stage {
  explicit Stage(const WorldOptions& options, MediaPolicy media = {});
  World world;
  Recogniser recogniser;
  Platforms platforms;
  Serve serve() const;
  Serve banned() const;
};

struct Setting {
  std::uint64_t seed = 1;
  Faults faults;
  FrontierOptions frontier = [] {
    FrontierOptions of_a_case;
    of_a_case.pages_back = 8;  // [crawl] older_pages
    return of_a_case;
  }();
};

class Rehearsal {
 public:
  Rehearsal(const Stage& stage, Setting setting);

  // One pass from the seeds, as `godwit crawl` does: a new frontier that replays the ledger.
  CrawlSummary pass(CrawlLimits limits = {});
  // One pass at each moment.
  void passes(const std::vector<Time>& looks);

  const std::vector<Observation>& facts() const { return ledger_.facts; }
  const std::vector<Seen>& requests() const { return network_.log(); }
  SimTransport& network() { return network_; }
  std::set<std::string> alive() const;  // URLs of addresses that were seen alive

 private:
  const Stage& stage_;
  Setting setting_;
  SimTransport network_;
  MemoryLedger ledger_;
};

}  // namespace godwit::sim
