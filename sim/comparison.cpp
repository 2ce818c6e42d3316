// SPDX-License-Identifier: Apache-2.0
#include "sim/comparison.h"

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <mutex>
#include <numeric>

namespace godwit::sim {
namespace {

constexpr int resamples = 500;

double mean_of(const std::vector<double>& values) {
  if (values.empty()) return 0;
  return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

// Nearest rank; reorders.
double quantile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  const auto at = std::min(values.size() - 1, std::size_t(share * double(values.size())));
  std::ranges::nth_element(values, values.begin() + std::ptrdiff_t(at));
  return values[at];
}

Statistics statistics_of_chosen(std::span<const NetworkFigures> networks,
                                std::span<const std::size_t> chosen) {
  std::vector<double> delays;
  int all = 0;
  for (const std::size_t i : chosen) {
    all += networks[i].announcements;
    delays.insert(delays.end(), networks[i].delays.begin(), networks[i].delays.end());
  }
  Statistics s;
  s.seen = all == 0 ? 0 : double(delays.size()) / all;
  s.mean = mean_of(delays);
  s.p50 = quantile(delays, .5), s.p95 = quantile(delays, .95);
  return s;
}

Between middle_95(std::vector<double>& values) {
  return {quantile(values, .025), quantile(values, .975)};
}

std::uint64_t next_word(std::uint64_t& state) {  // splitmix64
  state += 0x9e3779b97f4a7c15;
  std::uint64_t x = state;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

struct Pool {
  std::vector<NetworkFigures> networks;  // of all seeds
  std::vector<double> death_delays;
  int successors = 0, within_6h = 0;
  std::int64_t false_deaths = 0;
  ComparedSchedule row;
};

// `networks`: as many a seed as any run saw, so that all schedules' lists are parallel.
void add(Pool& pool, const ScheduleResult& result) {
  const WatchFigures& w = result.watch;
  pool.networks.insert(pool.networks.end(), w.networks.begin(), w.networks.end());
  pool.death_delays.insert(pool.death_delays.end(), w.death_delays.begin(), w.death_delays.end());
  pool.successors += w.successors, pool.within_6h += w.within_6h;
  pool.false_deaths += w.false_deaths;
  pool.row.channel_days += w.channel_days;
  pool.row.longest_gap_hours = std::max(pool.row.longest_gap_hours, w.longest_gap_hours);
  pool.row.requests += result.requests, pool.row.exceeded += result.exceeded;
}

void finish(Pool& pool) {
  ComparedSchedule& row = pool.row;
  row.announcements = statistics_of(pool.networks);
  for (const NetworkFigures& n : pool.networks) row.judged += n.announcements;
  row.death_mean = mean_of(pool.death_delays);
  if (pool.successors > 0)
    row.successors_within_6h = double(pool.within_6h) / double(pool.successors);
  if (row.channel_days > 0) row.false_deaths = 1000 * double(pool.false_deaths) / row.channel_days;
}

struct Run {
  std::size_t row = 0;
  std::uint64_t seed = 1;
  ScheduleResult result;
};

Scene make_scene(const ComparisonSetting& setting, std::uint64_t seed,
                 std::unique_ptr<const Trace>& trace) {
  if (setting.pages) {
    WorldOptions options = setting.world;
    options.seed = seed;
    return scene_of(options, setting.warm_up);
  }
  TraceOptions options = setting.trace;
  options.seed = seed;
  trace = std::make_unique<const Trace>(options);
  return scene_of(*trace, setting.warm_up);
}

}  // namespace

Statistics statistics_of(std::span<const NetworkFigures> networks) {
  std::vector<std::size_t> all(networks.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return statistics_of_chosen(networks, all);
}

Difference difference_of(std::span<const NetworkFigures> product,
                         std::span<const NetworkFigures> other, std::uint64_t seed) {
  const std::size_t n = std::min(product.size(), other.size());
  const auto minus = [](const Statistics& a, const Statistics& b) {
    return Statistics{a.seen - b.seen, a.mean - b.mean, a.p50 - b.p50, a.p95 - b.p95};
  };
  Difference d;
  d.value = minus(statistics_of(other), statistics_of(product));
  if (n == 0) return d;
  std::vector<double> seen, mean, p95;
  std::vector<std::size_t> chosen(n);
  for (int round = 0; round < resamples; ++round) {
    for (std::size_t& each : chosen) each = std::size_t(next_word(seed) % n);
    const Statistics s =
        minus(statistics_of_chosen(other, chosen), statistics_of_chosen(product, chosen));
    seen.push_back(s.seen), mean.push_back(s.mean), p95.push_back(s.p95);
  }
  d.seen = middle_95(seen), d.mean = middle_95(mean), d.p95 = middle_95(p95);
  return d;
}

std::vector<ComparedSchedule> compare(const ComparisonSetting& setting) {
  std::vector<const Ranking*> rankings = setting.rankings;
  if (std::ranges::find(rankings, &product_ranking()) == rankings.end())
    rankings.insert(rankings.begin(), &product_ranking());
  std::vector<Pool> pools;
  for (const double budget : setting.budgets)
    for (const Ranking* ranking : rankings) {
      Pool& pool = pools.emplace_back();
      pool.row.ranking = ranking, pool.row.per_second = budget;
    }
  std::vector<Run> runs;
  for (std::uint64_t seed = setting.first_seed; seed <= setting.last_seed; ++seed)
    for (std::size_t row = 0; row < pools.size(); ++row) runs.push_back({row, seed, {}});

  std::mutex talking;
  tbb::parallel_for(std::size_t{0}, runs.size(), [&](std::size_t i) {
    Run& run = runs[i];
    const ComparedSchedule& row = pools[run.row].row;
    // A run reads its pages in parallel too: it must not take up another run while it waits.
    tbb::this_task_arena::isolate([&] {
      std::unique_ptr<const Trace> trace;
      const Scene scene = make_scene(setting, run.seed, trace);
      run.result = rehearse_schedule(scene, {.ranking = row.ranking,
                                             .per_second = row.per_second,
                                             .faults = true,
                                             .with_follow = setting.with_follow});
    });
    const std::scoped_lock lock(talking);
    if (setting.progress) setting.progress(*row.ranking, row.per_second, run.seed);
  });
  for (const Run& run : runs) add(pools[run.row], run.result);
  for (Pool& pool : pools) finish(pool);
  std::vector<ComparedSchedule> rows;
  for (Pool& pool : pools) {
    const auto product = std::ranges::find_if(pools, [&](const Pool& p) {
      return p.row.ranking == &product_ranking() && p.row.per_second == pool.row.per_second;
    });
    pool.row.against_product = difference_of(product->networks, pool.networks, setting.first_seed);
    rows.push_back(pool.row);
  }
  return rows;
}

}  // namespace godwit::sim
