// SPDX-License-Identifier: Apache-2.0
// Lifetimes, targets and alerts.
#include "graph/survival.h"

#include <gtest/gtest.h>

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

TEST(Survival, TheYoungDieSooner) {
  const Hazard hazard({});
  EXPECT_GT(hazard.dies_within(0, 7), hazard.dies_within(100, 7));
  EXPECT_GT(hazard.dies_within(0, 30), hazard.dies_within(0, 7));
}

std::vector<Observation> family() {
  return {
      Seen("harbour_a", day(1)).id(1).title("Harbour").members(500).announces("harbour_b", day(1)),
      Seen("harbour_b", day(2)).id(2).title("Harbour").members(9000),
      Seen("harbour_a", day(3)).id(1).gone(),
      Seen("loner", day(3)).id(3).title("Loner").members(100000)};
}

TEST(Targets, NothingWithoutHardEvidenceIsAdvisedForReferral) {
  Tracker tracker(1);
  for (const Observation& o : family()) tracker.apply(o);
  const auto targets = tracker.targets();
  ASSERT_EQ(targets.size(), 2U);
  EXPECT_EQ(targets[0].channel, "telegram:3");
  EXPECT_EQ(targets[0].advice, Advice::confirm_first);
  EXPECT_EQ(targets[1].channel, "telegram:2");
  EXPECT_EQ(targets[1].advice, Advice::refer);
  EXPECT_GT(targets[1].dies_7d, 0);
  EXPECT_LT(targets[1].dies_7d, 1);
}

TEST(Targets, AudienceReachableOnlyThroughOneChannelHangsOnIt) {
  Tracker tracker(1);
  tracker.apply(Seen("gate", day(1)).id(1).members(10).links("inner", day(1)));
  tracker.apply(Seen("inner", day(1)).id(2).members(100).links("deep", day(1)));
  tracker.apply(Seen("deep", day(1)).id(3).members(1000));
  std::map<std::string, double> hangs;
  for (const Target& t : tracker.targets()) hangs[t.channel] = t.dominator_loss;
  EXPECT_EQ(hangs, (std::map<std::string, double>{
                       {"telegram:1", 1110}, {"telegram:2", 1100}, {"telegram:3", 1000}}));
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

}  // namespace
}  // namespace godwit::test
