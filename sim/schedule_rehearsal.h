// SPDX-License-Identifier: Apache-2.0
// A schedule before its judge: the production loop watches a scene in virtual time under a ranking
// and a request budget, and what it saw is held against what happened.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "crawler/crawl/crawl.h"
#include "crawler/frontier/rankings.h"
#include "sim/rehearsal.h"
#include "sim/sim_transport.h"
#include "sim/watch_score.h"
#include "world/trace.h"

namespace godwit::sim {

// What is watched: a trace that hands over observations, or a world that answers with pages.
struct Scene {
  Platforms platforms;                 // empty: `stage`'s
  std::unique_ptr<const Stage> stage;  // of a world with pages
  Reach reach;
  Serve serve, banned;
  std::vector<Address> seeds;
  Told told;
  Time begins{}, ends{};
  std::uint64_t seed = 1;
  std::int64_t events = 0;  // births, deaths and posts within [begins, ends)

  const Platforms& read_by() const { return stage ? stage->platforms : platforms; }
};
// What happens in the first `warm_up` and on the last day is not judged. `trace` must outlive it.
Scene scene_of(const Trace& trace, Duration warm_up);
Scene scene_of(const WorldOptions& options, Duration warm_up);

// Brings graph's answer to facts to life, and calls back with it: `[](auto use) { Tracker t;
// use([&] (const Observation& seen) { return t.apply(seen); }); }`. app and tests know graph, sim/
// does not.
using WithFollow = std::function<void(const std::function<void(const Follow&)>& use)>;

struct ScheduleSetting {
  const Ranking* ranking = nullptr;  // nullptr: the product's
  double per_second = 0.2;           // the budget of each service
  bool faults = true;                // outages, a soft ban, time-outs, resets
  WithFollow with_follow;            // for rankings that take hints; empty: there are none
};

struct ScheduleResult {
  WatchFigures watch;
  std::int64_t requests = 0, faults = 0;
  int services = 0;           // asked anything
  std::int64_t exceeded = 0;  // requests that came before their service's time
};

ScheduleResult rehearse_schedule(const Scene& scene, const ScheduleSetting& setting);

}  // namespace godwit::sim
