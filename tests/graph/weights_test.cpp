// SPDX-License-Identifier: Apache-2.0
// Weight sets: data that is read, written and named by its numbers.
#include "graph/weights.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "graph/evidence.h"

namespace godwit::test {
namespace {

TEST(Weights, EveryKindOfEvidenceHasItsRowInTheTable) {
  std::ifstream in(GODWIT_SOURCE "/seeds/weights.toml");
  std::stringstream text;
  text << in.rdbuf();
  for (const Row& row : evidence_rows()) {
    const std::string line = "\n" + std::string(row.name) + " = ";
    const std::size_t channels = text.str().find(line);
    ASSERT_NE(channels, std::string::npos) << row.name;
    EXPECT_NE(text.str().find(line, channels + 1), std::string::npos) << row.name << " of sites";
  }
}

TEST(Weights, WrittenAndReadBackTheyAreTheSame) {
  WeightSet set = start_weights();
  set.name = "mine";
  set.channels.bits[3][1] = 0.1 + 0.2;
  set.channels.impostor_bits[2][0] = -0.7;
  set.channels.skipped_gap.delay = 30.25;
  set.sites.none = -1e-9;
  const auto again = read_weights(write_weights(set), "again");
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ(again->channels.bits, set.channels.bits);
  EXPECT_EQ(again->channels.impostor_bits, set.channels.impostor_bits);
  EXPECT_EQ(again->channels.skipped_gap.delay, 30.25);
  EXPECT_EQ(again->sites.none, set.sites.none);
  EXPECT_EQ(again->version(), set.version());
}

TEST(Weights, TheVersionChangesWithAnyNumber) {
  WeightSet set = start_weights();
  const std::string before = set.version();
  EXPECT_EQ(before, start_weights().version());
  EXPECT_TRUE(before.starts_with("godwit-4-")) << before;
  set.sites.floors[2] += 1e-12;
  EXPECT_NE(set.version(), before);
}

TEST(Weights, WhatASetLeavesOutIsAsCompiledIn) {
  const auto set = read_weights("name = \"ours\"\n[channels.bits]\ntiming = [2]\n", "ours");
  ASSERT_TRUE(set);
  EXPECT_EQ(set->channels.bits[static_cast<std::size_t>(Kind::timing)][0], 2);
  EXPECT_EQ(set->sites.bits, start_weights().sites.bits);
}

TEST(Weights, AWrongSetIsOneLineWithItsPlace) {
  const std::pair<const char*, const char*> wrong[] = {
      {"[channels.bits]\ntimming = [1]", "w.toml:2:11: no kind of evidence is called \"timming\""},
      {"[channels]\nnone = \"six\"", "w.toml:2:8: bits are a number"},
      {"[channels]\nnone = nan", "w.toml:2:8: bits are a number"},
      {"[sites.bits]\ntiming = [1,2,3,4,5,6,7,8,9]", "w.toml:2:10: must be a list of at most 8"},
      {"[sites.caps]\nnames = 3", "no group of evidence is called \"names\""},
      {"[channels]\nbits = 3", "must be a table"},
      {"[channels]\ngap = {delay = 0}", "w.toml:2:16: a gap's numbers are above 0"},
      {"[channels]\ngap = {dealy = 5}", "no number of a gap is called \"dealy\""},
      {"[channels]\ngap = {prepared = 1.5}", "the share prepared is below 1"},
      {"[other]\nx = 3", "not \"other\""},
      {"name = ", "w.toml:1:"}};
  for (const auto& [text, says] : wrong) {
    const auto set = read_weights(text, "w.toml");
    ASSERT_FALSE(set) << text;
    EXPECT_NE(set.error().text.find(says), std::string::npos) << set.error().text;
    EXPECT_EQ(set.error().trouble, Trouble::usage);
  }
}

TEST(Weights, AGapIsADistribution) {
  const Gap gap{.prepared = 0.4, .lead = 24, .lead_sigma = 1, .delay = 5, .delay_sigma = 0.9};
  EXPECT_NEAR(gap.up_to(-1e9), 0, 1e-9);
  EXPECT_NEAR(gap.up_to(-24), 0.2, 1e-12);  // half of the prepared
  EXPECT_NEAR(gap.up_to(0), 0.4, 1e-12);
  EXPECT_NEAR(gap.up_to(5), 0.7, 1e-12);  // … and half of the others
  EXPECT_NEAR(gap.up_to(1e9), 1, 1e-9);
  double last = 0;
  for (double hours = -500; hours <= 500; hours += 0.25) {
    EXPECT_GE(gap.up_to(hours), last);
    last = gap.up_to(hours);
  }
}

}  // namespace
}  // namespace godwit::test
