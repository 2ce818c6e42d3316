// SPDX-License-Identifier: Apache-2.0
// Is godwit's schedule better than what others do? A short slice of the table in docs/schedule.md,
// on seeds that were used for no tuning; the whole table is one command, given there.
#include <gtest/gtest.h>

#include <cstdio>

#include "godwit/tracker.h"
#include "sim/comparison.h"

namespace godwit::sim {
namespace {

void with_follow(const std::function<void(const Follow&)>& use) {
  Tracker tracker(1);
  use([&](const Observation& seen) { return tracker.apply(seen); });
}

TEST(ScheduleAccuracy, TheProductSeesAnnouncementsSoonerThanEveryBaseline) {
  ComparisonSetting setting;
  for (const Ranking& each : rankings()) setting.rankings.push_back(&each);
  setting.budgets = {.05};
  setting.first_seed = 201, setting.last_seed = 203;
  setting.trace.networks = 12;  // a quarter of the table's, at a quarter of 0.2 requests a second
  setting.trace.days = 6;
  setting.warm_up = days(2);
  setting.with_follow = with_follow;
  const auto rows = compare(setting);
  std::printf("%-13s %6s %6s %6s %6s %6s\n", "policy", "seen %", "mean", "p50", "p95", "death");
  for (const ComparedSchedule& row : rows)
    std::printf("%-13s %6.1f %6.1f %6.1f %6.1f %6.1f\n", std::string(row.ranking->name).c_str(),
                100 * row.announcements.seen, row.announcements.mean, row.announcements.p50,
                row.announcements.p95, row.death_mean);
  std::printf(
      "goals: better than all but hindsight on seen, mean and p95; mean <= 1.35 x "
      "hindsight; no budget exceeded; false deaths <= 1 per 1,000 channel-days\n");
  const ComparedSchedule& product = rows.front();
  ASSERT_EQ(product.ranking, &product_ranking());
  for (const ComparedSchedule& row : rows) {
    EXPECT_EQ(row.exceeded, 0) << row.ranking->name;
    if (&row == &product) continue;
    if (row.ranking->foresight) {
      EXPECT_LE(product.announcements.mean, 1.35 * row.announcements.mean);
      continue;
    }
    EXPECT_LT(product.announcements.mean, row.announcements.mean) << row.ranking->name;
    EXPECT_LT(product.announcements.p95, row.announcements.p95) << row.ranking->name;
    EXPECT_GT(product.announcements.seen, row.announcements.seen) << row.ranking->name;
  }
  EXPECT_LE(product.false_deaths, 1);
}

// On the ninth day the service says of every living channel that there is none.
TEST(ScheduleAccuracy, OutagesAndASoftBanKillNobody) {
  ComparisonSetting setting;
  setting.rankings = {&product_ranking()};
  setting.budgets = {.05};
  setting.first_seed = 204, setting.last_seed = 205;
  setting.trace.networks = 6;
  setting.trace.days = 11;
  setting.warm_up = days(2);
  setting.with_follow = with_follow;
  const ComparedSchedule row = compare(setting).front();
  std::printf("false deaths: %.2f per 1,000 channel-days, of %.0f (goal 1)\n", row.false_deaths,
              row.channel_days);
  EXPECT_GT(row.channel_days, 2'000);
  EXPECT_LE(row.false_deaths, 1);
}

}  // namespace
}  // namespace godwit::sim
