// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/observation_json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "crawler/store/json_text.h"
#include "godwit/utf8.h"
#include "tests/crawler/store/generators.h"

namespace godwit {
namespace {

RC_GTEST_PROP(ObservationJson, ReadingWhatWasWrittenGivesTheSameFact, ()) {
  const Observation fact = testing::some_fact();
  const auto back = observation_from_json(to_json_line(fact));
  RC_ASSERT(static_cast<bool>(back));
  RC_ASSERT(*back == fact);
}

RC_GTEST_PROP(ObservationJson, AFactIsOneLine, ()) {
  RC_ASSERT(to_json_line(testing::some_fact()).find('\n') == std::string::npos);
}

RC_GTEST_PROP(ObservationJson, NoBytesCrashTheReader, (const std::string& bytes)) {
  (void)observation_from_json(bytes);
  (void)observation_from_json("{\"posts\":" + bytes + "}");
}

TEST(ObservationJson, LeavesOutWhatIsAtItsDefault) {
  Observation fact;
  fact.at = from_ms(1'574'409'600'000);
  fact.address = {"telegram", "username", "harbour", "https://t.me/harbour"};
  fact.state = State::alive;
  EXPECT_EQ(
      to_json_line(fact),
      R"({"at":"2019-11-22T08:00:00.000Z","address":"https://t.me/harbour","platform":"telegram",)"
      R"("kind":"username","id":"harbour","state":"alive"})");
}

TEST(ObservationJson, ReplacesBytesThatAreNotUtf8) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"a\xFF"
       "b",
       "a\xEF\xBF\xBD"
       "b"},
      {"\xC0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD"},                  // overlong
      {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},  // surrogate
      {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xE2\x82", "\xEF\xBF\xBD\xEF\xBF\xBD"}};  // cut
  for (const auto& [given, wanted] : cases) {
    Observation fact;
    fact.profile.title = given;
    const auto back = observation_from_json(to_json_line(fact));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->profile.title, wanted);
    EXPECT_EQ(repaired_utf8(given), wanted);
  }
}

TEST(ObservationJson, ReadsBytesThatAreNotUtf8) {
  const auto fact = observation_from_json("{\"why\":\"a\xFF\"}");
  ASSERT_TRUE(fact);
  EXPECT_EQ(fact->why, "a\xEF\xBF\xBD");
}

TEST(ObservationJson, RefusesNestingBeyond256) {
  const auto nested = [](std::size_t depth) {
    return "{\"x\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_TRUE(observation_from_json(nested(255)));
  EXPECT_FALSE(observation_from_json(nested(256)));
  EXPECT_FALSE(observation_from_json(nested(1'000'000)));
}

TEST(ObservationJson, NamesTheKeyThatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"({"state":"asleep"})", "state"},
      {R"({"flags":-1})", "flags"},
      {R"({"status":99999999999})", "status"},
      {R"({"posts":[{"views":"many"}]})", "posts"},
      {R"({"at":"yesterday"})", "at"},
      {R"({"references":[{"announce":["maybe"]}]})", "references"}};
  for (const auto& [json, key] : cases) {
    const auto fact = observation_from_json(json);
    ASSERT_FALSE(fact) << json;
    EXPECT_EQ(fact.error().trouble, Trouble::corrupt);
    EXPECT_NE(fact.error().text.find('"' + key + '"'), std::string::npos) << fact.error().text;
  }
  EXPECT_FALSE(observation_from_json("[]"));
  EXPECT_FALSE(observation_from_json(""));
}

TEST(ObservationJson, PassesOverKeysItDoesNotKnow) {
  const auto fact = observation_from_json(R"({"weather":"fair","state":"alive","older":null})");
  ASSERT_TRUE(fact);
  EXPECT_EQ(fact->state, State::alive);
}

}  // namespace
}  // namespace godwit
