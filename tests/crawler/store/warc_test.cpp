// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/warc.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "crawler/store/capture_id.h"
#include "crawler/store/digest.h"
#include "crawler/store/gzip.h"
#include "crawler/store/observation_json.h"
#include "crawler/store/warc_page.h"
#include "crawler/store/warc_reader.h"
#include "tests/crawler/store/generators.h"

namespace godwit {
namespace {

Fetched harbour_page() {
  Fetched page;
  page.request.url = "https://t.me/s/harbour?before=12";
  page.request.address = {"telegram", "username", "harbour", "https://t.me/harbour"};
  page.request.purpose = Purpose::older;
  page.request.service = "t.me";
  page.request_head = "GET /s/harbour?before=12 HTTP/1.1\r\nHost: t.me\r\n\r\n";
  page.status = 200;
  page.response_head =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n";
  page.headers = {{"content-type", "text/html"}, {"transfer-encoding", "chunked"}};
  page.raw_body = page.body = "<p>Ships at noon.</p>";
  page.ip = "192.0.2.7";
  page.at = from_ms(1'700'000'000'123);
  page.took = Duration{41};
  return page;
}

std::string file_of(const std::vector<Fetched>& pages, bool packed = true) {
  std::string file;
  const auto add = [&](const WarcRecord& record) {
    file += packed ? gzip_member(serialise(record), 6) : serialise(record);
  };
  add(warcinfo("t.warc.gz", from_ms(0)));
  for (const Fetched& page : pages)
    for (const WarcRecord& record : records_of(page)) add(record);
  return file;
}

std::vector<WarcEntry> entries_of(std::string_view file, const WarcCaps& caps = {}) {
  WarcReader reader(read_from(file), caps);
  std::vector<WarcEntry> entries;
  while (auto entry = reader.next()) entries.push_back(std::move(*entry));
  return entries;
}

// Pages of a file, each with the request record behind it.
std::vector<Fetched> pages_of(std::string_view file) {
  std::vector<Fetched> pages;
  const std::vector<WarcEntry> entries = entries_of(file);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool asked = i + 1 < entries.size() && entries[i + 1].record.type == "request";
    if (auto page = page_of(entries[i].record, asked ? &entries[i + 1].record : nullptr))
      pages.push_back(std::move(*page));
  }
  return pages;
}

// Fetched has no ==: the members that a record must bring back.
void expect_same(const Fetched& a, const Fetched& b) {
  EXPECT_EQ(a.request, b.request);
  EXPECT_EQ(fetch_note(a), fetch_note(b));
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.request_head, b.request_head);
  EXPECT_EQ(a.response_head, b.response_head);
  EXPECT_EQ(a.raw_body, b.raw_body);
  EXPECT_EQ(a.body, b.body);
  EXPECT_EQ(a.headers, b.headers);
  EXPECT_EQ(a.ip, b.ip);
  EXPECT_EQ(a.at, b.at);
  EXPECT_EQ(a.capture, b.capture);
  EXPECT_EQ(a.imported, b.imported);
}

TEST(Warc, AnAnswerComesBackAsItWas) {
  std::vector<Fetched> pages{harbour_page()};
  stamp(pages);
  const auto back = pages_of(file_of(pages));
  ASSERT_EQ(back.size(), 1u);
  expect_same(pages[0], back[0]);
}

TEST(Warc, APostAndItsBodyComeBack) {
  std::vector<Fetched> pages{harbour_page()};
  pages[0].request.method = "POST";
  pages[0].request.body = "{\"token\":\"a\\nb\"}";
  pages[0].request_head = "POST /api/v1/validateInviteToken HTTP/1.1\r\nHost: h\r\n\r\n";
  stamp(pages);
  const auto back = pages_of(file_of(pages));
  ASSERT_EQ(back.size(), 1u);
  expect_same(pages[0], back[0]);
}

TEST(Warc, AFetchWithoutAnAnswerComesBackAsMetadata) {
  std::vector<Fetched> pages(1);
  pages[0].request.url = "https://gone.example/";
  pages[0].outcome = Outcome::dns_failed;
  pages[0].why = "no such host";
  pages[0].at = from_ms(1'700'000'000'000);
  pages[0].flags = flag_untrusted_tls;
  stamp(pages);
  const auto back = pages_of(file_of(pages));
  ASSERT_EQ(back.size(), 1u);
  EXPECT_EQ(back[0].record_type, "metadata");
  expect_same(pages[0], back[0]);
}

TEST(Warc, Http2IsWrittenAsHttp1AndComesBack) {
  std::vector<Fetched> pages{harbour_page()};
  pages[0].response_head = "HTTP/2 200\r\ncontent-type: text/html\r\n\r\n";
  pages[0].headers = {{"content-type", "text/html"}};
  stamp(pages);
  const std::string file = file_of(pages, false);
  EXPECT_NE(file.find("WARC-Protocol: h2\r\n"), std::string::npos);
  EXPECT_EQ(file.find("HTTP/2"), std::string::npos);
  const auto back = pages_of(file);
  ASSERT_EQ(back.size(), 1u);
  expect_same(pages[0], back[0]);
}

TEST(Warc, ABodyOutOfItsChunksIsNotPromisedInChunks) {
  const std::string file = file_of({harbour_page()}, false);
  EXPECT_NE(file.find("X-Archive-Orig-Transfer-Encoding: chunked\r\n"), std::string::npos);
  EXPECT_EQ(file.find("\nTransfer-Encoding"), std::string::npos);
}

RC_GTEST_PROP(Warc, WhateverWasFetchedComesBack, ()) {
  Fetched page = harbour_page();
  page.request = testing::some_request();
  page.request.url = testing::some_line();
  page.request.method = "POST";
  page.request_head = "POST / HTTP/1.1\r\n\r\n";
  page.why = testing::some_text();
  page.location = testing::some_text();
  page.outcome = testing::one_of(names::outcomes);
  page.raw_body = *rc::gen::arbitrary<std::string>();
  page.body = page.raw_body;
  page.took = Duration{testing::any<std::int32_t>()};
  page.flags = flag_framing_anomaly;
  std::vector<Fetched> pages{page};
  stamp(pages);
  const auto back = pages_of(file_of(pages, testing::coin()));
  RC_ASSERT(back.size() == 1u);
  RC_ASSERT(fetch_note(back[0]) == fetch_note(pages[0]));
  RC_ASSERT(back[0].raw_body == page.raw_body);
  RC_ASSERT(back[0].body == page.body);
  RC_ASSERT(back[0].response_head == page.response_head);
  RC_ASSERT(back[0].capture == pages[0].capture);
}

TEST(Warc, AFactWithoutAPageComesBack) {
  Observation fact;
  fact.at = from_ms(1'600'000'000'000);
  fact.source = Source::analyst;
  fact.word = Word{"note", "https://t.me/harbour", "", std::nullopt, "a note", "M.", false};
  fact.capture = "urn:uuid:0";
  const auto entries = entries_of(gzip_member(serialise(record_of(fact)), 6));
  ASSERT_EQ(entries.size(), 1u);
  ASSERT_TRUE(holds_fact(entries[0].record));
  const auto back = observation_from_json(entries[0].record.block);
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, fact);
}

TEST(CaptureId, IsAFunctionOfUrlTimeAndPayload) {
  const std::string id = capture_id("https://t.me/x", from_ms(5), "p");
  EXPECT_EQ(id.size(), std::string("urn:uuid:00000000-0000-5000-8000-000000000000").size());
  EXPECT_EQ(id[23], '5');
  EXPECT_EQ(id, capture_id("https://t.me/x", from_ms(5), "p"));
  EXPECT_NE(id, capture_id("https://t.me/y", from_ms(5), "p"));
  EXPECT_NE(id, capture_id("https://t.me/x", from_ms(6), "p"));
  EXPECT_NE(id, capture_id("https://t.me/x", from_ms(5), "q"));
}

TEST(CaptureId, Uuid5AgreesWithTheWorld) {
  // Python: uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/")
  EXPECT_EQ(uuid5_urn("https://example.org/"), "urn:uuid:527dda32-a0de-5105-a042-cb475b5f7d11");
}

TEST(CaptureId, TwoPostsToOnePlaceInOneMillisecondStayApart) {
  std::vector<Fetched> pages{harbour_page(), harbour_page(), harbour_page()};
  pages[1].request.method = pages[2].request.method = "POST";
  pages[2].request.body = "x";
  stamp(pages);
  EXPECT_NE(pages[0].capture, pages[1].capture);
  EXPECT_NE(pages[1].capture, pages[2].capture);
}

// Else the ledger keeps one of the two, and a resumed crawl counts one request fewer than it made.
TEST(CaptureId, AVisitAndACanaryGivenUpInOneMillisecondStayApart) {
  std::vector<Fetched> pages{harbour_page(), harbour_page(), harbour_page()};
  for (Fetched& page : pages) {
    page.outcome = Outcome::broken;
    page.raw_body = page.body = "";
    page.request.purpose = Purpose::visit;
  }
  pages[1].request.purpose = Purpose::canary;
  pages[2].request.purpose = Purpose::robots;
  stamp(pages);
  EXPECT_NE(pages[0].capture, pages[1].capture);
  EXPECT_NE(pages[1].capture, pages[2].capture);
}

TEST(WarcReader, SaysWhereEachRecordLies) {
  std::vector<Fetched> pages{harbour_page(), harbour_page()};
  pages[1].at = from_ms(1);
  stamp(pages);
  for (const bool packed : {true, false}) {
    const std::string file = file_of(pages, packed);
    std::uint64_t at = 0;
    for (const WarcEntry& entry : entries_of(file)) {
      EXPECT_EQ(entry.damage, "");
      EXPECT_EQ(entry.offset, at);
      const auto alone = entries_of(std::string_view(file).substr(entry.offset, entry.length));
      ASSERT_EQ(alone.size(), 1u);
      EXPECT_EQ(alone[0].record.id, entry.record.id);
      at += entry.length;
    }
    EXPECT_EQ(at, file.size());
  }
}

TEST(WarcReader, ReadsOneGzipStreamOfManyRecords) {
  std::vector<Fetched> pages{harbour_page()};
  stamp(pages);
  const auto back = pages_of(gzip_member(file_of(pages, false), 6));
  ASSERT_EQ(back.size(), 1u);
  expect_same(pages[0], back[0]);
}

TEST(WarcReader, ReadsForeignWriters) {
  const std::string head =
      "WARC/1.0\nwarc-type: response\nWARC-Target-URI: <https://harbour.example/>\n"
      "WARC-Date: 2015-03-01T00:00:00Z\nContent-Type: application/http;msgtype=response\n"
      "WARC-Record-ID: <urn:uuid:aa>\n";
  struct Case {
    const char* name;
    std::string http;
    std::string body;
  };
  const std::vector<Case> cases{
      {"bare line feeds", "HTTP/1.0 200 OK\nX: y\n\nhello", "hello"},
      {"chunks kept",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\n\r\n", "hello"},
      {"chunks promised but gone", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello",
       "hello"},
      {"no blank line", "HTTP/1.1 200 OK\r\nX: y", ""}};
  for (const Case& each : cases) {
    const std::string file = head + "Content-Length: " + std::to_string(each.http.size()) + "\n\n" +
                             each.http + "\r\n\r\n";
    const auto pages = pages_of(file);
    ASSERT_EQ(pages.size(), 1u) << each.name;
    EXPECT_EQ(pages[0].body, each.body) << each.name;
    EXPECT_EQ(pages[0].status, 200) << each.name;
    EXPECT_EQ(pages[0].request.url, "https://harbour.example/") << each.name;
    EXPECT_EQ(pages[0].capture, "urn:uuid:aa") << each.name;
    EXPECT_TRUE(pages[0].imported) << each.name;
  }
}

TEST(WarcReader, ReportsDamageWithItsOffsetAndGoesOn) {
  std::vector<Fetched> pages{harbour_page(), harbour_page(), harbour_page()};
  for (std::size_t i = 0; i < pages.size(); ++i)
    pages[i].at = from_ms(static_cast<std::int64_t>(i)), pages[i].request_head.clear();
  stamp(pages);
  const std::string whole = file_of(pages);
  const auto intact = entries_of(whole);
  ASSERT_EQ(intact.size(), 4u);

  std::string flipped = whole;
  flipped[intact[2].offset + intact[2].length / 2] ^= 0x10;
  const auto entries = entries_of(flipped);
  std::vector<std::string> ids;
  std::vector<std::uint64_t> damaged;
  for (const WarcEntry& entry : entries)
    entry.damage.empty() ? ids.push_back(entry.record.id) : damaged.push_back(entry.offset);
  EXPECT_EQ(ids,
            (std::vector<std::string>{intact[0].record.id, pages[0].capture, pages[2].capture}));
  EXPECT_EQ(damaged, std::vector<std::uint64_t>{intact[2].offset});
}

TEST(WarcReader, AFileCutAnywhereGivesItsWholeRecordsAndOneReport) {
  std::vector<Fetched> pages{harbour_page(), harbour_page()};
  pages[1].at = from_ms(1);
  stamp(pages);
  for (const bool packed : {true, false}) {
    const std::string file = file_of(pages, packed);
    const auto intact = entries_of(file);
    for (std::size_t cut = 0; cut <= file.size(); ++cut) {
      std::size_t whole = 0;
      bool between = false;
      for (const WarcEntry& entry : intact) {
        whole += entry.offset + entry.length <= cut ? 1 : 0;
        // A plain record is whole although the line ends that close it are missing.
        const std::uint64_t block_end = entry.offset + entry.length - (packed ? 0 : 4);
        between = between || cut == entry.offset + entry.length ||
                  (!packed && cut >= block_end && cut < block_end + 4);
        if (!packed && cut >= block_end && cut < block_end + 4) ++whole;
      }
      std::size_t good = 0;
      std::size_t bad = 0;
      for (const WarcEntry& entry : entries_of(std::string_view(file).substr(0, cut)))
        ++(entry.damage.empty() ? good : bad);
      ASSERT_EQ(good, whole) << "cut at " << cut << " of " << file.size();
      ASSERT_EQ(bad, cut == 0 || between ? 0u : 1u) << "cut at " << cut << " of " << file.size();
    }
  }
}

RC_GTEST_PROP(WarcReader, NoBytesCrashIt, (const std::string& bytes)) {
  (void)entries_of(bytes);
  (void)entries_of("WARC/1.1\r\n" + bytes);
  (void)entries_of(gzip_member(bytes, 1) + bytes);
}

RC_GTEST_PROP(WarcReader, FlippedBytesAreFoundOrHarmless, ()) {
  std::vector<Fetched> pages{harbour_page()};
  stamp(pages);
  std::string file = file_of(pages);
  const auto intact = entries_of(file);
  file[*rc::gen::inRange<std::size_t>(0, file.size())] ^=
      static_cast<char>(1 << *rc::gen::inRange(0, 8));
  for (const WarcEntry& entry : entries_of(file)) {
    if (!entry.damage.empty()) continue;
    const bool known = std::any_of(intact.begin(), intact.end(), [&](const WarcEntry& each) {
      return each.record.id == entry.record.id && each.record.block == entry.record.block;
    });
    RC_ASSERT(known);
  }
}

TEST(WarcReader, AWrongDigestIsDamageOfThatRecordAlone) {
  std::vector<Fetched> pages{harbour_page(), harbour_page()};
  pages[1].at = from_ms(1);
  stamp(pages);
  std::string file = file_of(pages, false);
  file.replace(file.find("Ships at noon"), 13, "Ships at dusk");
  std::vector<std::string> damage;
  std::size_t good = 0;
  for (const WarcEntry& entry : entries_of(file))
    entry.damage.empty() ? static_cast<void>(++good) : damage.push_back(entry.damage);
  EXPECT_EQ(damage, std::vector<std::string>{"block digest does not match"});
  EXPECT_EQ(good, 4u);  // warcinfo, one response, two requests
}

TEST(WarcReader, KeepsNoMoreOfABlockThanItsCap) {
  std::vector<Fetched> pages{harbour_page(), harbour_page()};
  pages[0].raw_body = pages[0].body = std::string(5'000'000, 'x');
  pages[1].at = from_ms(1);
  stamp(pages);
  WarcCaps caps;
  caps.block = 1'000'000;
  const auto entries = entries_of(file_of(pages), caps);
  ASSERT_EQ(entries.size(), 5u);
  EXPECT_TRUE(entries[1].cut);
  EXPECT_EQ(entries[1].record.block.size(), 1'000'000u);
  EXPECT_EQ(entries[3].record.id, pages[1].capture);
}

TEST(WarcReader, AMemberThatExpandsBeyondMeasureIsLeftAlone) {
  std::string bomb =
      "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Date: 2020-01-01\r\nContent-Length: "
      "400000000\r\n\r\n";
  bomb += std::string(200u << 20, '\0');
  std::vector<Fetched> pages{harbour_page()};
  stamp(pages);
  const std::string file = gzip_member(bomb, 9) + file_of(pages);
  const auto entries = entries_of(file);
  ASSERT_GE(entries.size(), 3u);
  EXPECT_EQ(entries[0].damage, "gzip data expands beyond measure");
  EXPECT_EQ(entries[2].record.id, pages[0].capture);
}

TEST(WarcReader, TimeIsLinearInHostileFiles) {
  // Record beginnings without end.
  std::string headers;
  while (headers.size() < (4u << 20)) headers += "\nWARC/1.1";
  EXPECT_FALSE(entries_of("WARC/1.1" + headers).empty());
  // A gzip head and a stored block of 64 KiB that begins like a record, again and again inside
  // itself.
  const std::string unit("\x1f\x8b\x08\0\0\0\0\0\0\3\0\xff\xff\0\0WARC/", 20);
  std::string nested;
  while (nested.size() < (8u << 20)) nested += unit;
  EXPECT_FALSE(entries_of(nested).empty());
}

TEST(Digest, LabelsOfOthersAreChecked) {
  EXPECT_TRUE(digest_matches("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", ""));
  EXPECT_TRUE(digest_matches("sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", ""));
  EXPECT_TRUE(digest_matches("md5:d41d8cd98f00b204e9800998ecf8427e", ""));
  EXPECT_FALSE(digest_matches("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", "x"));
  EXPECT_TRUE(digest_matches("whirlpool:ab", "x"));
  EXPECT_TRUE(digest_matches("", "x"));
}

}  // namespace
}  // namespace godwit
