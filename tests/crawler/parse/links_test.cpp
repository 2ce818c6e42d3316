// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/links.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <ctime>
#include <limits>
#include <string>
#include <vector>

#include "crawler/parse/text.h"
#include "crawler/parse/written_link.h"

namespace godwit {
namespace {

const Recogniser& recogniser() {
  static const Result<Recogniser> loaded = compiled_in_recogniser();
  return loaded.value();
}

std::vector<Found> links_in(std::string_view text) {
  return find_links(recogniser().catalogue, text);
}

std::vector<std::string> urls_in(std::string_view text) {
  std::vector<std::string> urls;
  for (const Found& found : links_in(text)) urls.push_back(found.located.address.url);
  return urls;
}

using Urls = std::vector<std::string>;
using Steps = std::vector<std::string>;

// A room of a chat server is known by its path, on whatever host and however that is written.
TEST(Links, FindARoomOnAHostThatNobodyKnowsHoweverItIsWritten) {
  const Urls room = {"https://chat.harbour.example/channel/heron-watch"};
  for (const char* written : {"https://chat.harbour.example/channel/heron-watch",
                              "hxxps://chat.harbour.example/channel/heron-watch",
                              "hxxps://chat[.]harbour[.]example/channel/heron-watch",
                              "chat[.]harbour[.]example/channel/heron-watch",
                              "https://chat.harbour[.]example/channel/heron-watch"})
    EXPECT_EQ(urls_in(std::string("come to ") + written + " now"), room) << written;
}

TEST(Links, AHostGoesOnBehindABracketedDotInAPlainUrl) {
  EXPECT_EQ(urls_in("https://web.telegram[.]org/k/#@heron_one"), Urls{"https://t.me/heron_one"});
  EXPECT_EQ(urls_in("https://harbour.example[1] and"), Urls{"https://harbour.example/"});
}

TEST(Links, NameEveryStepThatUndidTheWriting) {
  struct Case {
    std::string text;
    Steps steps;
  };
  const std::vector<Case> cases = {
      {"https://t.me/heron_watch", {}},
      {"t.me/heron_watch", {}},
      {"HTTP://WWW.T.ME/Heron_Watch", {}},
      {"hxxps://t.me/heron_watch", {"scheme"}},
      {"h**ps://t.me/heron_watch", {"scheme"}},
      {"tps://t.me/heron_watch", {"scheme"}},
      {"https://https://t.me/heron_watch", {"scheme"}},
      {"t[.]me/heron_watch", {"refang"}},
      {"t(.)me/heron_watch", {"refang"}},
      {"t[dot]me[/]heron_watch", {"refang"}},
      {"hxxps[:]//t[.]me/heron_watch", {"scheme", "refang"}},
      {"t dot me slash heron_watch", {"dot-word"}},
      {"t نقطة me/heron_watch", {"dot-word"}},
      {"t точка me слэш heron_watch", {"dot-word"}},
      {"t . me / heron_watch", {"spaces"}},
      {"t me/heron_watch", {"spaces"}},
      {"t.me/\nheron_watch", {"split-lines"}},
      {"https:\\\\t.me\\heron_watch", {"escape"}},
      {"https:\\/\\/t.me\\/heron_watch", {"escape"}},
      {"https%3A%2F%2Ft.me%2Fheron_watch", {"percent"}},
      {"https%253A%252F%252Ft.me%252Fheron_watch", {"percent"}},
      {"aHR0cHM6Ly90Lm1lL2hlcm9uX3dhdGNo", {"base64"}},
      {"t&#46;me/heron_watch", {"entity"}},
      {"[news](https://t.me/heron_watch)", {"markdown"}},
      {"t.mе/heron_watch", {"confusable"}},
      {"t.\u200bme/heron_watch", {"zero-width"}},
      {"ｔ．ｍｅ／heron_watch", {"nfkc"}},
      {"ｔ[.]me/heron_\u200bwatch", {"nfkc", "zero-width", "refang"}},
  };
  for (const Case& c : cases) {
    const std::vector<Found> found = links_in(c.text);
    ASSERT_EQ(found.size(), 1U) << c.text;
    EXPECT_EQ(found[0].located.address.url, "https://t.me/heron_watch") << c.text;
    EXPECT_EQ(found[0].steps, c.steps) << c.text;
  }
}

TEST(Links, KeepTheExactWordsAndTheirPlace) {
  const std::string text = "See (hxxps://t[.]me/heron\u200b_watch), please";
  const std::vector<Found> found = links_in(text);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].written, "hxxps://t[.]me/heron\u200b_watch");
  EXPECT_EQ(text.substr(found[0].begin, found[0].end - found[0].begin), found[0].written);
}

TEST(Links, TakeInvitationCodesExactlyAsWritten) {
  EXPECT_EQ(urls_in("T.ME/+AbCdEfGh"), Urls{"https://t.me/+AbCdEfGh"});
  EXPECT_EQ(urls_in("t[.]me/joinchat/Ab\u200bCdEf"), Urls{"https://t.me/+AbCdEf"});
  EXPECT_EQ(urls_in("t.me/+AbСdEf"), Urls{});  // a Cyrillic letter: no code to trust
}

TEST(Links, UndoObfuscationOnlyWhereAKnownPlaceComesOfIt) {
  EXPECT_EQ(urls_in("harbour dot example slash birds"), Urls{});
  EXPECT_EQ(urls_in("harbour . example / birds"), Urls{});
  EXPECT_EQ(urls_in("aHR0cHM6Ly9oYXJib3VyLmV4YW1wbGUv"), Urls{});
  EXPECT_EQ(urls_in("https%3A%2F%2Fharbour.example%2F"), Urls{});
  EXPECT_EQ(urls_in("harbour[.]example/birds"), Urls{"https://harbour.example/"});
  EXPECT_EQ(urls_in("hxxps://harbour.example/birds"), Urls{"https://harbour.example/"});
}

TEST(Links, TakeMentionsOnlyAsTelegramNames) {
  EXPECT_EQ(urls_in("@heron_watch"), Urls{"https://t.me/heron_watch"});
  EXPECT_TRUE(links_in("@heron_watch")[0].mention);
  EXPECT_EQ(urls_in("(@heron_watch)!"), Urls{"https://t.me/heron_watch"});
  EXPECT_EQ(urls_in("@heron_watch: hello"), Urls{"https://t.me/heron_watch"});
  for (const std::string text :
       {"@bird", "@1heron", "@heron_", "crew@heron_watch", "@heron@birds.example",
        "@heron.birds.example", "@heron/watch", "@heron-watch", "@param x", "@heron:example.org"})
    EXPECT_EQ(urls_in(text), Urls{}) << text;
}

TEST(Links, TakeAMatrixRoomOnlyWhereItsServerIsPlainlyOne) {
  EXPECT_EQ(urls_in("we are in #terns:matrix.org now"),
            Urls{"https://matrix.to/#/#terns:matrix.org"});
  EXPECT_EQ(urls_in("(#terns:matrix.harbour.org)."),
            Urls{"https://matrix.to/#/#terns:matrix.harbour.org"});
  for (const char* prose : {"#tides:harbour.org", "#tide: matrix.org", "x#terns:matrix.org",
                            "color:#fff;width:matrix.org", "#:matrix.org", "#terns:matrix.local"})
    EXPECT_TRUE(urls_in(prose).empty()) << prose;
}

TEST(Links, SeeThroughPunycodeThatImitatesAKnownHost) {
  const std::vector<Found> found = links_in("https://xn--tlegram-7gg.me/heron_watch");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].located.address.url, "https://t.me/heron_watch");
  EXPECT_EQ(found[0].steps, (Steps{"confusable", "punycode"}));
  EXPECT_EQ(urls_in("https://xn--bcher-kva.example/a"), Urls{"https://xn--bcher-kva.example/"});
}

TEST(Links, SeparateWhatIsGluedTogether) {
  const Urls both = {"https://t.me/heron_watch", "https://t.me/tern_watch"};
  for (const std::string text :
       {"https://t.me/heron_watch,https://t.me/tern_watch",
        "https://t.me/heron_watchhttps://t.me/tern_watch", "t.me/heron_watch;t.me/tern_watch",
        "t.me/heron_watch\u2028t.me/tern_watch", "t.me/heron_watch🐦t.me/tern_watch",
        "قناةt.me/heron_watchو@tern_watch"})
    EXPECT_EQ(urls_in(text), both) << text;
}

TEST(Links, JoinAnInvitationSplitAfterItsKeyword) {
  EXPECT_EQ(urls_in("https://t.me/joinchat/\nAbCdEfGh"), Urls{"https://t.me/+AbCdEfGh"});
}

TEST(Links, ReadWhoReallyIsBehindAnAt) {
  EXPECT_EQ(urls_in("crew(at)harbour(dot)example, crew [at] t[.]me/x"), Urls{});
  EXPECT_EQ(urls_in("https://t.me@harbour.example/x"), Urls{"https://harbour.example/"});
  EXPECT_EQ(urls_in("crew@t.me/x"), Urls{});
}

TEST(Links, FollowAnEncodedTargetInsideASitesLink) {
  EXPECT_EQ(urls_in("https://harbour.example/out?to=https%3A%2F%2Ft.me%2Fheron_watch"),
            Urls{"https://t.me/heron_watch"});
  EXPECT_EQ(urls_in("https://harbour.example/out?to=aHR0cHM6Ly90Lm1lL2hlcm9uX3dhdGNo"),
            Urls{"https://t.me/heron_watch"});
  EXPECT_EQ(urls_in("https://harbour.example/out?to=%2Fbirds"), Urls{"https://harbour.example/"});
}

// 500 KB of each, on one line. Anything worse than linear takes minutes.
// Processor time of this process, the least of three: the machine may be busy.
double work_of(const std::string& unit, std::size_t size) {
  std::string text;
  while (text.size() < size) text += unit;
  std::clock_t least = std::numeric_limits<std::clock_t>::max();
  for (int i = 0; i < 3; ++i) {
    const std::clock_t begin = std::clock();
    find_addresses(recogniser(), text);
    least = std::min(least, std::clock() - begin);
  }
  return double(least) / CLOCKS_PER_SEC + 1e-3;
}

TEST(Links, ReadHostileTextInLinearTime) {
  const std::vector<std::string> units = {"a",
                                          ".",
                                          "a.",
                                          "t.me/",
                                          "@",
                                          "@aaaaa ",
                                          "https://",
                                          "%41",
                                          "http%3a",
                                          "[.]",
                                          "t[.]me",
                                          " dot ",
                                          "t dot me ",
                                          "(",
                                          "&#46;",
                                          "\xff",
                                          "ｔ",
                                          "т.",
                                          "aHR0c",
                                          "aHR0cHM6Ly90",
                                          "://",
                                          "t.me/a,",
                                          "x@",
                                          "\u200b",
                                          "t . ",
                                          "\\",
                                          "-",
                                          "t.me/+A ",
                                          "https://a.b/?u=http",
                                          "backup channel ",
                                          "1.",
                                          "http://a:b@",
                                          "t.me/aahttps://",
                                          "t me/",
                                          "القناة ",
                                          "t.me/a backup channel ",
                                          ". a",
                                          "نقطة "};
  for (const std::string& unit : units) {
    // Four times the text: four times the work where it is linear, sixteen where it is not.
    const double once = work_of(unit, 250'000), four_times = work_of(unit, 1'000'000);
    EXPECT_LT(four_times, 9 * once) << unit;
  }
}

TEST(Links, AHostEndsBeforeARoundBracket) {
  for (const char* text :
       {"https://harbour.example(see there)", "(see https://harbour.example)(or not)",
        "https://harbour.example(the old one)/terns", "https://harbour(.)example/terns"})
    EXPECT_EQ(urls_in(text), Urls{"https://harbour.example/"}) << text;
  EXPECT_EQ(urls_in("https://harbour.example(or https://t.me/heron_watch)"),
            (Urls{"https://harbour.example/", "https://t.me/heron_watch"}));
  EXPECT_EQ(urls_in("https://shop.example/path_(a)/b"), Urls{"https://shop.example/"});
}

TEST(Links, ASentenceThatEndsBeforeALinkIsNoPartOfItsHost) {
  for (const char* text :
       {"The lamp was lit. t.me/heron_watch", "The lamp was lit.\nt.me/heron_watch",
        "Lamp. telegram.me/heron_watch", "Фонарь зажгли. t.me/heron_watch",
        "The lamp was lit. t[.]me/heron_watch", "It rang. t(dot)me/heron_watch"})
    EXPECT_EQ(urls_in(text), Urls{"https://t.me/heron_watch"}) << text;
}

// The cheap question that spares the ends of sentences the dear one.
RC_GTEST_PROP(Links, FindNoHostOverADotThatEndsASentence, ()) {
  const auto piece = rc::gen::element<std::string>(
      "tide", "t", "me", "т", "Me", "dot", "точка", "slash", "نقطة", "x-y", "7", ". ", ". ", ".  ",
      ".\n", " . ", ".", "/", " / ", " ", ",", "-dot-", "[.]", "(", "·", "\xFF", "heron", "Dog/");
  std::string text;
  const int pieces = *rc::gen::inRange(0, 16);
  for (int i = 0; i < pieces; ++i) text += *piece;
  const auto any = [](std::string_view) { return true; };
  for (std::size_t at = text.find('.'); at != std::string::npos; at = text.find('.', at + 1)) {
    const std::size_t label = label_begin(text, at);
    if (label < at && ends_sentence(text, at)) RC_ASSERT(!read_host(text, label, any));
  }
}

RC_GTEST_PROP(Links, NeverOverlapAndStayInsideTheText, (const std::vector<std::uint8_t>& picks)) {
  static const std::vector<std::string> pieces = {
      "t",        ".",     "me",   "/",           "heron_watch",
      "https://", "@",     "[.]",  " dot ",       " ",
      "\n",       "%2F",   "\xff", "е",           "ｔ",
      "\u200b",   "(",     ")",    ",",           "aHR0cHM6Ly90Lm1lL2Jpcmc",
      "&#46;",    "+AbCd", "www.", "example.org", "قناة"};
  std::string text;
  for (const std::uint8_t pick : picks) text += pieces[pick % pieces.size()];
  std::size_t last = 0;
  for (const Found& found : links_in(text)) {
    RC_ASSERT(found.begin >= last);
    RC_ASSERT(found.begin < found.end);
    RC_ASSERT(found.end <= text.size());
    RC_ASSERT(!found.located.address.url.empty());
    last = found.end;
  }
}

RC_GTEST_PROP(Links, FindADisguisedNameWhateverStandsAround,
              (std::uint32_t number, std::uint8_t disguise)) {
  static const std::vector<std::pair<std::string, std::string>> disguises = {
      {"t[.]me/", ""},
      {"hxxps://t[.]me/", ""},
      {"t dot me slash ", ""},
      {"https://t.me/", "\u200b"},
      {"t . me / ", ""},
      {"t&#46;me/", ""},
      {"ｔ．ｍｅ/", ""},
      {"t.mе/", ""},
      {"@", ""}};
  const auto& [before, after] = disguises[disguise % disguises.size()];
  const std::string name = "heron_" + std::to_string(number);
  const Urls found = urls_in("The list, as ever: " + before + name + after + " (ask the crew).");
  RC_ASSERT(found == Urls{"https://t.me/" + name});
}

}  // namespace
}  // namespace godwit
