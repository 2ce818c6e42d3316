// SPDX-License-Identifier: Apache-2.0
// How many simulated years a core-hour brings: 1,000 channels at 0.05 requests a second, once with
// the world handing over observations, where there is one service; then with its pages read by the
// adapters, where there are many. There 0.05 a second in all is what the goal speaks of, for the
// schedules' tables mean by it the budget of all the channels; 0.05 to each service is the harder
// row beside it. First looks and robots.txt wait for nobody's rate, so what each service may be
// asked for 0.05 in all is found in a few steps. Events and faults a year say how full a year is.
//   sim_bench [DAYS_BARE [DAYS_PAGES]]
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "godwit/tracker.h"
#include "sim/schedule_rehearsal.h"

namespace godwit::sim {
namespace {

constexpr double per_second = 0.05;
constexpr int steps = 3;  // towards that much in all

double core_seconds() { return double(std::clock()) / CLOCKS_PER_SEC; }

void with_follow(const std::function<void(const Follow&)>& use) {
  Tracker tracker(1);
  use([&](const Observation& seen) { return tracker.apply(seen); });
}

// Returns how many requests a second all services were asked.
double measure(const char* what, const Scene& scene, double days_long, double each, double goal) {
  const double before = core_seconds();
  const ScheduleResult result =
      rehearse_schedule(scene, {.per_second = each, .with_follow = with_follow});
  const double spent = core_seconds() - before;
  const double years = days_long / 365.25;
  const double in_all = double(result.requests) / (days_long * 86'400);
  std::printf(
      "%-16s %5.0f days in %6.1f core-s: %5.1f years/core-hour (goal %.0f), %.0f us a "
      "request; %.3f a second in all, %.4f to each; a year has %.0f requests to %d services, %.0f "
      "events, %.0f faults\n",
      what, days_long, spent, years / spent * 3600, goal, 1e6 * spent / double(result.requests),
      in_all, each, double(result.requests) / years, result.services, double(scene.events) / years,
      double(result.faults) / years);
  std::fflush(stdout);
  return in_all;
}

}  // namespace
}  // namespace godwit::sim

int main(int argc, char** argv) {
  using namespace godwit;
  using namespace godwit::sim;
  const int bare = argc > 1 ? std::atoi(argv[1]) : 60, pages = argc > 2 ? std::atoi(argv[2]) : 6;
  TraceOptions trace;
  trace.days = bare;
  const Trace events(trace);
  measure("observations", scene_of(events, days(1)), bare, per_second, 20);
  WorldOptions world;
  world.brands = 300;
  world.days = pages;
  world.regime = "strict";
  const Scene scene = scene_of(world, days(1));
  std::printf("%zu lives in the world with pages\n", scene.told.lives.size());
  double each = per_second, in_all = measure("pages, to each", scene, pages, each, 2);
  for (int step = 0; step < steps; ++step) {
    each *= per_second / in_all;
    in_all = measure("pages, in all", scene, pages, each, 2);
  }
}
