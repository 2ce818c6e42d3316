// SPDX-License-Identifier: Apache-2.0
// The judge against a case small enough to work out by hand.
#include "world/score.h"

#include <gtest/gtest.h>

namespace godwit {
namespace {

constexpr Time start = from_ms(1'573'776'000'000);

TruthChannel member(int index, std::string name, std::int64_t number, int generation, int day) {
  TruthChannel c;
  c.index = index;
  c.platform = "telegram";
  c.kind = "channel";
  c.role = "member";
  c.brand = "Tides";
  c.numeric_id = number;
  c.generation = generation;
  c.born = start + days(day);
  c.urls = {{"https://t.me/" + std::move(name), c.born, std::nullopt}};
  c.titles = {"Tides"};
  return c;
}

// a1 -> a2 -> a3 (announced on a2), b1 beside them, and an impostor.
Truth small_truth() {
  Truth truth;
  truth.channels = {member(0, "a1", 11, 1, 0), member(1, "a2", 12, 2, 3), member(2, "a3", 13, 3, 6),
                    member(3, "b1", 14, 1, 0), member(4, "a1x", 15, 0, 5)};
  truth.channels[4].role = "impostor";
  truth.channels[4].brand = "";
  truth.edges = {{0, 1, "continues", start + days(3), {}},
                 {1,
                  2,
                  "continues",
                  start + days(6),
                  {{1, "text", "plain", "https://t.me/a3", "https://t.me/a2", start + days(6),
                    start + days(7)}}},
                 {0, 4, "impersonates", start + days(5), {}}};
  return truth;
}

std::string channel_json(const char* id, const char* url, const char* number) {
  return std::string(R"({"id":")") + id + R"(","numeric_id":)" + number + R"(,"urls":[{"url":")" +
         url + R"(","from":"2019-11-15T01:00:00Z","to":null}]})";
}
std::string edge_json(const char* from, const char* to, double p) {
  return std::string(R"({"from":")") + from + R"(","to":")" + to +
         R"(","relation":"continues","probability":)" + std::to_string(p) + "}";
}

// a1 and a2 by URL alone, a3 by its number under a handle nobody knows; b1 was not found.
std::string document(const std::string& edges) {
  return R"({"channels":[)" + channel_json("x", "https://t.me/a1", "null") + "," +
         channel_json("y", "https://t.me/a2", "null") + "," +
         channel_json("z", "https://t.me/renamed", "13") + "," +
         channel_json("i", "https://t.me/a1x", "15") + "," +
         channel_json("o", "https://elsewhere.example/", "null") + R"(],"edges":[)" + edges + "]}";
}

constexpr int everything[] = {0, 1, 2, 3, 4};

TEST(WorldScore, CountsWhatAHandCounts) {
  // Given one exact edge, one to the grandparent, one impostor taken in, one that is not believed.
  const std::string edges = edge_json("x", "y", .9) + "," + edge_json("x", "z", .6) + "," +
                            edge_json("x", "i", .95) + "," + edge_json("y", "z", .3);
  const Result<WorldScore> score = score_lineages(small_truth(), everything, document(edges));
  ASSERT_TRUE(score);
  EXPECT_EQ(score->found.hits, 3);
  EXPECT_EQ(score->found.of, 4);
  EXPECT_EQ(score->unknown_channels, 1);
  EXPECT_EQ(score->precision_exact.hits, 1);
  EXPECT_EQ(score->precision_exact.of, 3);
  EXPECT_EQ(score->precision_earlier.hits, 2);
  EXPECT_EQ(score->precision_network.hits, 2);
  EXPECT_EQ(score->recall_exact.hits, 1);
  EXPECT_EQ(score->recall_exact.of, 2);
  EXPECT_EQ(score->recall_earlier.hits, 2);
  EXPECT_EQ(score->recall_announced.hits, 0);
  EXPECT_EQ(score->recall_announced.of, 1);
  EXPECT_EQ(score->false_at_half, 1);
  EXPECT_EQ(score->false_at_nine, 1);
  EXPECT_EQ(score->outsiders, 1);
  EXPECT_DOUBLE_EQ(score->f1_exact(), 2 * (1. / 3) * .5 / (1. / 3 + .5));
  // Each edge is a bin of its own: |.3-1| + |.6-0| + |.9-1| + |.95-0| over four.
  EXPECT_NEAR(score->ece_exact, (.7 + .6 + .1 + .95) / 4, 1e-9);
}

TEST(WorldScore, TellsCarriersApartAndMirrorsFromSuccessors) {
  // b1 was there beside a1 all the time; the edge to a3 was announced in a text and is missed, the
  // one to a2 was announced nowhere and is found.
  Truth truth = small_truth();
  truth.edges.push_back({0, 3, "mirrors", start, {}});
  std::string text = document(edge_json("x", "y", .9) + "," + edge_json("x", "b", .8));
  text.insert(text.find('[') + 1, channel_json("b", "https://t.me/b1", "14") + ",");
  const Result<WorldScore> score = score_lineages(truth, everything, text);
  ASSERT_TRUE(score);
  EXPECT_EQ(score->mirrors_at_half, 1);
  ASSERT_EQ(score->recall_by_carrier.size(), 2U);
  EXPECT_EQ(score->recall_by_carrier.at("none").hits, 1);
  EXPECT_EQ(score->recall_by_carrier.at("text").hits, 0);
  EXPECT_EQ(score->recall_by_carrier.at("text").of, 1);
}

TEST(WorldScore, OnlyWhatWasReachableIsAskedFor) {
  constexpr int half[] = {0, 1};
  const Result<WorldScore> score = score_lineages(small_truth(), half, document(""));
  ASSERT_TRUE(score);
  EXPECT_EQ(score->found.of, 2);
  EXPECT_EQ(score->recall_exact.of, 1);
  EXPECT_EQ(score->outsiders, 0);
}

TEST(WorldScore, AHandleOfTwoHoldersIsTheOneWhoHeldItThen) {
  Truth truth = small_truth();
  TruthChannel stranger = member(5, "a1", 99, 0, 9);
  stranger.role = "stranger";
  stranger.brand = "";
  truth.channels.push_back(stranger);
  const std::string early =
      R"({"channels":[)" + channel_json("x", "https://t.me/a1", "null") + R"(],"edges":[]})";
  EXPECT_EQ(score_lineages(truth, everything, early)->found.hits, 1);
  const std::string other =
      R"({"channels":[)" + channel_json("x", "https://t.me/a1", "99") + R"(],"edges":[]})";
  EXPECT_EQ(score_lineages(truth, everything, other)->found.hits, 0);
}

TEST(WorldScore, AMissingGenerationIsNoDirectPredecessorAndLineagesSayWhoseNetwork) {
  std::string skipping = edge_json("x", "z", .9);
  skipping.insert(skipping.rfind('}'), R"(,"missing_generations":1)");
  std::string text = document(skipping);
  for (const char* id : {"x", "z", "i"}) {
    const std::string key = std::string(R"("id":")") + id + "\"";
    text.insert(text.find(key) + key.size(), R"(,"lineage":"L1","lineage_probability":0.8)");
  }
  const Result<WorldScore> score = score_lineages(small_truth(), everything, text);
  ASSERT_TRUE(score);
  EXPECT_EQ(score->precision_exact.of, 0);
  EXPECT_EQ(score->missing.hits, 1);
  EXPECT_EQ(score->missing.of, 1);
  // a3 is of the lineage that a1 began, and so it is; the impostor is not.
  EXPECT_EQ(score->precision_network.hits, 1);
  EXPECT_EQ(score->precision_network.of, 2);
  EXPECT_EQ(score->recall_network.hits, 1);
}

TEST(WorldScore, AnythingElseIsAnErrorOfOneLine) {
  for (const char* text : {"", "[]", "{\"channels\":[]}", "{\"channels\":[{}],\"edges\":[]}"}) {
    const Result<WorldScore> score = score_lineages(small_truth(), everything, text);
    ASSERT_FALSE(score) << text;
    EXPECT_EQ(score.error().text.find('\n'), std::string::npos);
  }
}

TEST(WorldScore, PrintsATableAndALineOfJson) {
  const Result<WorldScore> score =
      score_lineages(small_truth(), everything, document(edge_json("x", "y", .9)));
  EXPECT_NE(score_table(*score).find("recall, exact predecessor          0.500  (1 of 2)"),
            std::string::npos)
      << score_table(*score);
  EXPECT_NE(score_json(*score).find("\"f1_exact\""), std::string::npos);
}

}  // namespace
}  // namespace godwit
