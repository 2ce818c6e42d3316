// SPDX-License-Identifier: Apache-2.0
// What is frequent in a case makes it likelier for the undecided; a small case stays as usual.
#include "graph/prior_shift.h"

#include <gtest/gtest.h>

#include "graph/succession.h"
#include "tests/graph/builder.h"

namespace godwit::test {
namespace {

// Channels with posts and dates, each announced by one that was looked at before; the last one's
// predecessor is not sure. So many others are founders of a network: kin, and no more.
std::vector<Observation> harbours(int founders) {
  std::vector<Observation> all;
  for (int i = 0; i < founders; ++i) {
    const std::string name = "terns_" + std::to_string(i);
    all.push_back(
        Seen(name, day(1))
            .id(1000 + i)
            .title("Terns of the bay")
            .post("the terns of bay number " + std::to_string(i * 7919) + " came in", day(0.5)));
  }
  all.push_back(Seen("harbour_a", day(1)).id(1).title("Harbour Watch"));
  all.push_back(Seen("harbour_a", day(5)).id(1).gone());
  all.push_back(Seen("harbour_b", day(6)).id(2).title("Harbour Watch").created(day(5.2)));
  return all;
}

double continues(const std::vector<Observation>& all, const WeightSet& weights) {
  Facts facts;
  for (const Observation& o : all) facts.take(o);
  const Conclusion c(facts, 1, weights);
  const NodeNo b = *c.known.history().last_at(*facts.find("https://t.me/harbour_b"));
  for (const Choice& choice : c.chosen[b].choices)
    if (c.known.node(choice.from).id == "telegram:1") return choice.probability;
  return 0;
}

WeightSet as_they_are() {
  WeightSet weights = start_weights();
  weights.channels.usual = {};
  return weights;
}

TEST(PriorShift, WhereHardlyAnybodyContinuesAnotherTheUndecidedDoesSoLess) {
  const auto all = harbours(300);
  const double before = continues(all, as_they_are()), after = continues(all, start_weights());
  ASSERT_GT(before, .05);
  EXPECT_LT(after, .9 * before);
}

TEST(PriorShift, ASmallCaseStaysAsUsual) {
  const auto all = harbours(0);
  EXPECT_NEAR(continues(all, start_weights()), continues(all, as_they_are()), .05);
}

TEST(PriorShift, WithoutUsualSharesNothingMoves) {
  WeightSet weights = start_weights();
  weights.channels.usual[2] = 0;
  const auto all = harbours(300);
  EXPECT_EQ(continues(all, weights), continues(all, as_they_are()));
}

}  // namespace
}  // namespace godwit::test
