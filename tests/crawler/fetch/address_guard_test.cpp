// SPDX-License-Identifier: Apache-2.0
// The guard's tables: names and addresses, their edges, and what allow_private lifts.
#include "crawler/fetch/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <rapidcheck/gtest.h>
#include <sys/un.h>

#include <cstring>

namespace godwit {
namespace {

std::string reason(std::string_view url, const Permitted& reach = {}) {
  const Judged judged = judge_url(url, reach);
  return judged.refusal ? std::string(judged.refusal->reason) : "";
}

TEST(AddressGuard, JudgesUrls) {
  struct Case {
    const char *url, *reason;
  };
  const Case cases[] = {
      {"https://t.me/s/harbour", ""},
      {"http://harbour.example:80/", ""},
      {"https://harbour.example:443/a?b=c\\d#e", ""},
      {"https://xn--mgbh0fb.example/", ""},
      {"http://8.8.8.8/", ""},
      {"http://[2606:4700::1111]/", ""},
      {"http://127.0.0.1.example/", ""},
      {"http://internal.example/", ""},
      {"http://notlocal/", "special-name"},
      {"http://notlocalhost.example/", ""},
      {"ftp://harbour.example/", "scheme"},
      {"tg://resolve?domain=x", "scheme"},
      {"http://harbour.example:8080/", "port"},
      {"http://harbour.example:22/", "port"},
      {"http://user@harbour.example/", "userinfo"},
      {"http://@harbour.example/", "userinfo"},
      {"http://a.example\\@b.example/", "characters"},
      {"http://a%2eexample/", "characters"},
      {"http://a.example/\tx", "characters"},
      {"http://a.example/ x", "characters"},
      {"http://", "unparseable"},
      {"not a url", "characters"},
      {"harbour.example", "unparseable"},
      {"", "unparseable"},
      {"http://localhost/", "special-name"},
      {"http://x.LocalHost./", "special-name"},
      {"http://a.internal/", "special-name"},
      {"http://x.onion/", "onion-without-tor"},
      {"http://x.y.i2p./", "onion-without-tor"},
      {"http://0x7f.1/", "special-address"},
      {"http://017700000001/", "special-address"},
      {"http://[::ffff:8.8.8.8]/", "special-address"},
      {"http://[64:ff9b::10.0.0.1]/", "special-address"},
      {"http://[64:ff9b::8.8.8.8]/", ""},
  };
  for (const Case& each : cases) EXPECT_EQ(reason(each.url), each.reason) << each.url;
  EXPECT_EQ(reason("http://a.example/" + std::string(2048, 'x')), "too-long");
  EXPECT_EQ(reason("http://" + std::string(250, 'x') + ".example/"), "too-long");
}

TEST(AddressGuard, TheOptionsLiftWhatTheySayAndNoMore) {
  const Permitted home{.allow_private = true, .hidden_services = false, .extra_ports = {8080}};
  for (const char* url : {"http://127.0.0.1:8080/", "http://localhost/", "http://[::1]/",
                          "http://10.1.2.3/", "http://[fd00::1]/", "http://printer.local/"})
    EXPECT_EQ(reason(url, home), "") << url;
  for (const char* url : {"http://169.254.169.254/", "http://[fe80::1]/", "http://224.0.0.1/",
                          "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/", "http://[::]/"})
    EXPECT_EQ(reason(url, home), "special-address") << url;
  EXPECT_EQ(reason("http://127.0.0.1:8081/", home), "port");
  EXPECT_EQ(reason("http://x.onion/", home), "onion-without-tor");
  EXPECT_EQ(reason("http://x.onion/", {.hidden_services = true, .extra_ports = {}}), "");
}

TEST(AddressGuard, KnowsTheEdgesOfTheBlocks) {
  struct Case {
    const char *last_before, *first, *last, *first_after;
  };
  const Case cases[] = {
      {"9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"},
      {"100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"},
      {"126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"},
      {"169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"},
      {"172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"},
      {"192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"},
      {"198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"},
      {"203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"},
      {"2001:200::", "2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::"},
      {"2001:db7:ffff:ffff::", "2001:db8::", "2001:db8:ffff::ffff", "2001:db9::"},
      {"2001:ffff::", "2002::", "2002:ffff:ffff::", "2003::"},
      {"3ffe:ffff::", "3fff::", "3fff:fff::", "3fff:1000::"},
  };
  for (const Case& each : cases) {
    EXPECT_FALSE(refuse_ip(each.last_before, false)) << each.last_before;
    EXPECT_TRUE(refuse_ip(each.first, false)) << each.first;
    EXPECT_TRUE(refuse_ip(each.last, false)) << each.last;
    EXPECT_FALSE(refuse_ip(each.first_after, false)) << each.first_after;
  }
  for (const char* ip : {"4000::1", "5f00::1", "64:ff9b:1::808:808", "1::1", "nonsense", ""})
    EXPECT_TRUE(refuse_ip(ip, true)) << ip;
}

TEST(AddressGuard, RefusesSocketsThatAreNotOfTheInternet) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  EXPECT_TRUE(refuse_address(reinterpret_cast<const sockaddr&>(local), true));
}

// The two judges read the same tables: a literal address and the socket it leads to.
RC_GTEST_PROP(AddressGuard, TheUrlAndTheSocketAreJudgedAlike, (std::uint32_t bits)) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(bits);
  char text[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
  const bool as_socket = refuse_address(reinterpret_cast<const sockaddr&>(v4), false).has_value();
  RC_ASSERT(judge_url("http://" + std::string(text) + "/", {}).refusal.has_value() == as_socket);
  RC_ASSERT(judge_url("http://" + std::to_string(bits) + "/", {}).refusal.has_value() == as_socket);
}

}  // namespace
}  // namespace godwit
