// SPDX-License-Identifier: Apache-2.0
// Targets: what is put forward, what never is, and that the greedy choice is what the formula says.
#include "graph/targets.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

#include "graph/dominators.h"
#include "graph/reach.h"
#include "tests/graph/builder.h"

namespace godwit::test {
namespace {

// --- the objective and the greedy choice

std::vector<Reached> little_field() {
  std::vector<Reached> field(*rc::gen::inRange<std::size_t>(1, 9));
  for (std::uint32_t u = 0; u < field.size(); ++u) {
    field[u].audience = *rc::gen::inRange(1, 1000);
    field[u].regrows = *rc::gen::inRange(0, 101) / 100.0;
    for (std::uint32_t w = 0; w < field.size(); ++w)
      if (w != u && *rc::gen::inRange(0, 3) == 0)
        field[u].helpers.push_back({w, *rc::gen::inRange(0, 101) / 100.0});
  }
  return field;
}

// The formula of methods, word for word.
double residual_of(const std::vector<Reached>& field, const std::vector<bool>& taken) {
  double reach = 0;
  for (std::size_t u = 0; u < field.size(); ++u) {
    double silent = 1;
    for (const Helper& h : field[u].helpers)
      if (!taken[h.who]) silent *= 1 - h.share;
    reach += taken[u] ? field[u].regrows * field[u].audience * (1 - silent) : field[u].audience;
  }
  return reach;
}

TEST(ResidualReach, GainIsTheDropOfTheResidualReach) {
  EXPECT_TRUE(rc::check([] {
    const auto field = little_field();
    ResidualReach reach(field);
    std::vector<bool> taken(field.size(), false);
    std::vector<std::uint32_t> all;
    const double whole = residual_of(field, taken);
    for (std::uint32_t u = 0; u < field.size(); ++u) {
      auto with = taken;
      with[u] = true;
      RC_ASSERT(std::abs(reach.gain(u) - (residual_of(field, taken) - residual_of(field, with))) <
                1e-9);
      if (*rc::gen::arbitrary<bool>()) taken = with, reach.take(u);
      RC_ASSERT(std::abs(reach.residual() - residual_of(field, taken)) < 1e-9);
      if (taken[u]) all.push_back(u);
    }
    RC_ASSERT(std::abs(ResidualReach(field).gain_together(all) -
                       (whole - residual_of(field, taken))) < 1e-9);
  }));
}

TEST(ResidualReach, TheLazyChoiceIsTheOneThatLooksAtEverythingEveryTime) {
  EXPECT_TRUE(rc::check([] {
    const auto field = little_field();
    std::vector<std::uint32_t> lazy, patient;
    for (const auto& pick :
         ResidualReach(field).choose(field.size(), [](const ResidualReach::Pick&) { return true; }))
      lazy.push_back(pick.channel);
    ResidualReach reach(field);
    std::vector<bool> taken(field.size(), false);
    while (patient.size() < field.size()) {
      std::uint32_t best = 0;
      double most = -1;
      for (std::uint32_t u = 0; u < field.size(); ++u)
        if (!taken[u] && reach.gain(u) > most) best = u, most = reach.gain(u);
      patient.push_back(best);
      taken[best] = true;
      reach.take(best);
    }
    RC_ASSERT(lazy == patient);
  }));
}

TEST(ResidualReach, TogetherIsWorthMoreThanTheSum) {
  // A sure announcer each: taken alone, all of it comes back.
  ResidualReach reach({{100, 1, {{1, 1.0}}}, {10, 1, {{0, 1.0}}}});
  const std::vector<std::uint32_t> both{0, 1};
  EXPECT_DOUBLE_EQ(reach.gain(0) + reach.gain(1), 0);
  EXPECT_DOUBLE_EQ(reach.gain_together(both), 110);
}

TEST(Dominators, WhatNoRootReachesStandsForItself) {
  const std::vector<double> audience{1, 2, 4, 8};
  const std::vector<std::pair<std::uint32_t, std::uint32_t>> circle{{0, 1}, {2, 3}, {3, 2}};
  EXPECT_EQ(audience_that_hangs_on(audience, circle), (std::vector<double>{3, 2, 4, 8}));
}

// --- who is put forward

std::map<std::string, Target> targets_of(const std::vector<Observation>& all,
                                         std::vector<std::string> spared = {}) {
  Tracker tracker(1);
  tracker.protect(std::move(spared));
  for (const Observation& o : all) tracker.apply(o);
  std::map<std::string, Target> by_url;
  for (Target& t : tracker.targets()) by_url[t.url.substr(t.url.rfind('/') + 1)] = std::move(t);
  return by_url;
}

// harbour_a moved to harbour_b, which says so itself; a loner stands beside.
std::vector<Observation> family() {
  return {
      Seen("harbour_a", day(1)).id(1).title("Harbour").members(500).announces("harbour_b", day(1)),
      Seen("harbour_b", day(2))
          .id(2)
          .title("Harbour")
          .members(9000)
          .created(day(1.5))
          .announces("harbour_a", day(1.6)),
      Seen("harbour_a", day(3)).id(1).gone(),
      Seen("loner", day(3)).id(3).title("Loner").members(100000)};
}

TEST(Targets, NothingWithoutHardEvidenceIsPutForward) {
  const auto t = targets_of(family());
  ASSERT_EQ(t.size(), 2U);
  EXPECT_EQ(t.at("loner").advice, Advice::confirm_first);
  EXPECT_EQ(t.at("harbour_b").advice, Advice::refer) << t.at("harbour_b").reason;
  EXPECT_GE(t.at("harbour_b").sure, 0.9);
  EXPECT_FALSE(t.at("harbour_b").tie.empty());
  EXPECT_NE(t.at("harbour_b").if_wrong, "");
}

TEST(Targets, WhatIsPutForwardStandsBeforeTheRest) {
  Tracker tracker(1);
  for (const Observation& o : family()) tracker.apply(o);
  const auto targets = tracker.targets();
  ASSERT_EQ(targets.size(), 2U);
  EXPECT_EQ(targets[0].channel, "telegram:2");  // though the loner has ten times its audience
}

TEST(Targets, TheProtectedAreNowhereInTheList) {
  auto facts = family();
  EXPECT_FALSE(targets_of(facts, {"https://t.me/harbour_b"}).contains("harbour_b"));
  // Under its old address, and by its host.
  facts.push_back(Seen("harbour_renamed", day(4)).id(2).title("Harbour").members(9000));
  EXPECT_FALSE(targets_of(facts, {"https://t.me/harbour_b"}).contains("harbour_renamed"));
  EXPECT_TRUE(targets_of(facts, {"t.me"}).empty());
  EXPECT_TRUE(targets_of(facts, {"e", "https://t.me/harbour"}).contains("harbour_renamed"));
}

TEST(Targets, AConfirmedEdgeIsGroundEnough) {
  std::vector<Observation> facts{Seen("gull_old", day(1)).id(1).members(50),
                                 Seen("gull_old", day(2)).id(1).gone(),
                                 Seen("puffin", day(2)).id(2).members(700)};
  EXPECT_EQ(targets_of(facts).at("puffin").advice, Advice::confirm_first);
  facts.push_back(word("confirm", "gull_old", "puffin", day(3)));
  EXPECT_EQ(targets_of(facts).at("puffin").advice, Advice::refer);
  facts.push_back(word("confirm", "gull_old", "puffin", day(4), true));
  EXPECT_EQ(targets_of(facts).at("puffin").advice, Advice::confirm_first);
}

TEST(Targets, OnlyWatchedLineagesArePutForwardOnceAnythingIsWatched) {
  auto facts = family();
  facts.push_back(word("watch", "loner", "", day(1)));
  EXPECT_EQ(targets_of(facts).at("harbour_b").advice, Advice::confirm_first);
  facts.push_back(word("watch", "harbour_a", "", day(1)));
  EXPECT_EQ(targets_of(facts).at("harbour_b").advice, Advice::refer);
}

TEST(Targets, WhatWillDieByItselfIsWatchedInstead) {
  // A place where all die within days.
  std::vector<Observation> facts = family();
  for (int i = 0; i < 60; ++i) {
    const std::string name = "mayfly" + std::string(2, static_cast<char>('a' + i % 26)) +
                             std::string(1, static_cast<char>('a' + i / 26));
    facts.push_back(Seen(name, day(1 + i / 40.0)).id(1000 + i).created(day(1 + i / 40.0)));
    if (i % 2 == 0) facts.push_back(Seen(name, day(1.9 + i / 40.0)).id(1000 + i).gone());
  }
  const auto t = targets_of(facts);
  EXPECT_EQ(t.at("harbour_b").advice, Advice::monitor);
  EXPECT_GT(t.at("harbour_b").dies_7d, t.at("harbour_b").dies_24h);
}

TEST(Targets, AnImpostorIsNeverPutForward) {
  std::vector<Observation> facts = family();
  facts.push_back(
      Seen("harbour_c", day(2.5))
          .id(9)
          .title("Harbour")
          .members(50000)
          .says("we are the new harbour_b", day(2.5), {telegram("harbour_b")}, announce_new));
  facts.push_back(Seen("harbour_b", day(3)).id(2).title("Harbour").disowns("harbour_c", day(3)));
  const auto t = targets_of(facts);
  EXPECT_NE(t.at("harbour_c").advice, Advice::refer);
}

// --- hostile channels that name the innocent (the poisoning plays G01 to G04)

struct Play {
  const char* name;
  std::vector<Observation> (*facts)();
};

Seen innocent(const std::string& handle, double since) {
  return Seen(handle, day(30))
      .id(static_cast<std::int64_t>(std::hash<std::string>{}(handle) % 1'000'000 + 10))
      .title("Lifeboats " + handle)
      .members(900'000)
      .post("the lifeboats are out tonight near " + handle, day(since), 5)
      .post("the lifeboats are back from " + handle, day(29), 5000);
}

const std::vector<std::string> innocents{"lifeboats", "weather_office", "harbour_master"};

// A channel that lives on announces them as its new home, one post for all.
std::vector<Observation> one_claim() {
  std::vector<Observation> facts;
  Seen liar("crooked", day(30));
  liar.id(1).title("Crooked").post("we were here", day(20), 3);
  std::vector<Address> named;
  for (const std::string& each : innocents) named.push_back(telegram(each));
  liar.says("our new home", day(29.9), named, announce_new);
  facts.push_back(liar);
  facts.push_back(Seen("crooked", day(31)).id(1).gone());
  for (const std::string& each : innocents) facts.push_back(innocent(each, 3));
  return facts;
}

// … with five hundred names, twenty a post.
std::vector<Observation> five_hundred_names() {
  std::vector<Observation> facts;
  Seen liar("crooked", day(30));
  liar.id(1).title("Crooked");
  for (int post = 0; post < 25; ++post) {
    std::vector<Address> named;
    for (int i = 0; i < 20; ++i) {
      named.push_back(telegram("bait" + std::to_string(post * 20 + i) + "x"));
      facts.push_back(Seen(named.back(), day(30)).id(5000 + post * 20 + i).created(day(29.95)));
    }
    liar.says("our new home number " + std::to_string(post), day(29.9), named, announce_new);
  }
  facts.insert(facts.begin(), liar);
  return facts;
}

// Ten sisters of one network say the same in their own words.
std::vector<Observation> sisters() {
  std::vector<Observation> facts = one_claim();
  for (int i = 0; i < 10; ++i) {
    const std::string sister = "crooked_sister" + std::string(1, static_cast<char>('a' + i));
    facts.push_back(Seen("crooked", day(15 + i)).id(1).announces(sister, day(14 + i)));
    facts.push_back(Seen(sister, day(30))
                        .id(100 + i)
                        .title("Crooked " + sister)
                        .says("follow the new one " + std::to_string(i) + " " + sister, day(29.9),
                              {telegram("lifeboats")}, announce_new));
  }
  return facts;
}

// It takes the name of the innocent before it names it.
std::vector<Observation> borrowed_name() {
  std::vector<Observation> facts;
  facts.push_back(Seen("lifeboats_reserve", day(30))
                      .id(1)
                      .title("Lifeboats lifeboats")
                      .post("the lifeboats are out tonight near lifeboats", day(25), 3)
                      .announces("lifeboats", day(29.9)));
  facts.push_back(Seen("lifeboats_reserve", day(31)).id(1).gone());
  facts.push_back(innocent("lifeboats", 3));
  return facts;
}

// An innocent that merely linked to a stranger, who then announces a copy of the innocent.
std::vector<Observation> false_heir() {
  std::vector<Observation> facts;
  facts.push_back(innocent("lifeboats", 3).links("stranger", day(10)));
  facts.push_back(
      Seen("stranger", day(11)).id(2).title("Stranger").post("hello to all", day(5), 4));
  facts.push_back(
      Seen("stranger", day(30))
          .id(2)
          .says("lifeboats moved here", day(29.5), {telegram("lifeboats2")}, announce_moved));
  facts.push_back(Seen("lifeboats2", day(30))
                      .id(3)
                      .title("Lifeboats lifeboats")
                      .created(day(29.4))
                      .announces("lifeboats", day(29.6)));
  return facts;
}

TEST(Targets, NoPlayPutsAnInnocentForward) {
  for (const Play& play : {Play{"one claim", one_claim},
                           {"five hundred names", five_hundred_names},
                           {"sisters", sisters},
                           {"borrowed name", borrowed_name},
                           {"false heir", false_heir}}) {
    int named = 0;
    for (const auto& [handle, t] : targets_of(play.facts())) {
      const bool is_innocent =
          std::find(innocents.begin(), innocents.end(), handle) != innocents.end() ||
          handle.starts_with("bait");
      if (!is_innocent) continue;
      named += t.advice == Advice::refer;
      EXPECT_NE(t.advice, Advice::refer) << play.name << ": " << handle << ", " << t.reason;
    }
    EXPECT_EQ(named, 0) << play.name;
  }
}

TEST(Targets, BundlesHoldOnlyWhatMayItselfBePutForward) {
  auto facts = family();
  facts.push_back(Seen("harbour_b", day(2.5))
                      .id(2)
                      .title("Harbour")
                      .announces("harbour_d", day(2.4), announce_backup)
                      .forwards("harbour_d", day(2.45)));
  facts.push_back(Seen("harbour_d", day(2.6))
                      .id(4)
                      .title("Harbour")
                      .members(4000)
                      .created(day(2.3))
                      .announces("harbour_b", day(2.5)));
  std::map<std::string, Advice> advice;
  const auto targets = targets_of(facts, {"https://t.me/lifeboats"});
  for (const auto& [handle, t] : targets) advice[t.channel] = t.advice;
  std::size_t bundled = 0;
  for (const auto& [handle, t] : targets)
    for (const std::string& other : t.bundle) {
      ++bundled;
      ASSERT_TRUE(advice.contains(other));
      EXPECT_EQ(advice[other], Advice::refer);
      EXPECT_GE(t.bundle_gain, t.gain);
    }
  EXPECT_GE(bundled, 1U);
  EXPECT_EQ(targets.at("harbour_b").expected_successor, "telegram:4");
}

TEST(Targets, AudienceReachableOnlyThroughOneChannelHangsOnIt) {
  std::map<std::string, double> hangs;
  for (const auto& [handle, t] :
       targets_of({Seen("gate", day(1)).id(1).members(10).links("inner", day(1)),
                   Seen("inner", day(1)).id(2).members(100).links("deep", day(1)),
                   Seen("deep", day(1)).id(3).members(1000)}))
    hangs[handle] = t.dominator_loss;
  EXPECT_EQ(hangs,
            (std::map<std::string, double>{{"gate", 1110}, {"inner", 1100}, {"deep", 1000}}));
}

}  // namespace
}  // namespace godwit::test
