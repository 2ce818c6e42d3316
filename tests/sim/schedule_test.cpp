// SPDX-License-Identifier: Apache-2.0
// The judge of schedules must be right before it judges: the trace does not depend on who watches,
// the score counts what it says, and a simulation repeats itself.
#include <gtest/gtest.h>

#include "godwit/tracker.h"
#include "sim/comparison.h"
#include "sim/trace_platform.h"

namespace godwit::sim {
namespace {

TraceOptions small_trace(std::uint64_t seed = 3) {
  TraceOptions options;
  options.seed = seed;
  options.networks = 4;
  options.channels = 10;
  options.days = 6;
  return options;
}

void with_follow(const std::function<void(const Follow&)>& use) {
  Tracker tracker(1);
  use([&](const Observation& seen) { return tracker.apply(seen); });
}

TEST(Trace, TheSameSeedDrawsTheSameEventsAndAnotherOthers) {
  const Trace one(small_trace()), again(small_trace()), other(small_trace(4));
  ASSERT_EQ(one.lives().size(), again.lives().size());
  for (std::size_t i = 0; i < one.lives().size(); ++i) {
    EXPECT_EQ(one.lives()[i].died, again.lives()[i].died);
    EXPECT_EQ(one.lives()[i].posts.size(), again.lives()[i].posts.size());
  }
  EXPECT_EQ(one.sayings().size(), again.sayings().size());
  EXPECT_NE(one.sayings().size(), other.sayings().size());
}

TEST(Trace, NobodySpeaksBeforeBirthOrAfterDeathAndSuccessorsFollowADeath) {
  const Trace trace(small_trace());
  int successors = 0, announcements = 0;
  for (const TraceLife& life : trace.lives()) {
    successors += life.predecessor >= 0;
    for (const TracePost& post : life.posts) {
      EXPECT_GE(post.at, life.born);
      EXPECT_LT(post.at, life.died);
    }
  }
  for (const TraceSaying& saying : trace.sayings()) {
    announcements += saying.announcement;
    EXPECT_LE(saying.until, trace.lives()[std::size_t(saying.where)].died);
    EXPECT_NE(saying.where, saying.about);
  }
  EXPECT_GT(successors, 10);
  EXPECT_GT(announcements, successors);
}

TEST(Trace, APageShowsTheNewestThatHaveNotVanished) {
  const Trace trace(small_trace());
  for (const int life : trace.seeds()) {
    const auto& posts = trace.lives()[std::size_t(life)].posts;
    const Time at = trace.begins() + days(1);
    const auto page = trace.page(life, at, 0, 20);
    EXPECT_LE(page.size(), 20U);
    EXPECT_TRUE(std::ranges::is_sorted(page));
    for (const std::size_t number : page) EXPECT_LE(posts[number - 1].at, at);
    if (page.size() < 2) continue;
    const auto older = trace.page(life, at, page.front(), 20);
    if (!older.empty()) {
      EXPECT_LT(older.back(), page.front());
    }
  }
}

Observation saw(const std::string& where, Time at, std::vector<std::string> targets) {
  Observation seen;
  seen.at = at;
  seen.address.url = where;
  seen.state = State::alive;
  for (std::string& target : targets) {
    Reference& reference = seen.references.emplace_back();
    reference.address.url = std::move(target);
  }
  return seen;
}

TEST(WatchScore, ADelayRunsFromTheSayingToTheFirstLookThatCouldReadIt) {
  const Time t = from_ms(0);
  Told told;
  told.from = t, told.to = t + days(1);
  told.lives = {{"a", t, the_end, 0, false}, {"b", t + hours(1), the_end, 0, true}};
  told.announcements = {{"a", "b", t + hours(2), t + hours(9), 0},
                        {"a", "c", t + hours(2), t + hours(3), 0}};
  WatchScore score(told, {});
  score.believe(saw("a", t + hours(1), {}));
  score.believe(saw("a", t + hours(5), {"b"}));
  score.believe(saw("a", t + hours(6), {"b", "c"}));  // c has vanished: that page is another saying
  score.believe(saw("b", t + hours(6), {}));
  const WatchFigures figures = score.figures(t + days(1));
  ASSERT_EQ(figures.networks.size(), 1U);
  EXPECT_EQ(figures.networks[0].announcements, 2);
  EXPECT_EQ(figures.networks[0].delays, std::vector{180.0});
  EXPECT_EQ(figures.successors, 1);
  EXPECT_EQ(figures.within_6h, 1);
}

TEST(WatchScore, ALivingChannelCalledDeadIsAFalseDeathOnce) {
  const Time t = from_ms(0);
  Told told;
  told.from = t, told.to = t + days(1);
  told.lives = {{"a", t, t + hours(8), 0, false}};
  bool dead = false;
  WatchScore score(told, [&](const std::string&) { return dead; });
  score.believe(saw("a", t + hours(1), {}));
  dead = true;
  score.believe(saw("a", t + hours(2), {}));
  score.believe(saw("a", t + hours(3), {}));
  EXPECT_EQ(score.figures(t + days(1)).false_deaths, 1);
}

TEST(Comparison, ADifferenceToOneselfIsNothing) {
  const std::vector<NetworkFigures> networks = {{{1, 2, 30}, 4}, {{5, 6}, 2}, {{7}, 9}};
  const Difference d = difference_of(networks, networks, 1);
  EXPECT_EQ(d.value.mean, 0);
  EXPECT_EQ(d.mean.low, 0);
  EXPECT_EQ(d.p95.high, 0);
  EXPECT_NEAR(statistics_of(networks).seen, 6.0 / 15, 1e-9);
  EXPECT_NEAR(statistics_of(networks).mean, 51.0 / 6, 1e-9);
}

TEST(ScheduleRehearsal, TheSameSeedGivesTheSameFiguresAndNoBudgetIsExceeded) {
  const Trace trace(small_trace());
  const Scene scene = scene_of(trace, days(2));
  for (const Ranking& ranking : rankings()) {
    const ScheduleSetting setting{
        .ranking = &ranking, .per_second = .02, .faults = true, .with_follow = with_follow};
    const ScheduleResult one = rehearse_schedule(scene, setting);
    const ScheduleResult again = rehearse_schedule(scene, setting);
    EXPECT_EQ(one.requests, again.requests) << ranking.name;
    EXPECT_EQ(one.watch.death_delays, again.watch.death_delays) << ranking.name;
    EXPECT_EQ(one.exceeded, 0) << ranking.name;
    EXPECT_LE(one.requests, std::int64_t(.02 * 86'400 * 6) + 1) << ranking.name;
    EXPECT_GT(one.requests, std::int64_t(.02 * 86'400 * 6 * .8)) << ranking.name;
  }
}

// The production loop with real pages and adapters, under the same judge.
TEST(ScheduleRehearsal, AWorldWithPagesIsWatchedBySchedulesToo) {
  WorldOptions options;
  options.brands = 3, options.days = 5;
  const Scene scene = scene_of(options, days(1));
  const ScheduleResult result =
      rehearse_schedule(scene, {.per_second = .02, .with_follow = with_follow});
  EXPECT_GT(result.requests, 100);
  EXPECT_EQ(result.exceeded, 0);
  EXPECT_GT(result.watch.channel_days, 5);
}

// Counts requests by day and by hour, as the server would.
TEST(ScheduleRehearsal, ABudgetOfTheDayAndQuietHoursHoldThroughoutAWatch) {
  const Trace trace(small_trace());
  FrontierOptions options;
  options.politeness.by_service.clear();
  options.politeness.pace = pace_of_rate(.2);
  options.politeness.most_a_day = 500;
  options.politeness.quiet = *parse_quiet_hours("22:00-05:00");
  const Platforms platforms = trace_platforms(trace);
  Frontier frontier(reach_through_trace(), options);
  SimTransport network(trace_server(), trace_soft_ban(), {}, 1, trace.begins());
  for (const int seed : trace.seeds()) frontier.add_seed(address_of(trace, seed), network.now());
  CrawlLimits limits;
  limits.run = Run::watch;
  limits.until = trace.begins() + days(4);
  limits.glance = hours(1);
  MemoryLedger ledger;
  ASSERT_TRUE(crawl(network, network, platforms, ledger, frontier, {}, limits, {}));
  std::map<std::int64_t, int> by_day;
  for (const Seen& seen : network.log()) {
    ++by_day[to_ms(seen.began) / days(1).count()];
    const std::int64_t hour = to_ms(seen.began) / hours(1).count() % 24;
    EXPECT_TRUE(hour >= 5 && hour < 22) << to_rfc3339(seen.began);
  }
  EXPECT_EQ(by_day.size(), 4U);
  for (const auto& [day, requests] : by_day) EXPECT_EQ(requests, 500) << day;
}

}  // namespace
}  // namespace godwit::sim
