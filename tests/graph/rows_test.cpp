// SPDX-License-Identifier: Apache-2.0
// Single kinds of evidence that tell the members of one network apart: each found where it should
// be, with the right sign, and absent where nothing speaks for it.
#include <gtest/gtest.h>

#include "godwit/tracker.h"
#include "graph/posterior.h"
#include "graph/succession.h"
#include "tests/graph/builder.h"

namespace godwit::test {
namespace {

// What a kind is worth for one candidate as the predecessor of a child; 0 if not found.
double bits(const std::vector<Observation>& all, const std::string& child, const std::string& from,
            const std::string& kind) {
  Facts facts;
  for (const Observation& o : all) facts.take(o);
  const Conclusion c(facts, 1, start_weights());
  const NodeNo node = *c.known.history().last_at(*facts.find(child));
  const Child studied = study(c.known, node);
  for (Pair& pair : weigh(c.known, studied)) {
    if (c.known.node(pair.from).id != from) continue;
    for (const Choice& choice : c.chosen[node].choices)
      if (choice.from == pair.from) pair.standing = choice.standing;
    for (const Evidence& x : tell(pair, score(pair)))
      if (x.kind == kind) return x.bits;
  }
  return 0;
}

std::string note(int n) {
  return "note number " + std::to_string(n * 7919) + " about the terns of the outer harbour";
}

TEST(Rows, WhoLivesOnBesideTheOtherIsItsSister) {
  std::vector<Observation> all{
      Seen("harbour_a", day(1)).id(1).title("Harbour Watch").created(day(0.5)),
      Seen("harbour_b", day(10)).id(2).title("Harbour Watch").created(day(9)).post(note(1), day(9)),
      Seen("harbour_a", day(30)).id(1).title("Harbour Watch").post(note(2), day(30))};
  const std::string b = "https://t.me/harbour_b";
  EXPECT_LT(bits(all, b, "telegram:1", "lived_beside"), -2);
  all.push_back(Seen("harbour_a", day(31)).id(1).gone());
  EXPECT_EQ(bits(all, b, "telegram:1", "lived_beside"), 0);  // it may have been its spare
}

TEST(Rows, WhoSaysWhatItWasBeforeSaysWhomItContinues) {
  const auto told = [](unsigned words) {
    return std::vector<Observation>{Seen("harbour_a", day(1)).id(1).title("Harbour Watch"),
                                    Seen("harbour_b", day(1)).id(2).title("Harbour Watch"),
                                    Seen("harbour_a", day(5)).id(1).gone(),
                                    Seen("harbour_b", day(5)).id(2).gone(),
                                    Seen("terns_c", day(6))
                                        .id(3)
                                        .title("Terns")
                                        .says("formerly", day(6), {telegram("harbour_a")}, words)};
  };
  const auto worth = [&](unsigned words, const std::string& from, const std::string& kind) {
    return bits(told(words), "https://t.me/terns_c", from, kind);
  };
  const std::string claim = "claimed_by_successor", another = "formerly_another";
  EXPECT_GT(worth(announce_former, "telegram:1", claim), worth(0, "telegram:1", claim));
  EXPECT_EQ(worth(announce_former, "telegram:1", another), 0);
}

TEST(Rows, WhoSaysItWasAnotherBeforeDoesNotContinueThisOne) {
  const auto told = [](unsigned words) {
    return std::vector<Observation>{
        Seen("harbour_a", day(1)).id(1).title("Harbour Watch").announces("harbour_c", day(5)),
        Seen("harbour_a", day(6)).id(1).gone(),
        Seen("harbour_c", day(6))
            .id(3)
            .title("Harbour Watch")
            .says("formerly", day(6), {telegram("harbour_b")}, words)};
  };
  const std::string c = "https://t.me/harbour_c", kind = "formerly_another";
  EXPECT_LT(bits(told(announce_former), c, "telegram:1", kind), -2);
  EXPECT_EQ(bits(told(announce_former), c, "telegram:@harbour_b", kind), 0);
  EXPECT_EQ(bits(told(0), c, "telegram:1", kind), 0);
}

TEST(Rows, WhoSaysItWasAnotherThatIsStillThereIsNotSurelyIt) {
  const auto told = [](double said) {
    return std::vector<Observation>{
        Seen("harbour_a", day(1)).id(1).title("Harbour Watch"),
        Seen("harbour_a", day(9)).id(1).title("Harbour Watch").announces("harbour_c", day(8.9)),
        Seen("harbour_a", day(10)).id(1).gone(),
        Seen("harbour_c", day(11))
            .id(3)
            .title("Harbour Watch")
            .created(day(8.5))
            .says("formerly", day(said), {telegram("harbour_a")}, announce_former)};
  };
  const std::string c = "https://t.me/harbour_c", kind = "claimed_too_soon";
  EXPECT_GE(probability(answer(told(10.5)), "harbour_a", "harbour_c"), 0.9);
  EXPECT_LT(probability(answer(told(8.6)), "harbour_a", "harbour_c"), 0.9);
  std::vector<Observation> unsaid = told(8.6);
  unsaid[1] = Seen("harbour_a", day(9)).id(1).title("Harbour Watch");
  EXPECT_LT(bits(unsaid, c, "telegram:1", kind), -1);
}

TEST(Rows, AListOfLinksIsNoPredecessorOfAChannel) {
  const std::vector<Observation> all{
      Seen(site("harbour.example"), day(1))
          .title("Harbour Watch")
          .says("our new channel", day(1), {telegram("harbour_b")}, announce_new),
      Seen("harbour_b", day(2)).id(2).title("Harbour Watch"),
      Seen("harbour_b", day(3)).id(2).title("Harbour Watch").announces("harbour_c", day(3)),
      Seen("harbour_c", day(4)).id(3).title("Harbour Watch")};
  EXPECT_LT(bits(all, "https://t.me/harbour_b", "site:harbour.example", "unlike_kind"), -2);
  EXPECT_EQ(bits(all, "https://t.me/harbour_c", "telegram:2", "unlike_kind"), 0);
}

// A child that was there from day 10 on, and posts so many times a day before and after day 20.
std::vector<Observation> beside(int before, int after) {
  Seen child("harbour_b", day(23));
  child.id(2).title("Harbour Watch").created(day(10));
  int n = 0;
  for (int d = 10; d < 23; ++d)
    for (int i = 0; i < (d < 20 ? before : after); ++i)
      child.post(note(++n), day(d + 0.1 + 0.8 * i / std::max(before, after)));
  return {Seen("harbour_a", day(1)).id(1).title("Harbour Watch"),
          Seen("harbour_a", day(20)).id(1).title("Harbour Watch").post(note(500), day(19.9)),
          Seen("harbour_a", day(20.2)).id(1).gone(), child};
}

TEST(Rows, ASpareThatWokeWhenTheOtherFellIsToldFromASister) {
  const std::string b = "https://t.me/harbour_b";
  EXPECT_GT(bits(beside(0, 6), b, "telegram:1", "woke_when_it_fell"), 1);
  EXPECT_LT(bits(beside(2, 2), b, "telegram:1", "woke_when_it_fell"), 0);
}

// Two sisters fall; a third, whom they vouched for, announces the next one of one of them.
std::vector<Observation> two_fall(const std::string& words) {
  std::vector<Observation> all;
  int id = 0;
  for (const std::string line : {"photos", "letters"}) {
    ++id;
    const std::string handle = "harbour_" + line, title = "Harbour " + line;
    all.push_back(
        Seen(handle, day(1)).id(id).title(title).announces("harbour_hub", day(1), announce_backup));
    all.push_back(Seen(handle, day(20)).id(id).gone());
  }
  all.push_back(Seen("harbour_hub", day(2)).id(3).title("Harbour"));
  all.push_back(Seen("harbour_hub", day(20.2))
                    .id(3)
                    .title("Harbour")
                    .says(words, day(20.2), {telegram("harbour_new")}, announce_new));
  all.push_back(Seen("harbour_new", day(20.3)).id(4).title("Harbour once more"));
  return all;
}

TEST(Rows, WordsThatNameTheFallenSpeakForItAndAgainstTheOthers) {
  const std::string child = "https://t.me/harbour_new";
  const auto all = two_fall("Harbour Letters was deleted, new link");
  EXPECT_GT(bits(all, child, "telegram:2", "named_in_announcement"), 0);
  EXPECT_LT(bits(all, child, "telegram:1", "named_in_announcement"), 0);
  const auto by_handle = two_fall("@harbour_photos was deleted, new link");
  EXPECT_GT(bits(by_handle, child, "telegram:1", "named_in_announcement"), 2);
  const auto nobody = two_fall("here is our new link");
  EXPECT_EQ(bits(nobody, child, "telegram:1", "named_in_announcement"), 0);
}

TEST(Rows, WhoCallsHimselfKinIsHeardButNotAsHardEvidence) {
  std::vector<Observation> all{
      Seen("harbour_a", day(1)).id(1).title("Harbour Watch"),
      Seen("tern_news", day(1))
          .id(2)
          .title("Terns")
          .announces("harbour_a", day(1), announce_backup),
      Seen("harbour_a", day(20)).id(1).gone(),
      Seen("tern_news", day(20.2)).id(2).title("Terns").announces("harbour_b", day(20.2)),
      Seen("harbour_b", day(20.3)).id(3).title("Harbour Watch")};
  EXPECT_GT(bits(all, "https://t.me/harbour_b", "telegram:1", "announced_by_claimed_kin"), 2);
  EXPECT_LT(probability(answer(all), "harbour_a", "harbour_b"), 0.9);
}

TEST(Rows, ASisterThatForwardsANewcomerSpeaksForIt) {
  const std::vector<Observation> all{
      Seen("harbour_a", day(1)).id(1).title("Harbour").announces("tern_news", day(1)),
      Seen("tern_news", day(2)).id(2).title("Terns"), Seen("harbour_a", day(20)).id(1).gone(),
      Seen("tern_news", day(20.2)).id(2).title("Terns").forwards("harbour_b", day(20.2)),
      Seen("harbour_b", day(20.3)).id(3).title("Harbour")};
  EXPECT_GT(bits(all, "https://t.me/harbour_b", "telegram:1", "linked_by_siblings"), 1);
}

TEST(Rows, ASecondHeirOfTheFallenPaysForTheFirst) {
  std::vector<Observation> all{
      Seen("harbour_a", day(1)).id(1).title("Harbour Watch"),
      Seen("harbour_a", day(21)).id(1).gone(),
      Seen("harbour_c", day(22)).id(3).title("Harbour Watch").created(day(21.9))};
  const std::string c = "https://t.me/harbour_c";
  const double alone = probability(answer(all), "harbour_a", "harbour_c");
  all.push_back(
      Seen("harbour_a", day(20)).id(1).title("Harbour Watch").announces("harbour_b", day(20)));
  all.push_back(Seen("harbour_b", day(21)).id(2).title("Harbour Watch").created(day(20)));
  EXPECT_LT(bits(all, c, "telegram:1", "superseded"), -2);
  EXPECT_LT(probability(answer(all), "harbour_a", "harbour_c"), alone);
}

// The level of a reading, which the weights may give any worth.
int level_of(const std::vector<Observation>& all, const std::string& child, const std::string& from,
             Kind kind) {
  Facts facts;
  for (const Observation& o : all) facts.take(o);
  const Known known(facts, 1);
  const auto node = [&](const std::string& handle) {
    return *known.history().last_at(*facts.find("https://t.me/" + handle));
  };
  const Child studied = study(known, node(child));
  std::vector<Pair> pairs = weigh(known, studied);
  for (const Pair& pair : pairs)
    if (pair.from == node(from)) return score(pair).readings[static_cast<std::size_t>(kind)].level;
  return -2;
}

TEST(Rows, WhoseBeginningWasSeenIsANewcomer) {
  const auto with = [](Seen young) {
    return std::vector<Observation>{Seen("harbour_a", day(1))
                                        .id(1)
                                        .title("Harbour Watch")
                                        .announces("harbour_b", day(1), announce_backup),
                                    young};
  };
  const auto level = [&](Seen young) {
    return level_of(with(std::move(young)), "harbour_b", "harbour_a", Kind::newcomer);
  };
  Seen young("harbour_b", day(3));
  young.id(2).title("Harbour Watch");
  EXPECT_EQ(level(Seen(young).created(day(2)).post(note(1), day(2.5))), 0);
  EXPECT_EQ(level(Seen(young).post(note(1), day(2.5))), 1);
  EXPECT_EQ(level(young), 2);
  EXPECT_EQ(level(Seen(young).created(day(0.5))), 6);  // before anybody knew the other
  const auto only_named = [](unsigned words) {
    return level_of({Seen("harbour_a", day(1)).id(1).announces("harbour_b", day(1), words)},
                    "harbour_b", "harbour_a", Kind::newcomer);
  };
  EXPECT_EQ(only_named(announce_backup), 4);
  EXPECT_EQ(only_named(announce_new), 5);
}

TEST(Rows, AGapTooLongForOneGenerationIsThatOfTwo) {
  const auto level = [](double days_after) {
    return level_of(
        {Seen("harbour_a", day(1)).id(1).title("Harbour Watch"),
         Seen("harbour_a", day(9.9)).id(1).title("Harbour Watch"),
         Seen("harbour_a", day(10)).id(1).gone(),
         Seen("harbour_b", day(20)).id(2).title("Harbour Watch").created(day(10 + days_after))},
        "harbour_b", "harbour_a", Kind::generation_gap);
  };
  EXPECT_EQ(level(0.2), 1);
  EXPECT_EQ(level(3), 0);
}

TEST(Rows, AHandleIsKeptAHandleOrBecomesAnInvitation) {
  const std::vector<Observation> all{
      Seen("harbour_a", day(1)).id(1).title("Harbour Watch").announces("harbour_b", day(1)),
      Seen("harbour_b", day(2)).id(2).title("Harbour Watch"),
      Seen("harbour_c", day(2)).id(3).title("Harbour Watch").kind("group")};
  EXPECT_EQ(level_of(all, "harbour_b", "harbour_a", Kind::kept_kind), 0);
  EXPECT_EQ(level_of(all, "harbour_c", "harbour_a", Kind::kept_kind), 5);
  std::vector<Observation> invited = all;
  invited.push_back(Seen(invite("AbCdEfGhIjKl"), day(3)).title("Harbour Watch"));
  EXPECT_EQ(level_of(invited, "+AbCdEfGhIjKl", "harbour_a", Kind::kept_kind), 1);
}

// Died on day 2; the child was made so long after, and nobody says anything.
std::vector<Observation> apart(double days_between) {
  const double born = 2 + days_between;
  return {Seen("harbour_a", day(1)).id(1).title("Harbour Watch").post(note(1), day(1)),
          Seen("harbour_a", day(2)).id(1).gone(),
          Seen("harbour_b", day(born + 0.2))
              .id(2)
              .title("Harbour Watch")
              .created(day(born))
              .post(note(2), day(born + 0.1))};
}

TEST(Rows, WhoCameLongAfterRatherCameOverAnother) {
  EXPECT_EQ(level_of(apart(0.1), "harbour_b", "harbour_a", Kind::birth_gap), 5);
  EXPECT_EQ(level_of(apart(8), "harbour_b", "harbour_a", Kind::birth_gap), 7);
}

TEST(Rows, AMissingGenerationIsSaidSo) {
  const auto missing = [](double days_between) {
    for (const Edge& e : answer(apart(days_between)).edges)
      if (e.relation == Relation::continues) return e.missing;
    return -1;
  };
  EXPECT_EQ(missing(0.1), 0);
  EXPECT_EQ(missing(8), 1);
}

}  // namespace
}  // namespace godwit::test
