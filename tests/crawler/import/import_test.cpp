// SPDX-License-Identifier: Apache-2.0
#include "crawler/import/import.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "crawler/import/delimited.h"
#include "crawler/store/digest.h"
#include "crawler/store/gzip.h"
#include "crawler/store/observation_json.h"
#include "crawler/store/sqlite_ledger.h"
#include "crawler/store/verify.h"
#include "crawler/store/wacz.h"
#include "crawler/store/warc_page.h"
#include "crawler/store/warc_reader.h"
#include "tests/crawler/store/temp_case.h"

namespace godwit {
namespace {

using testing::bytes_of;
using testing::TempCase;
using testing::write_file;

struct World {
  Recogniser recogniser;
  Platforms platforms;
};

World& world() {
  static World one = [] {
    auto recogniser = compiled_in_recogniser();
    CHECK(static_cast<bool>(recogniser));
    return World{std::move(recogniser.value()), {}};
  }();
  if (one.platforms.table.empty()) one.platforms = make_platforms(one.recogniser);
  return one;
}

class Case {
 public:
  Case() : ledger_(std::move(open_ledger(dir_.path(), OpenMode::create).value())) {}
  SqliteLedger& ledger() { return *ledger_; }
  const TempCase& dir() const { return dir_; }
  void close() { ledger_.reset(); }

  Result<ImportReport> take(const std::filesystem::path& file) {
    ImportOptions options;
    options.person_key = ledger_->person_key();
    return import_file(file, world().platforms, world().recogniser, *ledger_, options);
  }
  ImportReport must_take(const std::filesystem::path& file) {
    auto report = take(file);
    EXPECT_TRUE(report) << (report ? "" : report.error().text);
    return report ? std::move(report.value()) : ImportReport{};
  }
  ImportReport must_take_bytes(const std::string& name, std::string_view bytes) {
    write_file(files_ / name, bytes);
    return must_take(files_ / name);
  }
  std::vector<Observation> facts() {
    std::vector<Observation> all;
    EXPECT_TRUE(ledger_->replay([&](const Observation& fact) { all.push_back(fact); }));
    return all;
  }

 private:
  TempCase dir_;
  TempCase files_;
  std::unique_ptr<SqliteLedger> ledger_;
};

// Everything that a case's captures hold, in one file.
std::string captures_of(const TempCase& dir) {
  std::set<std::filesystem::path> names;
  for (const auto& each : std::filesystem::directory_iterator(dir / "captures"))
    names.insert(each.path());
  std::string all;
  for (const auto& name : names) all += bytes_of(name);
  return all;
}

std::vector<std::string> lines_of(const std::vector<Observation>& facts) {
  std::vector<std::string> lines;
  for (const Observation& fact : facts) lines.push_back(to_json_line(fact));
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::filesystem::path fixture(const std::string& name) {
  return std::filesystem::path(GODWIT_FIXTURES) / "exports" / name;
}

// --- sightings -----------------------------------------------------------------------------------

constexpr std::string_view sightings =
    "title;last_seen;URL;first_seen\r\n"
    "\"Harbour; \"\"old\"\" pier\";2020-03-04;https://t.me/harbour_news;2019-11-22T08:00:00Z\r\n"
    "Tides;;t.me/tides_today;<2020-01-05\r\n";

TEST(Sightings, OfAPlatformsFrontPageAreOfASite) {
  Case one;
  const auto report =
      one.must_take_bytes("s.csv", "url,first_seen\nhttps://archive.org/,2019-11-01\n");
  EXPECT_EQ(report.damaged, 0);
  ASSERT_EQ(one.facts().size(), 1U);
  EXPECT_EQ(one.facts()[0].address.url, "https://archive.org/");
  EXPECT_EQ(one.facts()[0].address.platform, "site");
}

TEST(Sightings, EachRowIsOneFactAtEachOfItsDates) {
  Case one;
  const auto report = one.must_take_bytes("s.csv", sightings);
  EXPECT_EQ(report.format, "sightings");
  EXPECT_EQ(report.damaged, 0);
  const auto facts = one.facts();
  ASSERT_EQ(facts.size(), 3u);
  EXPECT_EQ(facts[0].address.url, "https://t.me/harbour_news");
  EXPECT_EQ(facts[0].at, *parse_time("2019-11-22T08:00:00Z"));
  EXPECT_EQ(facts[0].profile.title, "Harbour; \"old\" pier");
  EXPECT_EQ(facts[0].state, State::alive);
  EXPECT_EQ(facts[0].source, Source::sighting);
  EXPECT_FALSE(facts[0].already_there);
  EXPECT_EQ(facts[1].at, *parse_time("2020-03-04"));
  EXPECT_EQ(facts[2].at, *parse_time("2020-01-05"));
  EXPECT_TRUE(facts[2].already_there);
  EXPECT_EQ(std::set({facts[0].capture, facts[1].capture, facts[2].capture}).size(), 3u);
  const auto page = one.ledger().read_capture(facts[2].capture);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->body, sightings);
}

TEST(Sightings, ImportingTwiceAddsNothing) {
  Case one;
  one.must_take_bytes("s.csv", sightings);
  const std::string captures = captures_of(one.dir());
  one.must_take_bytes("again.txt", sightings);
  EXPECT_EQ(one.facts().size(), 3u);
  EXPECT_EQ(captures_of(one.dir()), captures);
}

TEST(Sightings, ABadRowIsToldWithItsLineAndTheRestIsRead) {
  Case one;
  const auto report = one.must_take_bytes("s.tsv",
                                          "url\tfirst_seen\tlast_seen\n"
                                          "https://t.me/harbour_news\t2020-02-30\t\n"
                                          "not a place\t2020-01-01\t\n"
                                          "https://t.me/harbour_news\t\t\n"
                                          "https://t.me/harbour_news\t2020-02-02\t2020-02-01\n"
                                          "https://t.me/harbour_news\t2020-02-02\n");
  EXPECT_EQ(report.damaged, 4);
  ASSERT_EQ(report.lines.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_NE(report.lines[i].find("s.tsv:" + std::to_string(i + 2) + ": "), std::string::npos)
        << report.lines[i];
  EXPECT_EQ(one.facts().size(), 1u);
}

TEST(Sightings, ALongTableIsReadInPiecesWithoutLosingARow) {
  std::string table = "url,first_seen,last_seen,title\n";
  const int rows = 30'000;
  for (int i = 0; i < rows; ++i)
    table += "https://t.me/harbour" + std::to_string(i) + ",2020-01-01,2020-02-01,\"" +
             std::string(200, 'x') + "\n\"\n";
  Case one;
  const auto report = one.must_take_bytes("s.csv", table);
  EXPECT_EQ(report.damaged, 0) << report_text("", report);
  EXPECT_EQ(*one.ledger().size(), 2 * rows);
}

RC_GTEST_PROP(Delimited, NoBytesCrashTheRowsAndTheyEnd, (const std::string& bytes)) {
  RowReader rows(bytes, sniff_delimiter(bytes));
  while (rows.next()) {
  }
}

RC_GTEST_PROP(Delimited, WhatIsQuotedComesBack, (const std::vector<std::string>& cells)) {
  RC_PRE(!cells.empty());
  std::string line;
  for (const std::string& cell : cells) {
    std::string quoted;
    for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += (line.empty() ? "\"" : ",\"") + quoted + "\"";
  }
  const auto row = RowReader(line + "\r\n", ',').next();
  RC_ASSERT(row.has_value());
  RC_ASSERT(row->cells == cells);
}

// --- WARC ----------------------------------------------------------------------------------------

std::string page_record(const std::string& url, const std::string& date, const std::string& html,
                        const std::string& id) {
  WarcRecord record;
  record.type = "response";
  record.id = id;
  record.date = *parse_time(date);
  record.target = url;
  record.fields = {{"Content-Type", "application/http; msgtype=response"}};
  record.block = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html;
  return serialise(record);
}

TEST(WarcImport, PagesBecomeFactsUnderTheirOwnIdsAndDates) {
  Case one;
  const std::string file =
      gzip_member(page_record("https://harbour.example/", "2018-05-06T07:08:09Z",
                              "<title>Harbour</title><p>t.me/tides_today</p>", "urn:uuid:11"),
                  6) +
      gzip_member(page_record("https://harbour.example/x.html", "2018-05-07T07:08:09Z",
                              "<title>Pier</title>", "urn:uuid:12"),
                  6);
  const auto report = one.must_take_bytes("a.warc.gz", file);
  EXPECT_EQ(report.format, "WARC");
  EXPECT_EQ(report.facts, 2);
  const auto facts = one.facts();
  ASSERT_EQ(facts.size(), 2u);
  EXPECT_EQ(facts[0].capture, "urn:uuid:11");
  EXPECT_EQ(facts[0].at, *parse_time("2018-05-06T07:08:09Z"));
  EXPECT_EQ(facts[0].source, Source::warc);
  EXPECT_EQ(facts[0].state, State::alive);
  const bool found =
      std::any_of(facts[0].references.begin(), facts[0].references.end(),
                  [](const Reference& r) { return r.address.url == "https://t.me/tides_today"; });
  EXPECT_TRUE(found);
  one.must_take_bytes("b.warc.gz", file);
  EXPECT_EQ(one.facts().size(), 2u);
  EXPECT_TRUE(verify(one.dir().path())->damage.empty());
}

TEST(WarcImport, AFileCutAnywhereGivesWhatIsWholeAndSaysSo) {
  const std::string whole =
      page_record("https://harbour.example/", "2018-05-06T07:08:09Z", "<p>one</p>", "urn:uuid:11") +
      page_record("https://harbour.example/b", "2018-05-06T07:08:10Z", "<p>two</p>", "urn:uuid:12");
  for (std::size_t cut = 5; cut < whole.size(); cut += 37) {
    Case one;
    const auto report = one.must_take_bytes("cut.warc", std::string_view(whole).substr(0, cut));
    const std::size_t first_end = whole.find("WARC/1.1", 10);
    EXPECT_GE(one.facts().size(), cut >= first_end ? 1u : 0u);
    EXPECT_TRUE(report.damaged > 0 || cut + 4 >= whole.size() ||
                (cut >= first_end - 4 && cut <= first_end))
        << cut;
  }
}

TEST(WarcImport, TheCapturesOfACaseAloneGiveItsFactsBack) {
  Case one;
  one.must_take_bytes("s.csv", sightings);
  one.must_take_bytes("a.warc", page_record("https://harbour.example/", "2018-05-06T07:08:09Z",
                                            "<p>one</p>", "urn:uuid:11"));
  one.must_take(fixture("tdesktop_channel.json"));
  one.must_take(fixture("telethon.ndjson"));
  one.must_take(fixture("rocketchat_messages.json"));
  Observation word;
  word.at = from_ms(1'600'000'000'000);
  word.source = Source::analyst;
  word.word = Word{
      "confirm", "https://t.me/harbour_news", "https://t.me/tides_today", std::nullopt, "", "M.",
      false};
  ASSERT_TRUE(one.ledger().append({}, std::vector{word}));
  std::vector<Fetched> missed(1);  // a fetch of our own that got no answer, and one that got one
  missed[0].request.url = "https://gone.harbour.example/";
  missed[0].request.purpose = Purpose::canary;
  missed[0].outcome = Outcome::dns_failed;
  missed[0].at = from_ms(1'600'000'001'000);
  auto seen = testing::pages_about(1, 1);
  missed.push_back(seen[0]);
  missed[1].request.url = "https://harbour.example/live";
  stamp(missed);
  ASSERT_TRUE(one.ledger().append(missed, read_all(world().platforms, missed)));

  Case two;
  const auto report = two.must_take_bytes("all.warc.gz", captures_of(one.dir()));
  EXPECT_EQ(report.damaged, 0) << report_text("", report);
  EXPECT_EQ(lines_of(two.facts()), lines_of(one.facts()));
  EXPECT_GE(two.facts().size(), 9u);
}

TEST(WarcImport, TheBombsDoNoHarm) {
  const std::filesystem::path bombs = std::filesystem::path(GODWIT_SHARED) / "data/hostile/bombs";
  if (!std::filesystem::exists(bombs)) GTEST_SKIP() << "no shared data at " << bombs;
  Case one;
  int number = 0;
  for (const auto& each : std::filesystem::directory_iterator(bombs)) {
    const std::string name = each.path().filename();
    const bool as_file = static_cast<bool>(one.take(each.path()));
    EXPECT_FALSE(as_file) << name << " is no file of ours";
    WarcRecord record;
    record.type = "response";
    record.id = "urn:uuid:b" + std::to_string(++number);
    record.date = from_ms(1'600'000'000'000 + number);
    record.target = "https://bombs.example/" + name;
    record.fields = {{"Content-Type", "application/http"}};
    const std::string coding = name.ends_with(".br")    ? "br"
                               : name.ends_with(".zst") ? "zstd"
                                                        : "gzip";
    record.block = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: " + coding +
                   "\r\n\r\n" + bytes_of(each.path());
    one.must_take_bytes(name + ".warc", serialise(record));
  }
  EXPECT_EQ(number, 7);
  EXPECT_EQ(one.facts().size(), 7u);
}

// --- WACZ ----------------------------------------------------------------------------------------

TEST(Wacz, PackingAndImportingGivesTheSameFacts) {
  Case one;
  one.must_take_bytes("s.csv", sightings);
  one.must_take_bytes("a.warc", page_record("https://harbour.example/", "2018-05-06T07:08:09Z",
                                            "<p>one</p>", "urn:uuid:11"));
  const auto file = one.dir() / "case.wacz";
  ASSERT_TRUE(pack_wacz(one.dir().path(), file));
  const std::string bytes = bytes_of(file);
  ASSERT_TRUE(pack_wacz(one.dir().path(), file));
  EXPECT_EQ(bytes_of(file), bytes);
  Case two;
  const auto report = two.must_take(file);
  EXPECT_EQ(report.format, "WACZ");
  EXPECT_EQ(report.damaged, 0);
  EXPECT_EQ(lines_of(two.facts()), lines_of(one.facts()));
}

TEST(Wacz, AZipThatIsNoWaczIsRefused) {
  Case one;
  write_file(one.dir() / "x.zip", std::string("PK\x03\x04", 4) + std::string(200, 'x'));
  EXPECT_FALSE(one.take(one.dir() / "x.zip"));
}

// --- chat exports --------------------------------------------------------------------------------

std::set<std::string> addresses_of(const std::vector<Observation>& facts) {
  std::set<std::string> urls;
  for (const Observation& fact : facts)
    for (const Reference& reference : fact.references) urls.insert(reference.address.url);
  return urls;
}

TEST(TelegramDesktop, AChannelsPostsAndLinksAreRead) {
  Case one;
  const auto report = one.must_take(fixture("tdesktop_channel.json"));
  EXPECT_EQ(report.format, "Telegram Desktop export");
  const auto facts = one.facts();
  ASSERT_EQ(facts.size(), 1u);
  const Observation& fact = facts[0];
  EXPECT_EQ(fact.source, Source::chat_export);
  EXPECT_EQ(fact.profile.kind, "channel");
  EXPECT_EQ(fact.profile.title, "Harbour News");
  EXPECT_EQ(fact.profile.numeric_id, 1500000001);
  EXPECT_EQ(fact.address.url, "https://t.me/c/1500000001");
  ASSERT_EQ(fact.posts.size(), 4u);
  EXPECT_EQ(fact.posts[0].service, "Channel created");
  EXPECT_EQ(fact.posts[1].text, "We moved: our new channel is here");
  EXPECT_EQ(fact.posts[1].author, "Editor");
  EXPECT_EQ(fact.posts[1].at, from_ms(1'574'409'600'000));
  EXPECT_EQ(fact.posts[2].at,
            from_ms(1'574'413'200'000));  // local time, zone taken from the others
  EXPECT_EQ(fact.at, *fact.posts[3].at);
  const auto urls = addresses_of(facts);
  EXPECT_TRUE(urls.contains("https://t.me/+AbCdEfGhIjKlMnOp"));
  EXPECT_TRUE(urls.contains("https://t.me/tides_today"));
}

TEST(TelegramDesktop, NothingOfPrivatePersonsIsKept) {
  Case one;
  const auto report = one.must_take(fixture("tdesktop_account.json"));
  EXPECT_EQ(report.skipped, 1);
  const auto facts = one.facts();
  ASSERT_EQ(facts.size(), 1u);
  ASSERT_EQ(facts[0].posts.size(), 2u);
  EXPECT_EQ(facts[0].posts[0].author.find("person:"), 0u);
  EXPECT_NE(facts[0].posts[0].author, facts[0].posts[1].author);
  std::string kept = lines_of(facts)[0];
  const std::string captures = captures_of(one.dir());
  WarcReader all(read_from(captures));
  while (const auto entry = all.next()) kept += entry->record.block;
  for (const char* planted : {"Ann Example", "Bob Example", "user7000001", "7000001", "+4420",
                              "ann@mail", "secret chat", "Member One"})
    EXPECT_EQ(kept.find(planted), std::string::npos) << planted;
}

TEST(Telethon, MessagesChannelsAndUtf16OffsetsAreRead) {
  Case one;
  const auto report = one.must_take(fixture("telethon.ndjson"));
  EXPECT_EQ(report.format, "Telethon export");
  EXPECT_EQ(report.damaged, 0);
  const auto facts = one.facts();
  ASSERT_EQ(facts.size(), 1u);
  const Observation& fact = facts[0];
  EXPECT_EQ(fact.address.url, "https://t.me/harbour_news");
  EXPECT_EQ(fact.profile.numeric_id, 1500000001);
  ASSERT_EQ(fact.posts.size(), 2u);
  EXPECT_EQ(fact.posts[0].views, 1520);
  EXPECT_EQ(fact.posts[1].service, "Channel name was changed to «Harbour (moved)»");
  bool anchored = false;
  for (const Reference& r : fact.references)
    anchored = anchored || (r.address.url == "https://tamtam.chat/harbour" && r.form == Form::href);
  EXPECT_TRUE(anchored);
  EXPECT_TRUE(addresses_of(facts).contains("https://t.me/c/1006503122"));  // forwarded from
}

TEST(TgDataset, ChannelsAreReadFromTheirMarkdown) {
  Case one;
  const auto report = one.must_take(fixture("tgdataset.json"));
  EXPECT_EQ(report.format, "TGDataset");
  const auto facts = one.facts();
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].address.url, "https://t.me/harbour_news");
  EXPECT_EQ(facts[0].profile.title, "Harbour News");
  EXPECT_EQ(facts[0].profile.members, 1200);
  ASSERT_EQ(facts[0].posts.size(), 3u);
  EXPECT_EQ(facts[0].posts[0].id, "9");
  EXPECT_TRUE(addresses_of(facts).contains("https://t.me/tides_today"));
}

TEST(RocketChatExport, ARoomKnowsItsPlaceFromAQuoteOfItself) {
  Case one;
  const auto report = one.must_take(fixture("rocketchat_messages.json"));
  EXPECT_EQ(report.format, "Rocket.Chat export");
  const auto facts = one.facts();
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].address.url, "https://chat.harbour.example/channel/general");
  ASSERT_EQ(facts[0].posts.size(), 2u);
  EXPECT_EQ(facts[0].posts[0].author.find("person:"), 0u);
  EXPECT_TRUE(addresses_of(facts).contains("https://t.me/tides_today"));
}

TEST(ChatExports, ImportingTwiceAddsNothing) {
  Case one;
  for (int round = 0; round < 2; ++round)
    for (const char* name : {"tdesktop_channel.json", "tdesktop_account.json", "telethon.ndjson",
                             "tgdataset.json", "rocketchat_messages.json"})
      one.must_take(fixture(name));
  EXPECT_EQ(one.facts().size(), 5u);
}

TEST(ChatExports, ALongChatIsKeptInPieces) {
  std::string json = R"({"name":"Harbour","type":"public_channel","id":1500000002,"messages":[)";
  for (int i = 1; i <= 450; ++i)
    json += std::string(i > 1 ? "," : "") + R"({"id":)" + std::to_string(i) +
            R"(,"type":"message","date_unixtime":")" + std::to_string(1'574'409'600 + i) +
            R"(","text":"tide )" + std::to_string(i) + "\"}";
  Case one;
  one.must_take_bytes("result.json", json + "]}");
  const auto facts = one.facts();
  ASSERT_EQ(facts.size(), 3u);
  EXPECT_EQ(facts[0].profile.title, "");
  EXPECT_EQ(facts[2].profile.title, "Harbour");
  EXPECT_EQ(facts[0].posts.size() + facts[1].posts.size() + facts[2].posts.size(), 450u);
}

TEST(ChatExports, SharedSamplesAreRead) {
  const std::filesystem::path samples =
      std::filesystem::path(GODWIT_SHARED) / "data/telegram/exports";
  if (!std::filesystem::exists(samples)) GTEST_SKIP() << "no shared data at " << samples;
  const std::map<std::string, std::size_t> posts{{"tdesktop_batch_minimal.json", 2},
                                                 {"tdesktop_single_minimal.json", 2},
                                                 {"tdesktop_personal_chat_sample.json", 0},
                                                 {"telethon_messages.SYNTHETIC_VALUES.ndjson", 2},
                                                 {"telethon_channel.SYNTHETIC_VALUES.json", 0},
                                                 {"tgdataset_two_channels_60msgs.json", 136}};
  for (const auto& [name, wanted] : posts) {
    Case one;
    const auto report = one.must_take(samples / name);
    EXPECT_EQ(report.damaged, 0) << name;
    std::size_t found = 0;
    for (const Observation& fact : one.facts()) found += fact.posts.size();
    EXPECT_EQ(found, wanted) << name;
  }
}

TEST(Import, AFileOfNoKnownKindIsRefusedInOneLine) {
  Case one;
  for (const std::string& bytes :
       {std::string("hello"), std::string(""), std::string("{\"a\":1}"), std::string("[[["),
        gzip_member("hello", 6), std::string(70'000, '[')}) {
    write_file(one.dir() / "x", bytes);
    const auto report = one.take(one.dir() / "x");
    ASSERT_FALSE(report) << bytes.substr(0, 20);
    EXPECT_NE(report.error().text.find((one.dir() / "x").string()), std::string::npos);
    EXPECT_EQ(report.error().text.find('\n'), std::string::npos);
  }
  EXPECT_FALSE(one.take(one.dir() / "missing"));
  EXPECT_FALSE(one.take(one.dir().path()));
}

}  // namespace
}  // namespace godwit
