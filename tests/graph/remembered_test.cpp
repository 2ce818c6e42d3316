// SPDX-License-Identifier: Apache-2.0
// One new fact touches only the children that it can change.
#include "graph/remembered.h"

#include <gtest/gtest.h>

#include <optional>

#include "graph/succession.h"
#include "tests/graph/builder.h"

namespace godwit::test {
namespace {

// Two networks that have nothing in common: neither names nor links nor hours.
std::vector<Observation> two_networks() {
  std::vector<Observation> all;
  int capture = 0;
  const auto add = [&](Observation o) {
    o.capture = "urn:uuid:" + std::to_string(capture++);
    all.push_back(std::move(o));
  };
  for (int i = 0; i < 6; ++i) {
    const std::string n = std::to_string(i), next = std::to_string(i + 1);
    add(Seen("ternwatch" + n, day(10 * i)).id(100 + i).announces("ternwatch" + next, day(10 * i)));
    add(Seen("gullharbour" + n, day(1000 + 10 * i))
            .id(200 + i)
            .announces("gullharbour" + next, day(1000 + 10 * i)));
  }
  return all;
}

struct Fixture {
  Facts facts;
  Remembered memory;
  std::string conclude(Remembered* with) {
    const Conclusion c(facts, 1, start_weights(), with);
    return spell(write_succession(c, 1));
  }
};

TEST(Remembered, NothingNewTouchesNobody) {
  Fixture f;
  for (const Observation& o : two_networks()) f.facts.take(o);
  f.conclude(&f.memory);
  EXPECT_EQ(f.memory.scored_anew(), 14U);
  f.conclude(&f.memory);
  EXPECT_EQ(f.memory.scored_anew(), 0U);
}

TEST(Remembered, ANewReferenceTouchesOneNetworkAndAnswersAsTheRebuildDoes) {
  Fixture f;
  for (const Observation& o : two_networks()) f.facts.take(o);
  f.conclude(&f.memory);
  Observation news = Seen("ternwatch3", day(31)).id(103).links("ternwatch5", day(31));
  news.capture = "urn:uuid:news";
  f.facts.take(news);
  const std::string now = f.conclude(&f.memory);
  EXPECT_GT(f.memory.scored_anew(), 0U);
  EXPECT_LE(f.memory.scored_anew(), 7U);
  EXPECT_EQ(now, f.conclude(nullptr));
}

// Facts taken one after the other, in place where that is enough, and what the rebuild says.
struct InPlace {
  Facts facts;
  Remembered memory;
  std::optional<Conclusion> now;
  int captures = 0;

  void begin(const std::vector<Observation>& all) {
    for (const Observation& o : all) facts.take(captured(o));
    now.emplace(facts, 1, start_weights(), &memory);
  }
  bool take(const Observation& o) {
    const bool taken = now->take(facts.take(captured(o)), memory);
    if (!taken) now.emplace(facts, 1, start_weights(), &memory);
    EXPECT_EQ(spell(write_succession(*now, 1)),
              spell(write_succession(Conclusion(facts, 1, start_weights()), 1)));
    return taken;
  }
  State state(const std::string& handle) const {
    const auto place = facts.find("https://t.me/" + handle);
    return now->known.node(*now->known.history().last_at(*place)).state;
  }
  Observation captured(Observation o) {
    o.capture = "urn:uuid:in-place-" + std::to_string(captures++);
    return o;
  }
};

TEST(InPlace, AChannelSeenAliveOnceMoreChangesNobody) {
  InPlace all;
  all.begin(two_networks());
  // More than a week beside the one that it announced: they are mirrors by its word.
  EXPECT_TRUE(all.take(Seen("gullharbour5", day(1081)).id(205)));
  EXPECT_TRUE(all.take(Seen("gullharbour5", day(1082)).id(205).members(77)));
  EXPECT_EQ(all.memory.scored_anew(), 0U);
}

TEST(InPlace, ALivingPageWithinTheHourMakesAnotherLooksAbsenceCount) {
  InPlace all;
  all.begin({Seen("tern", day(1)).id(1), Seen("gull", day(1)).id(2), Seen("tern", day(5)).absent(),
             Seen("gull", day(5)).id(2), Seen("tern", day(5.6)).absent(),
             Seen("gull", day(5.6)).id(2), Seen("tern", day(6.2)).absent()});
  EXPECT_EQ(all.state("tern"), State::alive);
  all.take(Seen("gull", day(6.21)).id(2));
  EXPECT_EQ(all.state("tern"), State::gone);
}

TEST(InPlace, MorePostsMakeTheCopiedOnesFew) {
  InPlace all;
  const std::string said = "the terns came back to the harbour, count ";
  all.begin({Seen("ternwatch1", day(1)).id(1).post(said + "1", day(1)).post(said + "2", day(1)),
             Seen("ternwatch2", day(9))
                 .id(2)
                 .created(day(7))
                 .post(said + "1", day(8))
                 .post(said + "2", day(8))
                 .post(said + "8", day(8))
                 .post(said + "9", day(8))
                 .post(said + "10", day(8))
                 .post(said + "11", day(8)),
             Seen("ternwatch1", day(20)).id(1)});
  EXPECT_FALSE(all.take(Seen("ternwatch1", day(20.1))
                            .id(1)
                            .post(said + "3", day(9))
                            .post(said + "4", day(9))
                            .post(said + "5", day(9))));
}

// Of 65 that ended near its birth none is a candidate, of 64 the nearest are.
TEST(InPlace, WhoLeavesACrowdOfEndsMakesTheOthersCandidates) {
  for (const int crowd : {64, 65, 66, 67, 68}) {
    InPlace all;
    std::vector<Observation> seen;
    for (int i = 0; i < crowd; ++i) {
      const std::string name = "bird" + std::string(1, static_cast<char>('a' + i / 26)) +
                               std::string(1, static_cast<char>('a' + i % 26));
      seen.push_back(Seen(name, day(2)).id(100 + i).created(day(1)));
      seen.push_back(Seen(name, day(10 + i / 1440.0)).id(100 + i));
      if (i > 0) seen.push_back(Seen(name, day(10.5)).absent());
      if (i > 0) seen.push_back(Seen(name, day(11.5)).absent());
    }
    seen.push_back(Seen("lighthouse", day(10.3)).id(99).created(day(10.2)));
    all.begin(seen);
    for (const double when : {30.0, 31.0}) {
      all.take(Seen("birdaa", day(when)).id(100));
      EXPECT_TRUE(all.now->chosen == Conclusion(all.facts, 1, start_weights()).chosen) << crowd;
    }
  }
}

}  // namespace
}  // namespace godwit::test
