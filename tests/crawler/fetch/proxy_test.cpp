// SPDX-License-Identifier: Apache-2.0
// Lanes: with a proxy set, everything goes through it or nowhere, whatever the environment says.
#include <gtest/gtest.h>

#include "crawler/fetch/lanes.h"
#include "crawler/parse/hop.h"
#include "tests/hostile/certificates.h"
#include "tests/hostile/client.h"
#include "tests/hostile/peer.h"

namespace godwit {
namespace {

// Remembers what it was asked; the scripts run in threads of their own.
class Log {
 public:
  void add(std::string line) {
    const std::lock_guard held(lock_);
    lines_.push_back(std::move(line));
  }
  std::vector<std::string> lines() const {
    const std::lock_guard held(lock_);
    return lines_;
  }

 private:
  mutable std::mutex lock_;
  std::vector<std::string> lines_;
};

std::string first_line(const std::string& head) { return head.substr(0, head.find('\r')); }

// Answers plain requests itself; opens a tunnel that ends at a server of its own.
Peer::Script proxy(Log& log, SSL_CTX* context) {
  return [&log, context](Connection& connection) {
    for (;;) {
      const std::string head = connection.read_head();
      if (head.empty()) return;
      log.add(first_line(head));
      if (!head.starts_with("CONNECT ")) {
        connection.send(answer("plain, by proxy"));
        continue;
      }
      connection.send("HTTP/1.1 200 Connection established\r\nVia: pier\r\n\r\n");
      if (connection.start_tls(context)) always(answer("through the tunnel"))(connection);
      return;
    }
  };
}

// RFC 1928 without authentication; logs the name asked for and serves it.
Peer::Script socks5(Log& log) {
  return [&log](Connection& connection) {
    const std::string hello = connection.read(2);
    if (hello.size() != 2) return;
    connection.read(static_cast<unsigned char>(hello[1]));
    connection.send(std::string("\x05\x00", 2));
    const std::string ask = connection.read(5);
    if (ask.size() != 5 || ask[3] != 3) return;
    log.add(connection.read(static_cast<unsigned char>(ask[4])));
    connection.read(2);
    connection.send(std::string("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00", 10));
    always(answer("from afar"))(connection);
  };
}

struct Proxied : testing::Test {
  Proxied() { authority.write_bundle(bundle); }
  ~Proxied() override { std::filesystem::remove(bundle); }

  // As in production: nothing private is allowed but the proxy itself.
  FetchOptions through(const std::string& scheme, std::uint16_t port) const {
    FetchOptions options;
    options.proxy = scheme + "://127.0.0.1:" + std::to_string(port);
    options.ca_bundle = bundle;
    return options;
  }

  Authority authority;
  Log log;
  std::filesystem::path bundle =
      std::filesystem::path(testing::TempDir()) /
      ("proxy-authority-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + ".pem");
};

TEST_F(Proxied, HttpsGoesThroughATunnelAndHttpInAbsoluteForm) {
  const ServerContext context = authority.server("harbour.example");
  Peer peer(proxy(log, context.get()));
  const Fetched secure = fetch(through("http", peer.port()), get("https://harbour.example/a"));
  EXPECT_EQ(secure.outcome, Outcome::answered) << secure.why;
  EXPECT_EQ(secure.body, "through the tunnel");
  EXPECT_TRUE(secure.request_head.starts_with("GET /a HTTP/1.1\r\nHost: harbour.example\r\n"))
      << secure.request_head;
  EXPECT_TRUE(secure.response_head.starts_with("HTTP/1.1 200 OK\r\n")) << secure.response_head;
  EXPECT_EQ(secure.ip, "");
  const Fetched plain = fetch(through("http", peer.port()), get("http://harbour.example/b"));
  EXPECT_EQ(plain.body, "plain, by proxy");
  EXPECT_EQ(plain.ip, "");
  EXPECT_EQ(log.lines(), (std::vector<std::string>{"CONNECT harbour.example:443 HTTP/1.1",
                                                   "GET http://harbour.example/b HTTP/1.1"}));
}

TEST_F(Proxied, ACertificateForAnotherHostFailsInsideTheTunnel) {
  const ServerContext context = authority.server("other.example");
  Peer peer(proxy(log, context.get()));
  EXPECT_EQ(fetch(through("http", peer.port()), get("https://harbour.example/")).outcome,
            Outcome::tls_failed);
}

TEST_F(Proxied, TheEnvironmentChangesNothing) {
  const ServerContext context = authority.server("harbour.example");
  Peer peer(proxy(log, context.get()));
  Peer trap(always(answer("leaked")));
  const std::string trap_url = "http://127.0.0.1:" + std::to_string(trap.port());
  const Environment no_proxy("no_proxy", "*"), upper_no_proxy("NO_PROXY", "*");
  const Environment http("http_proxy", trap_url), https("https_proxy", trap_url);
  const Environment upper("HTTPS_PROXY", trap_url), all("ALL_PROXY", trap_url);
  EXPECT_EQ(fetch(through("http", peer.port()), get("https://harbour.example/")).body,
            "through the tunnel");
  EXPECT_EQ(fetch(through("http", peer.port()), get("http://harbour.example/")).body,
            "plain, by proxy");
  Peer direct(always(answer("direct")));
  EXPECT_EQ(fetch(on_loopback({direct.port()}), get(direct.url())).body, "direct");
  EXPECT_EQ(trap.connections(), 0u);
}

TEST_F(Proxied, AProxyThatIsDownFailsTheFetchAndNothingElseIsTried) {
  Peer target(always(answer("leaked")));
  for (const std::string scheme : {"http", "https", "socks5h"}) {
    FetchOptions options = through(scheme, closed_port());
    options.allow_private = true;
    options.extra_ports = {target.port()};
    const Fetched fetched = fetch(options, get(target.url()));
    EXPECT_EQ(fetched.outcome, Outcome::connect_failed) << scheme << ": " << fetched.why;
  }
  EXPECT_EQ(target.connections(), 0u);
}

TEST_F(Proxied, AProxyThatSaysNoOrHangsUpIsAFailedConnection) {
  for (const char* reply : {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
                            "HTTP/1.1 407 Proxy Authentication Required\r\n"
                            "Proxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
                            "HTTP/1.1 403 Forbidden\r\n\r\n", "", "nonsense\r\n\r\n"}) {
    Peer peer([&](Connection& connection) {
      connection.read_head();
      connection.send(reply);
    });
    const Fetched fetched = fetch(through("http", peer.port()), get("https://harbour.example/"));
    EXPECT_EQ(fetched.outcome, Outcome::connect_failed) << reply << fetched.why;
    EXPECT_EQ(fetched.status, 0) << reply;
  }
  for (char code = 1; code <= 8; ++code) {
    Peer peer([&](Connection& connection) {
      connection.read(3);
      connection.send(std::string("\x05\x00", 2));
      connection.read(5);
      connection.send(std::string("\x05", 1) + code + std::string("\0\x01\0\0\0\0\0\0", 8));
    });
    const Fetched fetched = fetch(through("socks5h", peer.port()), get("http://harbour.example/"));
    EXPECT_EQ(fetched.outcome, Outcome::connect_failed) << int{code} << fetched.why;
  }
}

TEST_F(Proxied, ASocksProxyIsGivenTheNameAndSoReachesHiddenServices) {
  Peer peer(socks5(log));
  const std::string onion = std::string(56, 'a') + ".onion";
  EXPECT_EQ(fetch(through("socks5h", peer.port()), get("http://harbour.example/")).body,
            "from afar");
  EXPECT_EQ(fetch(through("socks5h", peer.port()), get("http://" + onion + "/")).body, "from afar");
  EXPECT_EQ(log.lines(), (std::vector<std::string>{"harbour.example", onion}));
}

TEST_F(Proxied, HiddenServicesAreRefusedInEveryOtherLane) {
  const ServerContext context = authority.server("harbour.example");
  Peer peer(proxy(log, context.get()));
  FetchOptions direct;
  for (const FetchOptions& options : {direct, through("http", peer.port())})
    for (const char* url :
         {"http://harbour.onion/", "https://x.HARBOUR.onion./", "http://b.i2p/"}) {
      const Fetched fetched = fetch(options, get(url));
      EXPECT_EQ(fetched.outcome, Outcome::refused) << url;
      EXPECT_TRUE(fetched.why.starts_with("onion-without-tor")) << fetched.why;
    }
  EXPECT_EQ(peer.connections(), 0u);
}

TEST_F(Proxied, ThePrivateWebIsRefusedThoughOnlyTheProxyWouldBeAsked) {
  const ServerContext context = authority.server("harbour.example");
  Peer peer(proxy(log, context.get()));
  for (const char* url : {"http://127.0.0.1/", "http://[::1]/", "http://192.168.0.1/",
                          "http://intranet/", "http://printer.local/", "http://169.254.169.254/"})
    EXPECT_EQ(fetch(through("http", peer.port()), get(url)).outcome, Outcome::refused) << url;
  EXPECT_EQ(peer.connections(), 0u);
}

TEST_F(Proxied, CredentialsOfTheProxyGoToTheProxyOnly) {
  std::string connect, inside;
  const ServerContext context = authority.server("harbour.example");
  Peer peer([&](Connection& connection) {
    connect = connection.read_head();
    connection.send("HTTP/1.1 200 OK\r\n\r\n");
    if (!connection.start_tls(context.get())) return;
    inside = connection.read_head();
    connection.send(answer("x"));
  });
  FetchOptions options = through("http", peer.port());
  options.proxy = "http://us%65r:p%40ss@127.0.0.1:" + std::to_string(peer.port());
  const Fetched fetched = fetch(options, get("https://harbour.example/"));
  EXPECT_EQ(fetched.outcome, Outcome::answered) << fetched.why;
  EXPECT_NE(connect.find("Proxy-Authorization: Basic dXNlcjpwQHNz\r\n"), std::string::npos);
  EXPECT_EQ(inside.find("Authorization"), std::string::npos);
  EXPECT_EQ(fetched.request_head, inside);
}

TEST(Lanes, AProxySettingIsReadStrictly) {
  struct Case {
    const char *text, *url;
    Lane lane;
  };
  const Case cases[] = {
      {"", "", Lane::direct},
      {"127.0.0.1:3128", "http://127.0.0.1:3128", Lane::proxy},
      {"http://pier.example", "http://pier.example:80", Lane::proxy},
      {"https://pier.example", "https://pier.example:443", Lane::proxy},
      {"http://u:p@pier.example:8080/", "http://pier.example:8080", Lane::proxy},
      {"socks5h://[::1]:9050", "socks5h://[::1]:9050", Lane::tor},
      {"socks5h://localhost", "socks5h://localhost:1080", Lane::tor},
  };
  for (const Case& each : cases) {
    const auto proxy_read = parse_proxy(each.text);
    ASSERT_TRUE(proxy_read) << each.text;
    EXPECT_EQ(proxy_read->url, each.url) << each.text;
    EXPECT_EQ(proxy_read->lane, each.lane) << each.text;
  }
  for (const char* bad : {"socks5://h:1", "socks4a://h:1", "ftp://h:1", "http://", "http://a b:1"})
    EXPECT_FALSE(parse_proxy(bad)) << bad;
}

TEST(Lanes, AHopMayNotLeaveTheHiddenServiceNorDropItsOwnTls) {
  const auto refused = [](const char* from, const char* to) {
    return refuse_hop(*parse_url(from), *parse_url(to)).has_value();
  };
  EXPECT_TRUE(refused("http://x.onion/", "http://clear.example/"));
  EXPECT_FALSE(refused("http://x.onion/", "http://y.onion/"));
  EXPECT_FALSE(refused("http://clear.example/", "http://x.onion/"));  // the guard's to judge
  EXPECT_TRUE(refused("https://a.example/", "http://a.example/"));
  EXPECT_FALSE(refused("https://a.example/", "http://b.example/"));
  EXPECT_FALSE(refused("http://a.example/", "https://a.example/"));
}

}  // namespace
}  // namespace godwit
