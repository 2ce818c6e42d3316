// SPDX-License-Identifier: Apache-2.0
// What may not be reached is not reached: literal addresses in every writing, names that lead home,
// redirects, other schemes. The whole transport runs, over a network that only counts.
#include <arpa/inet.h>

#include "crawler/fetch/lanes.h"
#include "crawler/parse/hop.h"
#include "tests/hostile/client.h"
#include "tests/hostile/no_network.h"

namespace godwit {
namespace {

// Sends one request through a transport as it is in production.
Fetched ask(const std::string& url) {
  WallClock clock;
  FetchOptions options;
  options.limits.connect = seconds(2);
  return fetch(*transport_of(options, clock), get(url), clock);
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

// "A 203.0.113.7 ttl 0, then A 127.0.0.1", "AAAA ::1", "CNAME localhost.": the addresses in it.
std::vector<std::string> addresses_in(const std::string& dns) {
  std::vector<std::string> found;
  std::istringstream words(dns);
  for (std::string word; words >> word;) {
    while (word.ends_with(',')) word.pop_back();
    if (word == "localhost.") found.emplace_back("127.0.0.1");
    in6_addr ignored;
    if (inet_pton(AF_INET, word.c_str(), &ignored) == 1 ||
        inet_pton(AF_INET6, word.c_str(), &ignored) == 1)
      found.push_back(word);
  }
  return found;
}

struct Row {
  std::string line, from, url, dns, expected;
};

// The first column holds a URL, or a hop "from -> 302 to", or a piece of a page with a URL in it.
Row row_of(const std::string& line) {
  const std::vector<std::string> cells = split(line, '\t');
  Row row{line, "", cells.at(0), cells.at(1), cells.back()};
  if (const std::size_t arrow = row.url.find(" -> 302 "); arrow != std::string::npos) {
    row.from = row.url.substr(0, arrow);
    row.url = resolve_url(row.from, row.url.substr(arrow + 8));
  } else if (row.url.starts_with('<') || row.url.find(": http") != std::string::npos) {
    row.url = row.url.substr(row.url.find("http://"));
    row.url = row.url.substr(0, row.url.find_first_of("\"> "));
  }
  return row;
}

bool refused_as_hop(const Row& row) {
  if (row.from.empty()) return false;
  const auto from = parse_url(row.from);
  const auto to = parse_url(row.url);
  return from && to && refuse_hop(*from, *to);
}

TEST(Ssrf, EveryTargetOfTheListIsRefusedWithoutAPacket) {
  const auto list = std::filesystem::path(GODWIT_SHARED) / "data/hostile/ssrf_targets.tsv";
  if (!std::filesystem::exists(list)) GTEST_SKIP() << "no " << list;
  std::ifstream file(list);
  std::string line;
  std::getline(file, line);  // the head
  int rows = 0;
  int refused = 0;
  while (std::getline(file, line)) {
    ++rows;
    const Row row = row_of(line);
    const auto url = parse_url(row.url);
    const std::string host = url ? url->host.value_or("") : "";
    no_network::set_names({{host, addresses_in(row.dns)}});
    const Fetched fetched = ask(row.url);
    EXPECT_EQ(no_network::packets(), std::vector<std::string>{}) << line;
    const bool no = refused_as_hop(row) || fetched.outcome == Outcome::refused;
    EXPECT_TRUE(no) << line << "\n" << fetched.why;
    refused += no;
    const bool by_scheme = row.expected.find("reason=scheme") != std::string::npos;
    EXPECT_TRUE(!by_scheme || fetched.why.starts_with("scheme: ")) << line << "\n" << fetched.why;
  }
  EXPECT_EQ(rows, 127);
  EXPECT_EQ(refused, rows);
  std::printf("refused %d of %d, 0 packets\n", refused, rows);
}

TEST(Ssrf, APublicNameIsAskedForAndConnectedTo) {
  no_network::set_names({{"harbour.example", {"192.31.196.7", "2620:4f:8000::7"}}});
  const Fetched fetched = ask("http://harbour.example/");
  EXPECT_EQ(fetched.outcome, Outcome::connect_failed);
  EXPECT_EQ(no_network::packets().size(), 2u);  // so that "0 packets" above means something
  EXPECT_FALSE(no_network::names_asked().empty());
}

TEST(Ssrf, AMixedAnswerReachesThePublicAddressesOnly) {
  no_network::set_names({{"harbour.example", {"127.0.0.1", "192.31.196.7", "10.0.0.1", "::1"}}});
  EXPECT_EQ(ask("http://harbour.example/").outcome, Outcome::connect_failed);
  EXPECT_EQ(no_network::packets(), std::vector<std::string>{"192.31.196.7"});
}

TEST(Ssrf, ANameThatDoesNotExistIsAFactAboutTheName) {
  no_network::set_names({});
  EXPECT_EQ(ask("http://nobody.example/").outcome, Outcome::dns_failed);
}

TEST(Ssrf, ANameServerThatHangsHoldsUpNobody) {
  no_network::set_names({{"slow.example", {"192.31.196.7"}}});
  no_network::set_delay(std::chrono::milliseconds{1500});
  const auto begun = std::chrono::steady_clock::now();
  {
    WallClock clock;
    FetchOptions options;
    options.limits.connect = Duration{200};
    const auto transport = transport_of(options, clock);
    EXPECT_EQ(fetch(*transport, get("http://slow.example/"), clock).outcome, Outcome::timed_out);
    transport->submit(get("http://slower.example/"));
    EXPECT_TRUE(transport->wait(clock.now() + Duration{50}).empty());
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds{1000});
  std::this_thread::sleep_for(std::chrono::milliseconds{2000});  // libcurl's threads end
}

TEST(Ssrf, SpecialNamesAreNeverAskedFor) {
  no_network::set_names({});
  for (const char* url : {"http://harbour.onion/", "http://x.i2p/", "http://localhost/",
                          "http://a.b.localhost./", "http://printer.local/", "http://intranet/",
                          "http://metadata.google.internal/", "http://router.home.arpa/"})
    EXPECT_EQ(ask(url).outcome, Outcome::refused) << url;
  EXPECT_EQ(no_network::names_asked(), std::vector<std::string>{});
}

}  // namespace
}  // namespace godwit
