// SPDX-License-Identifier: Apache-2.0
// The dashboard's rules, each a test: docs/dashboard.md numbers them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "app/serve/dashboard.h"
#include "app/serve/guard.h"
#include "tests/app/desk_case.h"
#include "tests/app/loopback.h"

namespace godwit::test {
namespace {

namespace fs = std::filesystem;

class Serve : public DeskCase {
 protected:
  ~Serve() override { down(); }

  void up(const std::string& config = "") {
    make({Seen("harbour_one", day(1))
              .id(11)
              .title("<script>alert(1)</script>")
              .announces("tidewatch", day(1)),
          Seen("tidewatch", day(2)).id(12).title("Tide"), Seen("harbour_one", day(3)).id(11).gone(),
          Seen("dune_birds", day(4)).id(13).title("Dunes")},
         true, config);
    auto live = LiveCase::open(case_dir(), day(30), "Ada Reed");
    ASSERT_TRUE(live) << live.error().text;
    live_ = std::move(*live);
    DashboardOptions options;
    options.patience = seconds(1);
    options.connections_max = 8;
    options.invite = [this](const std::string& url) { invitations_.push_back(url); };
    auto dashboard = Dashboard::start(*live_, options);
    ASSERT_TRUE(dashboard) << dashboard.error().text;
    dashboard_ = std::move(*dashboard);
    port_ = std::to_string(dashboard_->port());
    thread_ = std::thread([this] { dashboard_->run(false); });
  }
  void down() {
    if (!thread_.joinable()) return;
    dashboard_->stop();
    thread_.join();
  }

  std::string ask(const std::string& head, const std::string& body = "") {
    return exchange(dashboard_->port(), head + "Connection: close\r\n\r\n" + body);
  }
  std::string host() const { return "Host: 127.0.0.1:" + port_ + "\r\n"; }
  // The cookie of a browser that opened the printed address.
  std::string let_in() {
    const std::string& url = invitations_.back();
    const std::string answer = ask("GET " + url.substr(url.find("/?")) + " HTTP/1.1\r\n" + host());
    const std::size_t at = answer.find("Set-Cookie: ") + 12;
    return "Cookie: " + answer.substr(at, answer.find(';', at) - at) + "\r\n";
  }
  std::string get(const std::string& target, const std::string& more) {
    return ask("GET " + target + " HTTP/1.1\r\n" + host() + more);
  }
  std::string good_post() const {
    return "Origin: http://127.0.0.1:" + port_ +
           "\r\nSec-Fetch-Site: same-origin\r\nX-Godwit: word\r\nContent-Type: "
           "application/json\r\n";
  }
  std::string post(const std::string& headers, const std::string& body) {
    return ask("POST /word HTTP/1.1\r\n" + host() + headers +
                   "Content-Length: " + std::to_string(body.size()) + "\r\n",
               body);
  }
  static int status(const std::string& answer) {
    return answer.size() > 12 ? std::stoi(answer.substr(9, 3)) : 0;
  }

  std::unique_ptr<LiveCase> live_;
  std::unique_ptr<Dashboard> dashboard_;
  std::vector<std::string> invitations_;
  std::string port_;
  std::thread thread_;
};

constexpr const char* a_note =
    R"({"verb": "note", "from": "https://t.me/tidewatch", "text": "seen"})";

TEST_F(Serve, AHostThatIsNotOursIsAnotherMachine) {
  up();
  const std::string cookie = let_in();
  for (const std::string& ours : {"127.0.0.1:" + port_, "localhost:" + port_, "[::1]:" + port_})
    EXPECT_EQ(status(ask("GET / HTTP/1.1\r\nHost: " + ours + "\r\n" + cookie)), 200) << ours;
  for (const std::string& other :
       {std::string("evil.test"), "127.0.0.1.evil.test:" + port_, std::string("127.0.0.1"),
        "LOCALHOST.:" + port_, std::string("127.0.0.1:1"), "127.1:" + port_, "0.0.0.0:" + port_})
    EXPECT_EQ(status(ask("GET / HTTP/1.1\r\nHost: " + other + "\r\n" + cookie)), 421) << other;
  EXPECT_EQ(status(ask("GET / HTTP/1.1\r\n" + cookie)), 421);
  EXPECT_EQ(status(ask("GET / HTTP/1.1\r\n" + host() + "Host: evil.test\r\n" + cookie)), 421);
  EXPECT_EQ(status(ask("GET http://evil.test/ HTTP/1.1\r\n" + host() + cookie)), 400);
}

TEST_F(Serve, TheTokenLetsOneBrowserInOnce) {
  up();
  const std::string first = invitations_.back();
  const std::string target = first.substr(first.find("/?"));
  ASSERT_EQ(target.size(), std::string("/?token=").size() + 64);  // 256 bits
  EXPECT_EQ(status(get("/?token=" + std::string(64, '0'), "")), 403);
  EXPECT_EQ(status(get(target.substr(0, target.size() - 1), "")), 403);
  const std::string answer = get(target, "");
  EXPECT_EQ(status(answer), 303);
  EXPECT_NE(answer.find("Location: /\r\n"), std::string::npos);
  EXPECT_NE(answer.find("; HttpOnly; SameSite=Strict"), std::string::npos) << answer;
  EXPECT_EQ(status(get(target, "")), 403);
  ASSERT_EQ(invitations_.size(), 2U);  // for the next browser
  EXPECT_NE(invitations_.front(), invitations_.back());
}

TEST_F(Serve, WithoutTheCookieNothingIsShown) {
  up();
  const std::string cookie = let_in();
  for (const char* target : {"/", "/data.json", "/capture/00000000-0000-0000-0000-000000000000"}) {
    EXPECT_EQ(status(get(target, "")), 403) << target;
    EXPECT_EQ(status(get(target, "Cookie: godwit_" + port_ + "=0\r\n")), 403) << target;
    EXPECT_EQ(status(get(target, cookie + cookie)), 403) << target;
  }
  EXPECT_EQ(status(get("/data.json", cookie + "Sec-Fetch-Site: cross-site\r\n")), 403);
  EXPECT_EQ(status(get("/data.json", cookie + "Sec-Fetch-Site: same-site\r\n")), 403);
  EXPECT_EQ(status(get("/data.json", cookie + "Sec-Fetch-Site: same-origin\r\n")), 200);
}

TEST(ServeGuard, SecretsAreComparedWhole) {
  EXPECT_TRUE(same_secret("abc", "abc"));
  EXPECT_FALSE(same_secret("abc", "abd"));
  EXPECT_FALSE(same_secret("abc", "ab"));
  EXPECT_TRUE(same_secret("", ""));
  Guard guard(80, std::string(32, 's'), "");
  EXPECT_FALSE(guard.opens({"GET", "/?token=", {}}));  // a spent token opens nothing
}

TEST_F(Serve, AWordIsTakenFromOurOwnPageOnly) {
  up();
  const std::string cookie = let_in();
  EXPECT_EQ(status(post(cookie + good_post(), a_note)), 204);
  const auto without = [&](const std::string& line, const std::string& instead = "") {
    std::string headers = good_post();
    const std::size_t at = headers.find(line);
    return headers.replace(at, headers.find("\r\n", at) + 2 - at, instead);
  };
  const std::pair<std::string, int> wrong[] = {
      {without("Origin"), 403},
      {without("Origin", "Origin: null\r\n"), 403},
      {without("Origin", "Origin: http://evil.test\r\n"), 403},
      {without("Origin", "Origin: https://127.0.0.1:" + port_ + "\r\n"), 403},
      {without("Origin", "Origin: http://localhost:" + port_ + "\r\n"), 403},
      {without("Sec-Fetch-Site", "Sec-Fetch-Site: cross-site\r\n"), 403},
      {without("Sec-Fetch-Site", "Sec-Fetch-Site: none\r\n"), 403},
      {without("X-Godwit"), 403},
      {without("Content-Type", "Content-Type: text/plain\r\n"), 415},
      {without("Content-Type"), 415}};
  for (const auto& [headers, expected] : wrong)
    EXPECT_EQ(status(post(cookie + headers, a_note)), expected) << headers;
  EXPECT_EQ(status(post(good_post(), a_note)), 403);
  EXPECT_EQ(status(get("/word", cookie)), 404);
  EXPECT_EQ(
      status(ask("POST / HTTP/1.1\r\n" + host() + cookie + good_post() + "Content-Length: 0\r\n")),
      405);
  EXPECT_EQ(status(ask("PUT /word HTTP/1.1\r\n" + host() + cookie + "Content-Length: 0\r\n")), 405);
}

TEST_F(Serve, EveryAnswerCarriesItsWalls) {
  up();
  const std::string cookie = let_in();
  const std::string answers[] = {get("/", ""),
                                 get("/", cookie),
                                 get("/data.json", cookie),
                                 get("/nowhere", cookie),
                                 post(cookie + good_post(), a_note),
                                 ask("GET / HTTP/1.1\r\nHost: evil.test\r\n"),
                                 exchange(dashboard_->port(), "nonsense\r\n\r\n")};
  for (const std::string& answer : answers)
    for (const char* wall :
         {"Content-Security-Policy: default-src 'none'", "frame-ancestors 'none'",
          "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
          "Cache-Control: no-store", "Cross-Origin-Opener-Policy: same-origin",
          "Cross-Origin-Resource-Policy: same-origin"})
      EXPECT_NE(answer.find(wall), std::string::npos) << wall << "\n" << answer.substr(0, 900);
}

TEST_F(Serve, ThePageRunsItsOwnScriptOnlyAndANewNonceEachTime) {
  up();
  const std::string cookie = let_in(), one = get("/", cookie), two = get("/", cookie);
  const auto nonce = [](const std::string& page) {
    const std::size_t at = page.find("script-src 'nonce-") + 18;
    return page.substr(at, 32);
  };
  EXPECT_NE(nonce(one), nonce(two));
  EXPECT_NE(one.find("nonce=\"" + nonce(one) + "\""), std::string::npos);
  EXPECT_EQ(one.find("<script>alert(1)"), std::string::npos);
  EXPECT_EQ(one.find("unsafe-inline"), std::string::npos);
  EXPECT_EQ(one.find("src=\"http"), std::string::npos);
}

TEST_F(Serve, TheNewsAreTheSameBytesUntilSomethingIsNew) {
  up();
  const std::string cookie = let_in(), first = get("/data.json", cookie);
  const std::size_t at = first.find("ETag: ") + 6;
  const std::string tag = first.substr(at, first.find("\r\n", at) - at);
  EXPECT_EQ(status(get("/data.json", cookie + "If-None-Match: " + tag + "\r\n")), 304);
  add({Seen("mole_birds", day(6)).id(14).title("Mole birds")});  // as watch would, meanwhile
  const std::string second = get("/data.json", cookie + "If-None-Match: " + tag + "\r\n");
  EXPECT_EQ(status(second), 200);
  EXPECT_NE(second.find("mole_birds"), std::string::npos);
}

TEST_F(Serve, WhatWasKnownOnADayHoldsNothingThatWasLearntLater) {
  up();
  const std::string cookie = let_in();
  add({Seen("mole_birds", day(6)).id(14).title("Mole birds")});
  const std::string day_before = to_rfc3339(day(5)).substr(0, 10);
  const std::string now = get("/data.json", cookie),
                    then = get("/data.json?as_of=" + day_before, cookie),
                    after = get("/data.json?as_of=" + to_rfc3339(day(6)).substr(0, 10), cookie);
  EXPECT_EQ(status(then), 200);
  EXPECT_NE(now.find("mole_birds"), std::string::npos);
  EXPECT_EQ(then.find("mole_birds"), std::string::npos);
  EXPECT_NE(then.find("tidewatch"), std::string::npos);
  EXPECT_NE(after.find("mole_birds"), std::string::npos) << "a day means its end";
  EXPECT_NE(now.find("\"known_by\":null"), std::string::npos);
  EXPECT_EQ(then.find("\"known_by\":null"), std::string::npos);
  for (const char* typed : {"", "yesterday", "1999-01-01", "2019-11-20'"})
    EXPECT_EQ(status(get(std::string("/data.json?as_of=") + typed, cookie)), 422) << typed;
  EXPECT_EQ(status(get("/data.json?as_of", cookie)), 404);
  EXPECT_EQ(status(get("/?as_of=" + day_before, cookie)), 404);
}

TEST_F(Serve, EveryWordOfThePageBecomesADatedFactWithTheAnalystsName) {
  up("[refer]\nname = \"Ada\"\nemail = \"ada@example.org\"\n");
  const std::string cookie = let_in();
  const char* words[] = {
      R"({"verb":"confirm","from":"https://t.me/harbour_one","to":"https://t.me/tidewatch"})",
      R"({"verb":"reject","from":"https://t.me/harbour_one","to":"https://t.me/dune_birds"})",
      R"({"verb":"merge","from":"https://t.me/tidewatch","to":"https://t.me/dune_birds"})",
      R"({"verb":"merge","from":"https://t.me/tidewatch","to":"https://t.me/dune_birds","undo":true})",
      R"({"verb":"split","from":"https://t.me/dune_birds","at":"2020-01-20T00:00Z"})",
      a_note,
      R"({"verb":"watch","from":"https://t.me/never_seen"})"};
  for (const char* each : words) EXPECT_EQ(status(post(cookie + good_post(), each)), 204) << each;
  std::vector<std::string> kept;
  auto ledger = open_ledger(case_dir(), OpenMode::read);
  ASSERT_TRUE((*ledger)->replay([&](const Observation& seen) {
    if (!seen.word) return;
    kept.push_back(seen.word->verb);
    EXPECT_EQ(seen.word->analyst, "Ada Reed");
    EXPECT_GE(seen.at, day(30));
  }));
  EXPECT_EQ(kept, (std::vector<std::string>{"confirm", "reject", "merge", "merge", "split", "note",
                                            "watch"}));
}

TEST_F(Serve, AWrongWordIsOneLineForThePageAndNoFact) {
  up();
  const std::string cookie = let_in();
  for (const char* each :
       {"", "[]", "{\"verb\":\"delete\"}", R"({"verb":"confirm","from":"https://t.me/tidewatch"})",
        R"({"verb":"note","from":"https://t.me/nobody_here","text":"x"})",
        R"({"verb":"split","from":"https://t.me/tidewatch","at":"soon"})",
        R"({"verb":"note","from":"https://t.me/tidewatch"})",
        R"({"verb":"refer","from":"https://t.me/tidewatch","text":"T1"})"}) {  // its gates are
                                                                               // closed
    const std::string answer = post(cookie + good_post(), each);
    EXPECT_EQ(status(answer), 422) << each;
    EXPECT_NE(answer.find("{\"error\":"), std::string::npos) << answer;
  }
  auto ledger = open_ledger(case_dir(), OpenMode::read);
  ASSERT_TRUE((*ledger)->replay([&](const Observation& seen) { EXPECT_FALSE(seen.word); }));
}

TEST_F(Serve, AWordIsTakenWhileACrawlHoldsTheCase) {
  up();
  const std::string cookie = let_in();
  auto held = open_ledger(case_dir(), OpenMode::write);
  ASSERT_TRUE(held);
  EXPECT_EQ(status(post(cookie + good_post(), a_note)), 204);
  EXPECT_NE(get("/data.json", cookie).find("\"seen\""), std::string::npos);  // and shown at once
  EXPECT_EQ(std::distance(fs::directory_iterator(case_dir() / "inbox"), {}), 1);
}

TEST_F(Serve, EvidenceIsTextToReadAndBytesToDownloadNeverAPage) {
  up();
  const std::string cookie = let_in();
  std::string id;
  auto ledger = open_ledger(case_dir(), OpenMode::read);
  ASSERT_TRUE((*ledger)->replay([&](const Observation& seen) {
    if (id.empty()) id = seen.capture.substr(9);
  }));
  const std::string text = get("/capture/" + id, cookie);
  EXPECT_EQ(status(text), 200);
  EXPECT_NE(text.find("Content-Type: text/plain"), std::string::npos);
  EXPECT_NE(text.find("; sandbox"), std::string::npos);
  EXPECT_NE(text.find("<script>alert(1)</script>"), std::string::npos);  // as text
  const std::string raw = get("/capture/" + id + "/raw", cookie);
  EXPECT_NE(raw.find("Content-Type: application/octet-stream"), std::string::npos);
  EXPECT_NE(raw.find("Content-Disposition: attachment"), std::string::npos);
  EXPECT_NE(raw.find("; sandbox"), std::string::npos);
  for (const std::string& wrong :
       {"/capture/" + id + "/html", std::string("/capture/../ledger.db"), "/capture/" + id + "%00",
        std::string("/capture/00000000-0000-0000-0000-000000000000"),
        std::string("/../godwit.toml"), std::string("/%2e%2e/godwit.toml"), std::string("//")})
    EXPECT_EQ(status(get(wrong, cookie)), 404) << wrong;
}

TEST_F(Serve, WhatIsTooLongTooSlowOrTwoThingsAtOnceIsTurnedAway) {
  up();
  const std::string cookie = let_in();
  EXPECT_EQ(status(get("/", "X: " + std::string(64 << 10, 'x') + "\r\n")), 431);
  EXPECT_EQ(status(ask("POST /word HTTP/1.1\r\n" + host() + cookie + good_post() +
                       "Content-Length: 10000000\r\n")),
            413);
  EXPECT_EQ(status(get("/" + std::string(4'000, 'a'), cookie)), 400);
  EXPECT_EQ(status(ask("POST /word HTTP/1.1\r\n" + host() + cookie + good_post() +
                           "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                       "0\r\n\r\n")),
            400);
  EXPECT_EQ(exchange(dashboard_->port(), "GET / HTTP/1.1\r\nHost: x"), "");  // never ends: hung up
  EXPECT_EQ(status(exchange(dashboard_->port(), "\x16\x03\x01\x02\x01")) / 100, 4);  // TLS here?
}

TEST_F(Serve, AFloodOfConnectionsIsBoundedAndOverWhenItsTimeIsUp) {
  up();
  const std::string cookie = let_in();
  std::vector<int> sockets;
  for (int i = 0; i < 200; ++i) sockets.push_back(connect_to(dashboard_->port()));
  std::this_thread::sleep_for(std::chrono::milliseconds(1'500));  // patience is a second
  EXPECT_EQ(status(get("/data.json", cookie)), 200);
  for (const int socket : sockets) ::close(socket);
}

TEST_F(Serve, NobodyElsesMachineIsListenedTo) {
  up();
  // /proc/net/tcp: local address 0100007F is 127.0.0.1; any other would be a leak.
  std::ifstream table("/proc/net/tcp");
  char wanted[8];
  std::snprintf(wanted, sizeof wanted, ":%04X", unsigned{dashboard_->port()});
  int listening = 0;
  for (std::string line; std::getline(table, line);) {
    std::istringstream fields(line);
    std::string number, local, remote, state;
    fields >> number >> local >> remote >> state;
    if (state != "0A" || !local.ends_with(wanted)) continue;
    ++listening;
    EXPECT_EQ(local.substr(0, 8), "0100007F");
  }
  EXPECT_EQ(listening, 1);
}

TEST_F(Serve, WithoutANameNoWordIsTaken) {
  make({});
  EXPECT_FALSE(LiveCase::open(case_dir(), std::nullopt, ""));
}

}  // namespace
}  // namespace godwit::test
