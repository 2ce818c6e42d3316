// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/politeness.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>
#include <vector>

namespace godwit {
namespace {

const Time noon = from_ms(1'600'000'000'000);

Manners after(std::string_view service, const std::vector<Reception>& receptions,
              const PolitenessOptions& options = {}) {
  Manners manners = greet(service, options);
  for (const Reception& r : receptions) note(manners, service, r, options);
  return manners;
}

TEST(Politeness, TelegramRestsTwoToFourSecondsAndEverybodyElseOne) {
  const auto t_me = after("t.me", {{.at = noon}}).next - noon;
  EXPECT_GE(t_me, seconds(2));
  EXPECT_LE(t_me, seconds(4));
  EXPECT_EQ(after("example.org", {{.at = noon}}).next, noon + seconds(1));
}

TEST(Politeness, RestsDifferButASeedRepeatsThem) {
  PolitenessOptions options;
  std::set<Duration> rests;
  Manners manners = greet("t.me", options);
  Manners again = greet("t.me", options);
  for (int i = 0; i < 50; ++i) {
    note(manners, "t.me", {.at = noon}, options);
    note(again, "t.me", {.at = noon}, options);
    EXPECT_EQ(manners.next, again.next);
    rests.insert(manners.next - noon);
    manners.next = again.next = noon;
  }
  EXPECT_GT(rests.size(), 40u);
}

TEST(Politeness, ARateReplacesThePace) {
  PolitenessOptions options;
  options.by_service["t.me"] = pace_of_rate(4);
  EXPECT_EQ(after("t.me", {{.at = noon}}, options).next, noon + Duration{250});
  EXPECT_EQ(pace_of_rate(1e-12).shortest, hours(24));
}

TEST(Politeness, BackOffStartsAtAMinuteDoublesAndForgives) {
  const Reception refused{.at = noon, .limited = true};
  EXPECT_EQ(after("a", {refused}).next, noon + seconds(60));
  EXPECT_EQ(after("a", {refused, refused, refused}).next, noon + seconds(240));
  EXPECT_EQ(after("a", std::vector<Reception>(30, refused)).next, noon + hours(4));
  const Manners forgiven =
      after("a", {refused, {.at = noon + hours(1)}, {.at = noon + hours(2), .limited = true}});
  EXPECT_EQ(forgiven.next, noon + hours(2) + seconds(60));
  EXPECT_EQ(forgiven.limited, 2);
}

TEST(Politeness, RetryAfterIsHonouredWithinADay) {
  const auto asked = [](Duration d) {
    return after("a", {{.at = noon, .limited = true, .retry_after = d}}).next - noon;
  };
  EXPECT_EQ(asked(seconds(7)), seconds(7));
  EXPECT_EQ(asked(hours(1'000'000)), hours(24));
  EXPECT_EQ(asked(Duration{1}), seconds(1));
  EXPECT_EQ(asked(seconds(-5)), seconds(60));
}

TEST(Politeness, ATimeOutIsNoRefusalButAnIllHostIsSparedTwice) {
  const Reception failed{.at = noon, .failed = true};
  EXPECT_EQ(after("a", {failed}).next, noon + seconds(1));
  const Manners ill_host = after("a", std::vector<Reception>(6, failed));
  EXPECT_TRUE(ill(ill_host));
  EXPECT_EQ(ill_host.next, noon + seconds(2));
}

TEST(Politeness, TheNextMomentNeverGoesBack) {
  EXPECT_TRUE(rc::check("whatever is received, next only grows and is at least a rest away", [] {
    PolitenessOptions options;
    Manners manners = greet("t.me", options);
    for (int i = 0; i < 20; ++i) {
      const Time before = manners.next;
      const Reception r{.at = noon + seconds(*rc::gen::inRange(0, 1000)),
                        .limited = *rc::gen::arbitrary<bool>(),
                        .failed = *rc::gen::arbitrary<bool>(),
                        .retry_after = seconds(*rc::gen::inRange(-10, 100'000))};
      note(manners, "t.me", r, options);
      RC_ASSERT(manners.next >= before);
      RC_ASSERT(manners.next >= r.at + seconds(2));
      RC_ASSERT(manners.next <= std::max(before, r.at + hours(24)));
    }
  }));
}

TEST(Politeness, QuietHoursAreReadAsTheyAreWritten) {
  const auto night = parse_quiet_hours("23:00-06:30");
  ASSERT_TRUE(night);
  EXPECT_EQ(night->from, hours(23));
  EXPECT_EQ(night->to, hours(6) + std::chrono::minutes(30));
  for (const char* wrong : {"", "23-6", "23:00-06:3", "24:00-06:00", "23:60-06:00", "23:00 06:30"})
    EXPECT_FALSE(parse_quiet_hours(wrong)) << wrong;
}

TEST(Politeness, NobodyIsAskedInTheQuietHours) {
  const Time midnight = from_ms(to_ms(noon) / days(1).count() * days(1).count());
  PolitenessOptions options;
  const auto allowed = [&](const char* quiet, Duration clock) {
    options.quiet = *parse_quiet_hours(quiet);
    return next_allowed(greet("t.me", options), "t.me", midnight + clock, options) - midnight;
  };
  EXPECT_EQ(allowed("23:00-06:30", hours(12)), hours(12));
  EXPECT_EQ(allowed("23:00-06:30", hours(23)), hours(30) + std::chrono::minutes(30));
  EXPECT_EQ(allowed("23:00-06:30", hours(2)), hours(6) + std::chrono::minutes(30));
  EXPECT_EQ(allowed("09:00-17:00", hours(12)), hours(17));
  EXPECT_EQ(allowed("09:00-17:00", hours(17)), hours(17));
  EXPECT_EQ(allowed("00:00-00:00", hours(0)), hours(0)) << "none";
}

TEST(Politeness, TheBudgetOfADayIsCountedByServiceAndComesBackAtMidnight) {
  PolitenessOptions options;
  options.most_a_day = 3;
  options.most_a_day_of["t.me"] = 2;
  const Manners two = after("t.me", {{.at = noon}, {.at = noon + hours(1)}}, options);
  const Time later = noon + hours(2);
  const Time midnight = from_ms((to_ms(noon) / days(1).count() + 1) * days(1).count());
  EXPECT_EQ(left_today(two, "t.me", later, options), 0);
  EXPECT_EQ(next_allowed(two, "t.me", later, options), midnight);
  EXPECT_EQ(left_today(two, "other.test", later, options), 1);
  EXPECT_EQ(left_today(two, "t.me", midnight, options), 2);
  EXPECT_EQ(left_today(two, "t.me", later, {}), std::nullopt) << "no limit by default";
}

}  // namespace
}  // namespace godwit
