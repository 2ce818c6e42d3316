// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/robots.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace godwit {
namespace {

struct Case {
  const char* why;
  const char* file;
  const char* path;
  bool allowed;
};

TEST(Robots, TheRulesOfRfc9309Hold) {
  const Case cases[] = {
      {"an empty file allows", "", "/a", true},
      {"a prefix is enough", "User-agent: *\nDisallow: /a", "/abc", false},
      {"another path is free", "User-agent: *\nDisallow: /a", "/b", true},
      {"the longest rule decides", "User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true},
      {"order does not matter", "User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/c", false},
      {"allow wins a tie", "User-agent: *\nDisallow: /page\nAllow: /page", "/page", true},
      {"an empty Disallow allows", "User-agent: *\nDisallow:", "/a", true},
      {"our own group beats the star", "User-agent: *\nDisallow: /\nUser-agent: Godwit\nAllow: /",
       "/a", true},
      {"… and the star does not add to it",
       "User-agent: godwit\nDisallow: /x\nUser-agent: *\nDisallow: /a", "/a", true},
      {"groups of one name are one",
       "User-agent: godwit\nDisallow: /a\nUser-agent: b\nDisallow: /\nUser-agent: "
       "GODWIT\nDisallow: /c",
       "/c", false},
      {"names in a row share rules", "User-agent: b\nUser-agent: godwit\nDisallow: /a", "/a",
       false},
      {"a rule ends the row of names",
       "User-agent: b\nDisallow: /x\nUser-agent: godwit\nDisallow: /y", "/x", true},
      {"a version after the token", "User-agent: godwit/2.0\nDisallow: /a", "/a", false},
      {"another robot's rules are not ours", "User-agent: godwitness\nDisallow: /", "/a", true},
      {"a star matches anything", "User-agent: *\nDisallow: /*/secret", "/a/b/secret/c", false},
      {"a dollar is the end", "User-agent: *\nDisallow: /*.php$", "/a.php?x=1", true},
      {"… and only the end", "User-agent: *\nDisallow: /*.php$", "/b/a.php", false},
      {"the last piece must be last", "User-agent: *\nDisallow: /a*a$", "/a", true},
      {"a query belongs to the path", "User-agent: *\nDisallow: /s?before=", "/s?before=20", false},
      {"comments end lines", "User-agent: * # all\nDisallow: /a # why\n", "/a", false},
      {"CR alone ends lines", "User-agent: *\rDisallow: /a\r", "/a", false},
      {"CR LF and LF mix", "User-agent: *\r\nDisallow: /a\n\rDisallow: /b", "/b", false},
      {"a byte order mark is no letter", "\xEF\xBB\xBFUser-agent: *\nDisallow: /a", "/a", false},
      {"spaces round the colon", "  USER-AGENT  :  *  \n\tdisAllow : /a", "/a", false},
      {"rules before any group are nobody's", "Disallow: /\nUser-agent: *\nDisallow: /a", "/b",
       true},
      {"unknown lines do not end a group", "User-agent: *\nSitemap: https://x/\nDisallow: /a", "/a",
       false},
      {"escapes of letters are letters", "User-agent: *\nDisallow: /%61b", "/ab", false},
      {"… in the path too", "User-agent: *\nDisallow: /ab", "/%61b", false},
      {"an escaped slash is no slash", "User-agent: *\nDisallow: /a%2fb", "/a/b", true},
      {"escapes in any case", "User-agent: *\nDisallow: /a%2fb", "/a%2Fb", false},
      {"bytes beyond ASCII are escapes", "User-agent: *\nDisallow: /\xD8\xB9", "/%d8%b9", false},
      {"a page instead of a file forbids nothing", "<!doctype html><p>Not found", "/a", true},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(allows(parse_robots(c.file, "godwit"), c.path), c.allowed) << c.why;
  }
}

TEST(Robots, OnlyTheFirst500KibAreRead) {
  std::string file = "User-agent: *\nDisallow: /in\n";
  file.resize(500 * 1024, '\n');
  file += "\nDisallow: /out\n";
  const Robots robots = parse_robots(file, "godwit");
  EXPECT_FALSE(allows(robots, "/in"));
  EXPECT_TRUE(allows(robots, "/out"));
}

TEST(Robots, TheCrawlDelayIsKeptWithinReason) {
  EXPECT_EQ(parse_robots("User-agent: *\nCrawl-delay: 2.5", "godwit").crawl_delay, Duration{2500});
  EXPECT_EQ(parse_robots("User-agent: *\nCrawl-delay: 1e9", "godwit").crawl_delay, seconds(60));
  EXPECT_EQ(parse_robots("User-agent: *\nCrawl-delay: -3", "godwit").crawl_delay, std::nullopt);
  EXPECT_EQ(parse_robots("User-agent: *\nCrawl-delay: nan", "godwit").crawl_delay, std::nullopt);
}

rc::Gen<std::string> robots_like() {
  return rc::gen::container<std::string>(rc::gen::element<char>(
      'U', 's', 'e', 'r', '-', 'a', 'g', 'n', 't', ':', '*', '$', '/', '%', '2', 'f', '\n', '\r',
      ' ', '#', '?', 'D', 'i', 'l', 'o', 'w', 'A', '\0', '\xD8', '\xFF'));
}

TEST(Robots, RulesWrittenOutReadBackAlike) {
  EXPECT_TRUE(rc::check("to_text then parse_robots is the identity", [] {
    std::string file = "User-agent: *\n";
    for (const auto& path : *rc::gen::container<std::vector<std::string>>(robots_like())) {
      file += (*rc::gen::arbitrary<bool>() ? "Allow: /" : "Disallow: /") + path + "\n";
    }
    const Robots robots = parse_robots(file, "godwit");
    RC_ASSERT(parse_robots(to_text(robots), "anyone") == robots);
  }));
}

// What the matching means, written the slow way.
bool matches_slowly(std::string_view pattern, std::string_view path) {
  if (pattern == "$") return path.empty();
  if (pattern.empty()) return true;
  if (pattern[0] == '*') {
    for (std::size_t i = 0; i <= path.size(); ++i) {
      if (matches_slowly(pattern.substr(1), path.substr(i))) return true;
    }
    return false;
  }
  return !path.empty() && pattern[0] == path[0] &&
         matches_slowly(pattern.substr(1), path.substr(1));
}

TEST(Robots, LeftmostMatchingFindsWhatTryingEverythingFinds) {
  EXPECT_TRUE(rc::check("allows agrees with the definition", [] {
    const auto letters =
        rc::gen::resize(8, rc::gen::container<std::string>(rc::gen::element<char>('a', 'b', '*')));
    const std::string pattern = "/" + *letters + (*rc::gen::arbitrary<bool>() ? "$" : "");
    const std::string path =
        "/" +
        *rc::gen::resize(12, rc::gen::container<std::string>(rc::gen::element<char>('a', 'b')));
    const Robots robots = parse_robots("User-agent: *\nDisallow: " + pattern, "godwit");
    RC_ASSERT(allows(robots, path) == !matches_slowly(pattern, path));
  }));
}

TEST(Robots, NothingThatIsSentBreaksTheReader) {
  EXPECT_TRUE(rc::check("any bytes give rules that can be asked", [] {
    const Robots robots = parse_robots(*robots_like(), "godwit");
    allows(robots, "/" + *robots_like());
  }));
}

// ---- the book

const Time noon = from_ms(1'600'000'000'000);

Fetched answer(std::string url, int status, std::string body = {}, std::string location = {}) {
  Fetched page;
  page.request.url = std::move(url);
  page.request.purpose = Purpose::robots;
  page.status = status;
  page.body = std::move(body);
  page.location = std::move(location);
  page.at = noon;
  return page;
}

TEST(RobotsBook, AskedOnceADayPerHostAndPort) {
  RobotsBook book;
  EXPECT_EQ(book.ruling("https://a.test/x", noon, noon).ask_url, "https://a.test/robots.txt");
  book.learn(read_robots(answer("https://a.test/robots.txt", 200, "User-agent: *\nDisallow: /x")));
  EXPECT_EQ(book.ruling("https://a.test/x?q=1", noon, noon).say, RobotsBook::Say::forbidden);
  EXPECT_EQ(book.ruling("https://a.test/y", noon, noon).say, RobotsBook::Say::allowed);
  EXPECT_EQ(book.ruling("https://a.test:8443/x", noon, noon).ask_url,
            "https://a.test:8443/robots.txt");
  EXPECT_EQ(book.ruling("https://a.test/y", noon, noon + hours(24)).say, RobotsBook::Say::ask);
}

TEST(RobotsBook, MissingAllowsAndBrokenForbidsForADay) {
  RobotsBook book;
  book.learn(read_robots(answer("https://a.test/robots.txt", 404)));
  book.learn(read_robots(answer("https://b.test/robots.txt", 503)));
  EXPECT_EQ(book.ruling("https://a.test/x", noon, noon).say, RobotsBook::Say::allowed);
  EXPECT_EQ(book.ruling("https://b.test/x", noon, noon + hours(23)).say,
            RobotsBook::Say::forbidden);
  EXPECT_EQ(book.ruling("https://b.test/x", noon, noon + hours(24)).say, RobotsBook::Say::ask);
}

TEST(RobotsBook, TooManyRequestsIsNoAnswer) {
  RobotsBook book;
  book.learn(read_robots(answer("https://a.test/robots.txt", 429)));
  EXPECT_EQ(book.ruling("https://a.test/x", noon, noon).say, RobotsBook::Say::ask);
}

TEST(RobotsBook, AnUnreachableHostPassesItsOutcomeOn) {
  Fetched page = answer("https://a.test/robots.txt", 0);
  page.outcome = Outcome::dns_failed;
  page.why = "no such host";
  RobotsBook book;
  book.learn(read_robots(page));
  const auto waited = book.ruling("https://a.test/x", noon - seconds(9), noon + seconds(9));
  EXPECT_EQ(waited.say, RobotsBook::Say::unreachable);
  EXPECT_EQ(waited.outcome, Outcome::dns_failed);
  const auto later = book.ruling("https://a.test/x", noon + seconds(5), noon + seconds(9));
  EXPECT_EQ(later.say, RobotsBook::Say::ask);
}

TEST(RobotsBook, RedirectsAreFollowedAndALoopCountsAsMissing) {
  RobotsBook book;
  book.learn(
      read_robots(answer("https://a.test/robots.txt", 301, "", "https://b.test/robots.txt")));
  EXPECT_EQ(book.ruling("https://a.test/x", noon, noon).ask_url, "https://b.test/robots.txt");
  book.learn(
      read_robots(answer("https://b.test/robots.txt", 302, "", "https://a.test/robots.txt")));
  EXPECT_EQ(book.ruling("https://a.test/x", noon, noon).say, RobotsBook::Say::allowed);
}

TEST(RobotsBook, TheRulesTravelInTheObservation) {
  const Observation seen = read_robots(
      answer("https://a.test/robots.txt", 200, "User-agent: godwit\nDisallow: /x\nCrawl-delay: 3"));
  ASSERT_EQ(seen.profile.more.size(), 1u);
  EXPECT_EQ(seen.profile.more[0].second, "User-agent: *\nCrawl-delay: 3.000\nDisallow: /x\n");
  RobotsBook book;
  book.learn(seen);
  EXPECT_EQ(book.ruling("https://a.test/y", noon, noon).crawl_delay, seconds(3));
}

}  // namespace
}  // namespace godwit
