// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <vector>

#include "crawler/frontier/rankings.h"

namespace godwit {
namespace {

const Time noon = from_ms(1'600'000'000'000);
const SchedulePolicy policy;
// The plain index, whose gaps have a closed form.
const SchedulePolicy plain = [] {
  SchedulePolicy p;
  p.ranking = find_ranking("index");
  return p;
}();

// What is learned from an address whose service taught nothing yet.
void learn(LookHistory& history, const Observation& seen, const SchedulePolicy& how) {
  Experience nothing;
  godwit::learn(history, seen, how, nothing);
}
void take_hint(LookHistory& history, double worth, Time now) {
  Experience nothing;
  godwit::take_hint(history, worth, now, policy, nothing);
}

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
LookHistory posting_every(Duration gap) {
  Observation seen = look(noon, State::alive);
  for (Time t = noon - days(30); t <= noon; t += gap) {
    Post post;
    post.at = t;
    seen.posts.push_back(post);
  }
  LookHistory history;
  learn(history, seen, policy);
  return history;
}
Duration wait_of(const LookHistory& history, double price = policy.cheapest) {
  return next_look(history, price, policy) - *history.last_look;
}

TEST(Schedule, WhatWasNeverSeenIsDueAtOnce) { EXPECT_EQ(next_look({}, 1, policy), the_beginning); }

TEST(Schedule, RatesAreLearnedFromTheTimesOfPosts) {
  const auto rate = [](Duration gap) {
    const LookHistory h = posting_every(gap);
    return h.sessions / h.hours;
  };
  EXPECT_NEAR(rate(hours(1)), 1, .02);
  EXPECT_NEAR(rate(hours(12)), 1. / 12, .02);
  EXPECT_NEAR(posting_every(std::chrono::minutes(10)).sessions, 1, 0)
      << "ten-minute posts are one session";
}

// A price at which that history is looked at every so many hours.
double price_for(const LookHistory& h, double hours, const SchedulePolicy& how = policy) {
  return (how.ranking != nullptr ? *how.ranking : product_ranking()).value(h, hours, 0, how);
}

TEST(Schedule, TheGapOfEveryIndexIsWhereItsValueMeetsThePrice) {
  for (const char* name : {"index+wave", "index", "proportional", "freshest", "myopic+wave"}) {
    SchedulePolicy how;
    how.ranking = find_ranking(name);
    for (const Duration apart : {hours(3), hours(12), hours(30)}) {
      const LookHistory h = posting_every(apart);
      for (const double gap : {.5, 3., 9.}) {
        const double nu = price_for(h, gap, how);
        EXPECT_NEAR(how.ranking->gap(h.rate, nu, how), gap, gap * 1e-3) << name;
        const SchedulePolicy ample = fair_to_all(how, .4);
        const double dear = price_for(h, gap, ample);
        EXPECT_NEAR(how.ranking->gap(h.rate, dear, ample), gap, gap * 1e-3) << name;
      }
    }
  }
}

TEST(Schedule, BusierAndLargerChannelsAreLookedAtSooner) {
  const double nu = price_for(posting_every(hours(6)), 4);
  EXPECT_LT(wait_of(posting_every(hours(1)), nu), wait_of(posting_every(hours(6)), nu));
  Observation seen = look(noon, State::alive);
  seen.profile.members = 1'000'000;
  LookHistory large = posting_every(hours(6));
  learn(large, seen, policy);
  EXPECT_LT(wait_of(large, nu), wait_of(posting_every(hours(6)), nu));
}

TEST(Schedule, WhoAnnouncedMoreIsLookedAtSoonerThanWhoPostsAlike) {
  const LookHistory quiet = posting_every(hours(6));
  LookHistory announcer;
  Observation seen = look(noon, State::alive);
  for (Time t = noon - days(30); t <= noon; t += hours(6)) {
    Post post;
    post.id = std::to_string(to_ms(t));
    post.at = t;
    seen.posts.push_back(post);
  }
  for (std::size_t i = 0; i < seen.posts.size(); i += 20) {
    Reference reference;
    reference.announce = announce_new;
    reference.post = seen.posts[i].id;
    seen.references.push_back(reference);
  }
  learn(announcer, seen, policy);
  EXPECT_NEAR(announcer.announcements, 7, 0);
  const double nu = price_for(quiet, 6);
  EXPECT_LT(wait_of(announcer, nu), wait_of(quiet, nu) * 3 / 4);
}

TEST(Schedule, APageStillHoldsAllThatIsNewWhereThatCostsLessThanTwiceTheLooks) {
  const LookHistory busy = posting_every(std::chrono::minutes(10));  // 6 posts an hour: 15 in 2.5 h
  EXPECT_LE(wait_of(busy, price_for(busy, 4.5)), hours(3));
  EXPECT_GT(wait_of(busy, price_for(busy, 7)), hours(5));
  EXPECT_LE(wait_of(busy, 1e9), hours(11)) << "never more than four pages";
}

TEST(Schedule, TheTightestAndTheLoosestWaitHold) {
  EXPECT_EQ(wait_of(posting_every(hours(1)), 1e-12), policy.shortest);
  EXPECT_EQ(wait_of(posting_every(days(10)), 1e12), policy.longest);
}

std::vector<Duration> waits_until_dead(bool absent) {
  LookHistory h;
  learn(h, look(noon, State::alive), policy);
  Time at = noon + hours(3);
  std::vector<Duration> waits;
  while (!dead(h, policy)) {
    learn(h, absent ? look(at, State::unknown, true) : unanswered(at), policy);
    waits.push_back(wait_of(h));
    at = next_look(h, policy.cheapest, policy);
  }
  return waits;
}

TEST(Schedule, NoAnswerIsTriedAgainSoonThenEightHoursApartUntilADayHasPassed) {
  EXPECT_EQ(waits_until_dead(false),
            (std::vector<Duration>{std::chrono::minutes(1), std::chrono::minutes(5),
                                   std::chrono::minutes(15), hours(8), hours(8), hours(8),
                                   policy.dead_soonest}));
}

TEST(Schedule, APageThatSaysNothingIsThereIsLookedAtOnceMoreSoon) {
  EXPECT_EQ(waits_until_dead(true),
            (std::vector<Duration>{std::chrono::minutes(15), hours(8), hours(8), hours(8),
                                   policy.dead_soonest}));
}

TEST(Schedule, OneLivingLookClearsASuspect) {
  LookHistory h;
  learn(h, unanswered(noon), policy);
  learn(h, unanswered(noon + hours(30)), policy);
  learn(h, look(noon + hours(31), State::alive), policy);
  EXPECT_EQ(h.failures, 0);
  EXPECT_FALSE(dead(h, policy));
}

TEST(Schedule, AVoidedLookNeverHappened) {
  LookHistory h;
  learn(h, look(noon, State::alive), policy);
  learn(h, look(noon + hours(1), State::unknown, true), policy);
  forgive(h);
  EXPECT_EQ(h.failures, 0);
  EXPECT_EQ(h.last, Finding::alive);
}

TEST(Schedule, BeingThrottledSaysNothingOfThePlace) {
  LookHistory h;
  Observation limited = look(noon, State::unknown, true);
  limited.limited = true;
  learn(h, limited, policy);
  EXPECT_EQ(h.failures, 0);
  EXPECT_EQ(wait_of(h), policy.limited);
}

TEST(Schedule, AnAbsentPageBesideALivingOneIsNoDeath) {
  LookHistory h;
  learn(h, look(noon, State::alive), policy);
  learn(h, look(noon + seconds(3), State::unknown, true), policy);
  EXPECT_EQ(h.failures, 0);
}

TEST(Schedule, AHintBringsALookForward) {
  LookHistory h = posting_every(hours(12));
  const double nu = price_for(h, 6);
  const Time unhinted = next_look(h, nu, policy);
  take_hint(h, 1, noon + hours(1));
  const Time hinted = next_look(h, nu, policy);
  EXPECT_LT(hinted, noon + hours(3));
  EXPECT_GT(unhinted, noon + hours(5));
  learn(h, look(noon + hours(30), State::alive), policy);
  EXPECT_GT(next_look(h, nu, policy) - (noon + hours(30)), hinted - noon)
      << "a day later the look is as far off as ever";
}

TEST(Schedule, AWaveKeepsItsChannelsHotForAWhile) {
  const LookHistory calm = posting_every(hours(12));
  const double nu = price_for(calm, 8);
  LookHistory hot = calm;
  take_hint(hot, 1, noon);
  EXPECT_LT(wait_of(hot, nu), wait_of(calm, nu) / 2);
  LookHistory later = hot;
  learn(later, look(noon + hours(48), State::alive), policy);
  EXPECT_GT(wait_of(later, nu), wait_of(hot, nu)) << "and calms down";
}

// What stood ready is announced at once, and where it is announced may be gone within the hour.
TEST(Schedule, TheFirstHourOfAWaveIsWatchedCloserThanTheRest) {
  const LookHistory calm = posting_every(hours(12));
  const double nu = price_for(calm, 8);
  LookHistory hot = calm;
  take_hint(hot, 1, noon);
  const auto wait_when_seen_at = [&](Time at) {
    LookHistory h = hot;
    learn(h, look(at, State::alive), policy);
    return wait_of(h, nu);
  };
  const auto early = wait_when_seen_at(noon + std::chrono::minutes(5));
  const auto late = wait_when_seen_at(noon + hours(3));
  EXPECT_LT(early, late / 2);
  EXPECT_LT(late, wait_of(calm, nu));
}

TEST(Schedule, WhereHintsLedToNothingTheyAreWorthLess) {
  LookHistory believed = posting_every(hours(12)), fooled = believed;
  Time at = noon;
  for (int i = 0; i < 10; ++i, at += days(2)) {
    take_hint(fooled, 1, at);
    learn(fooled, look(at + days(1), State::alive), policy);
  }
  EXPECT_LT(fooled.wave_size, believed.wave_size / 3);
}

TEST(Schedule, TheDeadAreLookedAtEverMoreRarelyUnlessHinted) {
  LookHistory h;
  learn(h, look(noon, State::gone), policy);
  EXPECT_EQ(wait_of(h), days(1));
  learn(h, look(noon + days(8), State::gone), policy);
  EXPECT_EQ(wait_of(h), days(4));
  learn(h, look(noon + days(80), State::gone), policy);
  EXPECT_EQ(wait_of(h), days(14));
  take_hint(h, 1, noon + days(80) + hours(2));
  EXPECT_LE(wait_of(h), hours(2)) << "where looks are cheap";
  EXPECT_EQ(wait_of(h, .1), days(14)) << "where they are dear";
}

TEST(Schedule, TheValueOfALookGrowsWithTime) {
  EXPECT_TRUE(rc::check("V is monotone, hints and waves included", [] {
    LookHistory h = posting_every(hours(*rc::gen::inRange(1, 100)));
    if (*rc::gen::arbitrary<bool>()) {
      take_hint(h, double(*rc::gen::inRange(0, 11)) / 10,
                noon + std::chrono::minutes(*rc::gen::inRange(0, 3000)));
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
    LookHistory h;
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
  std::vector<LookHistory> channels;
  for (int i = 0; i < 400; ++i) channels.push_back(posting_every(hours(2 + (i % 20) * (i % 20))));
  std::vector<const LookHistory*> all;
  for (const LookHistory& h : channels) all.push_back(&h);
  double summed = 0, looks_wanted = 0, index_delay = 0, robin_delay = 0, rates = 0;
  const double budget = 100;  // looks per hour
  const double nu = price(all, budget, 0, plain);
  for (const LookHistory& h : channels) {
    const double tau = calm_gap(h, nu, plain);
    summed += std::sqrt(h.rate);
    looks_wanted += 1 / tau;
    index_delay += h.rate * tau / 2;
    robin_delay += h.rate * double(channels.size()) / budget / 2;
    rates += h.rate;
  }
  EXPECT_NEAR(looks_wanted, budget, budget * .05);
  EXPECT_LT(index_delay, robin_delay * .97);
  EXPECT_NEAR(index_delay, summed * summed / (2 * budget), summed * summed / (2 * budget) * .05);
  std::cout << "mean delay " << 60 * index_delay / rates << " min against "
            << 60 * robin_delay / rates << " min of round robin at " << budget
            << " looks an hour\n";
}

// Hours between looks at a place that announces `rarely` as often as the usual, over the usual's,
// at a price of one round for the usual.
double patience_with(double rarely, double round_hours) {
  const SchedulePolicy how = fair_to_all(policy, round_hours);
  const Ranking& ranking = product_ranking();
  LookHistory usual;
  usual.rate = .02;
  const double nu = ranking.value(usual, round_hours, 0, how);
  return ranking.gap(rarely * usual.rate, nu, how) / ranking.gap(usual.rate, nu, how);
}

TEST(Schedule, TheShorterARoundTheMoreAlikeAreTheGapsOfAll) {
  EXPECT_LT(patience_with(.1, .3), 1.5);
  EXPECT_LT(patience_with(.1, .3), patience_with(.1, 3));
  EXPECT_LT(patience_with(.1, 3), patience_with(.1, 4.5));
  double steep = 10;
  for (const double round_hours : {.3, 1.5, 3., 6., 20.}) {
    const SchedulePolicy how = fair_to_all(policy, round_hours);
    EXPECT_LE(how.steepness, steep) << round_hours;
    EXPECT_GE(how.longest, hours(1) * round_hours - seconds(1))
        << "a round is what the budget allows";
    EXPECT_LE(how.longest, policy.longest);
    steep = how.steepness;
  }
  EXPECT_NEAR(fair_to_all(policy, .3).steepness, 4, .05);
  EXPECT_EQ(steep, 0) << "an announcement does not last for a round";
  EXPECT_EQ(fair_to_all(policy, .1).longest, policy.longest) << "few places, ample budget";
  EXPECT_EQ(fair_to_all(policy, .1).cheapest, policy.cheapest);
  EXPECT_EQ(fair_to_all(plain, .3).steepness, 0) << "a baseline stays as it is";
}

TEST(Schedule, WhereARoundIsShortAFewAnnouncementsTellLittleOfAPlace) {
  const auto ratio = [](const SchedulePolicy& how) {
    const auto rate_after = [&](int announcements) {
      LookHistory h;
      Observation seen = look(noon, State::alive);
      for (Time t = noon - days(5); t <= noon; t += hours(6)) {
        Post& post = seen.posts.emplace_back();
        post.id = std::to_string(to_ms(t));
        post.at = t;
      }
      for (int i = 1; i <= announcements; ++i) {
        Reference& reference = seen.references.emplace_back();
        reference.announce = announce_new;
        reference.post = seen.posts[std::size_t(i)].id;
      }
      Experience common{.sessions = 1000, .announcements = 20, .hours = 6000};
      learn(h, seen, how, common);
      return h.rate;
    };
    return rate_after(2) / rate_after(0);
  };
  EXPECT_GT(ratio(policy), 3);
  EXPECT_LT(ratio(fair_to_all(policy, .3)), 2);
  EXPECT_GT(ratio(fair_to_all(policy, .3)), 1.2);
}

TEST(Schedule, ItsShareOfTheLooksGoesToTheLongestWaitAndTheRestToTheGreatestValue) {
  SchedulePolicy how;
  how.floor_share = .25;
  LookHistory busy = posting_every(hours(1)), quiet = posting_every(days(5));
  const Time now = noon + hours(4);
  busy.last_look = noon + hours(2);
  std::string chosen;
  for (std::size_t nth = 0; nth < 8; ++nth)
    chosen += urgency(busy, 1, nth, now, how) > urgency(quiet, 1, nth, now, how) ? 'b' : 'q';
  EXPECT_EQ(chosen, "bbbqbbbq");
}

TEST(Schedule, EveryRankingHasAPriceAtWhichItUsesTheBudget) {
  std::vector<LookHistory> channels;
  for (int i = 0; i < 200; ++i) channels.push_back(posting_every(hours(2 + (i % 20) * (i % 20))));
  std::vector<const LookHistory*> all;
  for (const LookHistory& h : channels) all.push_back(&h);
  for (const Ranking& ranking : rankings()) {
    if (ranking.name == "tiers") continue;  // knows no budget
    SchedulePolicy how;
    how.ranking = &ranking;
    const double nu = price(all, 60, 0, how);
    double wanted = 0;
    for (const LookHistory& h : channels) wanted += 1 / calm_gap(h, nu, how);
    EXPECT_NEAR(wanted, 60, 6) << ranking.name;
  }
}

}  // namespace
}  // namespace godwit
