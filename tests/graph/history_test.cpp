// SPDX-License-Identifier: Apache-2.0
// Which channel lived where, and when; and what the looks at it prove.
#include <gtest/gtest.h>

#include "tests/graph/builder.h"

namespace godwit::test {
namespace {

TEST(History, TheSameIdUnderANewHandleIsOneChannel) {
  const Succession s = answer({Seen("tern_a", day(1)).id(7), Seen("tern_b", day(2)).id(7)});
  ASSERT_EQ(s.channels.size(), 1U);
  const Channel& c = s.channels[0];
  EXPECT_EQ(c.id, "telegram:7");
  ASSERT_EQ(c.urls.size(), 2U);
  EXPECT_EQ(c.urls[0].address.url, "https://t.me/tern_a");
  EXPECT_EQ(c.urls[0].to, day(1));
  EXPECT_EQ(c.urls[1].address.url, "https://t.me/tern_b");
  EXPECT_EQ(c.urls[1].to, std::nullopt);
}

TEST(History, TheSameHandleWithAnotherIdIsAnotherChannel) {
  const Succession s = answer(
      {Seen("tern", day(1)).id(7).title("Terns"), Seen("tern", day(9)).id(8).title("Shoes")});
  ASSERT_EQ(s.channels.size(), 2U);
  EXPECT_NE(find_channel(s, "telegram:7"), nullptr);
  EXPECT_NE(find_channel(s, "telegram:8"), nullptr);
  EXPECT_EQ(probability(s, "tern", "tern"), 0);
}

TEST(History, FallingMessageIdsBeginANewEpochWithItsOwnName) {
  const Succession s = answer({Seen("tern", day(1)).post("one", day(1), 900).title("Terns"),
                               Seen("tern", day(5)).post("two", day(5), 3).title("Terns")});
  EXPECT_NE(find_channel(s, "telegram:@tern"), nullptr);
  EXPECT_NE(find_channel(s, "telegram:@tern~2"), nullptr);
}

TEST(History, OlderPagesBeginNoEpoch) {
  const Succession s = answer({Seen("tern", day(1)).post("one", day(1), 900),
                               Seen("tern", day(1.1)).post("two", day(0.5), 3).older()});
  EXPECT_EQ(s.channels.size(), 1U);
}

TEST(History, ARenamedRoomIsOneChannel) {
  const Succession s = answer({Seen(room("rc.example", "tern"), day(1)).room_id("r1"),
                               Seen(room("rc.example", "gull"), day(2)).room_id("r1")});
  ASSERT_EQ(s.channels.size(), 1U);
  EXPECT_EQ(s.channels[0].id, "rocketchat:rc.example/channel/tern");
}

TEST(History, AChannelOnlyReferredToIsAChannelOfUnknownState) {
  const Succession s = answer({Seen("tern", day(1)).id(7).links("gull_news", day(1))});
  const Channel* c = find_channel(s, "telegram:@gull_news");
  ASSERT_NE(c, nullptr);
  EXPECT_EQ(c->state, State::unknown);
  EXPECT_EQ(c->first_seen, day(1));
}

TEST(History, UsersAndBotsAreNoChannels) {
  const Succession s = answer(
      {Seen("tern", day(1)).id(7).links("gull_bot", day(1)), Seen("ada", day(1)).kind("user")});
  ASSERT_EQ(s.channels.size(), 1U);
  EXPECT_EQ(s.channels[0].id, "telegram:7");
}

TEST(History, ALeakedIdJoinsAnInviteToItsChannel) {
  Observation o = Seen("tern", day(1)).id(7);
  Reference r;
  r.address = {"telegram", "private_post", "9", "https://t.me/c/9"};
  r.numeric_id = 9;
  o.references.push_back(r);
  const Succession s = answer({o, Seen("gull", day(2)).id(9)});
  EXPECT_EQ(s.channels.size(), 2U);
  ASSERT_NE(find_channel(s, "telegram:9"), nullptr);
  EXPECT_EQ(find_channel(s, "telegram:9")->urls.size(), 2U);
}

TEST(History, TheCreationMessageDatesTheBirth) {
  const Succession s = answer({Seen("tern", day(9)).id(7).created(day(2)).post("x", day(3))});
  EXPECT_EQ(s.channels[0].born, (Interval{day(2), day(2)}));
}

TEST(History, ARoomThatShowsItsCreationIsDatedByIt) {
  Observation o = Seen(room("rc.example", "tern"), day(9)).room_id("r1");
  o.profile.more.emplace_back("created", to_rfc3339(day(2)));
  EXPECT_EQ(answer({o}).channels[0].born, (Interval{day(2), day(2)}));
}

TEST(History, NotesStayWithTheirChannelUntilTakenBack) {
  std::vector<Observation> all{Seen("tern", day(1)).id(7),
                               word("note", "tern", "", day(2), false, "nests here"),
                               word("note", "tern", "", day(3), false, "and there")};
  EXPECT_EQ(answer(all).channels[0].note, "nests here\nand there");
  all.push_back(word("note", "tern", "", day(4), true, "nests here"));
  EXPECT_EQ(answer(all).channels[0].note, "and there");
}

TEST(History, AnAnalystConfirmsAndRejectsAndTakesItBack) {
  std::vector<Observation> all{Seen("tern_a", day(1)).id(7).title("Terns"),
                               Seen("gull_b", day(2)).id(8).title("Gulls"),
                               word("confirm", "tern_a", "gull_b", day(3))};
  const Succession confirmed = answer(all);
  ASSERT_EQ(probability(confirmed, "tern_a", "gull_b"), 1);
  EXPECT_EQ(edge_between(confirmed, "tern_a", "gull_b")->confirmed_by, "ada");
  all.push_back(word("reject", "tern_a", "gull_b", day(4)));
  EXPECT_EQ(probability(answer(all), "tern_a", "gull_b"), 0);
  all.push_back(word("reject", "tern_a", "gull_b", day(5), true));
  EXPECT_EQ(probability(answer(all), "tern_a", "gull_b"), 1);
  all.push_back(word("confirm", "tern_a", "gull_b", day(6), true));
  EXPECT_LT(probability(answer(all), "tern_a", "gull_b"), 0.5);
}

TEST(History, BirthLiesBetweenTheLastAbsenceAndTheOldestPost) {
  const Succession s = answer({Seen("tern", day(1)).absent(), Seen("other", day(1.01)).id(1),
                               Seen("tern", day(9)).id(7).post("x", day(3))});
  EXPECT_EQ(channel_at(s, "tern").born, (Interval{day(1), day(3)}));
}

TEST(History, PostsFromTheFutureOrTheSeventiesAreNotBelieved) {
  const Succession s =
      answer({Seen("tern", day(9)).id(7).post("x", day(30000)).post("y", from_ms(0))});
  EXPECT_EQ(s.channels[0].born.latest, day(9));
}

TEST(History, SightingsSayWhetherAPlaceWasAlreadyThere) {
  const Succession s = answer({Seen(site("tern.example"), day(1)).sighting(),
                               Seen(site("gull.example"), day(1)).sighting(true)});
  EXPECT_EQ(channel_at(s, "https://tern.example/").born, (Interval{day(1), day(1)}));
  EXPECT_EQ(channel_at(s, "https://gull.example/").born, (Interval{the_beginning, day(1)}));
}

TEST(History, AnAnalystMergesAndSplitsAndTakesItBack) {
  const std::vector<Observation> seen{Seen("tern_a", day(1)).id(7), Seen("gull_b", day(2)).id(8)};
  auto merged = seen;
  merged.push_back(word("merge", "tern_a", "gull_b", day(3)));
  EXPECT_EQ(answer(merged).channels.size(), 1U);
  merged.push_back(word("merge", "tern_a", "gull_b", day(4), true));
  EXPECT_EQ(answer(merged).channels.size(), 2U);

  std::vector<Observation> split{Seen("tern_a", day(1)), Seen("tern_a", day(9)),
                                 word("split", "tern_a", "", day(10))};
  split.back().word->when = day(5);
  EXPECT_EQ(answer(split).channels.size(), 2U);
}

// --- liveness

TEST(Liveness, AMarkerProvesDeathAtOnce) {
  const Succession s = answer({Seen("tern", day(1)).id(7), Seen("tern", day(2)).id(7).gone()});
  EXPECT_EQ(s.channels[0].state, State::gone);
  EXPECT_EQ(s.channels[0].died, (Interval{day(1), day(2)}));
}

std::vector<Observation> three_absences(double canary_offset) {
  std::vector<Observation> all{Seen("tern", day(1)).id(7)};
  for (const double d : {2.0, 2.6, 3.2}) {
    all.push_back(Seen("tern", day(d)).absent());
    all.push_back(Seen("gull", day(d + canary_offset)).id(1));
  }
  return all;
}

TEST(Liveness, ThreeSoundAbsencesOverADayProveDeath) {
  const Channel c = channel_at(answer(three_absences(0.02)), "tern");
  EXPECT_EQ(c.state, State::gone);
  EXPECT_EQ(c.died, (Interval{day(1), day(2)}));
}

TEST(Liveness, AbsencesWithoutALivingPageNearbyProveNothing) {
  EXPECT_EQ(channel_at(answer(three_absences(0.3)), "tern").state, State::alive);
}

TEST(Liveness, AFailedCanaryVoidsTheLooksAroundIt) {
  auto all = three_absences(0.02);
  all.push_back(Seen("canary", day(2.61)).canary(false));
  EXPECT_EQ(channel_at(answer(all), "tern").state, State::alive);
}

TEST(Liveness, ThrottledPagesProveNothingAndVoidTheirHour) {
  auto all = three_absences(0.02);
  all.push_back(Seen("gull", day(3.21)).limited());
  EXPECT_EQ(channel_at(answer(all), "tern").state, State::alive);
}

TEST(Liveness, ThreeLooksInOneHourAreOneLook) {
  std::vector<Observation> all{Seen("tern", day(1)).id(7), Seen("gull", day(2)).id(1),
                               Seen("gull", day(3.1)).id(1)};
  for (const double d : {2.0, 2.01, 2.02, 3.1}) all.push_back(Seen("tern", day(d)).absent());
  EXPECT_EQ(channel_at(answer(all), "tern").state, State::alive);
}

TEST(Liveness, AnAliveLookResetsTheCount) {
  auto all = three_absences(0.02);
  all.push_back(Seen("tern", day(2.8)).id(7));
  EXPECT_EQ(channel_at(answer(all), "tern").state, State::alive);
}

TEST(Liveness, TheDeadMayReturn) {
  auto all = three_absences(0.02);
  all.push_back(Seen("tern", day(9)).id(7));
  const Channel c = channel_at(answer(all), "tern");
  EXPECT_EQ(c.state, State::alive);
  EXPECT_EQ(c.died, std::nullopt);
}

TEST(Liveness, ForASiteAnyLivingPageVouches) {
  std::vector<Observation> all{Seen(site("tern.example"), day(1))};
  for (const double d : {2.0, 2.6, 3.2}) {
    all.push_back(Seen(site("tern.example"), day(d)).absent());
    all.push_back(Seen("gull", day(d)).id(1));
  }
  EXPECT_EQ(channel_at(answer(all), "https://tern.example/").state, State::gone);
}

TEST(Liveness, RestrictedIsNotGone) {
  const Succession s =
      answer({Seen("tern", day(1)).id(7), Seen("tern", day(2)).id(7).restricted()});
  EXPECT_EQ(s.channels[0].state, State::restricted);
  EXPECT_EQ(s.channels[0].died, std::nullopt);
}

TEST(Liveness, LeavingAHandleIsNoDeath) {
  auto all = three_absences(0.02);
  all.push_back(Seen("tern_new", day(2.5)).id(7));
  EXPECT_EQ(find_channel(answer(all), "telegram:7")->state, State::alive);
}

}  // namespace
}  // namespace godwit::test
