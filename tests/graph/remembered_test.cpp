// SPDX-License-Identifier: Apache-2.0
// One new fact touches only the children that it can change.
#include "graph/remembered.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace godwit::test
