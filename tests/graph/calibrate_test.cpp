// SPDX-License-Identifier: Apache-2.0
// Calibrate: what is learned from lessons whose truth is known.
#include "graph/calibrate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "tests/graph/builder.h"

namespace godwit::test {
namespace {

constexpr auto copied = static_cast<std::size_t>(Kind::posts_copied);
constexpr auto described = static_cast<std::size_t>(Kind::description_alike);
constexpr auto titled = static_cast<std::size_t>(Kind::title_alike);

// Nothing but predecessors and none: what else a pair may be is told by other lessons.
WeightSet base() {
  WeightSet set = start_weights();
  set.channels.kin = set.channels.skipped = -100;
  return set;
}

// A world where copied posts are worth 7 bits (1 to begin with) and nothing else is different.
WeightSet truth() {
  WeightSet set = base();
  set.channels.bits[copied] = {7};
  return set;
}

// Children of six candidates with readings at random, the right one drawn by the true weights.
std::vector<Lesson> lessons(std::size_t count, unsigned seed) {
  std::mt19937 dice(seed);
  const auto roll = [&] { return static_cast<double>(dice()) / 4294967296.0; };
  const WeightSet true_set = truth();
  std::vector<Lesson> all;
  for (std::size_t i = 0; i < count; ++i) {
    Lesson lesson;
    lesson.lineage = "L" + std::to_string(i / 3);
    lesson.at = day(static_cast<double>(i));
    std::vector<double> odds{std::exp2(true_set.channels.none)};
    for (int option = 0; option < 6; ++option) {
      Lesson::Option o;
      o.impostor_more = -100;
      if (roll() < 0.4) o.readings[copied] = {0, 1};
      if (roll() < 0.4) o.readings[described] = {0, 1};
      if (roll() < 0.3) o.readings[titled] = {3, 1};
      double bits = 0;
      for (const std::size_t kind : {copied, described, titled})
        if (o.readings[kind].level >= 0)
          bits += true_set.channels.bits[kind][static_cast<std::size_t>(o.readings[kind].level)];
      odds.push_back(std::exp2(bits));
      lesson.options.push_back(o);
    }
    double at = roll() * std::accumulate(odds.begin(), odds.end(), 0.0);
    std::size_t drawn = 0;
    while (drawn + 1 < odds.size() && (at -= odds[drawn]) > 0) ++drawn;
    lesson.none_acceptable = drawn == 0;
    for (std::size_t o = 0; o < lesson.options.size(); ++o) {
      lesson.options[o].acceptable = o + 1 == drawn;
      lesson.options[o].refuted = !lesson.options[o].acceptable;
    }
    all.push_back(lesson);
  }
  return all;
}

TEST(Calibrate, FindsTheWeightThatMadeTheEdges) {
  const WeightSet learned = fit(lessons(600, 1), base());
  const double sharper = learned.channels.caps[0] / start_weights().channels.caps[0];
  EXPECT_GT(learned.channels.bits[copied][0], 4);
  EXPECT_NEAR(learned.channels.bits[described][0],
              start_weights().channels.bits[described][0] * sharper, 1.5);
  // What no lesson shows keeps its weight, but for the temperature.
  const auto unseen = static_cast<std::size_t>(Kind::disavowed);
  EXPECT_NEAR(learned.channels.bits[unseen][0], sharper * start_weights().channels.bits[unseen][0],
              1e-9);
  EXPECT_EQ(learned.sites.bits, start_weights().sites.bits);
}

TEST(Calibrate, IsBetterOnLaterLineagesThanTheWeightsItBeganWith) {
  const auto c = calibrate(lessons(3600, 2), base());
  ASSERT_TRUE(c);
  EXPECT_TRUE(c->better);
  EXPECT_LT(c->after.log_loss, 0.9 * c->before.log_loss);
  EXPECT_LT(c->after.calibration_error, c->before.calibration_error);
  EXPECT_LT(c->after.calibration_error, 0.1);
  EXPECT_EQ(c->learned + c->held_out, 3600U);
  EXPECT_NE(c->weights.version(), start_weights().version());
  // On lessons nobody saw it is near the truth itself.
  const auto fresh = lessons(500, 3);
  EXPECT_NEAR(fitness(fresh, c->weights).log_loss, fitness(fresh, truth()).log_loss, 0.1);
}

TEST(Calibrate, WhatIsNoBetterChangesNothing) {
  WeightSet right = truth();
  const auto c = calibrate(lessons(40, 4), right);
  ASSERT_TRUE(c);
  if (!c->better) {
    EXPECT_EQ(c->weights.version(), right.version());
  }
}

TEST(Calibrate, FromTooFewNothingIsLearned) {
  EXPECT_FALSE(calibrate(lessons(fewest_lessons - 1, 5), start_weights()));
  auto one_lineage = lessons(100, 5);
  for (Lesson& lesson : one_lineage) lesson.lineage = "L1";
  EXPECT_FALSE(calibrate(one_lineage, start_weights()));
}

TEST(Calibrate, AConfirmedEdgeIsRightAndARejectedOneWrong) {
  std::vector<Observation> all{
      Seen("harbour_a", day(1)).id(1).title("Harbour").announces("harbour_b", day(1)),
      Seen("harbour_b", day(2)).id(2).title("Harbour"),
      Seen("gull", day(1)).id(3).title("Gull"),
      Seen("gull_2", day(2)).id(4).title("Gull"),
      word("confirm", "harbour_a", "harbour_b", day(3)),
      word("reject", "gull", "gull_2", day(3))};
  Facts facts;
  for (const Observation& o : all) facts.take(o);
  const auto learned = lessons_of_words(Known(facts, 1));
  ASSERT_EQ(learned.size(), 2U);
  for (const Lesson& lesson : learned) {
    const auto right = std::count_if(lesson.options.begin(), lesson.options.end(),
                                     [](const Lesson::Option& o) { return o.acceptable; });
    const auto wrong = std::count_if(lesson.options.begin(), lesson.options.end(),
                                     [](const Lesson::Option& o) { return o.refuted; });
    EXPECT_EQ(lesson.none_acceptable ? wrong : right, 1);
  }
  EXPECT_NE(learned[0].none_acceptable, learned[1].none_acceptable);
  EXPECT_NE(learned[0].lineage, learned[1].lineage);
}

}  // namespace
}  // namespace godwit::test
