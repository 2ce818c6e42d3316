// SPDX-License-Identifier: Apache-2.0
// The transport against well-behaved servers on loopback: what a Fetched holds, how waiting obeys
// the clock, and what the proxy and TLS settings mean.
#include "crawler/fetch/curl_transport.h"

#include "tests/hostile/certificates.h"
#include "tests/hostile/client.h"
#include "tests/hostile/peer.h"

namespace godwit {
namespace {

TEST(CurlTransport, AnAnswerIsKeptWholeWithBothHeads) {
  Peer peer(always(answer("low tide", "X-Bird: Knot\r\nX-Bird: Dunlin\r\n")));
  Request request = get(peer.url("/harbour?page=2"));
  request.headers = {{"X-Asked", "tide"}, {"X-Empty", ""}};
  request.ticket = 7;
  const Fetched fetched = fetch(on_loopback({peer.port()}), request);
  const std::string host = "127.0.0.1:" + std::to_string(peer.port());
  EXPECT_EQ(fetched.request, request);
  EXPECT_EQ(fetched.outcome, Outcome::answered);
  EXPECT_EQ(fetched.why, "");
  EXPECT_EQ(fetched.status, 200);
  EXPECT_EQ(fetched.request_head, "GET /harbour?page=2 HTTP/1.1\r\nHost: " + host +
                                      "\r\nUser-Agent: godwit-test "
                                      "(+https://harbour.example/contact)\r\nAccept: */*\r\n"
                                      "Accept-Encoding: gzip, deflate, br\r\nX-Asked: tide\r\n"
                                      "X-Empty:\r\n\r\n");
  EXPECT_EQ(fetched.response_head,
            "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nX-Bird: Knot\r\nX-Bird: Dunlin\r\n\r\n");
  EXPECT_EQ(fetched.raw_body, "low tide");
  EXPECT_EQ(fetched.body, "low tide");
  EXPECT_EQ(fetched.headers,
            (std::vector<std::pair<std::string, std::string>>{
                {"content-length", "8"}, {"x-bird", "Knot"}, {"x-bird", "Dunlin"}}));
  EXPECT_EQ(fetched.ip, "127.0.0.1");
  EXPECT_EQ(fetched.flags, 0u);
}

}  // namespace
}  // namespace godwit
