// SPDX-License-Identifier: Apache-2.0
// The URL parser against the URL Standard: a table by hand, equations, and Node's URL as an oracle.
#include "crawler/parse/url.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <random>

#include "crawler/parse/url_plain.h"

using namespace godwit;

namespace {

constexpr std::string_view failure = "failure";

std::string href(std::string_view input, std::string_view base = "") {
  const std::optional<Url> from = base.empty() ? std::nullopt : parse_url(base);
  const std::optional<Url> url = parse_url(input, from ? &*from : nullptr);
  return url ? to_string(*url) : std::string(failure);
}

struct Case {
  std::string_view input, expected;
};

void expect_all(const std::vector<Case>& cases, std::string_view base = "") {
  for (const Case& each : cases) EXPECT_EQ(href(each.input, base), each.expected) << each.input;
}

}  // namespace

TEST(Url, IsReadAsABrowserReadsIt) {
  expect_all({
      {"https://birds.example/godwit", "https://birds.example/godwit"},
      {"  HTTPS://Birds.Example:443  ", "https://birds.example/"},
      {"https:\\\\t.me\\joinchat\\AAA", "https://t.me/joinchat/AAA"},
      {"https://t.me/\tjoin\nchat/\rAAA", "https://t.me/joinchat/AAA"},
      {"ht\ntp:/\t/birds.example/", "http://birds.example/"},
      {"https:birds.example", "https://birds.example/"},
      {"https:////birds.example/x", "https://birds.example/x"},
      {"http://birds.example:80/", "http://birds.example/"},
      {"http://birds.example:8080/", "http://birds.example:8080/"},
      {"http://birds.example:0080/", "http://birds.example/"},
      {"http://birds.example:/", "http://birds.example/"},
      {"http://birds.example:65536/", failure},
      {"http://birds.example:8a/", failure},
      {"http://a:b@birds.example/", "http://a:b@birds.example/"},
      {"http://a@b@birds.example/", "http://a%40b@birds.example/"},
      {"http://t.me@evil.example/", "http://t.me@evil.example/"},
      {"http://user@/x", failure},
      {"http://", failure},
      {"//birds.example/", failure},
      {"birds.example/x", failure},
      {"", failure},
      {"https://birds.example/a/./b/../c", "https://birds.example/a/c"},
      {"https://birds.example/a/%2e%2E/c", "https://birds.example/c"},
      {"https://birds.example/a/..", "https://birds.example/"},
      {"https://birds.example/ä ö?ü'#é`",
       "https://birds.example/%C3%A4%20%C3%B6?%C3%BC%27#%C3%A9%60"},
      {"https://birds.example/%zz%4", "https://birds.example/%zz%4"},
      {"https://birds.example?x#y#z", "https://birds.example/?x#y#z"},
  });
}

TEST(Url, HostsComeOutInOneSpelling) {
  expect_all({
      {"http://2130706433/", "http://127.0.0.1/"},
      {"http://0x7f.1/", "http://127.0.0.1/"},
      {"http://0177.0.0.01/", "http://127.0.0.1/"},
      {"http://0x7F000001", "http://127.0.0.1/"},
      {"http://127.0.0.1./", "http://127.0.0.1/"},
      {"http://192.168.257/", "http://192.168.1.1/"},
      {"http://1.2.3.4.5/", failure},
      {"http://256.1.1.1/", failure},
      {"http://4294967296/", failure},
      {"http://birds.09/", failure},
      {"http://0x/", "http://0.0.0.0/"},
      {"http://１２７.0.0.1/", "http://127.0.0.1/"},
      {"http://%74%2e%6De/x", "http://t.me/x"},
      {"http://Ｔ．ｍｅ/x", "http://t.me/x"},
      {"http://t。me/x", "http://t.me/x"},
      {"http://t\xC2\xAD.me/", "http://t.me/"},
      {"http://bücher.example/", "http://xn--bcher-kva.example/"},
      {"http://XN--BCHER-KVA.example/", "http://xn--bcher-kva.example/"},
      {"http://faß.example/", "http://xn--fa-hia.example/"},
      {"http://xn--a/", failure},
      {"http://a%00b/", failure},
      {"http://a b/", failure},
      {"http://a%2525/", failure},
      {"http://-birds-.example/", "http://-birds-.example/"},
      {"http://birds..example/", "http://birds..example/"},
      {"http://\xC2\xAD/", failure},
      {"http://\xFF.example/", failure},
      {"http://[::1]/", "http://[::1]/"},
      {"http://[2001:DB8:0:0:1:0:0:1]/", "http://[2001:db8::1:0:0:1]/"},
      {"http://[1:0:0:0:2:0:0:0]/", "http://[1::2:0:0:0]/"},
      {"http://[::ffff:1.2.3.4]/", "http://[::ffff:102:304]/"},
      {"http://[1:2:3:4:5:6:7::]/", "http://[1:2:3:4:5:6:7:0]/"},
      {"http://[::]:80/", "http://[::]/"},
      {"http://[1:2:3:4:5:6:7:8:9]/", failure},
      {"http://[::1:2:3:4:5:6:7:8]/", failure},
      {"http://[1::2::3]/", failure},
      {"http://[:1]/", failure},
      {"http://[1:]/", failure},
      {"http://[::1.2.3]/", failure},
      {"http://[::01.2.3.4]/", failure},
      {"http://[::1%25eth0]/", failure},
      {"http://[::1/", failure},
  });
}

TEST(Url, OtherSchemesKeepTheirShape) {
  expect_all({
      {"tg:resolve?domain=godwit", "tg:resolve?domain=godwit"},
      {"tg://join?invite=AbC", "tg://join?invite=AbC"},
      {"mailto:keeper@harbour.example", "mailto:keeper@harbour.example"},
      {"javascript:alert(1)", "javascript:alert(1)"},
      {"matrix:r/room:harbour.example", "matrix:r/room:harbour.example"},
      {"foo://Birds.Example/A/../B", "foo://Birds.Example/B"},
      {"foo:/a/../..//b", "foo:/.//b"},
      {"foo://a b/", failure},
      {"file:///C|/x/../..", "file:///C:/"},
      {"file://localhost/x", "file:///x"},
      {"file:x", "file:///x"},
  });
}

TEST(Url, ResolvesAgainstABase) {
  expect_all({{"d", "https://birds.example/a/b/d"},
              {"../d", "https://birds.example/a/d"},
              {"../../../d", "https://birds.example/d"},
              {"/d", "https://birds.example/d"},
              {"//sea.example/d", "https://sea.example/d"},
              {"\\\\sea.example\\d", "https://sea.example/d"},
              {"https:d", "https://birds.example/a/b/d"},
              {"http:d", "http://d/"},
              {"?d", "https://birds.example/a/b/c?d"},
              {"#d", "https://birds.example/a/b/c?q#d"},
              {"", "https://birds.example/a/b/c?q"},
              {"tg:x", "tg:x"}},
             "https://birds.example/a/b/c?q#f");
  EXPECT_EQ(resolve_url("mailto:x@y.example", "#d"), "mailto:x@y.example#d");
  EXPECT_EQ(resolve_url("mailto:x@y.example", "d"), "");
  EXPECT_EQ(resolve_url("no url", "https://birds.example"), "https://birds.example/");
}

TEST(Url, OverSixtyFourKibibytesIsNone) {
  const std::string start = "https://birds.example/";
  EXPECT_TRUE(parse_url(start + std::string(65'536 - start.size(), 'a')));
  EXPECT_FALSE(parse_url(start + std::string(65'536 - start.size() + 1, 'a')));
}

TEST(Url, HostileInputTakesLinearTime) {
  const auto took = [](const std::string& input) {
    const std::clock_t start = std::clock();  // of this process alone: the machine may be busy
    (void)parse_url(input);
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  };
  std::string dots = "https://birds.example", at_signs = "https://", wide = "https://";
  while (dots.size() < 65000) dots += "/../a";
  while (at_signs.size() < 65000) at_signs += "a@";
  while (wide.size() < 65000) wide += "\xE4\xB8\x80\xE4\xB8\x81";
  for (const std::string& input : {dots, at_signs, wide}) EXPECT_LT(took(input), 1.0);
}

TEST(Url, SerialisingAndReadingAgainChangesNothing) {
  EXPECT_TRUE(rc::check([] {
    const std::string text = *rc::gen::container<std::string>(
        rc::gen::elementOf(std::string("htps:/\\.?#@[]%2eaA1-_ ~{}|^`'\"<>\t\n\x7f\xC3\xA9\xFF")));
    const std::optional<Url> url = parse_url("https://birds.example/" + text);
    RC_ASSERT(url.has_value());
    RC_ASSERT(parse_url(to_string(*url)) == url);
  }));
  EXPECT_TRUE(rc::check([](const std::string& text) {
    if (const std::optional<Url> url = parse_url(text))
      RC_ASSERT(parse_url(to_string(*url)) == url);
  }));
}

TEST(Percent, DecodesOnceAndLeavesWhatIsMalformed) {
  EXPECT_EQ(percent_decode("%74%2E%6de%2"), "t.me%2");
  EXPECT_EQ(percent_decode("%2574"), "%74");
  EXPECT_EQ(percent_decode("%zz%"), "%zz%");
}

TEST(Query, GivesTheFirstValueDecoded) {
  EXPECT_EQ(query_value("a=1&b=x+y%26z&b=2", "b"), "x y&z");
  EXPECT_EQ(query_value("a&b=", "a"), "");
  EXPECT_EQ(query_value("%61=1", "a"), "1");
  EXPECT_EQ(query_value("&&&c=3", "c"), "3");
  EXPECT_EQ(query_value("ab=1", "a"), std::nullopt);
  EXPECT_EQ(query_value("", ""), std::nullopt);
}

TEST(RegistrableDomain, FollowsThePublicSuffixList) {
  EXPECT_EQ(registrable_domain("a.b.birds.co.uk"), "birds.co.uk");
  EXPECT_EQ(registrable_domain("www.birds.example."), "birds.example");
  EXPECT_EQ(registrable_domain("godwit.github.io"), "godwit.github.io");
  EXPECT_EQ(registrable_domain("co.uk"), "co.uk");
  EXPECT_EQ(registrable_domain("localhost"), "localhost");
  EXPECT_EQ(registrable_domain("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(registrable_domain("[::1]"), "[::1]");
}

namespace {

// Left out: what Node 20 does not do as the standard says (Bidi rules, broken punycode), and where
// the standard has moved since: "^" in paths and spaces in opaque paths.
constexpr auto pieces = std::to_array<std::string_view>({"http:",
                                                         "https:",
                                                         "HTTP:",
                                                         "ftp:",
                                                         "file:",
                                                         "ws:",
                                                         "foo:",
                                                         "tg:",
                                                         "//",
                                                         "/",
                                                         "\\",
                                                         "///",
                                                         "@",
                                                         ":",
                                                         ":80",
                                                         ":443",
                                                         ":8080",
                                                         ":99999",
                                                         "?",
                                                         "#",
                                                         ".",
                                                         "..",
                                                         "%2e",
                                                         "%2E%2e",
                                                         "%41",
                                                         "%",
                                                         "%zz",
                                                         "%00",
                                                         "[::1]",
                                                         "[1:2::3.4.5.6]",
                                                         "[",
                                                         "]",
                                                         "a",
                                                         "B",
                                                         "birds.example",
                                                         "t.me",
                                                         "0x7f.1",
                                                         "017",
                                                         "1.2.3.4",
                                                         "256",
                                                         "4294967295",
                                                         "xn--bcher-kva.",
                                                         "bücher",
                                                         "faß",
                                                         "。",
                                                         "\t",
                                                         "\n",
                                                         "Ｔ",
                                                         "\u00AD",
                                                         "é",
                                                         "'",
                                                         "\"",
                                                         "<",
                                                         "{",
                                                         "|",
                                                         "C|",
                                                         "c:",
                                                         "-",
                                                         "_",
                                                         "user:pass@",
                                                         "x=1&y",
                                                         "~",
                                                         "!$&()*+,;=",
                                                         "0x",
                                                         "09",
                                                         "1e2",
                                                         "😀"});

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    std::array<char, 4> two{};
    std::snprintf(two.data(), two.size(), "%02x", static_cast<unsigned char>(c));
    out += two.data();
  }
  return out;
}

std::vector<std::string> random_inputs(int count) {
  std::mt19937_64 random(20261122);
  std::vector<std::string> inputs;
  for (int i = 0; i < count; ++i) {
    std::string input = random() % 3 == 0 ? "http://" : "";
    for (std::uint64_t n = random() % 7 + 1; n > 0; --n) input += pieces[random() % pieces.size()];
    inputs.push_back(input);
  }
  return inputs;
}

}  // namespace

// A space before a URL changes nothing about it, and makes it take the long way.
TEST(Url, ThePlainWayGivesWhatTheParserGives) {
  int plain = 0;
  const bool holds = rc::check([&] {
    const auto piece = rc::gen::element<std::string>(
        "t.me", "birds", ".", "..", "/", "//", "a", "Z", "9", "-", "_", "~", "%2e", "%41", "?", "#",
        "=", "&", "+", ":", "@", "x=1", "xn--", "example", "0x1f", "127.1", "\\", " ", "\t", "é",
        "'", "\"", "<", "|", "^", "`", "{", "!", "$", "(", ")", "*", ",", ";", "\xFF");
    const std::string scheme = *rc::gen::weightedElement<std::string>(
        {{6, "https://"}, {3, "http://"}, {1, "https:/"}, {1, "HTTP://"}, {1, "https:///"}});
    std::string text = scheme + *rc::gen::element<std::string>("birds.example", "t.me", "A.b", "");
    const int pieces = *rc::gen::inRange(0, 6);
    for (int i = 0; i < pieces; ++i) text += *piece;
    const std::optional<Url> quick = parse_plain_url(text);
    if (!quick) return;
    ++plain;
    RC_ASSERT(parse_url(' ' + text) == quick);
  });
  EXPECT_TRUE(holds);
  EXPECT_GT(plain, 5);
  for (const char* usual : {"https://t.me/birds", "https://t.me/+AbC-1", "http://birds.example",
                            "https://www.youtube.com/watch?v=aZ9%20&t=1#now"})
    EXPECT_TRUE(parse_plain_url(usual)) << usual;
  for (const char* other :
       {"https://t.me:443/birds", "https://T.me/birds", "https://1.2.3.4/",
        "https://birds.example/a/../b", "https://birds.example/%2e%2e/b",
        "https://xn--80ak6aa92e.example/", "https://birds.example./", "//t.me/x"})
    EXPECT_FALSE(parse_plain_url(other)) << other;
}

TEST(Url, AgreesWithNodeOnRandomInput) {
  if (std::system("node -e 'process.exit(parseInt(process.versions.node)>=20?0:1)' 2>/dev/null") !=
      0)
    GTEST_SKIP() << "no node >= 20 here: nothing to compare with";
  // Given: random inputs, each once without and once with a base
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("url_test_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::vector<std::string> inputs = random_inputs(4000);
  {
    std::ofstream out(folder / "in");
    for (const std::string& each : inputs) out << hex(each) << '\n';
    std::ofstream(folder / "ask.js")
        << "const fs=require('fs');let o='';for(const l of fs.readFileSync(process.argv[2],'utf8')"
           ".split('\\n').slice(0,-1)){const s=Buffer.from(l,'hex').toString('utf8');"
           "for(const b of [undefined,'http://birds.example/a/b?c#d'])"
           "{try{o+=new URL(s,b).href+'\\n'}catch(e){o+='failure\\n'}}}"
           "fs.writeFileSync(process.argv[3],o)";
  }
  const std::string ask = "node " + (folder / "ask.js").string() + " " + (folder / "in").string() +
                          " " + (folder / "out").string();
  ASSERT_EQ(std::system(ask.c_str()), 0);
  // Then: the same answer to each
  std::ifstream answers(folder / "out");
  int differences = 0;
  for (const std::string& input : inputs)
    for (const std::string_view base : {"", "http://birds.example/a/b?c#d"}) {
      std::string expected;
      ASSERT_TRUE(std::getline(answers, expected));
      if (href(input, base) == expected) continue;
      ++differences;
      EXPECT_EQ(href(input, base), expected) << "input: " << input << " base: " << base;
    }
  EXPECT_EQ(differences, 0);
  std::filesystem::remove_all(folder);
}
