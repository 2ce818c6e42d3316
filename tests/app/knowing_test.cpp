// SPDX-License-Identifier: Apache-2.0
// What was known when, and what analysts said of it: --as-of, words and their undoing, the watch
// list.
#include <algorithm>

#include "tests/app/desk_case.h"

namespace godwit::test {
namespace {

const char* const harbour = "https://t.me/harbour_one";
const char* const tide = "https://t.me/tidewatch";

class Knowing : public DeskCase {
 protected:
  Knowing() {
    make({Seen("harbour_one", day(1)).id(11).title("Harbour").announces("tidewatch", day(1))}, true,
         "analyst = \"Ada Reed\"\n");
  }
  void later() {
    add({Seen("tidewatch", day(2)).id(12).title("Tide"),
         Seen("harbour_one", day(3)).id(11).gone()});
  }
};

TEST_F(Knowing, AsOfADayIsWhatACaseSaidOnThatDayByteForByte) {
  const std::vector<std::vector<std::string>> questions = {
      {"lineages", "--json"}, {"channels"},          {"explain", harbour},
      {"targets", "--json"},  {"export", "graphml"}, {"export", "facts"}};
  std::vector<std::string> then;
  then.reserve(questions.size());
  for (const auto& question : questions) then.push_back(run(question).out);
  later();
  run({"confirm", harbour, tide});
  for (std::size_t i = 0; i < questions.size(); ++i) {
    EXPECT_NE(run(questions[i]).out, then[i]) << questions[i][0];
    auto asked = questions[i];
    asked.insert(asked.end(), {"--as-of", "2020-01-02"});  // to the end of that day
    EXPECT_EQ(run(asked).out, then[i]) << questions[i][0];
  }
}

TEST_F(Knowing, AReportOfAnEarlierDaySaysSoAndTooEarlyADayIsAnError) {
  later();
  const Ran report = run({"report", "-o", "-", "--as-of", "2020-01-02"});
  EXPECT_NE(report.out.find("\"known_by\":1578009599"), std::string::npos);
  EXPECT_EQ(report.out.find("Tide\""), std::string::npos);
  const Ran early = run({"lineages", "--as-of", "2019-12-31"});
  EXPECT_EQ(early.code, 2);
  EXPECT_NE(early.err.find("the oldest fact is of 2020-01-02"), std::string::npos) << early.err;
  EXPECT_EQ(run({"export", "wacz", "--as-of", "2020-01-02"}).code, 2);
}

TEST_F(Knowing, WhatNobodySaidCannotBeTakenBack) {
  later();
  const std::vector<std::vector<std::string>> words = {{"confirm", harbour, tide},
                                                       {"reject", harbour, tide},
                                                       {"merge", harbour, tide},
                                                       {"note", harbour, "same watermark"},
                                                       {"split", tide, "--at", "2020-01-03"}};
  for (auto said : words) {
    auto undone = said;
    undone.push_back("--undo");
    EXPECT_EQ(run(undone).code, 1) << said[0];
    EXPECT_EQ(run(said).code, 0) << said[0];
    EXPECT_EQ(run(undone, day(31)).code, 0) << said[0];
    EXPECT_EQ(run(undone, day(32)).code, 1) << said[0];
  }
}

TEST_F(Knowing, TheWatchListIsEditedByFactsAndReadBackByCrawl) {
  EXPECT_EQ(run({"watchlist"}).out, "");
  const auto list = folder_ / "list.txt";
  std::ofstream(list) << harbour << "\n" << tide << "\n";
  // A budget of nothing: the words are said, nobody is asked.
  run({"crawl", "--seeds", list.string(), "--max-requests", "0"});
  const std::string watched = run({"watchlist"}).out;
  EXPECT_EQ(watched, std::string(harbour) + "  # since 2020-01-31 by Ada Reed\n" + tide +
                         "  # since 2020-01-31 by Ada Reed\n");
  EXPECT_EQ(run({"unwatch", tide}, day(31)).code, 0);
  EXPECT_EQ(run({"watchlist"}).out, std::string(harbour) + "  # since 2020-01-31 by Ada Reed\n");
  EXPECT_EQ(run({"watchlist", "--as-of", "2020-01-31"}).out, watched);
  EXPECT_EQ(run({"crawl", "--dry-run"}, day(32)).out.find(tide), std::string::npos);
  std::ofstream(list) << watched;
  EXPECT_NE(run({"crawl", "--dry-run", "--seeds", list.string()}, day(32)).out.find("tidewatch"),
            std::string::npos);
  EXPECT_NE(run({"watchlist", "--json"}).out.find("\"analyst\": \"Ada Reed\""), std::string::npos);
}

}  // namespace
}  // namespace godwit::test
