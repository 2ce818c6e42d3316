// SPDX-License-Identifier: Apache-2.0
// The transport against well-behaved servers on loopback: what a Fetched holds, and how waiting
// obeys the clock.
#include "crawler/fetch/curl_transport.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/hostile/client.h"
#include "tests/hostile/peer.h"

namespace godwit {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;
using Steady = std::chrono::steady_clock;

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
  EXPECT_EQ(fetched.request_head,
            "GET /harbour?page=2 HTTP/1.1\r\nHost: " + host +
                "\r\nUser-Agent: godwit-test (+https://harbour.example/contact)\r\n"
                "Accept: */*\r\nAccept-Encoding: gzip, deflate, br\r\n"
                "X-Asked: tide\r\nX-Empty:\r\n\r\n");
  EXPECT_EQ(fetched.response_head,
            "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nX-Bird: Knot\r\nX-Bird: Dunlin\r\n\r\n");
  EXPECT_EQ(fetched.raw_body, "low tide");
  EXPECT_EQ(fetched.body, "low tide");
  EXPECT_EQ(fetched.headers,
            (Headers{{"content-length", "8"}, {"x-bird", "Knot"}, {"x-bird", "Dunlin"}}));
  EXPECT_EQ(fetched.ip, "127.0.0.1");
  EXPECT_EQ(fetched.flags, 0u);
}

TEST(CurlTransport, InterimAnswersAndTrailersAreNotPartOfTheHead) {
  Peer peer(
      always("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
             "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
             "4;note=x\r\nhigh\r\n5\r\n tide\r\n0\r\nX-Sum: 9\r\n\r\n"));
  const Fetched fetched = fetch(on_loopback({peer.port()}), get(peer.url()));
  EXPECT_EQ(fetched.outcome, Outcome::answered);
  EXPECT_EQ(fetched.status, 404);
  EXPECT_EQ(fetched.response_head,
            "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n");
  EXPECT_EQ(fetched.raw_body, "high tide");
  EXPECT_EQ(fetched.flags, 0u);
}

TEST(CurlTransport, APostSendsItsBodyAndAsksForNoContinue) {
  std::string head, body;
  Peer peer([&](Connection& connection) {
    head = connection.read_head();
    body = connection.read(11);
    connection.send(answer("{}"));
  });
  Request request = get(peer.url("/api"));
  request.method = "POST";
  request.body = std::string("{\"a\":\"b\0\"}", 10) + "\n";
  request.headers = {{"Content-Type", "application/json"}};
  const Fetched fetched = fetch(on_loopback({peer.port()}), request);
  EXPECT_EQ(fetched.body, "{}");
  EXPECT_EQ(body, request.body);
  EXPECT_EQ(fetched.request_head, head);
  EXPECT_NE(head.find("POST /api HTTP/1.1\r\n"), std::string::npos);
  EXPECT_NE(head.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_NE(head.find("Content-Length: 11\r\n"), std::string::npos);
  EXPECT_EQ(head.find("Expect"), std::string::npos);
}

TEST(CurlTransport, ARedirectIsAnAnswerWithAnAbsoluteLocation) {
  struct Case {
    std::string written, resolved;
  };
  const Case cases[] = {
      {"/next", "/next"},
      {"../up?x=1#part", "/up?x=1#part"},
      {"https://t.me/harbour", "https://t.me/harbour"},
      {"//files.example/u/1", "http://files.example/u/1"},
      {"file:///etc/passwd", "file:///etc/passwd"},
      {"http://", ""},
  };
  for (const Case& each : cases) {
    Peer peer(always("HTTP/1.1 302 Found\r\nLocation: " + each.written +
                     "\r\nContent-Length: 0\r\n\r\n"));
    const Fetched fetched = fetch(on_loopback({peer.port()}), get(peer.url("/a/b")));
    EXPECT_EQ(fetched.outcome, Outcome::answered);
    EXPECT_EQ(fetched.status, 302);
    const std::string expected =
        each.resolved.starts_with('/') ? peer.url(each.resolved) : each.resolved;
    EXPECT_EQ(fetched.location, expected) << each.written;
    EXPECT_EQ(peer.connections(), 1u);
  }
}

TEST(CurlTransport, AnEncodedBodyIsKeptRawAndRead) {
  const std::string text(5000, 'w');
  std::string packed(compressBound(text.size()), '\0');
  uLongf size = packed.size();
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(text.data()), text.size()),
            Z_OK);
  packed.resize(size);
  Peer peer(always(answer(packed, "Content-Encoding: deflate\r\n")));
  const Fetched fetched = fetch(on_loopback({peer.port()}), get(peer.url()));
  EXPECT_EQ(fetched.raw_body, packed);
  EXPECT_EQ(fetched.body, text);
  EXPECT_EQ(fetched.flags, 0u);
}

TEST(CurlTransport, OneConnectionServesManyRequests) {
  Peer peer(always(answer("tern")));
  WallClock clock;
  const auto transport = transport_of(on_loopback({peer.port()}), clock);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(fetch(*transport, get(peer.url()), clock).outcome, Outcome::answered);
  EXPECT_EQ(peer.connections(), 1u);
}

TEST(CurlTransport, EveryRequestComesBackOnceWhateverBecomesOfIt) {
  Peer peer(always(answer("tern")));
  WallClock clock;
  FetchOptions options = on_loopback({peer.port(), closed_port()});
  options.max_in_flight = 8;
  const auto transport = transport_of(options, clock);
  const std::string closed = "http://127.0.0.1:" + std::to_string(options.extra_ports[1]) + "/";
  std::multiset<std::uint64_t> sent, back;
  std::uint64_t ticket = 0;
  const Time deadline = clock.now() + seconds(60);
  while ((sent.size() < 100 || back.size() < sent.size()) && clock.now() < deadline) {
    for (; sent.size() < 100 && transport->room() > 0; ++ticket) {
      const std::string urls[] = {peer.url(), closed, "http://[fe80::1]/", "ftp://x.example/"};
      Request request = get(urls[ticket % 4]);
      request.ticket = ticket;
      transport->submit(request);
      sent.insert(ticket);
    }
    for (const Fetched& fetched : transport->wait(deadline)) {
      const Outcome expected[] = {Outcome::answered, Outcome::connect_failed, Outcome::refused,
                                  Outcome::refused};
      EXPECT_EQ(fetched.outcome, expected[fetched.request.ticket % 4]) << fetched.why;
      back.insert(fetched.request.ticket);
    }
  }
  EXPECT_EQ(sent, back);
  EXPECT_EQ(transport->room(), 8u);
}

TEST(CurlTransport, AFailedFetchInheritsNothingFromTheOneBefore) {
  Peer peer(always(answer("tern", "Location: /x\r\n")));
  WallClock clock;
  FetchOptions options = on_loopback({peer.port(), closed_port()});
  options.max_in_flight = 1;
  const auto transport = transport_of(options, clock);
  EXPECT_EQ(fetch(*transport, get(peer.url()), clock).ip, "127.0.0.1");
  const std::string closed = "http://127.0.0.1:" + std::to_string(options.extra_ports[1]) + "/";
  const Fetched failed = fetch(*transport, get(closed), clock);
  EXPECT_EQ(failed.outcome, Outcome::connect_failed);
  EXPECT_EQ(failed.status, 0);
  EXPECT_EQ(failed.ip + failed.request_head + failed.response_head + failed.body + failed.location,
            "");
  EXPECT_TRUE(failed.headers.empty());
  EXPECT_EQ(failed.flags, 0u);
}

TEST(CurlTransport, WaitingEndsAtTheDeadlineOfTheGivenClock) {
  WallClock clock;
  const auto transport = transport_of(on_loopback({}), clock);
  const auto begun = Steady::now();
  EXPECT_TRUE(transport->wait(clock.now() + Duration{120}).empty());
  const auto took = Steady::now() - begun;
  EXPECT_GE(took, std::chrono::milliseconds{115});
  EXPECT_LT(took, std::chrono::milliseconds{2000});
}

TEST(CurlTransport, AClockAlreadyPastTheDeadlineDoesNotHoldTransfersUp) {
  Peer peer(always(answer("tern")));
  WallClock clock;
  const auto transport = transport_of(on_loopback({peer.port()}), clock);
  transport->submit(get(peer.url()));
  std::vector<Fetched> answers;
  for (int i = 0; i < 2000 && answers.empty(); ++i) {
    answers = transport->wait(from_ms(0));
    if (answers.empty()) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].body, "tern");
}

TEST(CurlTransport, AnInterruptEndsTheWaitUnderWayOrTheNext) {
  WallClock clock;
  const auto transport = transport_of(on_loopback({}), clock);
  const auto begun = Steady::now();
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    transport->interrupt();
  });
  EXPECT_TRUE(transport->wait(the_end).empty());
  other.join();
  transport->interrupt();
  EXPECT_TRUE(transport->wait(the_end).empty());
  EXPECT_LT(Steady::now() - begun, std::chrono::seconds{5});
}

TEST(CurlTransport, ARequestItCannotSendIsRefusedUnsent) {
  Peer peer(always(answer("tern")));
  Request method = get(peer.url());
  method.method = "DELETE";
  Request header = get(peer.url());
  header.headers = {{"If-None-Match", "\"x\"\r\nX-Injected: 1"}};
  Request host = get(peer.url());
  host.headers = {{"hOST", "other.example"}};
  for (const Request& request : {method, header, host}) {
    const Fetched fetched = fetch(on_loopback({peer.port()}), request);
    EXPECT_EQ(fetched.outcome, Outcome::refused);
    EXPECT_EQ(fetched.request, request);
    EXPECT_FALSE(fetched.why.empty());
  }
  EXPECT_EQ(peer.connections(), 0u);
}

TEST(CurlTransport, SettingsThatCannotWorkAreErrorsWithOneClearLine) {
  WallClock clock;
  const auto error_of = [&](const FetchOptions& options) {
    auto made = make_curl_transport(options, clock);
    return made ? std::string() : made.error().text;
  };
  FetchOptions options;
  options.ca_bundle = "/nowhere/authorities.pem";
  EXPECT_EQ(error_of(options), "CA bundle /nowhere/authorities.pem: cannot be read");
  options.ca_bundle = "/dev/null";
  EXPECT_EQ(error_of(options), "CA bundle /dev/null: holds no PEM certificate");
  options.ca_bundle = "";
  options.proxy = "socks5://127.0.0.1:9050";
  EXPECT_NE(error_of(options).find("use socks5h://"), std::string::npos);
  options.proxy = "ftp://127.0.0.1:21";
  EXPECT_NE(error_of(options).find("unknown scheme"), std::string::npos);
  options.proxy = "";
  options.max_in_flight = 0;
  EXPECT_NE(error_of(options).find("max_in_flight"), std::string::npos);
  options.proxy = "http://user:secret@/";
  EXPECT_EQ(error_of(options).find("secret"), std::string::npos);
  EXPECT_NE(error_of(options), "");
}

}  // namespace
}  // namespace godwit
