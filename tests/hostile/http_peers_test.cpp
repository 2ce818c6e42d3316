// SPDX-License-Identifier: Apache-2.0
// Badly behaved HTTP/1.1 peers: each exchange ends in time, under its caps, with the right word for
// what happened. Times and the raw cap are scaled down through Limits; the rest is as in
// production.
#include <zlib.h>

#include "godwit/names.h"
#include "tests/hostile/client.h"
#include "tests/hostile/peer.h"

namespace godwit {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t mib = 1u << 20;

Limits quick() {
  Limits limits;
  limits.connect = seconds(1);
  limits.total = seconds(8);
  limits.low_speed_time = seconds(1);
  limits.watchdog_grace = Duration{500};
  limits.raw_body = 4 * mib;
  return limits;
}

std::string gzipped(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

const std::string page(4000, 'w');
const std::string ok = "HTTP/1.1 200 OK\r\n";
const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";

// Says `bytes` and closes.
Peer::Script once(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& connection) {
    connection.read_head();
    connection.send(bytes);
  };
}

// Says `bytes`, then `again` for ever, pausing between.
Peer::Script endless(std::string bytes, std::string again, milliseconds between = {}) {
  if (between.count() == 0)  // fill the pipe, as a flood would
    for (const std::string unit = again; again.size() < 16'384;) again += unit;
  return [=](Connection& connection) {
    connection.read_head();
    connection.send(bytes);
    while (connection.send(again))
      if (between.count() > 0 && !connection.pause(between)) return;
  };
}

Peer::Script reset_after(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& connection) {
    connection.read_head();
    connection.send(bytes);
    connection.pause(milliseconds{50});
    connection.reset();
  };
}

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t all = 0, resident = 0;
  statm >> all >> resident;
  return resident * 4096;
}

struct Case {
  const char* name;
  Peer::Script script;
  Outcome outcome;
  std::uint32_t flags = 0;
  std::string body = {};  // compared where the outcome is answered
};

const std::string packed = gzipped(page);
const std::string bomb = gzipped(std::string(64 * mib, '\0'));

std::string as_chunk(const std::string& body) {
  std::ostringstream text;
  text << std::hex << body.size() << "\r\n" << body << "\r\n0\r\n\r\n";
  return text.str();
}

std::vector<Case> cases() {
  using enum Outcome;
  const std::string gzip = "Content-Encoding: gzip\r\n";
  return {
      // Floods: a cap stops them.
      {"endless body", endless(ok + "\r\n", "x"), too_large, flag_truncated},
      {"endless body after a vast length", endless(ok + "Content-Length: 99999999999\r\n\r\n", "x"),
       too_large, flag_truncated},
      {"endless one-byte chunks", endless(chunked, "1\r\nx\r\n"), too_large, flag_truncated},
      {"endless chunk extension", endless(chunked + "1;a=", "a"), too_large, flag_truncated},
      {"endless trailers", endless(chunked + "0\r\n", "X-T: y\r\n"), too_large, flag_truncated},
      {"endless headers", endless(ok, "X-A: b\r\n"), too_large, flag_truncated},
      {"endless header line", endless(ok + "X-A: ", "b"), broken, flag_truncated},
      {"endless interim answers", endless("", "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n"),
       too_large, flag_truncated},
      {"endless status line", endless("HTTP/1.1 200 ", "O"), broken, 0},
      // Slowness: a clock stops it.
      {"silence", [](Connection& c) { c.pause(milliseconds{60'000}); }, timed_out},
      {"silence after the head",
       endless(ok + "Content-Length: 9\r\n\r\n", "", milliseconds{60'000}), timed_out,
       flag_truncated},
      {"drip of a body", endless(ok + "\r\n", "x", milliseconds{200}), timed_out, flag_truncated},
      {"drip of a head", endless(ok + "X-A: ", "b", milliseconds{200}), timed_out, flag_truncated},
      // Lies about length.
      {"negative length", once(ok + "Content-Length: -5\r\n\r\nxxxxx"), broken, flag_truncated},
      {"length beyond 64 bits", once(ok + "Content-Length: 99999999999999999999\r\n\r\nknot"),
       answered, flag_framing_anomaly, "knot"},
      {"short body", once(ok + "Content-Length: 10\r\n\r\nhalf"), broken, flag_truncated},
      {"two lengths", once(ok + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nknot"), answered,
       flag_framing_anomaly, "knot"},
      {"length and chunks",
       once(ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "4\r\nknot\r\n0\r\n\r\n"),
       answered, flag_framing_anomaly, "knot"},
      {"chunk size beyond 64 bits", once(chunked + "FFFFFFFFFFFFFFFFFF\r\nx"), broken,
       flag_truncated},
      {"no chunk at all", once(chunked + "<html>"), broken, flag_truncated},
      {"chunks without an end", once(chunked + "4\r\nknot\r\n"), broken, flag_truncated},
      // Not HTTP.
      {"nothing", once(""), broken},
      {"no status line", once("<html>tide</html>\n"), broken},
      {"status that is no number", once("HTTP/1.1 abc\r\n\r\nx"), broken},
      {"NUL in a header", once(ok + std::string("X: b\0c\r\n", 8) + "\r\nx"), broken,
       flag_truncated},
      {"header without a colon", once(ok + "Content-Length: 4\r\nknot\r\n\r\nknot"), broken,
       flag_truncated},
      {"reset at once", reset_after(""), broken},
      {"reset half-way", reset_after(ok + "Content-Length: 9\r\n\r\nhalf"), broken, flag_truncated},
      // Lies about encoding.
      {"cut gzip", once(ok + gzip + "\r\n" + packed.substr(0, packed.size() - 10)), answered,
       flag_truncated, page},
      {"gzip and junk", once(ok + gzip + "\r\n" + packed + "JUNKJUNK"), answered,
       flag_trailing_garbage, page},
      {"text called gzip", once(ok + gzip + "\r\n" + page), answered, flag_encoding_mismatch, page},
      {"gzip in gzip", once(ok + gzip + gzip + "\r\n" + gzipped(packed)), answered,
       flag_encoding_mismatch, gzipped(packed)},
      {"gzip bomb", once(ok + gzip + "\r\n" + bomb), answered, flag_truncated,
       std::string(8 * mib, '\0')},
      {"bomb as a transfer coding", once(ok + "Transfer-Encoding: gzip\r\n\r\n" + bomb), answered,
       flag_framing_anomaly, bomb},
      {"bomb as a coding under chunks",
       once(ok + "Transfer-Encoding: gzip, chunked\r\n\r\n" + as_chunk(bomb)), answered,
       flag_framing_anomaly, bomb},
  };
}

// A cut stream gives the first part of its body.
bool holds(const Case& wanted, const std::string& body) {
  if (wanted.flags == flag_truncated) return !body.empty() && wanted.body.starts_with(body);
  return body == wanted.body;
}

TEST(HttpPeers, EachEndsInTimeUnderItsCapsWithTheRightWord) {
  std::size_t worst_growth = 0;
  Steady::duration worst_time{};
  const std::vector<Case> all = cases();
  for (const Case& each : all) {
    Peer peer(each.script);
    FetchOptions options = on_loopback({peer.port()});
    options.limits = quick();
    const std::size_t before = resident_bytes();
    const auto begun = Steady::now();
    const Fetched fetched = fetch(options, get(peer.url()));
    const auto took = Steady::now() - begun;
    const std::size_t after = resident_bytes();
    EXPECT_EQ(name_of(fetched.outcome), name_of(each.outcome)) << each.name << ": " << fetched.why;
    EXPECT_EQ(fetched.flags, each.flags) << each.name;
    if (each.outcome == Outcome::answered)
      EXPECT_TRUE(holds(each, fetched.body)) << each.name << ": " << fetched.body.size();
    else
      EXPECT_FALSE(fetched.why.empty()) << each.name;
    EXPECT_LE(fetched.raw_body.size(), options.limits.raw_body) << each.name;
    EXPECT_LE(fetched.response_head.size(), options.limits.head) << each.name;
    EXPECT_LE(took, options.limits.total + options.limits.watchdog_grace + seconds(1)) << each.name;
    worst_growth = std::max(worst_growth, after - std::min(before, after));
    worst_time = std::max(worst_time, took);
  }
  std::printf("%zu peers, longest %.1f s, largest growth %.1f MiB\n", all.size(),
              std::chrono::duration<double>(worst_time).count(),
              static_cast<double>(worst_growth) / mib);
}

TEST(HttpPeers, SilenceInsideATlsHandshakeTimesOut) {
  Peer peer([](Connection& connection) {
    connection.send("\x16\x03\x03");  // the first bytes of a record
    connection.pause(milliseconds{60'000});
  });
  FetchOptions options = on_loopback({peer.port()});
  options.limits = quick();
  const std::string url = "https://127.0.0.1:" + std::to_string(peer.port()) + "/";
  EXPECT_EQ(fetch(options, get(url)).outcome, Outcome::timed_out);
}

TEST(HttpPeers, CookiesAreNeverSentBack) {
  std::string many;
  for (int i = 0; i < 500; ++i) many += "Set-Cookie: c" + std::to_string(i) + "=1; Path=/\r\n";
  Peer peer(always(answer("tern", many)));
  WallClock clock;
  const auto transport = transport_of(on_loopback({peer.port()}), clock);
  const Fetched first = fetch(*transport, get(peer.url()), clock);
  EXPECT_EQ(first.headers.size(), 501u);
  const Fetched second = fetch(*transport, get(peer.url()), clock);
  EXPECT_EQ(second.request_head.find("Cookie"), std::string::npos);
}

TEST(HttpPeers, APlaceFreedByAHostilePeerServesTheNext) {
  Peer bad(endless(ok + "\r\n", "x", milliseconds{100}));
  Peer good(always(answer("tern")));
  FetchOptions options = on_loopback({bad.port(), good.port()});
  options.limits = quick();
  options.max_in_flight = 2;
  WallClock clock;
  const auto transport = transport_of(options, clock);
  transport->submit(get(bad.url()));
  transport->submit(get(bad.url()));
  EXPECT_EQ(transport->room(), 0u);
  for (std::size_t back = 0; back < 2;) back += transport->wait(clock.now() + seconds(10)).size();
  EXPECT_EQ(transport->room(), 2u);
  EXPECT_EQ(fetch(*transport, get(good.url()), clock).body, "tern");
}

TEST(HttpPeers, APeerThatIsSlowButSteadyEndsAtTheTotalTime) {
  Peer peer(endless(ok + "\r\n", std::string(500, 'x'), milliseconds{50}));
  FetchOptions options = on_loopback({peer.port()});
  options.limits = quick();
  options.limits.total = Duration{1500};
  const Fetched fetched = fetch(options, get(peer.url()));
  EXPECT_EQ(fetched.outcome, Outcome::timed_out);
  EXPECT_EQ(fetched.flags, flag_truncated);
  EXPECT_FALSE(fetched.body.empty());
  EXPECT_GE(fetched.took, Duration{1400});
  EXPECT_LE(fetched.took, Duration{3500});
}

TEST(HttpPeers, ManyFloodsAtOnceDoNotAddUp) {
  Peer flood(endless(ok + "\r\n", "x"));
  const std::string large(2 * mib, 'w');  // suspect only while others flood
  Peer good(always(answer(large)));
  FetchOptions options = on_loopback({flood.port(), good.port()});
  options.limits = quick();
  options.limits.raw_bodies = 3 * mib;
  WallClock clock;
  const auto transport = transport_of(options, clock);
  for (int round = 0; round < 2; ++round) {  // what was held is given back
    for (int i = 0; i < 8; ++i) transport->submit(get(flood.url()));
    std::size_t held = 0, back = 0, together = 0;
    while (back < 8)
      for (const Fetched& fetched : transport->wait(clock.now() + seconds(10))) {
        EXPECT_EQ(fetched.outcome, Outcome::too_large) << fetched.why;
        together += fetched.why == "too many large bodies at once";
        held += fetched.raw_body.size();
        ++back;
      }
    EXPECT_GE(together, 7u);
    EXPECT_LE(held, options.limits.raw_bodies + 8 * 2 * mib);
  }
  EXPECT_TRUE(fetch(*transport, get(good.url()), clock).body == large);
}

// Nobody drives the transfer past its time: only the watchdog can end the connection.
TEST(HttpPeers, TheWatchdogShutsASocketThatNobodyLooksAfter) {
  std::atomic<bool> client_left{false};
  Peer peer([&](Connection& connection) {
    connection.read_head();
    connection.send(ok + "\r\n");
    while (connection.pause(milliseconds{20})) connection.send("x");
    client_left = true;
  });
  FetchOptions options = on_loopback({peer.port()});
  options.limits = quick();
  options.limits.total = Duration{400};
  options.limits.watchdog_grace = Duration{200};
  WallClock clock;
  const auto transport = transport_of(options, clock);
  transport->submit(get(peer.url()));
  EXPECT_TRUE(transport->wait(clock.now() + Duration{100}).empty());
  for (int i = 0; i < 300 && !client_left; ++i) std::this_thread::sleep_for(milliseconds{10});
  EXPECT_TRUE(client_left);
  const auto answers = transport->wait(clock.now() + seconds(5));
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].outcome, Outcome::timed_out);
  EXPECT_EQ(answers[0].why, "the watchdog ended it");
}

}  // namespace
}  // namespace godwit
