// SPDX-License-Identifier: Apache-2.0
#include "app/commands/links.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace godwit {
namespace {

std::vector<nlohmann::json> answers(const std::string& text) {
  std::istringstream in(text);
  std::ostringstream out, err;
  EXPECT_EQ(run_links({.json = true}, in, out, err), 0);
  EXPECT_EQ(err.str(), "");
  std::vector<nlohmann::json> lines;
  std::istringstream answered(out.str());
  for (std::string line; std::getline(answered, line);)
    lines.push_back(nlohmann::json::parse(line));
  return lines;
}

TEST(LinksCommand, AnswersEveryLineWithOneDocument) {
  const std::vector<nlohmann::json> lines = answers("herons\n\nbackup channel t[.]me/+AbC\n");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], nlohmann::json::parse(R"({"line": 1, "found": []})"));
  EXPECT_EQ(lines[2], nlohmann::json::parse(R"({"line": 3, "found": [
      {"address": "https://t.me/+AbC", "platform": "telegram", "kind": "invite", "id": "AbC",
       "written": "t[.]me/+AbC", "steps": ["refang"], "announcement": true, "classes": ["backup"]}]})"));
}

TEST(LinksCommand, NamesThePostApart) {
  const std::vector<nlohmann::json> lines = answers("t.me/heron_watch/12");
  EXPECT_EQ(lines[0]["found"][0]["address"], "https://t.me/heron_watch");
  EXPECT_EQ(lines[0]["found"][0]["post"], "12");
}

TEST(LinksCommand, TakesALineSeparatorInsideALineAsALineBreakOfTheText) {
  const std::vector<nlohmann::json> lines = answers("t.me/\u2028heron_watch");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0]["found"][0]["steps"], nlohmann::json::array({"split-lines"}));
}

TEST(LinksCommand, AnswersAnAddressOfOneLineOnce) {
  const std::vector<nlohmann::json> lines =
      answers("t[.]me/heron_watch t.me/heron_watch @heron_watch");
  ASSERT_EQ(lines[0]["found"].size(), 1U);
  EXPECT_EQ(lines[0]["found"][0]["written"], "t.me/heron_watch");
}

TEST(LinksCommand, SurvivesBytesThatAreNoText) {
  const std::vector<nlohmann::json> lines = answers("\xff\xfe t.me/heron_watch \xc3\x28\xff");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0]["found"].size(), 1U);
}

TEST(LinksCommand, LosesNothingInTenMegabytesOnOneLine) {
  const std::string prose = "Fog again today, so the lamp was lit at four and the bell rang. ";
  std::string line = "t[.]me/+Begin ";
  std::size_t named = 0;
  for (; line.size() < 10'000'000; line += prose)
    if (line.size() / 100'000 > named) line += "t.me/heron_" + std::to_string(++named) + "\xff ";
  line += "see t[.]me/+End";
  const std::vector<nlohmann::json> lines = answers(line + "\nt.me/next_line\n");
  ASSERT_EQ(lines.size(), 2U);
  const nlohmann::json& found = lines[0]["found"];
  ASSERT_EQ(found.size(), named + 2);
  EXPECT_EQ(found.front()["address"], "https://t.me/+Begin");
  EXPECT_EQ(found.back()["address"], "https://t.me/+End");
  EXPECT_EQ(lines[1]["found"].size(), 1U);
}

TEST(LinksCommand, PrintsATableThatCannotSteerATerminal) {
  std::istringstream in("t.me/heron\u200b_watch\n");
  std::ostringstream out, err;
  EXPECT_EQ(run_links({}, in, out, err), 0);
  EXPECT_EQ(out.str(),
            "1\thttps://t.me/heron_watch\ttelegram\tusername\t-\tt.me/heron\u200b_watch\n");
}

}  // namespace
}  // namespace godwit
