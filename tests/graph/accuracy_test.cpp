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

}  // namespace
}  // namespace godwit::test
