// SPDX-License-Identifier: Apache-2.0
// sim: lives a case's life from a seed, or many, and says what broke. docs/simulation.md.
//
//   sim SEED                           one life, and its trace
//   sim FROM..TO [--jobs J]            many; --minutes M: no new one after that; --traces: of each
//   sim … --threads T                  of each life (1); the trace must not depend on it
//   sim_planted SEED --planted BUG     one life with a bug (planted.txt)
//   sim_planted --teeth                how many seeds each planted bug needs to be found
#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "godwit/time.h"
#include "tests/sim/life.h"
#include "tests/sim/planted.h"
#include "tests/sim/teeth.h"

namespace godwit::sim {
namespace {

struct Command {
  std::uint64_t from = 1, to = 1;
  LifeOptions life;
  unsigned jobs = 1;
  unsigned threads = 1;  // of each life
  bool traces = false;
  double minutes = 0;  // 0 = until all are lived
  std::string planted;
  bool teeth = false;
};

struct Sum {
  double days = 0;
  std::int64_t lives = 0, events = 0, requests = 0, facts = 0, faults = 0, deaths = 0,
               power_cuts = 0, failed_syncs = 0, full = 0, broken = 0;

  void add(const LifeReport& report) {
    ++lives;
    days += report.days, events += report.events, requests += report.requests;
    facts += report.facts, faults += report.faults(), deaths += report.disk.deaths;
    power_cuts += report.disk.power_cuts, failed_syncs += report.disk.failed_syncs;
    full += report.disk.refused_writes;
    broken += report.broken.empty() ? 0 : 1;
  }
};

void tell(const LifeOptions& life, const LifeReport& report, const std::string& bug) {
  for (const Broken& each : report.broken)
    std::printf("seed %llu, %s: broken %s: %s\n", static_cast<unsigned long long>(life.seed),
                to_rfc3339(each.at).c_str(), name_of(each.invariant), each.what.c_str());
  if (!report.broken.empty()) std::printf("replay: %s\n", replay_command(life, bug).c_str());
}

void print(const Sum& sum) {
  std::printf(
      "%lld lives, %.2f simulated years, %lld events, %lld requests, %lld facts, %lld faults "
      "(%lld deaths, %lld power cuts, %lld failed syncs, %lld writes refused), %lld lives broken",
      static_cast<long long>(sum.lives), sum.days / 365.25, static_cast<long long>(sum.events),
      static_cast<long long>(sum.requests), static_cast<long long>(sum.facts),
      static_cast<long long>(sum.faults), static_cast<long long>(sum.deaths),
      static_cast<long long>(sum.power_cuts), static_cast<long long>(sum.failed_syncs),
      static_cast<long long>(sum.full), static_cast<long long>(sum.broken));
  if (sum.broken == 0 && sum.days > 0)
    std::printf(" (95 %% bound: %.2g a simulated year, %.2g a death)", 3 / (sum.days / 365.25),
                3 / double(std::max<std::int64_t>(sum.deaths, 1)));
  std::printf("\n");
}

int run(const Command& command) {
  Sum sum;
  std::mutex mutex;
  std::atomic<std::uint64_t> next{command.from};
  const auto began = std::chrono::steady_clock::now();
  const auto time_is_up = [&] {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - began;
    return command.minutes > 0 && spent.count() > command.minutes * 60;
  };
  const auto work = [&] {
    tbb::task_arena alone(static_cast<int>(command.threads));  // the jobs are the parallelism
    for (std::uint64_t seed = next++; seed <= command.to && !time_is_up(); seed = next++) {
      LifeOptions life = command.life;
      life.seed = seed;
      LifeReport report;
      alone.execute([&] { report = live(life); });
      const std::lock_guard lock(mutex);
      sum.add(report);
      tell(life, report, command.planted);
      if (command.traces || command.from == command.to)
        std::printf("seed %llu: trace %016llx\n", static_cast<unsigned long long>(seed),
                    static_cast<unsigned long long>(report.trace));
    }
  };
  const tbb::global_control threads(tbb::global_control::max_allowed_parallelism,
                                    std::max(command.jobs * command.threads, 2u));
  std::vector<std::thread> workers;
  for (unsigned i = 1; i < command.jobs; ++i) workers.emplace_back(work);
  work();
  for (std::thread& worker : workers) worker.join();
  print(sum);
  return sum.broken == 0 ? 0 : 1;
}

bool read_arguments(int argc, char** argv, Command& command) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto value = [&] { return ++i < argc ? argv[i] : "0"; };
    if (word == "--days") {
      command.life.days = std::atof(value());
    } else if (word == "--deaths") {
      command.life.deaths_a_day = std::atof(value());
    } else if (word == "--minutes") {
      command.minutes = std::atof(value());
    } else if (word == "--planted") {
      command.planted = value();
    } else if (word == "--teeth") {
      command.teeth = true;
    } else if (word == "--jobs") {
      command.jobs = static_cast<unsigned>(std::atoi(value()));
    } else if (word == "--threads") {
      command.threads = static_cast<unsigned>(std::atoi(value()));
    } else if (word == "--traces") {
      command.traces = true;
    } else {
      char* end = nullptr;
      command.from = command.to = std::strtoull(argv[i], &end, 10);
      if (std::string_view(end).starts_with("..")) command.to = std::strtoull(end + 2, &end, 10);
      if (*end != '\0') return false;
    }
  }
  return argc > 1 && command.life.days > 0 && command.jobs > 0 && command.threads > 0;
}

}  // namespace
}  // namespace godwit::sim

int main(int argc, char** argv) {
  godwit::sim::Command command;
  if (!godwit::sim::read_arguments(argc, argv, command)) {
    std::fprintf(stderr,
                 "usage: sim SEED|FROM..TO [--days D] [--deaths PER_DAY] [--jobs J] [--minutes M]"
                 " [--threads T] [--traces]\n"
                 "       sim_planted --teeth, or sim_planted SEED --planted BUG\n");
    return 2;
  }
  if (command.teeth) return godwit::sim::show_teeth(command.life);
  if (!command.planted.empty() && !godwit::sim::plant_named(command.planted)) return 2;
  return godwit::sim::run(command);
}
