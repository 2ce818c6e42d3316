// SPDX-License-Identifier: Apache-2.0
// Safe trees of hostile pages: what is read, what is refused, and that it never takes long.
#include "crawler/parse/html.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <zlib.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "crawler/parse/charset.h"

namespace godwit {
namespace {

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  out.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

std::string file_content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Everything a tree says, in one string. Text that is only white space is left out: Gumbo 0.10.1
// puts what follows </form> inside the form.
std::string spelled(const Html& page) {
  std::string out;
  const HtmlTree& tree = page.tree();
  std::vector<std::uint32_t> open;
  for (std::uint32_t i = 1; i < tree.nodes.size(); ++i) {
    for (; !open.empty() && i >= tree.nodes[open.back()].end; open.pop_back()) out += ")\n";
    const HtmlNode& node = tree.nodes[i];
    if (node.tag.empty()) {
      if (node.text.find_first_not_of(" \n\t") != std::string_view::npos)
        out += std::string(node.text) + "\n";
      continue;
    }
    out += "(" + std::string(node.tag);
    for (std::uint32_t a = 0; a < node.attributes; ++a) {
      const HtmlAttribute& one = tree.attributes[node.first_attribute + a];
      out += " " + std::string(one.name) + "=" + std::string(one.value);
    }
    out += "\n";
    open.push_back(i);
  }
  return out;
}

TEST(Html, SelectsByTagClassAndAttribute) {
  const Html page = parse_html(
      "<div class='a b'><a href=/x data-n='1'>one</a><a class=b>two</a></div><p "
      "class=ab>three</p>");
  const Element root = page.root();
  EXPECT_EQ(root.first("a").text(), "one");
  EXPECT_EQ(root.first("a.b").text(), "two");
  EXPECT_EQ(root.all(".b").size(), 2u);
  EXPECT_EQ(root.all(".a.b").size(), 1u);
  EXPECT_EQ(root.first("[data-n=1]").attribute("href"), "/x");
  EXPECT_EQ(root.all("a[href^=/x]").size(), 1u);
  EXPECT_FALSE(root.first("a[href*=y]"));
  EXPECT_EQ(root.first("nothing").attribute("href"), "");
}

TEST(Html, LaysTextOutAsAReaderSeesIt) {
  const Html page = parse_html(
      "<div>\n  one <b>two</b>\n  "
      "three<br/>four<script>no</script><p>five</p>six&amp;&nbsp;7\n</div>");
  EXPECT_EQ(page.root().text(),
            "one two three\nfour\nfive\nsix&\u00A0"
            "7");
}

TEST(Html, KeepsLinksWithTheirPlaceInTheText) {
  const Html page =
      parse_html("see <a href='/x?a=1&amp;b=2'>here</a> and <a href='//h.example/y'></a>end");
  const RichText rich = page.root().rich_text("https://birds.example/p/");
  EXPECT_EQ(rich.text, "see here and end");
  ASSERT_EQ(rich.anchors.size(), 2u);
  EXPECT_EQ(rich.anchors[0].href, "https://birds.example/x?a=1&b=2");
  EXPECT_EQ(rich.text.substr(rich.anchors[0].begin, rich.anchors[0].end - rich.anchors[0].begin),
            "here");
  EXPECT_EQ(rich.anchors[1].begin, rich.anchors[1].end);
}

TEST(Html, ReadsMetaByNameAndByProperty) {
  const Html page = parse_html(
      "<meta name=robots content=noindex><meta property='og:title' content='A &quot;B&quot;'>");
  EXPECT_EQ(page.meta("robots"), "noindex");
  EXPECT_EQ(page.meta("og:title"), "A \"B\"");
  EXPECT_EQ(page.meta("none"), "");
}

struct Bomb {
  const char* name;
  std::string html;
};
class HtmlBombs : public testing::TestWithParam<Bomb> {};

// Also what is no element: an unclosed comment or script swallows the rest of its page.
bool yields(const Html& page, std::string_view text) {
  if (page.root().first("a[href^=https://t.me/]")) return true;
  for (const std::string_view comment : page.comments())
    if (comment.find(text) != std::string_view::npos) return true;
  return page.root().first("script").raw_text().find(text) != std::string_view::npos;
}

TEST_P(HtmlBombs, AreReadSoonAndStillYieldTheirLinks) {
  const std::string html = GetParam().html + "<a href=\"https://t.me/harbour\">harbour</a>";
  const std::clock_t begin = std::clock();  // CPU time: a busy machine must not fail this
  const Html page = parse_html(html);
  EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 5.0);
  EXPECT_TRUE(yields(page, "https://t.me/harbour") || html.size() > HtmlLimits{}.bytes);
  page.root().rich_text("https://t.me/s/x");
}

std::vector<Bomb> bombs() {
  std::string attributes = "<p";
  for (int i = 0; i < 50'000; ++i) attributes += " a" + std::to_string(i) + "=1";
  std::string formats;
  for (int i = 0; i < 20'000; ++i) formats += "<i id=a" + std::to_string(i) + "><p>";
  return {{"Divs", repeated("<div>", 100'000)},
          {"Spans", repeated("<span>", 400'000)},
          {"Italics", repeated("<i>", 100'000) + repeated("</i>", 100'000)},
          {"DistinctItalics", formats},
          {"Attributes", attributes + ">"},
          {"Tables", repeated("<table><tr><td>", 100'000)},
          {"TablesBehindFalseEnds", repeated("<div><table><tr><td></div>", 50'000)},
          {"Lists", repeated("<ul><li>", 100'000)},
          {"FalseEnds", repeated("<div></b>", 100'000)},
          {"OpenAnchors", repeated("<a>", 100'000)},
          {"Options", repeated("<select><option>", 50'000)},
          {"Paragraphs", repeated("<p>", 200'000)},
          {"LessThan", repeated("<", 500'000)},
          {"Numbers", repeated("&#3000000000;&#xFFFFFFFF;&#0;", 20'000)},
          {"Comments", repeated("<!--", 200'000)},
          {"Svg", repeated("<svg><g>", 50'000)},
          {"Scripts", repeated("<script>", 100'000)}};
}
INSTANTIATE_TEST_SUITE_P(Generated, HtmlBombs, testing::ValuesIn(bombs()),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(Html, TheCompressedSpanBombIsCutAtTheCap) {
  const std::filesystem::path file =
      std::filesystem::path(GODWIT_SHARED) / "data/hostile/bombs/span64M.html.gz";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "shared bombs absent: " << file;
  gzFile in = gzopen(file.c_str(), "rb");
  std::string html(8u << 20, '\0');
  const int got = gzread(in, html.data(), static_cast<unsigned>(html.size()));
  gzclose(in);
  ASSERT_GT(got, 0);
  html.resize(static_cast<std::size_t>(got));
  const Html page = parse_html(html);
  EXPECT_TRUE(page.degraded());
}

TEST(Html, AnHonestPageIsNotDegraded) {
  const Html page = parse_html("<ul>" + repeated("<li>gull<p>tern", 5'000) + "</ul><table>" +
                               repeated("<tr><td>1<td>2", 2'000) + "</table>");
  EXPECT_FALSE(page.degraded());
  EXPECT_EQ(page.root().all("td").size(), 4'000u);
}

TEST(Html, WhatTheStrictReaderTakesItReadsAsTheFullParserDoes) {
  const std::vector<std::string> pages{
      "<!DOCTYPE html><html><head><title>a &amp; b</title><meta charset=utf-8></head><body>\n"
      "<div class=x><p>one<br>two</p><pre>\n\nx</pre></div>\n</body></html>\n",
      "<b>x</b> <i>y</i>",
      "text only",
      "  <!-- c --> <p>z</p>",
      "<div class=\"a\" \"><svg viewBox=\"0 0\"><path d=\"M1\"/><g><path "
      "d='2'></path></g></svg>t</div>",
      "<ul><li>1</li><li>2</li></ul>",
      "<a href='?a=1&b=2&lt=3'>x</a>",
      "<textarea>\n<b>&lt;</textarea>",
      "<dl><dt>a</dt><dd>b</dd></dl>",
      "<SCRIPT>if (a<b) \"</div>\"</SCRIPT><STYLE>p{}</STYLE>",
      "<p>a</p>\r\n<p CLASS=Q>b</p>",
      "&#233;&#x416;&quot;",
      "<tg-emoji emoji-id=\"5\"><b>x</b></tg-emoji>"};
  for (const std::string& text : pages) {
    Html strict, full;
    ASSERT_TRUE(parse_html_strict(text, {}, strict)) << text;
    ASSERT_TRUE(parse_html_tree(text, {}, full)) << text;
    EXPECT_EQ(spelled(strict), spelled(full)) << text;
  }
}

TEST(Html, TheStrictReaderRefusesWhatItCannotBeSureOf) {
  for (const std::string& text : std::vector<std::string>{
           "<p>a<p>b", "<div>", "</div>", "<b><i>x</b></i>", "<a><a></a></a>", "<table></table>",
           "<p><div></div></p>", "<li>x</li>", "&eacute;", "&copy 2", "a < b",
           "<svg><div></div></svg>", "<select></select>", "<noscript></noscript>", "<div",
           "<!-- open", "<h1><h2></h2></h1>"}) {
    Html page;
    EXPECT_FALSE(parse_html_strict(text, {}, page)) << text;
  }
}

// A random page, mostly well nested; where it is not, the strict reader must see it.
std::string random_page() {
  static const std::vector<std::string> containers{
      "div", "p",  "b",    "a",  "span", "ul", "li",  "pre",     "h1",     "form",
      "i",   "dl", "dt",   "dd", "code", "g",  "svg", "ol",      "button", "section",
      "h2",  "em", "font", "s",  "nav",  "tt", "u",   "tg-emoji"};
  static const std::vector<std::string> leaves{"text",
                                               " ",
                                               "\n",
                                               "<br>",
                                               "&amp;",
                                               "&quot;",
                                               "<hr>",
                                               "<img>",
                                               "<!-- c -->",
                                               "<path/>",
                                               "<script>a<b</script>",
                                               "<input>",
                                               "x",
                                               "<style>p{}</style>",
                                               "<meta name=a content=b>",
                                               "<textarea>\nq</textarea>"};
  std::string page;
  std::vector<std::string> open;
  const int length = *rc::gen::inRange(0, 30);
  for (int i = 0; i < length; ++i) {
    const int what = *rc::gen::inRange(0, 20);
    if (what < 8) {
      open.push_back(*rc::gen::elementOf(containers));
      page += "<" + open.back() + (what == 0 ? " class='k'>" : ">");
    } else if (what < 14 && !open.empty()) {
      page += "</" + open.back() + ">";
      open.pop_back();
    } else if (what == 19) {
      page += "</" + *rc::gen::elementOf(containers) + ">";
    } else {
      page += *rc::gen::elementOf(leaves);
    }
  }
  for (; !open.empty(); open.pop_back()) page += "</" + open.back() + ">";
  return page;
}

TEST(Html, WhateverTheStrictReaderTakesBothReadAlike) {
  int taken = 0;
  EXPECT_TRUE(rc::check([&] {
    const std::string text = random_page();
    Html strict, full;
    if (!parse_html_strict(text, {}, strict)) return;
    ++taken;
    RC_ASSERT(parse_html_tree(text, {}, full));
    RC_ASSERT(spelled(strict) == spelled(full));
  }));
  EXPECT_GT(taken, 10);
}

TEST(Html, RealPagesReadAlikeByBothReaders) {
  const std::filesystem::path folder =
      std::filesystem::path(GODWIT_SHARED) / "data/telegram/captures";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "shared captures absent: " << folder;
  int strictly = 0, all = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".html") continue;
    const std::string text = to_utf8(file_content(entry.path()), "");
    Html strict, full;
    ASSERT_TRUE(parse_html_tree(text, {}, full)) << entry.path();
    ++all;
    if (!parse_html_strict(text, {}, strict)) continue;
    ++strictly;
    EXPECT_EQ(spelled(strict), spelled(full)) << entry.path();
  }
  RecordProperty("strict", strictly);
  EXPECT_GE(all, 28);
  EXPECT_GE(strictly, all / 2);
}

TEST(Charset, FollowsMarkHeaderMetaAndGuess) {
  struct Case {
    std::string body, header, charset;
  };
  const std::vector<Case> cases{{"\xEF\xBB\xBF<p>", "text/html; charset=windows-1251", "utf-8"},
                                {"<p>", "text/html; charset=Windows-1256", "windows-1256"},
                                {"<meta charset='koi8-r'><p>", "", "koi8-r"},
                                {"<meta charset='utf-16'><p>", "", "utf-8"},
                                {"<p>plain", "text/html; charset=utf-7", "utf-8"},
                                {"<p>h\xC3\xA9", "", "utf-8"}};
  for (const Case& each : cases)
    EXPECT_EQ(charset_of(each.body, each.header), each.charset) << each.body;
}

TEST(Charset, BadBytesBecomeReplacementCharacters) {
  EXPECT_EQ(to_utf8("a\xC0\x80"
                    "b\xED\xA0\x80"
                    "c\xFF",
                    "charset=utf-8")
                .find('\xC0'),
            std::string::npos);
  EXPECT_TRUE(
      is_valid_utf8(to_utf8("a\xC0\x80"
                            "b\xED\xA0\x80"
                            "c\xFF",
                            "charset=utf-8")));
  EXPECT_EQ(to_utf8("\xE3\xE4", "text/html; charset=windows-1256"), "\u0645\u0646");
  EXPECT_EQ(to_utf8("+ADw-script+AD4-", "text/html; charset=utf-7"), "+ADw-script+AD4-");
}

}  // namespace
}  // namespace godwit
