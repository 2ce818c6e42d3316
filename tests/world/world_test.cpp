// SPDX-License-Identifier: Apache-2.0
// The world as a whole: repeatable, pure, and telling the truth about itself.
#include "world/world.h"

#include <gtest/gtest.h>

#include "tests/world/reading.h"
#include "world/page.h"

namespace godwit {
namespace {

World world_of(std::uint64_t seed) {
  WorldOptions options;
  options.seed = seed;
  return World(options);
}

const TruthChannel& channel(const World& world, int i) {
  return world.truth().channels[static_cast<std::size_t>(i)];
}

// The words of an announcement as the page's language has them.
std::string as_shown(const TruthAnnouncement& a) {
  if (a.carrier != "room") return stage::with_breaks(stage::escape_html(a.written));
  const std::string quoted = stage::json_string(a.written);
  return quoted.substr(1, quoted.size() - 2);
}

std::string url_at(const TruthChannel& c, Time t) {
  std::string url = c.urls[0].url;
  for (const TruthUrl& u : c.urls)
    if (u.from <= t) url = u.url;
  return url;
}

// Its handle (or the hash of its invite) at that moment.
std::string handle_of(const TruthChannel& c, Time t) {
  const std::string handle = handle_in(url_at(c, t));
  return handle.starts_with("+") ? handle.substr(1) : handle;
}

TEST(World, TheSameSeedGivesTheSameBytes) {
  const World one = world_of(7), two = world_of(7);
  EXPECT_EQ(truth_json(one.truth()), truth_json(two.truth()));
  for (const TruthChannel& c : one.truth().channels)
    for (const Time t : {one.begins() + hours(30), one.begins() + days(8)})
      EXPECT_EQ(get(one, c.urls[0].url, t), get(two, c.urls[0].url, t)) << c.urls[0].url;
}

TEST(World, AnotherSeedIsAnotherWorld) {
  const World one = world_of(7), two = world_of(8);
  EXPECT_NE(truth_json(one.truth()), truth_json(two.truth()));
}

TEST(World, AnswersDoNotDependOnWhatWasAskedBefore) {
  const World world = world_of(3);
  const Time early = world.begins() + hours(9), late = world.begins() + days(10);
  const std::string url = "https://t.me/s/" + handle_in(world.seeds()[0]);
  const Answer before = get(world, url, early);
  get(world, url, late);
  for (const std::string& seed : world.seeds()) get(world, seed, late);
  EXPECT_EQ(get(world, url, early), before);
}

TEST(World, EverySeedIsAliveWhenTheWorldBegins) {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
    const World world = world_of(seed);
    EXPECT_GE(world.seeds().size(), 12U);
    for (const std::string& url : world.seeds())
      EXPECT_NE(get(world, url, world.begins()).body.find("tgme_page_title"), std::string::npos)
          << url;
  }
}

// Every announcement that truth knows of is to be read where truth says, as it was written.
TEST(World, EveryAnnouncementStandsOnThePageItNames) {
  int checked = 0;
  for (const std::uint64_t seed : {1, 2, 3}) {
    const World world = world_of(seed);
    for (const TruthEdge& edge : world.truth().edges) {
      for (const TruthAnnouncement& a : edge.announced) {
        const Time then = a.from + seconds(1);
        if (then >= a.to) continue;
        const Answer front = get(world, a.url, then);
        const std::string text = whole(world, channel(world, a.where), a.url, then);
        const bool there =
            a.carrier == "redirect"
                ? header_of(front, "Location") == a.written
                : text.find(a.carrier == "button" ? handle_of(channel(world, edge.to), a.from)
                                                  : as_shown(a)) != std::string::npos;
        const bool down = front.status == 0;
        EXPECT_TRUE(there || down) << seed << " " << a.carrier << " " << a.writing << " " << a.url
                                   << " " << to_rfc3339(then) << " " << a.written;
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 200);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

TEST(World, WhatIsDeletedIsNoLongerThere) {
  const World world = world_of(2);
  int checked = 0;
  for (const TruthEdge& edge : world.truth().edges) {
    for (const TruthAnnouncement& a : edge.announced) {
      const TruthChannel& where = channel(world, a.where);
      const bool outlived = a.to < where.died.value_or(world.ends()) && a.to < world.ends();
      if (!outlived || a.carrier != "text") continue;
      const std::string url = url_at(where, a.to);  // it may have changed its handle meanwhile
      const std::string before = whole(world, where, url, a.to - Duration{1});
      const std::string after = whole(world, where, url, a.to);
      EXPECT_GT(count(before, as_shown(a)), count(after, as_shown(a))) << a.written;
      ++checked;
    }
  }
  EXPECT_GT(checked, 0);
}

TEST(World, TruthIsConsistent) {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6}) {
    const World world = world_of(seed);
    std::set<int> children;
    for (const TruthEdge& edge : world.truth().edges) {
      const TruthChannel& from = channel(world, edge.from);
      const TruthChannel& to = channel(world, edge.to);
      if (edge.relation == "impersonates") {
        EXPECT_EQ(to.role, "impostor");
        continue;
      }
      EXPECT_EQ(from.brand, to.brand);
      EXPECT_LE(from.born, to.born);
      if (edge.relation != "continues") continue;
      EXPECT_TRUE(children.insert(edge.to).second) << "two parents";
      EXPECT_EQ(to.generation, from.generation + 1);
      for (const TruthAnnouncement& a : edge.announced) {
        EXPECT_GE(a.from, a.carrier == "former" ? to.born : from.born) << a.carrier;
        EXPECT_LT(a.from, a.to);
      }
    }
  }
}

TEST(World, NumbersAreUniqueAndGrowWithBirth) {
  const World world = world_of(4);
  std::set<std::int64_t> numbers;
  for (const TruthChannel& c : world.truth().channels) {
    EXPECT_EQ(c.numeric_id.has_value(), c.platform == "telegram");
    if (c.numeric_id) {
      EXPECT_TRUE(numbers.insert(*c.numeric_id).second);
    }
    EXPECT_FALSE(c.urls.empty());
    EXPECT_FALSE(c.titles.empty());
    if (c.died) {
      EXPECT_GT(*c.died, c.born);
    }
  }
}

TEST(World, WhereNobodyAnnouncesNoSuccessorIsReachable) {
  WorldOptions options;
  options.announced = 0;
  const World world(options);
  for (const TruthEdge& edge : world.truth().edges) EXPECT_TRUE(edge.announced.empty());
  for (const int i : world.truth().reachable) EXPECT_LE(channel(world, i).generation, 1);
}

TEST(World, WithoutNoiseThereAreNoOutsidersButTheCanaries) {
  WorldOptions options;
  options.noise = 0;
  const World world(options);
  for (const TruthChannel& c : world.truth().channels)
    EXPECT_TRUE(c.role == "member" || c.role == "hub" || c.role == "canary") << c.role;
}

TEST(World, MostDieOnTheDaysOfTheWave) {
  int wave = 0, all = 0;
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
    const World world = world_of(seed);
    for (const TruthChannel& c : world.truth().channels) {
      if (!c.died || c.platform != "telegram") continue;
      ++all;
      const auto day = (*c.died - world.begins()) / days(1);
      wave += day == 7 || day == 8 ? 1 : 0;
    }
  }
  EXPECT_GT(wave * 2, all) << wave << " of " << all;
}

TEST(World, MoreLooksReachMore) {
  const World world = world_of(1);
  const std::vector<Time> few = {world.begins() + hours(9), world.ends() - hours(1)};
  EXPECT_LT(world.reachable(few).size(), world.truth().reachable.size());
  EXPECT_GT(world.reachable(few).size(), world.seeds().size() / 2);
}

TEST(World, EveryCarrierAndWayOfWritingOccurs) {
  std::set<std::string> carriers, writings;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const World world = world_of(seed);
    for (const TruthEdge& edge : world.truth().edges)
      for (const TruthAnnouncement& a : edge.announced) {
        carriers.insert(a.carrier);
        writings.insert(a.writing);
      }
  }
  EXPECT_EQ(carriers.size(), 10U);
  EXPECT_GE(writings.size(), 20U);
}

}  // namespace
}  // namespace godwit
