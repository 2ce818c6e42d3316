// SPDX-License-Identifier: Apache-2.0
// A case lives and dies, again and again (docs/simulation.md); `sim` lives many more.
#include "tests/sim/life.h"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <iostream>

#include "tests/crawler/store/temp_case.h"

namespace godwit::sim {
namespace {

using testing::facts_of;
using testing::pages_about;

std::string broken(const LifeOptions& life, const LifeReport& report) {
  std::string text;
  for (const Broken& each : report.broken)
    text += std::string(name_of(each.invariant)) + ": " + each.what + "\n";
  return text + "replay: " + replay_command(life, "");
}

TEST(Life, NothingBreaksInTheFirstLives) {
  std::int64_t facts = 0, deaths = 0, power_cuts = 0, faults = 0;
  double days = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    LifeOptions life;
    life.seed = seed;
    const LifeReport report = live(life);
    EXPECT_TRUE(report.broken.empty()) << broken(life, report);
    facts += report.facts, days += report.days, faults += report.faults();
    deaths += report.disk.deaths, power_cuts += report.disk.power_cuts;
  }
  std::cout << days << " days, " << facts << " facts, " << faults << " faults, " << deaths
            << " deaths, " << power_cuts << " power cuts: 0 broken\n";
  EXPECT_GT(facts, 500);
  EXPECT_GT(deaths, 10);
  EXPECT_GT(power_cuts, 10);
}

// Seeds that broke once, each with what it found (docs/soak.md).
TEST(Life, WhatBrokeOnceLives) {
  constexpr std::uint64_t given_up_in_one_millisecond = 305981536823210;
  for (const std::uint64_t seed : {std::uint64_t{10081}, given_up_in_one_millisecond}) {
    LifeOptions life;
    life.seed = seed;
    const LifeReport report = live(life);
    EXPECT_TRUE(report.broken.empty()) << broken(life, report);
  }
}

TEST(Life, TheSameSeedLeavesTheSameTraceWithAnyNumberOfThreads) {
  for (const std::uint64_t seed : {7, 64}) {
    const auto trace_with = [&](std::size_t threads) {
      tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
      LifeOptions life;
      life.seed = seed;
      return live(life).trace;
    };
    const std::uint64_t once = trace_with(1);
    EXPECT_EQ(trace_with(1), once);
    EXPECT_EQ(trace_with(8), once);
  }
}

TEST(Life, ASeedIsReplayedByOneCommand) {
  LifeOptions life;
  life.seed = 12;
  EXPECT_EQ(replay_command(life, ""), "sim 12");
  EXPECT_EQ(replay_command(life, "no_fail_stop"), "sim_planted 12 --planted no_fail_stop");
}

// ---- the disk itself ----------------------------------------------------------------------------

class SimDiskTest : public ::testing::Test {
 protected:
  std::string read() { return *disk_.read("/case/file", 0, 1'000'000); }
  SimDisk disk_{1};
};

TEST_F(SimDiskTest, APowerCutKeepsWhatWasSyncedAndTearsTheRest) {
  auto file = disk_.open_append("/case/file");
  ASSERT_TRUE(file.value()->append("safe"));
  ASSERT_TRUE(file.value()->sync());
  ASSERT_TRUE(disk_.sync_folder("/case"));
  std::set<std::size_t> lengths;
  for (int cut = 0; cut < 40; ++cut) {
    ASSERT_TRUE(file.value()->append(std::string(50'000, 'x')));
    disk_.reboot(Death::power);
    EXPECT_TRUE(read().starts_with("safe"));
    lengths.insert(read().size());
    ASSERT_TRUE(disk_.truncate("/case/file", 4));
  }
  EXPECT_GT(lengths.size(), 5u) << "nothing, all, and torn in many ways";
}

TEST_F(SimDiskTest, AKilledProcessLeavesWhatItWrote) {
  auto file = disk_.open_append("/case/file");
  ASSERT_TRUE(file.value()->append("written"));
  disk_.reboot(Death::process);
  EXPECT_EQ(read(), "written");
}

TEST_F(SimDiskTest, ANameIsLostUntilItsFolderIsSynced) {
  bool lost = false;
  for (int cut = 0; cut < 20 && !lost; ++cut) {
    const std::string name = "/case/file" + std::to_string(cut);
    auto file = disk_.open_append(name);
    ASSERT_TRUE(file.value()->sync());
    disk_.reboot(Death::power);
    lost = !*disk_.exists(name);
  }
  EXPECT_TRUE(lost);
}

TEST_F(SimDiskTest, AfterAFailedSyncAnotherOneSavesNothing) {
  bool lost = false;
  for (int round = 0; round < 20 && !lost; ++round) {
    auto file = disk_.open_append("/case/file");
    ASSERT_TRUE(disk_.sync_folder("/case"));
    ASSERT_TRUE(file.value()->append(std::string(9'000, 'x')));
    const std::string seen = read();
    disk_.fail_sync_in(1);
    EXPECT_FALSE(file.value()->sync());
    EXPECT_TRUE(file.value()->sync());
    EXPECT_EQ(read(), seen);
    disk_.reboot(Death::power);
    lost = read() != seen;
  }
  EXPECT_TRUE(lost);
}

// A kill inside a commit may leave it in the kernel's memory alone. What a restart has shown must
// survive the power cut after it.
TEST(Ledger, WhatARestartShowsSurvivesThePowerCutAfterIt) {
  int shown_unacknowledged = 0;
  for (std::uint64_t dies_in = 1;; ++dies_in) {
    SimDisk disk(dies_in);
    const auto first = pages_about(0, 2), second = pages_about(2, 2);
    auto ledger = open_ledger("/case", OpenMode::create, disk, {});
    ASSERT_TRUE(ledger && ledger.value()->append(first, facts_of(first)));
    disk.die_in(dies_in);
    const bool kept = bool(ledger.value()->append(second, facts_of(second)));
    ledger.value().reset();
    disk.reboot(Death::process);
    ledger = open_ledger("/case", OpenMode::write, disk, {});
    ASSERT_TRUE(ledger) << ledger.error().text;
    const std::int64_t shown = *ledger.value()->size();
    shown_unacknowledged += !kept && shown == 4;
    disk.die_in(1);
    ledger.value().reset();
    disk.reboot(Death::power);
    ledger = open_ledger("/case", OpenMode::write, disk, {});
    ASSERT_TRUE(ledger) << ledger.error().text;
    EXPECT_EQ(*ledger.value()->size(), shown) << "died at call " << dies_in;
    if (kept) break;
  }
  EXPECT_GT(shown_unacknowledged, 0);
}

}  // namespace
}  // namespace godwit::sim
