// SPDX-License-Identifier: Apache-2.0
// Lifetimes, alerts and hints.
#include "graph/survival.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/graph/builder.h"

namespace godwit::test {
namespace {

TEST(Survival, KaplanMeierEqualsTheTableWorkedByHand) {
  // Freireich's 6-MP arm (1963): remissions in weeks; the published curve.
  std::vector<Stretch> s;
  for (const double t : {6.0, 6.0, 6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0})
    s.push_back({0, t, true});
  for (const double t : {6.0, 9.0, 10.0, 11.0, 17.0, 19.0, 20.0, 25.0, 32.0, 32.0, 34.0, 35.0})
    s.push_back({0, t, false});
  const auto curve = kaplan_meier(s);
  ASSERT_EQ(curve.size(), 7U);
  const std::vector<double> published{0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482};
  for (std::size_t i = 0; i < published.size(); ++i)
    EXPECT_NEAR(curve[i].survival, published[i], 5e-5);
  EXPECT_NEAR(curve[0].deviation, 0.0764, 5e-5);
  EXPECT_EQ(quantile(curve, 0.5), 23);
}

TEST(Survival, WhoEntersLateIsNotAtRiskBefore) {
  // Of three, one is watched only from day 5: at day 4 two are at risk, at day 6 two.
  const auto curve = kaplan_meier(std::vector<Stretch>{{0, 4, true}, {0, 9, false}, {5, 6, true}});
  ASSERT_EQ(curve.size(), 2U);
  EXPECT_EQ(curve[0].at_risk, 2U);
  EXPECT_EQ(curve[1].at_risk, 2U);
  EXPECT_DOUBLE_EQ(curve[1].survival, 0.25);
}

Life alive_at(double age, double audience = 0) {
  Life life;
  life.exit = age;
  life.trait[static_cast<std::size_t>(Trait::audience)] = audience;
  return life;
}

TEST(Survival, WithoutDeathsThePriorIsWhatIsLeft) {
  const Hazard hazard({});
  EXPECT_NEAR(hazard.dies_within(alive_at(0), 7), 1 - std::exp(-std::pow(7 / 326.0, 0.56)), 1e-9);
  EXPECT_GT(hazard.dies_within(alive_at(0), 7), hazard.dies_within(alive_at(100), 7));
  EXPECT_GT(hazard.dies_within(alive_at(0), 30), hazard.dies_within(alive_at(0), 7));
}

// Lives with a daily hazard of 2 % times e^(effect × audience), watched from `entry` to day 200.
std::vector<Life> simulated(double effect, double entry) {
  std::mt19937 dice(7);
  const auto roll = [&] { return static_cast<double>(dice()) / 4294967296.0; };
  std::vector<Life> lives;
  for (int i = 0; i < 3000; ++i) {
    Life life = alive_at(200, i % 2);
    life.entry = entry;
    for (double age = entry; age < 200; ++age) {
      if (roll() >= 0.02 * std::exp(effect * (i % 2))) continue;
      life.exit = age + 1;
      life.died_after = age;
      break;
    }
    lives.push_back(life);
  }
  return lives;
}

TEST(Survival, TheHazardFindsTheEffectThatMadeTheLives) {
  EXPECT_NEAR(Hazard(simulated(1.0, 0)).effect(Trait::audience), 1.0, 0.12);
  EXPECT_NEAR(Hazard(simulated(-1.0, 0)).effect(Trait::audience), -1.0, 0.12);
  const Hazard hazard(simulated(0, 0));
  EXPECT_NEAR(hazard.effect(Trait::audience), 0, 0.12);
  // Calibrated at every age, though the prior is front-loaded: 1 - .98^7 = .132.
  for (const double age : {2.0, 20.0, 100.0})
    EXPECT_NEAR(hazard.dies_within(alive_at(age), 7), 0.132, 0.02) << age;
}

TEST(Survival, AWatchThatBeganLateDoesNotLengthenLives) {
  EXPECT_NEAR(Hazard(simulated(0, 50)).dies_within(alive_at(100), 7), 0.132, 0.02);
}

TEST(Survival, AKinsDeathIsASignWhereItWasOneBefore) {
  std::vector<Life> lives = simulated(0, 0);
  for (Life& life : lives)
    if (life.died_after >= 0 && static_cast<int>(life.exit) % 2 == 0)
      life.kin_deaths = {life.exit - 1.5};
  const Hazard hazard(lives);
  EXPECT_GT(hazard.effect_of_kin_deaths(), 1);
  Life bereaved = alive_at(50), safe = alive_at(50);
  bereaved.kin_deaths = {49};
  EXPECT_GT(hazard.dies_within(bereaved, 1), 2 * hazard.dies_within(safe, 1));
}

TEST(Survival, ATraitThatPartsTheLivingFromTheDeadStaysFinite) {
  std::vector<Life> lives;
  for (int i = 0; i < 50; ++i) {
    lives.push_back(alive_at(10, 1));
    if (i % 2 == 0) continue;
    lives.back().died_after = 9;
    lives.back().trait[0] = -1;
  }
  const Hazard hazard(lives);
  EXPECT_TRUE(std::isfinite(hazard.effect(Trait::audience)));
  EXPECT_LT(hazard.effect(Trait::audience), 0);
}

std::vector<Observation> family() {
  return {
      Seen("harbour_a", day(1)).id(1).title("Harbour").members(500).announces("harbour_b", day(1)),
      Seen("harbour_b", day(2)).id(2).title("Harbour").members(9000),
      Seen("harbour_a", day(3)).id(1).gone(),
      Seen("loner", day(3)).id(3).title("Loner").members(100000)};
}

TEST(Alerts, EachEventHasOneKey) {
  Tracker tracker(1);
  for (const Observation& o : family()) tracker.apply(o);
  tracker.apply(Seen("canary", day(4)).canary(false));
  std::map<AlertKind, int> kinds_seen;
  std::set<std::string> keys;
  for (const Alert& a : tracker.alerts()) {
    ++kinds_seen[a.kind];
    EXPECT_TRUE(keys.insert(a.key).second);
  }
  EXPECT_EQ(kinds_seen[AlertKind::successor], 1);
  EXPECT_EQ(kinds_seen[AlertKind::death], 1);
  EXPECT_EQ(kinds_seen[AlertKind::blocked], 1);
}

TEST(Alerts, ManyDeathsInOneDayAreAWave) {
  Tracker tracker(1);
  for (int i = 0; i < 8; ++i) {
    const std::string name = "gull" + std::string(3, static_cast<char>('a' + i));
    tracker.apply(Seen(name, day(1)).id(100 + i));
    tracker.apply(Seen(name, day(9.2)).id(100 + i).gone());
  }
  int waves = 0;
  for (const Alert& a : tracker.alerts()) waves += a.kind == AlertKind::wave;
  EXPECT_EQ(waves, 1);
}

TEST(Hints, AnAnnouncedPlaceNobodySawIsWorthALookAtOnce) {
  Tracker tracker(1);
  const auto hints = tracker.apply(Seen("tern", day(1)).id(1).announces("gull_new", day(1)));
  ASSERT_EQ(hints.size(), 1U);
  EXPECT_EQ(hints[0].address.url, "https://t.me/gull_new");
  EXPECT_EQ(hints[0].worth, 1.0);
}

TEST(Hints, WhenAChannelDiesItsKinAreWorthALook) {
  Tracker tracker(1);
  tracker.apply(Seen("gull", day(1)).id(2));
  tracker.apply(Seen("tern", day(1)).id(1).links("gull", day(1)));
  const auto hints = tracker.apply(Seen("tern", day(2)).absent());
  ASSERT_EQ(hints.size(), 1U);
  EXPECT_EQ(hints[0].address.url, "https://t.me/gull");
  EXPECT_EQ(hints[0].reason, "predecessor died");
}

TEST(Hints, AWaveIsToldToThoseOfTheNetworkThatTheDeadNeverNamed) {
  Tracker tracker(1);
  for (const char* name : {"gull", "tern", "plover", "knot", "stranger"})
    tracker.apply(Seen(name, day(1)).id(1 + name[0]));
  tracker.apply(Seen("gull", day(2)).id(1 + 'g').links("tern", day(2)).links("plover", day(2)));
  tracker.apply(Seen("knot", day(2)).id(1 + 'k').links("tern", day(2)).links("plover", day(2)));
  tracker.apply(Seen("stranger", day(2)).id(1 + 's').links("tern", day(2)));
  std::vector<std::string> told;
  for (const Hint& hint : tracker.apply(Seen("gull", day(3)).absent()))
    told.push_back(hint.address.url);
  EXPECT_EQ(told, (std::vector<std::string>{"https://t.me/tern", "https://t.me/plover",
                                            "https://t.me/knot"}))
      << "the stranger shares but one neighbour with it";
}

}  // namespace
}  // namespace godwit::test
