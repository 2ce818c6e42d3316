// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/seeds.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "crawler/parse/catalogue.h"

namespace godwit {
namespace {

const Catalogue& catalogue() {
  static const Catalogue made =
      Catalogue::load(compiled_in_platforms(), "platforms.toml", compiled_in_shorteners()).value();
  return made;
}

std::vector<std::string> urls_of(std::string_view text) {
  std::vector<std::string> urls;
  const auto seeds = read_seeds(text, "seeds.txt", catalogue());
  if (!seeds) return {seeds.error().text};
  for (const Address& address : *seeds) urls.push_back(address.url);
  return urls;
}
using Urls = std::vector<std::string>;

TEST(Seeds, OneAddressALineHoweverItIsWritten) {
  EXPECT_EQ(urls_of("https://t.me/Harbour\nt.me/s/tides\n@weather_log\nhttps://blog.example/a\n"),
            (Urls{"https://t.me/harbour", "https://t.me/tides", "https://t.me/weather_log",
                  "https://blog.example/"}));
}

TEST(Seeds, CommentsBlankLinesBomAndCrLfAreNothing) {
  EXPECT_EQ(urls_of("\xEF\xBB\xBF# birds\r\n\r\n  t.me/harbour   # the first\r\n"),
            (Urls{"https://t.me/harbour"}));
}

TEST(Seeds, AFragmentIsNoComment) {
  EXPECT_EQ(urls_of("https://matrix.to/#/#birds:example.org\n"),
            (Urls{"https://matrix.to/#/#birds:example.org"}));
}

TEST(Seeds, PriorityOrdersThemAndTwiceIsOnce) {
  EXPECT_EQ(urls_of("t.me/lowest 0\nt.me/middle\nt.me/highest,1\nt.me/MIDDLE\n"),
            (Urls{"https://t.me/highest", "https://t.me/middle", "https://t.me/lowest"}));
}

TEST(Seeds, AnEmptyFileIsOneClearLine) {
  for (const char* text : {"", "\n\n", "# nothing yet\n"}) {
    const auto seeds = read_seeds(text, "seeds.txt", catalogue());
    ASSERT_FALSE(seeds);
    EXPECT_EQ(seeds.error(),
              (Error{Trouble::usage,
                     "seeds.txt: holds no address; write one a line, as https://t.me/name"}));
  }
}

TEST(Seeds, ErrorsNameFileAndLine) {
  EXPECT_EQ(urls_of("t.me/harbour\n\nnot an address\n"),
            (Urls{"seeds.txt:3: \"not\" is no address; write one as https://t.me/name"}));
  EXPECT_EQ(urls_of("t.me/harbour high\n"),
            (Urls{"seeds.txt:1: \"high\" is no priority; write a number from 0 to 1"}));
  EXPECT_EQ(urls_of("\x1b[2J\n"),
            (Urls{"seeds.txt:1: \"\\x1b[2J\" is no address; write one as https://t.me/name"}));
}

TEST(Seeds, AnyBytesGiveSeedsOrOneLine) {
  EXPECT_TRUE(rc::check("no bytes break the reader", [] {
    const auto seeds = read_seeds(*rc::gen::arbitrary<std::string>(), "seeds.txt", catalogue());
    if (seeds) {
      RC_ASSERT(!seeds->empty());
    } else {
      RC_ASSERT(seeds.error().text.find('\n') == std::string::npos);
    }
  }));
}

}  // namespace
}  // namespace godwit
