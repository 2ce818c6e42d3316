// SPDX-License-Identifier: Apache-2.0
// Real moves, replayed as sightings: names and times are all there is. The weights were fitted on
// the years before 2022; what is reported here are the births of 2022 and 2023.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "tests/graph/builder.h"
#include "tests/graph/moves.h"

namespace godwit::test {
namespace {

TEST(Accuracy, NamesAndTimesFindThePredecessorsOfSites) {
  const auto lives = read_domain_lives();
  if (lives.empty()) GTEST_SKIP() << "shared/data/moves/domain_life.tsv is not here";
  const Succession s = answer(sightings_of(lives), 0);
  const Judged judged = judge_sites(s, lives, *parse_time("2022-01-01"), *parse_time("2024-01-01"));
  judged.print();
  EXPECT_GE(judged.precision(0.5), 0.93);
  EXPECT_GE(judged.recall(0.5), 0.70);
  EXPECT_GE(judged.precision(0.8), 0.97);
  EXPECT_GE(judged.recall(0.8), 0.58);
  EXPECT_GE(judged.macro_recall(0.5), 0.50);
  EXPECT_LE(judged.calibration_error(), 0.05);
}

TEST(Accuracy, RotatingAdvertisementSlotsAreNoSuccessions) {
  const auto moves = read_curated_moves();
  if (moves.empty()) GTEST_SKIP() << "shared/data/moves/telegram_curated_moves.tsv is not here";
  const Succession s = answer(sightings_of(moves), 0);
  for (const ListedMove& move : moves)
    if (move.label == "ad_slot_rotation") {
      EXPECT_LT(probability(s, move.from.url, move.to.url), 0.5) << move.to.url;
    }
}

TEST(Accuracy, MovedPublicHandlesRankTheirPredecessorFirst) {
  const auto moves = read_curated_moves();
  if (moves.empty()) GTEST_SKIP() << "shared/data/moves/telegram_curated_moves.tsv is not here";
  Tracker tracker;
  for (const Observation& o : sightings_of(moves)) tracker.apply(o);
  int all = 0, first = 0;
  for (const ListedMove& move : moves) {
    if (move.label != "continuation" || !move.public_handles) continue;
    ++all;
    const auto why = tracker.explain(move.to.url);
    ASSERT_TRUE(why.has_value());
    first += !why->candidates.empty() && why->candidates[0].from_url == move.from.url;
  }
  std::printf("%d of %d ranked first\n", first, all);
  EXPECT_GE(first, 0.8 * all);
}

TEST(Accuracy, TakeOversAreNeverHighOnNamesAlone) {
  const auto moves = read_devicegroup_moves();
  if (moves.empty()) GTEST_SKIP() << "shared/data/moves/telegram_devicegroup_moves.tsv is not here";
  const Succession s = answer(sightings_of(moves), 0);
  for (const ListedMove& move : moves)
    if (move.label == "maintainer_changed") {
      EXPECT_LT(probability(s, move.from.url, move.to.url), 0.9) << move.to.url;
    }
}

}  // namespace
}  // namespace godwit::test
