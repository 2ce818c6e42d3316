// SPDX-License-Identifier: Apache-2.0
// Everything that reads what strangers wrote, on inputs gone wrong. A slice runs with every test;
// by hand, under AddressSanitizer: GODWIT_FUZZ_SECONDS=40 fuzz_test.
#include <gtest/gtest.h>

#include "crawler/parse/html.h"
#include "crawler/parse/picture_child.h"
#include "crawler/parse/robots.h"
#include "crawler/parse/url.h"
#include "crawler/platforms/platforms.h"
#include "tests/crawler/parse/drawing.h"
#include "tests/fuzz/mutate.h"

namespace godwit {
namespace {

const Recogniser& recogniser() {
  static const Recogniser tables = std::move(compiled_in_recogniser()).value();
  return tables;
}
const Platforms& platforms() {
  static const Platforms table = make_platforms(recogniser(), {true, {}});
  return table;
}

const std::vector<std::string> link_tokens = {"https://t.me/",
                                              "t[.]me/",
                                              "hxxp://",
                                              "t . me / ",
                                              "@",
                                              "%2F%2Ft.me%2F",
                                              "aHR0cHM6Ly90Lm1lLw==",
                                              "нукта",
                                              "نقطة",
                                              " dot ",
                                              "\xE2\x80\x8B",
                                              "xn--",
                                              "#room:matrix.org",
                                              "\xD9\x80",
                                              "t.me/+",
                                              "&#46;",
                                              "http://http%3a%2f%2f",
                                              "l.facebook.com/l.php?u=",
                                              "tg://join?invite=",
                                              "\n"};
const std::vector<std::string> html_tokens = {
    "<div class=\"tgme_widget_message\" data-post=\"a/1\">",
    "</div>",
    "<a href=",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<table>",
    "<svg>",
    "&amp;amp;",
    "<meta charset=utf-16>",
    "<br>",
    "data-view=\"eyJjIjotMX0\"",
    "style=\"background-image:url('",
    "<base href=//x>",
    "<img src="};
const std::vector<std::string> json_tokens = {
    "{",       "}",       "[",       "]",           ":",
    ",",       "\"",      "null",    "true",        "{\"messages\":[",
    "\\u0000", "\\ud800", "\"ts\":", "\"t\":\"r\"", "\"u\":{\"_id\":\"x\"}"};

// Pure: the same bytes twice, the same facts twice.
void read_page_at(const std::string& url, const std::string& body) {
  Fetched page;
  page.request.url = url;
  page.status = 200;
  page.body = body;
  const Observation seen = read_page(platforms(), page);
  EXPECT_EQ(seen, read_page(platforms(), page)) << url;
  for (const Reference& reference : seen.references) {
    EXPECT_LE(reference.written.size(), 2048U);
    EXPECT_LE(reference.context.size(), 240U);
    EXPECT_FALSE(reference.address.empty());
  }
}

TEST(Fuzz, Links) {
  fuzz::Corpus corpus{fuzz::fixtures("links"), link_tokens};
  corpus.seeds.push_back("see https://t.me/heron_watch and t[.]me/+AbCdEfGh, hxxps://t(.)me/x_y_z");
  fuzz::run("links", corpus, 60, [](const std::string& text) {
    std::size_t last = 0;
    for (const Found& found : find_addresses(recogniser(), text)) {
      EXPECT_LE(last, found.begin);
      EXPECT_LE(found.end, text.size());
      last = found.end;
    }
  });
}

TEST(Fuzz, TelegramPages) {
  const fuzz::Corpus corpus{fuzz::fixtures("telegram"), html_tokens};
  fuzz::run("telegram", corpus, 200,
            [](const std::string& body) { read_page_at("https://t.me/s/harbour_birds", body); });
}

TEST(Fuzz, RocketChatAnswers) {
  const fuzz::Corpus corpus{fuzz::fixtures("rocketchat"), json_tokens};
  fuzz::run("rocketchat", corpus, 200, [](const std::string& body) {
    read_page_at("https://chat.example/api/v1/channels.anonymousread?roomName=x", body);
  });
}

TEST(Fuzz, OtherPages) {
  fuzz::Corpus corpus{{}, html_tokens};
  for (const char* folder : {"site", "paste", "filehost", "twitter", "instagram"})
    for (std::string& seed : fuzz::fixtures(folder)) corpus.seeds.push_back(std::move(seed));
  fuzz::run("pages", corpus, 100, [](const std::string& body) {
    for (const char* url : {"https://harbour.example/", "https://justpaste.it/abc",
                            "https://files.fm/u/abc123", "https://twitter.com/harbour"})
      read_page_at(url, body);
  });
}

TEST(Fuzz, OpenApis) {
  fuzz::Corpus corpus{{R"([{"s":1,"f":[{"h":"a","s":1}]}])", "[-9]", "-16"}, json_tokens};
  for (const char* token :
       {"-9", "7002", "1e999", "\"DiskNotFoundError\"", "\"did\":", "\"size\":-1"})
    corpus.tokens.push_back(token);
  for (std::string& seed : fuzz::fixtures("filehost")) corpus.seeds.push_back(std::move(seed));
  fuzz::run("apis", corpus, 200, [](const std::string& body) {
    for (const char* url :
         {"https://g.api.mega.co.nz/cs?id=2&n=AbCdEfGh",
          "https://archive.org/metadata/harbour-birds",
          "https://cloud-api.yandex.net/v1/disk/public/resources"
          "?public_key=https%3A%2F%2Fdisk.yandex.ru%2Fd%2FTides123&limit=1",
          "https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile?actor=tides.example"})
      read_page_at(url, body);
  });
}

fuzz::Corpus pictures() {
  fuzz::Corpus corpus{{},
                      {"IHDR", "IDAT", "PLTE", "tRNS", "IEND", "\xFF\xD8", "\xFF\xDA", "\xFF\xC2",
                       "VP8 ", "VP8L", "VP8X", "ANMF", "RIFF"}};
  drawing::Canvas plain(40, 30, 90);
  std::mt19937 dice(1);
  drawing::add_grain(plain, 60, dice);
  std::vector<drawing::Canvas> drawn{plain};
  if (drawing::can_draw_codes()) drawn.push_back(drawing::code("https://t.me/+AbCdEfGh", 'L', 3));
  for (const drawing::Canvas& canvas : drawn)
    for (const auto encoding :
         {drawing::Encoding::png, drawing::Encoding::jpeg, drawing::Encoding::webp})
      for (const int quality : {60, 71})
        corpus.seeds.push_back(drawing::encoded(canvas, encoding, quality));
  return corpus;
}

TEST(Fuzz, Images) {
  fuzz::run("images", pictures(), 400, [](const std::string& bytes) {
    const DecodedImage image = decode_image(bytes);
    EXPECT_EQ(image.grey.pixels.size(),
              static_cast<std::size_t>(image.grey.width) * image.grey.height);
    EXPECT_LE(image.grey.pixels.size(), 6'000'000U);
  });
}

TEST(Fuzz, QrCodes) {
  fuzz::run("qr", pictures(), 100, [](const std::string& bytes) {
    EXPECT_LE(read_picture_apart(bytes).codes.size(), codes_max);
  });
}

TEST(Fuzz, Catalogue) {
  const std::string table(compiled_in_platforms());
  const auto rows_within = [&](std::size_t bytes) {
    return table.substr(0, table.rfind("\n[[platform]]", bytes));
  };
  const fuzz::Corpus corpus{
      {rows_within(9'000), rows_within(4'500)},
      {"[[platform]]", "[[platform.form]]", "path = '/(?P<x>a+)+'", "{id}", "name = \"telegram\"",
       "hosts = [\"*\"]", "unwrap = \"{x}\"", "'''", "path = '('", "query = { a = '[' }"}};
  fuzz::run("catalogue", corpus, 40, [](const std::string& toml) {
    const auto loaded = Catalogue::load(toml, "platforms.toml", compiled_in_shorteners());
    if (!loaded) {
      EXPECT_TRUE(loaded.error().text.starts_with("platforms.toml:")) << loaded.error().text;
      return;
    }
    (void)loaded->locate("https://t.me/heron_watch");
    (void)loaded->without_secrets("https://go.rocket.chat/auth?token=abc");
  });
}

// An address's own URL gives that address again, however it was come by.
TEST(Fuzz, Addresses) {
  fuzz::Corpus corpus{
      {"https://t.me/heron_watch/12?single", "https://t.me/+AbCdEfGhIjKlMnOp",
       "https://files.fm/u/abc123", "https://www.dropbox.com/scl/fi/abc/x?rlkey=1",
       "https://chat.example:3000/channel/harbour?msg=1", "https://matrix.to/#/#room:matrix.org",
       "https://web.archive.org/web/2019/http://t.me/x",
       "https://www.youtube.com/watch?v=abcdefghijk"},
      link_tokens};
  fuzz::run("addresses", corpus, 3000, [](const std::string& url) {
    const auto located = recogniser().catalogue.locate(url);
    if (!located) return;
    const auto again = recogniser().catalogue.locate(located->address.url);
    ASSERT_TRUE(again) << url << " -> " << located->address.url;
    EXPECT_EQ(again->address, located->address) << url;
  });
}

TEST(Fuzz, RobotsFiles) {
  const fuzz::Corpus corpus{
      {"User-agent: *\nDisallow: /private\nCrawl-delay: 2\n",
       "\xEF\xBB\xBFUser-Agent: godwit\r\nAllow: /a*b$\r\nDisallow: /%7Ejoe\r\rUser-agent: x\n"},
      {"User-agent:", "Disallow:", "Allow:", "*", "$", "%2F", "Crawl-delay: 1e9", "\r", "#"}};
  fuzz::run("robots", corpus, 2000, [](const std::string& text) {
    const Robots robots = parse_robots(text, robots_agent);
    EXPECT_EQ(parse_robots(to_text(robots), robots_agent), robots);
    (void)allows(robots, "/private/a?b=c");
  });
}

}  // namespace
}  // namespace godwit
