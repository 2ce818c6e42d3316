// SPDX-License-Identifier: Apache-2.0
// TLS: only the authorities asked for are believed, and a certificate that does not verify is a
// fact about the site, not a page.
#include <gtest/gtest.h>

#include "tests/hostile/certificates.h"
#include "tests/hostile/client.h"
#include "tests/hostile/peer.h"

namespace godwit {
namespace {

Peer::Script over_tls(SSL_CTX* context, std::string bytes) {
  return [context, bytes = std::move(bytes)](Connection& connection) {
    if (connection.start_tls(context)) always(bytes)(connection);
  };
}

struct Tls : testing::Test {
  Tls() { authority.write_bundle(bundle); }
  ~Tls() override { std::filesystem::remove(bundle); }

  FetchOptions trusting(std::uint16_t port) const {
    FetchOptions options = on_loopback({port});
    options.ca_bundle = bundle;
    return options;
  }
  static std::string url(const Peer& peer) {
    return "https://127.0.0.1:" + std::to_string(peer.port()) + "/";
  }

  Authority authority;
  std::filesystem::path bundle =
      std::filesystem::path(testing::TempDir()) /
      ("authority-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + ".pem");
};

TEST_F(Tls, TheGivenBundleIsBelieved) {
  const ServerContext context = authority.server("127.0.0.1");
  Peer peer(over_tls(context.get(), answer("safe harbour")));
  const Fetched fetched = fetch(trusting(peer.port()), get(url(peer)));
  EXPECT_EQ(fetched.outcome, Outcome::answered) << fetched.why;
  EXPECT_EQ(fetched.body, "safe harbour");
  EXPECT_EQ(fetched.flags, 0u);
}

TEST_F(Tls, WhatDoesNotVerifyIsTlsFailed) {
  Authority stranger;
  struct Case {
    const char* name;
    ServerContext context;
  };
  const Case cases[] = {
      {"wrong host", authority.server("other.example")},
      {"expired", authority.server("127.0.0.1", -3600)},
      {"unknown authority", stranger.server("127.0.0.1")},
  };
  for (const Case& each : cases) {
    Peer peer(over_tls(each.context.get(), answer("trap")));
    const Fetched fetched = fetch(trusting(peer.port()), get(url(peer)));
    EXPECT_EQ(fetched.outcome, Outcome::tls_failed) << each.name;
    EXPECT_EQ(fetched.status, 0) << each.name;
    EXPECT_EQ(fetched.request_head, "") << each.name;
    EXPECT_FALSE(fetched.why.empty()) << each.name;
  }
}

TEST_F(Tls, TheSystemsAuthoritiesDoNotKnowOurs) {
  const ServerContext context = authority.server("127.0.0.1");
  Peer peer(over_tls(context.get(), answer("trap")));
  EXPECT_EQ(fetch(on_loopback({peer.port()}), get(url(peer))).outcome, Outcome::tls_failed);
}

TEST_F(Tls, OldVersionsAndBrokenHandshakesAreTlsFailed) {
  const ServerContext old = authority.server("127.0.0.1");
  SSL_CTX_set_security_level(old.get(), 0);
  SSL_CTX_set_min_proto_version(old.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(old.get(), TLS1_1_VERSION);
  Peer peer(over_tls(old.get(), answer("trap")));
  EXPECT_EQ(fetch(trusting(peer.port()), get(url(peer))).outcome, Outcome::tls_failed);
  Peer plain([](Connection& connection) { connection.send(answer("not TLS at all")); });
  EXPECT_EQ(fetch(trusting(plain.port()), get(url(plain))).outcome, Outcome::tls_failed);
}

TEST_F(Tls, TheEvidenceLaneKeepsAnUntrustedPageButMarksIt) {
  Authority stranger;
  const ServerContext untrusted = stranger.server("127.0.0.1");
  const ServerContext trusted = authority.server("127.0.0.1");
  Peer bad(over_tls(untrusted.get(), answer("perhaps")));
  Peer good(over_tls(trusted.get(), answer("surely")));
  FetchOptions options = trusting(bad.port());
  options.extra_ports.push_back(good.port());
  options.evidence_only_untrusted_tls = true;
  WallClock clock;
  const auto transport = transport_of(options, clock);
  for (int round = 0; round < 2; ++round) {
    const Fetched first = fetch(*transport, get(url(bad)), clock);
    EXPECT_EQ(first.body, "perhaps") << first.why;
    EXPECT_EQ(first.flags, flag_untrusted_tls);
    const Fetched second = fetch(*transport, get(url(good)), clock);
    EXPECT_EQ(second.body, "surely");
    EXPECT_EQ(second.flags, 0u);
  }
}

}  // namespace
}  // namespace godwit
