// SPDX-License-Identifier: Apache-2.0
// Comparison: several schedules on the same events, over several seeds. Differences to the
// product's schedule are paired, network by network; their intervals come from resampling networks
// (bootstrap), because what happens within a network is one story.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/schedule_rehearsal.h"

namespace godwit::sim {

struct Statistics {  // of announcements; delays in minutes, of those that were seen
  double seen = 0;   // share, before they vanished
  double mean = 0, p50 = 0, p95 = 0;
};
struct Between {
  double low = 0, high = 0;  // 95 %
};
// This schedule minus the product's.
struct Difference {
  Statistics value;
  Between seen, mean, p95;
};

struct ComparedSchedule {
  const Ranking* ranking = nullptr;
  double per_second = 0;
  Statistics announcements;
  int judged = 0;  // announcements
  double death_mean = 0;
  double successors_within_6h = 0;
  double false_deaths = 0;  // per 1,000 channel-days
  double channel_days = 0;
  double longest_gap_hours = 0;
  std::int64_t requests = 0, exceeded = 0;
  Difference against_product;
};

struct ComparisonSetting {
  std::vector<const Ranking*> rankings;
  std::vector<double> budgets;  // requests per second
  std::uint64_t first_seed = 1, last_seed = 1;
  TraceOptions trace;  // its seed is replaced
  WorldOptions world;  // … likewise, where pages are wanted
  bool pages = false;
  Duration warm_up = days(4);
  WithFollow with_follow;
  std::function<void(const Ranking&, double per_second, std::uint64_t seed)> progress;
};

// One row a budget and ranking, budgets first. The product is run even where it was not asked for.
// Uses all cores; the answer does not depend on their number.
std::vector<ComparedSchedule> compare(const ComparisonSetting& setting);

Statistics statistics_of(std::span<const NetworkFigures> networks);
Difference difference_of(std::span<const NetworkFigures> product,
                         std::span<const NetworkFigures> other, std::uint64_t seed);

}  // namespace godwit::sim
