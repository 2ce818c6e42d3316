// SPDX-License-Identifier: Apache-2.0
// The heart from outside: facts in, succession out.
#include "godwit/tracker.h"

#include <gtest/gtest.h>

#include "tests/graph/builder.h"

namespace godwit::test {
namespace {

TEST(Tracker, AnAnnouncementByThePredecessorIsBelieved) {
  const Succession s = answer(
      {Seen("harbour_one", day(1)).id(11).title("Harbour").announces("tidewatch", day(1)),
       Seen("tidewatch", day(2)).id(12).title("Tide"), Seen("harbour_one", day(3)).id(11).gone()});
  ASSERT_NE(edge_between(s, "harbour_one", "tidewatch"), nullptr);
  const Edge& edge = *edge_between(s, "harbour_one", "tidewatch");
  EXPECT_GE(edge.probability, 0.9);
  EXPECT_EQ(edge.relation, Relation::continues);
  EXPECT_EQ(edge.basis, Basis::observed);
  EXPECT_EQ(edge.evidence.front().kind, "announced_by_predecessor");
  EXPECT_TRUE(edge.evidence.front().hard);
  EXPECT_EQ(edge.evidence.front().at, day(1));
  EXPECT_EQ(channel_at(s, "tidewatch").generation, 2);
  ASSERT_EQ(s.lineages.size(), 1U);
  EXPECT_EQ(s.lineages[0].id, "L1");
  EXPECT_EQ(s.lineages[0].channels, (std::vector<std::string>{"telegram:11", "telegram:12"}));
}

TEST(Tracker, LineagesAreToldInTheOrderOfTheirNumbersTheTenthAfterTheNinth) {
  std::vector<Observation> all;
  for (int i = 0; i < 11; ++i) {
    const std::string one = "harbour_" + std::string(1, char('a' + i)) + "_one";
    const std::string two = "tide_" + std::string(1, char('a' + i)) + "_two";
    const double born = 1 + 3 * i;
    all.push_back(Seen(one, day(born)).id(100 + i).announces(two, day(born)));
    all.push_back(Seen(two, day(born + 1)).id(200 + i));
    all.push_back(Seen(one, day(born + 2)).id(100 + i).gone());
  }
  const Succession s = answer(all);
  ASSERT_EQ(s.lineages.size(), 11U);
  for (std::size_t i = 0; i < s.lineages.size(); ++i)
    EXPECT_EQ(s.lineages[i].id, "L" + std::to_string(i + 1));
}

}  // namespace
}  // namespace godwit::test
