// SPDX-License-Identifier: Apache-2.0
// Text for people: widths, colours, tables that fit, the time left.
#include "app/terminal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>

#include "app/commands/progress.h"

namespace godwit {
namespace {

TEST(Terminal, WidthsAreThoseOfTheScreen) {
  const std::pair<const char*, std::size_t> cases[] = {
      {"heron", 5},
      {"渡り鳥", 6},                // wide: two columns each
      {"ﾊﾔﾌﾞｻ", 5},                 // half-width kana
      {"ｔｅｒｎ", 8},              // full-width letters
      {"طيور", 4},                  // Arabic: one each
      {"طُيُور", 4},                  // marks above take none
      {"e\u0301gret", 5},           // combining accent
      {"a\u200b\u2068b\u2069", 2},  // format characters
      {"두루미", 6},
      {"\U0001F426", 2}};
  for (const auto& [text, width] : cases) EXPECT_EQ(cell_width(text), width) << text;
}

TEST(Terminal, WhatIsCutStaysWithinItsColumnsAndItsIsolation) {
  EXPECT_EQ(fitted("渡り鳥の会", 6), "渡り…");
  EXPECT_EQ(cell_width(fitted("渡り鳥の会", 6)), 5U);
  const std::string arabic = foreign("طيور الميناء");
  EXPECT_TRUE(arabic.starts_with("\u2068") && arabic.ends_with("\u2069"));
  const std::string cut = fitted(arabic, 6);
  EXPECT_LE(cell_width(cut), 6U);
  EXPECT_TRUE(cut.ends_with("\u2069")) << cut;
}

TEST(Terminal, ControlCharactersAreShownNeverSent) {
  const std::string shown = foreign("x\x1b[2J\x07\xc2\x9b\u202e\r\ny");
  for (const char c : shown) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << shown;
  EXPECT_EQ(shown.find("\u202e"), std::string::npos);
}

TEST(Terminal, APipeHasNoColours) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_FALSE(terminal_of(ends[1], false).colour);
  ::close(ends[0]), ::close(ends[1]);
}

TEST(Terminal, ColoursAreOffWhenAsked) {
  const int tty = ::posix_openpt(2 /* O_RDWR */);
  if (tty < 0 || ::isatty(tty) != 1) GTEST_SKIP() << "no pseudo-terminal here";
  ::unsetenv("NO_COLOR");
  EXPECT_TRUE(terminal_of(tty, false).colour);
  EXPECT_FALSE(terminal_of(tty, true).colour);  // --no-color
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(terminal_of(tty, false).colour);
  ::unsetenv("NO_COLOR");
  ::close(tty);
}

TEST(Terminal, ATableFitsItsWindow) {
  Table table({"state", "title*", "address*"});
  table.row({"alive", foreign("渡り鳥の会 渡り鳥の会 渡り鳥の会 渡り鳥の会"),
             "https://t.me/a_rather_long_name_of_a_channel_of_birds"});
  table.row({"gone", foreign("طيور الميناء القديم على الساحل"), "https://t.me/x"});
  Terminal terminal;
  terminal.columns = 50, terminal.narrow = true;
  std::ostringstream out;
  table.print(out, terminal);
  std::istringstream lines(out.str());
  for (std::string line; std::getline(lines, line);) EXPECT_LE(cell_width(line), 50U) << line;
}

TEST(Terminal, ColumnsOfNothingAreLeftOutAndWhatStandsUnderARowIsWrapped) {
  Table table({"advice", "channel*", "lineage", "sure"});
  table.row({"refer", "t.me/x", "", "1"},
            "the surest of its kin, and the one that announces others");
  table.row({"monitor", "t.me/longer", "", "0.5"});
  Terminal terminal;
  terminal.columns = 40, terminal.narrow = true;
  std::ostringstream out;
  table.print(out, terminal);
  EXPECT_EQ(out.str(),
            "advice   channel      sure\n"
            "refer    t.me/x       1\n"
            "    the surest of its kin, and the one\n"
            "    that announces others\n"
            "monitor  t.me/longer  0.5\n");
}

TEST(Terminal, WrappedWordsFillTheirLinesWhereverTheFirstOneBegins) {
  EXPECT_EQ(wrapped("one two three four", 13, 4), "one two three\n    four");
  EXPECT_EQ(wrapped("one two three four", 13, 4, 4), "one two\n    three\n    four");
  EXPECT_EQ(wrapped("a-word-longer-than-the-line x", 8, 2), "a-word-longer-than-the-line\n  x");
}

CrawlSummary at(std::int64_t second, std::size_t waiting, std::int64_t requests) {
  CrawlSummary sum;
  sum.ended = from_ms(second * 1000);
  ServiceFigures quick, slow;
  quick.name = "files.fm", quick.waiting = 1, quick.requests = requests * 10;
  slow.name = "t.me", slow.waiting = waiting, slow.requests = requests;
  sum.frontier.services = {quick, slow};
  return sum;
}

TEST(Progress, TheSlowestServiceDecidesHowLongItTakes) {
  EXPECT_EQ(time_left(at(0, 40, 7), at(4, 39, 8)), "");  // too early to tell
  EXPECT_EQ(time_left(at(0, 40, 7), at(30, 60, 17)), "; about 3 min left");
  EXPECT_EQ(time_left(at(0, 40, 7), at(30, 10'000, 17)), "; about 8 h 20 min left");
  EXPECT_EQ(time_left(at(0, 40, 7), at(30, 10, 7)), "");  // nothing answered: nobody knows
}

}  // namespace
}  // namespace godwit
