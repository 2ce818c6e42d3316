// SPDX-License-Identifier: Apache-2.0
// What a candidate is beside the others, and what names across alphabets, copies of names and
// reserves tell.
#include <gtest/gtest.h>

#include "graph/succession.h"
#include "tests/graph/builder.h"

namespace godwit::test {
namespace {

// What a row reads of one candidate of a child; level -2: it is none.
Reading reading_of(const std::vector<Observation>& all, const std::string& child,
                   const std::string& from, Kind kind) {
  Facts facts;
  for (const Observation& o : all) facts.take(o);
  const Known known(facts, 1);
  const auto node = [&](const std::string& handle) {
    return *known.history().last_at(*facts.find("https://t.me/" + handle));
  };
  const Child studied = study(known, node(child));
  for (const Pair& pair : weigh(known, studied))
    if (pair.from == node(from)) return score(pair).readings[static_cast<std::size_t>(kind)];
  return {-2, 0};
}

std::vector<Observation> announced(unsigned words, Time at) {
  return {Seen("harbour_a", day(1)).id(1).title("Harbour"),
          Seen("harbour_a", day(10)).id(1).title("Harbour").announces("terns_b", at, words),
          Seen("harbour_a", day(11)).id(1).gone(),
          Seen("terns_b", day(11)).id(2).title("Terns").created(day(9.5))};
}

int word_of(const std::vector<Observation>& all) {
  return reading_of(all, "terns_b", "harbour_a", Kind::announced_by_predecessor).level;
}

TEST(Among, TheWordOfTheOnlyOneThatCouldBeMeantIsToldFromOneOfMany) {
  EXPECT_EQ(word_of(announced(announce_new, day(10))), 3);
  EXPECT_EQ(word_of(announced(announce_backup, day(10))), 6);
  // A sister fell as well: now it may be hers.
  std::vector<Observation> all = announced(announce_new, day(10));
  all.push_back(Seen("harbour_c", day(1)).id(3).title("Terns of the north"));
  all.push_back(Seen("harbour_c", day(9)).id(3).gone());
  EXPECT_EQ(word_of(all), 5);
}

TEST(Among, ASisterOfTheAnnouncerWhoFellMayHaveBeenMeant) {
  std::vector<Observation> all = announced(announce_new, day(10));
  // Nobody knew the announcer for long: for its kin it does not speak yet.
  all.front() = Seen("harbour_a", day(9)).id(1).title("Harbour");
  all.push_back(Seen("letters_of_the_harbour", day(1)).id(3).title("Harbour letters"));
  EXPECT_EQ(word_of(all), 3);
  all.push_back(Seen("letters_of_the_harbour", day(12)).id(3).gone());
  EXPECT_EQ(word_of(all), 5);
}

TEST(Among, WhatShowsNoMoreThanAnInvitationMayBeAnybodys) {
  std::vector<Observation> all = announced(announce_new, day(10));
  all.back() = Seen("terns_b", day(11)).title("Terns");
  EXPECT_EQ(word_of(all), 5);
}

TEST(Among, WhoseWordsNameAnotherSpeaksOfThatOne) {
  std::vector<Observation> all = announced(announce_new, day(10));
  all.push_back(Seen("terns_old", day(1)).id(3).title("Old terns"));
  EXPECT_EQ(word_of(all), 3);
  const auto says = [&](const std::string& words) {
    all[1] = Seen("harbour_a", day(10))
                 .id(1)
                 .title("Harbour")
                 .says(words, day(10), {telegram("terns_b")}, announce_new);
    return word_of(all);
  };
  EXPECT_EQ(says("@terns_old goes on here: @terns_b"), 5);
  EXPECT_EQ(says("we go on here: @terns_b"), 3);
}

TEST(Among, WhoCanStillSayThatItWasDeletedSpeaksOfAnother) {
  EXPECT_EQ(word_of(announced(announce_deleted | announce_new, day(10))), 1);
}

TEST(Among, TheWordsOfItsLineTellTheSisterThatAChildComesFrom) {
  std::vector<Observation> all;
  int id = 0;
  for (const char* handle : {"harbour_letters", "harbour_letters_maps"}) {
    all.push_back(Seen(handle, day(1)).id(++id));
    all.push_back(Seen(handle, day(10)).id(id).gone());
  }
  all.push_back(Seen("harbour_letters_maps_2", day(11)).id(9));
  const auto level = [&](const char* from) {
    return reading_of(all, "harbour_letters_maps_2", from, Kind::line_words).level;
  };
  EXPECT_EQ(level("harbour_letters_maps"), 0);
  EXPECT_EQ(level("harbour_letters"), 3);
}

TEST(Among, WhoNamesOneThatIsGoneSaysWhereItComesFrom) {
  const auto level = [](Time said) {
    return reading_of({Seen("harbour_a", day(1)).id(1).title("Harbour"),
                       Seen("harbour_a", day(10)).id(1).gone(),
                       Seen("terns_b", day(12)).id(2).title("Terns").links("harbour_a", said)},
                      "terns_b", "harbour_a", Kind::claimed_by_successor)
        .level;
  };
  EXPECT_EQ(level(day(0.5)), 1);
  EXPECT_EQ(level(day(11)), 4);
}

TEST(Among, ATitleInOtherLettersIsFoundInTheHandle) {
  std::vector<Observation> all{Seen("mernadul_birds17", day(9.9)).id(1).title("Птицы"),
                               Seen("mernadul_birds17", day(10)).id(1).gone()};
  for (int i = 0; i < 40; ++i)
    all.push_back(Seen("bystander_" + std::to_string(i * 7919), day(1)).id(100 + i));
  const auto of = [&](const char* title) {
    std::vector<Observation> with = all;
    with.push_back(Seen("garden_xyz", day(10.5)).id(2).title(title).created(day(10.2)));
    return reading_of(with, "garden_xyz", "mernadul_birds17", Kind::title_in_handle).level;
  };
  EXPECT_EQ(of("Гавань мернадул"), 0);
  EXPECT_EQ(of("Harbour mernadul"), 0);
  EXPECT_EQ(of("Harbour of terns"), -1);
}

TEST(Among, TheTitleOfAnInvitationIsFoundInTheHandleThatFollowsIt) {
  std::vector<Observation> all{Seen(invite("AbCdEfGhIjKl"), day(9.9)).title("Гавань мернадул"),
                               Seen(invite("AbCdEfGhIjKl"), day(10)).gone()};
  for (int i = 0; i < 40; ++i)
    all.push_back(Seen("bystander_" + std::to_string(i * 7919), day(1)).id(100 + i));
  const auto of = [&](const std::string& handle) {
    std::vector<Observation> with = all;
    with.push_back(Seen(handle, day(10.5))
                       .id(2)
                       .created(day(10.2))
                       .says("from", day(10.4), {invite("AbCdEfGhIjKl")}, 0));
    return reading_of(with, handle, "+AbCdEfGhIjKl", Kind::title_in_handle).level;
  };
  EXPECT_EQ(of("mernadul_birds17"), 1);
  EXPECT_EQ(of("outer_terns"), -1);
}

TEST(Among, DigitsThatLookLikeLettersMakeALookAlike) {
  const std::vector<Observation> all{
      Seen("tern_garden", day(1)).id(1).title("Terns"),
      Seen("t3rn_gard3n", day(10)).id(2).title("Terns").created(day(9))};
  EXPECT_EQ(reading_of(all, "t3rn_gard3n", "tern_garden", Kind::handle_alike).level, 6);
}

// A reserve, by its original's word, that goes by such a title; then its original falls.
std::vector<Observation> reserved(const std::string& title) {
  return {Seen("harbour_a", day(1))
              .id(1)
              .title("Harbour")
              .announces("harbour_back", day(1), announce_backup),
          Seen("harbour_back", day(2)).id(2).title(title), Seen("harbour_a", day(61)).id(1).gone()};
}

TEST(Among, WhoDoesNotCallItselfAReserveMayBeAnotherVoice) {
  EXPECT_GE(probability(answer(reserved("Harbour backup")), "harbour_a", "harbour_back"), 0.9);
  const Succession voice = answer(reserved("Harbour letters"));
  EXPECT_LT(probability(voice, "harbour_a", "harbour_back"), 0.9);
  for (const Channel& channel : voice.channels) EXPECT_GE(channel.lineage_probability, 0.9);
}

TEST(Among, AReserveTakesOverUnlessAnotherDoes) {
  std::vector<Observation> all = reserved("Harbour backup");
  EXPECT_GE(probability(answer(all), "harbour_a", "harbour_back"), 0.9);
  all.push_back(Seen("harbour_a", day(60))
                    .id(1)
                    .title("Harbour")
                    .announces("harbour_next", day(60), announce_moved));
  all.push_back(Seen("harbour_next", day(62)).id(3).title("Harbour").created(day(60)));
  const Succession s = answer(all);
  EXPECT_GT(probability(s, "harbour_a", "harbour_next"),
            probability(s, "harbour_a", "harbour_back"));
}

}  // namespace
}  // namespace godwit::test
