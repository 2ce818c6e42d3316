// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/schedule.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <vector>

namespace godwit {
namespace {

const Time noon = from_ms(1'600'000'000'000);
const SchedulePolicy policy;

Observation look(Time at, State state, bool absent = false) {
  Observation seen;
  seen.at = at;
  seen.state = state;
  seen.absent = absent;
  return seen;
}
Observation unanswered(Time at) {
  Observation seen = look(at, State::unknown);
  seen.outcome = Outcome::connect_failed;
  return seen;
}
// A channel with one post (one session) every `gap`, seen alive at noon.
History posting_every(Duration gap) {
  Observation seen = look(noon, State::alive);
  for (Time t = noon - days(30); t <= noon; t += gap) {
    Post post;
    post.at = t;
    seen.posts.push_back(post);
  }
  History history;
  learn(history, seen, policy);
  return history;
}
Duration wait_of(const History& history, double price = policy.cheapest) {
  return next_look(history, price, policy) - *history.last_look;
}

TEST(Schedule, WhatWasNeverSeenIsDueAtOnce) { EXPECT_EQ(next_look({}, 1, policy), the_beginning); }

TEST(Schedule, RatesAreLearnedFromTheTimesOfPosts) {
  const auto rate = [](Duration gap) {
    const History h = posting_every(gap);
    return h.sessions / h.hours;
  };
  EXPECT_NEAR(rate(hours(1)), 1, .02);
  EXPECT_NEAR(rate(hours(12)), 1. / 12, .02);
  EXPECT_NEAR(posting_every(std::chrono::minutes(10)).sessions, 1, 0)
      << "ten-minute posts are one session";
}

TEST(Schedule, TheClosedFormSolvesTheIndex) {
  for (const Duration gap : {hours(1), hours(3), hours(12)}) {
    const History h = posting_every(gap);
    for (const double nu : {.01, .1, .4}) {
      const double hours_to_wait = double(wait_of(h, nu).count()) / 3'600'000;
      if (hours_to_wait > 14) continue;  // clamped
      EXPECT_NEAR(value_of_a_look(h, hours_to_wait, policy), nu, nu * 1e-3);
    }
  }
}

TEST(Schedule, BusierAndLargerChannelsAreLookedAtSooner) {
  EXPECT_LT(wait_of(posting_every(hours(1)), .1), wait_of(posting_every(hours(6)), .1));
  History large = posting_every(hours(6));
  large.members = 1'000'000;
  EXPECT_LT(wait_of(large, .1), wait_of(posting_every(hours(6)), .1));
}

TEST(Schedule, OnePageStillHoldsAllThatIsNew) {
  const History busy = posting_every(std::chrono::minutes(10));  // one session, 6 posts an hour
  EXPECT_LE(wait_of(busy, 1e9), std::chrono::minutes(15 * 10 + 15));
}

TEST(Schedule, TheTightestAndTheLoosestWaitHold) {
  EXPECT_EQ(wait_of(posting_every(hours(1)), 1e-12), policy.shortest);
  EXPECT_EQ(wait_of(posting_every(days(10)), 1e12), policy.longest);
}

TEST(Schedule, SuspectsAreLookedAtAgainSoonThenEightHoursApartUntilADayHasPassed) {
  for (const bool absent : {true, false}) {
    History h;
    learn(h, look(noon, State::alive), policy);
    Time at = noon + hours(3);
    std::vector<Duration> waits;
    while (!dead(h, policy)) {
      learn(h, absent ? look(at, State::unknown, true) : unanswered(at), policy);
      waits.push_back(wait_of(h));
      at = next_look(h, policy.cheapest, policy);
    }
    EXPECT_EQ(waits, (std::vector<Duration>{std::chrono::minutes(1), std::chrono::minutes(5),
                                            std::chrono::minutes(15), hours(8), hours(8), hours(8),
                                            policy.dead_soonest}));
  }
}

TEST(Schedule, OneLivingLookClearsASuspect) {
  History h;
  learn(h, unanswered(noon), policy);
  learn(h, unanswered(noon + hours(30)), policy);
  learn(h, look(noon + hours(31), State::alive), policy);
  EXPECT_EQ(h.failures, 0);
  EXPECT_FALSE(dead(h, policy));
}

TEST(Schedule, AVoidedLookNeverHappened) {
  History h;
  learn(h, look(noon, State::alive), policy);
  learn(h, look(noon + hours(1), State::unknown, true), policy);
  forgive(h);
  EXPECT_EQ(h.failures, 0);
  EXPECT_EQ(h.last, Finding::alive);
}

TEST(Schedule, BeingThrottledSaysNothingOfThePlace) {
  History h;
  Observation limited = look(noon, State::unknown, true);
  limited.limited = true;
  learn(h, limited, policy);
  EXPECT_EQ(h.failures, 0);
  EXPECT_EQ(wait_of(h), policy.limited);
}

TEST(Schedule, AnAbsentPageBesideALivingOneIsNoDeath) {
  History h;
  learn(h, look(noon, State::alive), policy);
  learn(h, look(noon + seconds(3), State::unknown, true), policy);
  EXPECT_EQ(h.failures, 0);
}

TEST(Schedule, AHintAtALateMomentIsDueAtOnce) {
  History h = posting_every(hours(12));
  const Time unhinted = next_look(h, .1, policy);
  take_hint(h, 1, noon + hours(1), policy);
  EXPECT_LE(next_look(h, .1, policy), noon + hours(1));
  EXPECT_GT(unhinted, noon + hours(1));
  learn(h, look(noon + hours(1), State::alive), policy);
  EXPECT_GT(next_look(h, .1, policy), noon + hours(1)) << "the look uses the hint up";
}

TEST(Schedule, AWaveKeepsItsChannelsHotForAWhile) {
  const History calm = posting_every(hours(12));
  History hot = calm;
  take_hint(hot, 1, noon, policy);
  EXPECT_LT(wait_of(hot, .1), wait_of(calm, .1) / 2);
  History later = hot;
  learn(later, look(noon + hours(48), State::alive), policy);
  EXPECT_GT(wait_of(later, .1), wait_of(hot, .1)) << "and calms down";
}

TEST(Schedule, TheDeadAreLookedAtEverMoreRarelyUnlessHinted) {
  History h;
  learn(h, look(noon, State::gone), policy);
  EXPECT_EQ(wait_of(h), days(1));
  learn(h, look(noon + days(8), State::gone), policy);
  EXPECT_EQ(wait_of(h), days(4));
  learn(h, look(noon + days(80), State::gone), policy);
  EXPECT_EQ(wait_of(h), days(14));
  take_hint(h, .5, noon + days(80) + hours(2), policy);
  EXPECT_LE(wait_of(h), hours(2));
}

TEST(Schedule, TheValueOfALookGrowsWithTime) {
  EXPECT_TRUE(rc::check("V is monotone, hints and waves included", [] {
    History h = posting_every(hours(*rc::gen::inRange(1, 100)));
    if (*rc::gen::arbitrary<bool>()) {
      take_hint(h, double(*rc::gen::inRange(0, 11)) / 10,
                noon + std::chrono::minutes(*rc::gen::inRange(0, 3000)), policy);
    }
    double before = 0;
    for (double tau = .01; tau < 100; tau *= 1.3) {
      const double value = value_of_a_look(h, tau, policy);
      RC_ASSERT(value >= before);
      before = value;
    }
  }));
}

TEST(Schedule, NextLooksLieInTheFutureOfTheLast) {
  EXPECT_TRUE(rc::check("whatever was seen, the next look is later and within a fortnight", [] {
    History h;
    Time at = noon;
    for (int i = 0; i < 12; ++i) {
      at += seconds(*rc::gen::inRange(1, 200'000));
      Observation seen = look(at, State(*rc::gen::inRange(0, 5)), *rc::gen::arbitrary<bool>());
      seen.limited = *rc::gen::inRange(0, 4) == 0;
      seen.outcome = Outcome(*rc::gen::inRange(0, 9));
      learn(h, seen, policy);
      const double nu = double(*rc::gen::inRange(1, 1000)) / 1000;
      RC_ASSERT(next_look(h, nu, policy) > at);
      RC_ASSERT(next_look(h, nu, policy) <= at + days(14));
      if (*rc::gen::inRange(0, 5) == 0) forgive(h);
    }
  }));
}

// The bound by Jensen and Cauchy-Schwarz: no policy without foresight has a smaller mean delay than
// (Σ√(wλc))²/(2B), and the index at its price attains it up to integrality.
TEST(Schedule, AtItsPriceTheIndexUsesTheBudgetAndBeatsRoundRobin) {
  std::vector<History> channels;
  for (int i = 0; i < 400; ++i) channels.push_back(posting_every(hours(2 + (i % 20) * (i % 20))));
  double summed = 0, looks_wanted = 0, index_delay = 0, robin_delay = 0, rates = 0;
  for (const History& h : channels) summed += demand(h, policy);
  const double budget = 100;  // looks per hour
  const double nu = price(summed, budget, policy);
  for (const History& h : channels) {
    const double tau = double(wait_of(h, nu).count()) / 3'600'000;
    const double rate = demand(h, policy) * demand(h, policy);
    looks_wanted += 1 / tau;
    index_delay += rate * tau / 2;
    robin_delay += rate * double(channels.size()) / budget / 2;
    rates += rate;
  }
  EXPECT_NEAR(looks_wanted, budget, budget * .05);
  EXPECT_LT(index_delay, robin_delay * .85);
  EXPECT_NEAR(index_delay, summed * summed / (2 * budget), summed * summed / (2 * budget) * .05);
  std::cout << "mean delay " << 60 * index_delay / rates << " min against "
            << 60 * robin_delay / rates << " min of round robin at " << budget
            << " looks an hour\n";
}

}  // namespace
}  // namespace godwit
