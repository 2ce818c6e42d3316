// SPDX-License-Identifier: Apache-2.0
// Twelve ways to fool a tracker of successions, and what must come of them.
#include <gtest/gtest.h>

#include "tests/graph/builder.h"

namespace godwit::test {
namespace {

const std::vector<std::string> posts{"the terns came back to the outer harbour this morning",
                                     "storm warning for the northern coast until friday noon",
                                     "ringing results of the spring season, part one of three",
                                     "the lighthouse museum opens again after the winter pause"};

Seen brand(const std::string& handle, Time at, std::int64_t id, Time first_post) {
  Seen seen(handle, at);
  seen.id(id)
      .title("Harbour Watch")
      .avatar("phash:00ff00ff00ff00ff")
      .description("birds of the outer harbour");
  for (std::size_t i = 0; i < posts.size(); ++i)
    seen.post(posts[i], first_post + hours(static_cast<std::int64_t>(i)));
  return seen;
}

double impersonation(const Succession& s, const std::string& from, const std::string& to) {
  return probability(s, from, to, Relation::impersonates);
}

TEST(Adversary, APerfectCopyWithoutHardEvidenceIsAnImpostorAsLikelyAsNot) {
  // Generation one dies, a copy of everything appears and claims to be the next.
  std::vector<Observation> all{
      brand("harbour_watch1", day(10), 1, day(1)),
      brand("harbour_watch1", day(20), 1, day(1)).gone(),
      brand("harbour_watch2", day(21), 2, day(20.5)).announces("harbour_watch1", day(20.5))};
  const Succession s = answer(all);
  EXPECT_LE(probability(s, "harbour_watch1", "harbour_watch2"), 0.5);
  EXPECT_GE(impersonation(s, "harbour_watch1", "harbour_watch2"), 0.05);
  // It flips only with hard evidence.
  all.push_back(brand("harbour_watch1", day(19), 1, day(1)).announces("harbour_watch2", day(19)));
  EXPECT_GE(probability(answer(all), "harbour_watch1", "harbour_watch2"), 0.9);
}

TEST(Adversary, BoughtAdvertisementsDoNotMakeASuccessor) {
  std::vector<Observation> all{brand("harbour_watch", day(10), 1, day(1)),
                               brand("harbour_watch", day(20), 1, day(1)).gone(),
                               brand("harbour_watch2", day(20.5), 2, day(20.4))};
  const double before = probability(answer(all), "harbour_watch", "harbour_watch2");
  for (int i = 0; i < 30; ++i)
    all.push_back(Seen("stranger" + std::to_string(i), day(20.6))
                      .id(100 + i)
                      .says("buy at " + std::to_string(i) + " now " + std::to_string(i * i),
                            day(20.6), {telegram("harbour_watch2"), telegram("harbour_watch")},
                            announce_new | (i % 2 == 0 ? announce_ad : 0)));
  const Succession s = answer(all);
  EXPECT_LE(probability(s, "harbour_watch", "harbour_watch2"), 0.5);
  EXPECT_LE(probability(s, "harbour_watch", "harbour_watch2"), before + 0.1);
}

TEST(Adversary, AHijackedPredecessorIsReversedByASiblingsContradiction) {
  std::vector<Observation> all{
      Seen("harbour_a", day(1))
          .id(1)
          .title("Harbour A")
          .announces("harbour_sis", day(1), announce_backup),
      Seen("harbour_sis", day(2)).id(2).title("Harbour S"),
      Seen("harbour_a", day(30)).id(1).title("Harbour A").announces("rival", day(30)),
      Seen("rival", day(31))
          .id(3)
          .title("Rival")
          .post("hello there from the rival team", day(30.5))};
  EXPECT_GE(probability(answer(all), "harbour_a", "rival"), 0.9);
  all.push_back(Seen("harbour_sis", day(32)).id(2).title("Harbour S").disowns("rival", day(32)));
  EXPECT_LE(probability(answer(all), "harbour_a", "rival"), 0.5);
}

TEST(Adversary, SpamInManyChatsCountsOnce) {
  std::vector<Observation> all{Seen("spammer", day(20))
                                   .id(9)
                                   .title("Cheap Watches")
                                   .post("watches for everybody here", day(19))};
  for (int i = 0; i < 100; ++i)
    all.push_back(
        Seen("chat" + std::to_string(i), day(20))
            .id(100 + i)
            .title("Chat " + std::string(1, static_cast<char>('a' + i % 26)) +
                   std::to_string(i * 7919))
            .says("join our new channel @spammer", day(20), {telegram("spammer")}, announce_new));
  const Succession s = answer(all);
  for (const Edge& e : s.edges) EXPECT_TRUE(e.to != "telegram:9" || e.probability <= 0.5) << e.from;
}

TEST(Adversary, AForkWithAQuarrelIsAForkAndSupersedesNobody) {
  // A trusted sister announces v, u lives on and disowns it; later u announces its own next
  // channel.
  const std::vector<Observation> all{
      Seen("harbour_a", day(1))
          .id(1)
          .title("Harbour")
          .links("harbour_sis", day(1))
          .forwards("harbour_sis", day(1)),
      Seen("harbour_sis", day(2)).id(2).title("Sister"),
      Seen("harbour_sis", day(20)).id(2).title("Sister").announces("harbour_split", day(20)),
      Seen("harbour_split", day(21))
          .id(3)
          .title("Harbour")
          .post("we are the real harbour people now", day(20)),
      Seen("harbour_a", day(30))
          .id(1)
          .title("Harbour")
          .disowns("harbour_split", day(22))
          .announces("harbour_next", day(30)),
      Seen("harbour_next", day(31))
          .id(4)
          .title("Harbour")
          .post("we go on in this place from today", day(30.2))};
  const Succession s = answer(all);
  EXPECT_GE(probability(s, "harbour_a", "harbour_split", Relation::forks), 0.05);
  EXPECT_EQ(probability(s, "harbour_a", "harbour_split", Relation::continues), 0);
  EXPECT_GE(probability(s, "harbour_a", "harbour_next"), 0.9);
}

TEST(Adversary, APlatformJumpWithAllNamesChangedNeedsALink) {
  std::vector<Observation> all{Seen("harbour_a", day(1)).id(1).title("Harbour"),
                               Seen("harbour_a", day(10)).id(1).gone(),
                               Seen(room("rc.example", "seabirds"), day(10.2)).title("Seabirds")};
  const std::string room_url = "https://rc.example/channel/seabirds";
  EXPECT_LT(probability(answer(all), "harbour_a", room_url), 0.5);
  all.push_back(Seen("harbour_a", day(9))
                    .id(1)
                    .title("Harbour")
                    .says("we move", day(9), {room("rc.example", "seabirds")}, announce_moved));
  EXPECT_GE(probability(answer(all), "harbour_a", room_url), 0.9);
}

TEST(Adversary, AHandleReusedByAStrangerInheritsNothing) {
  const Succession s = answer(
      {Seen("harbour_a", day(1)).id(1).title("Harbour").announces("harbour_b", day(1)),
       Seen("harbour_b", day(2)).id(2).title("Harbour"), Seen("harbour_b", day(9)).id(2).gone(),
       Seen("harbour_b", day(300)).id(3).title("Shoe Shop").post("shoes", day(299))});
  for (const Edge& e : s.edges)
    EXPECT_TRUE(e.to != "telegram:3" || (e.probability < 0.2 && e.basis == Basis::inferred))
        << e.from << e.probability;
  const Edge* edge = nullptr;
  for (const Edge& e : s.edges)
    if (e.to == "telegram:2" && e.from == "telegram:1") edge = &e;
  ASSERT_NE(edge, nullptr);
  EXPECT_GE(edge->probability, 0.9);
}

TEST(Adversary, InAMassDeletionTimingTellsNothing) {
  std::vector<Observation> all;
  for (int i = 0; i < 40; ++i) {
    const std::string name = std::string("brand") + static_cast<char>('a' + i % 26) +
                             static_cast<char>('a' + i / 26) + "xq" +
                             static_cast<char>('z' - i % 26);
    all.push_back(Seen(name, day(1)).id(1000 + i));
    all.push_back(Seen(name, day(10 + i / 2000.0)).id(1000 + i).gone());
  }
  for (int i = 0; i < 30; ++i)
    all.push_back(Seen("y" + std::string(2, static_cast<char>('a' + i % 26)) + "q" +
                           std::string(3, static_cast<char>('b' + i * 7 % 23)),
                       day(10.1 + i / 2000.0))
                      .id(2000 + i)
                      .title("New " + std::to_string(i))
                      .created(day(10.05 + i / 2000.0)));
  Tracker tracker(1);
  for (const Observation& o : all) tracker.apply(o);
  for (const Edge& e : tracker.succession().edges)
    EXPECT_LT(e.probability, 0.5) << e.from << " " << e.to << " " << e.evidence.front().kind
                                  << e.evidence.front().bits << e.evidence.front().words;
}

TEST(Adversary, AnAnnouncementOnlyInAnImageLeavesTheSuccessorOpen) {
  // No link was readable: the sister's forwards are the shadow of the announcement.
  const std::vector<Observation> base{
      Seen("harbour_a", day(1)).id(1).title("Harbour").links("harbour_sis", day(1)),
      Seen("harbour_sis", day(2)).id(2).title("Sister"), Seen("harbour_a", day(10)).id(1).gone(),
      Seen("harbour_b", day(10.4)).id(3).title("Harbour").created(day(10.2))};
  const double without = probability(answer(base), "harbour_a", "harbour_b");
  EXPECT_GT(without, 0.05);
  EXPECT_LT(without, 0.9);
}

TEST(Adversary, ABackupIsAMirrorUntilItsOriginalDies) {
  std::vector<Observation> all{
      Seen("harbour_a", day(1))
          .id(1)
          .title("Harbour")
          .announces("harbour_back", day(1), announce_backup),
      Seen("harbour_back", day(2)).id(2).title("Harbour backup"),
      Seen("harbour_a", day(50)).id(1).title("Harbour").post("still here today", day(50))};
  EXPECT_GE(probability(answer(all), "harbour_a", "harbour_back", Relation::mirrors), 0.9);
  all.push_back(Seen("harbour_a", day(61)).id(1).gone());
  EXPECT_GE(probability(answer(all), "harbour_a", "harbour_back", Relation::continues), 0.9);
}

TEST(Adversary, ReturningToAnOldHandleResumesTheSameChannel) {
  const Succession same = answer({Seen("harbour_a", day(1)).id(1), Seen("harbour_b", day(5)).id(1),
                                  Seen("harbour_a", day(9)).id(1)});
  ASSERT_EQ(same.channels.size(), 1U);
  EXPECT_EQ(same.channels[0].state, State::alive);
  // With another id it is being taken in by the older one.
  const Succession other =
      answer({Seen("harbour_a", day(100)).id(1).title("Harbour").created(day(1)),
              Seen("harbour_b", day(150))
                  .id(2)
                  .title("Harbour two")
                  .created(day(120))
                  .announces("harbour_a", day(150), announce_moved),
              Seen("harbour_b", day(160)).id(2).gone(), Seen("harbour_a", day(170)).id(1)});
  EXPECT_GE(probability(other, "harbour_b", "harbour_a", Relation::absorbed), 0.5);
}

TEST(Adversary, ATypoSquatIsAnImpostorNotASuccessor) {
  const Succession s = answer(
      {Seen("nashir_harbour", day(1)).id(1).title("Nashir"),
       Seen("nashir_harbour", day(20)).id(1).title("Nashir").post("here as ever we are", day(20)),
       Seen("nashlr_harbour", day(10)).id(2).title("Nashlr").created(day(9))});
  EXPECT_LT(probability(s, "nashir_harbour", "nashlr_harbour"), 0.2);
  EXPECT_GT(impersonation(s, "nashir_harbour", "nashlr_harbour"),
            probability(s, "nashir_harbour", "nashlr_harbour"));
}

TEST(Adversary, AListOfFiveHundredNamesAnnouncesNobody) {
  std::vector<Address> names;
  names.reserve(500);
  for (int i = 0; i < 500; ++i) names.push_back(telegram("innocent" + std::to_string(i * 13)));
  const Succession s = answer({Seen("harbour_a", day(1))
                                   .id(1)
                                   .title("Harbour")
                                   .says("our new home", day(1), names, announce_new),
                               Seen("innocent13", day(2)).id(5).title("Hospital")});
  for (const Edge& e : s.edges) EXPECT_LT(e.probability, 0.5);
}

TEST(Adversary, ACycleOfAnnouncementsEnds) {
  const Succession s =
      answer({Seen("wheel_a", day(1)).id(1).title("A").announces("wheel_b", day(1)),
              Seen("wheel_b", day(1)).id(2).title("B").announces("wheel_c", day(1)),
              Seen("wheel_c", day(1)).id(3).title("C").announces("wheel_a", day(1))});
  double sum = 0;
  for (const Edge& e : s.edges) sum += e.relation == Relation::continues ? e.probability : 0;
  EXPECT_LE(sum, 2.0 + 1e-6);  // a forest over three channels has at most two edges
  EXPECT_GE(sum, 1.5);
}

}  // namespace
}  // namespace godwit::test
