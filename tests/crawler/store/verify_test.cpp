// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/verify.h"

#include <gtest/gtest.h>

#include <random>

#include "crawler/store/cdxj.h"
#include "crawler/store/sqlite_ledger.h"
#include "crawler/store/wacz.h"
#include "tests/crawler/store/temp_case.h"

namespace godwit {
namespace {

using testing::bytes_of;
using testing::facts_of;
using testing::pages_about;
using testing::TempCase;
using testing::write_file;

// A small case of `batches` appends; gives its only WARC file.
std::filesystem::path fill(const TempCase& dir, int batches) {
  auto ledger = open_ledger(dir.path(), OpenMode::create);
  EXPECT_TRUE(ledger);
  for (int i = 0; i < batches; ++i) {
    const auto pages = pages_about(i * 3, 3);
    EXPECT_TRUE(ledger.value()->append(pages, facts_of(pages)));
  }
  return std::filesystem::directory_iterator(dir / "captures")->path();
}

TEST(Verify, AWholeCaseIsFoundWhole) {
  TempCase dir;
  const auto file = fill(dir, 4);
  const auto report = verify(dir.path());
  ASSERT_TRUE(report) << report.error().text;
  EXPECT_TRUE(report->damage.empty()) << report_text(*report);
  EXPECT_EQ(report->facts, 12);
  EXPECT_EQ(report->bytes, std::filesystem::file_size(file));
  EXPECT_EQ(report->chain.size(), 64u);
}

TEST(Verify, OneFlippedBitAnywhereInTheCapturesIsFound) {
  TempCase dir;
  const auto file = fill(dir, 3);
  const std::string intact = bytes_of(file);
  std::minstd_rand random(11);
  for (int i = 0; i < 300; ++i) {
    std::string flipped = intact;
    const std::size_t at = random() % flipped.size();
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random() % 8));
    write_file(file, flipped);
    const auto report = verify(dir.path());
    ASSERT_TRUE(report);
    ASSERT_EQ(report->damage.size(), 1u) << "bit at byte " << at;
    EXPECT_EQ(report->damage[0].file, "captures/" + file.filename().string());
    EXPECT_LE(report->damage[0].offset, at);
  }
}

TEST(Verify, ACutOrMissingCaptureFileIsFound) {
  TempCase dir;
  const auto file = fill(dir, 2);
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  EXPECT_FALSE(verify(dir.path())->damage.empty());
  std::filesystem::remove(file);
  const auto report = verify(dir.path());
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->damage.empty());
}

TEST(Verify, AChangedRowBreaksTheChain) {
  const std::vector<std::pair<std::string, std::string>> changes{
      {"Harbour \\\"harbour4\\\"", "Harbour \\\"harbour5\\\""},
      {"https://t.me/harbour7", "https://t.me/harbour8"}};
  for (const auto& [from, to] : changes) {
    TempCase dir;
    fill(dir, 3);
    std::string bytes = bytes_of(dir / "ledger.db");
    const std::size_t at = bytes.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    bytes.replace(at, from.size(), to);
    write_file(dir / "ledger.db", bytes);
    const auto report = verify(dir.path());
    ASSERT_TRUE(report);
    ASSERT_FALSE(report->damage.empty()) << from;
    EXPECT_EQ(report->damage[0].file, "ledger.db");
  }
}

TEST(Verify, ALinkKeptElsewhereIsFoundAgainUntilHistoryIsRewritten) {
  TempCase dir, other;
  fill(dir, 2);
  const std::string kept = verify(dir.path())->chain;
  fill(other, 2);
  {
    auto ledger = open_ledger(dir.path(), OpenMode::write);
    ASSERT_TRUE(ledger);
    const auto pages = pages_about(90, 3);
    ASSERT_TRUE(ledger.value()->append(pages, facts_of(pages)));
  }
  const auto grown = verify(dir.path(), kept);
  ASSERT_TRUE(grown);
  EXPECT_TRUE(grown->damage.empty()) << report_text(*grown);
  EXPECT_EQ(grown->kept_at, 6);
  EXPECT_NE(grown->chain, kept);
  // A case that is sound in itself, and not the one whose link was kept.
  const auto rewritten = verify(other.path(), grown->chain);
  ASSERT_TRUE(rewritten);
  ASSERT_EQ(rewritten->damage.size(), 1u);
  EXPECT_NE(rewritten->damage[0].what.find("rewritten"), std::string::npos);
  EXPECT_FALSE(rewritten->kept_at);
}

TEST(Cdxj, KeysAreSurt) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"https://www.Example.org:81/A?b=2&a=1", "org,example:81)/a?a=1&b=2"},
      {"https://t.me/s/harbour?before=12", "me,t)/s/harbour?before=12"},
      {"http://example.org", "org,example)/"},
      {"https://www2.example.org/x#y", "org,example)/x"},
      {"http://[2001:db8::1]/", "[2001:db8::1])/"},
      {"urn:sha256:AB", "urn:sha256:AB"}};
  for (const auto& [url, key] : cases) EXPECT_EQ(surt(url), key);
}

TEST(Wacz, HoldsTheCapturesAsTheyAre) {
  TempCase dir;
  const auto warc = fill(dir, 2);
  ASSERT_TRUE(pack_wacz(dir.path(), dir / "case.wacz"));
  int warcs = 0;
  const auto read =
      each_warc_of_wacz(dir / "case.wacz", [&](const std::string& name, const ReadAt& bytes) {
        ++warcs;
        EXPECT_EQ(name, "archive/" + warc.filename().string());
        std::string whole(std::filesystem::file_size(warc) + 1, '\0');
        whole.resize(bytes(0, whole.data(), whole.size()));
        EXPECT_EQ(whole, bytes_of(warc));
        return Result<void>{};
      });
  EXPECT_TRUE(read);
  EXPECT_EQ(warcs, 1);
  const std::string zip = bytes_of(dir / "case.wacz");
  for (const char* part : {"indexes/index.cdxj", "pages/pages.jsonl", "datapackage.json",
                           "datapackage-digest.json", "\"wacz_version\":\"1.1.1\""})
    EXPECT_NE(zip.find(part), std::string::npos) << part;
  EXPECT_NE(zip.find(bytes_of(warc)), std::string::npos) << "stored, not packed again";
}

TEST(Wacz, IsNotWrittenFromADamagedCase) {
  TempCase dir;
  const auto warc = fill(dir, 1);
  std::filesystem::resize_file(warc, 10);
  EXPECT_FALSE(pack_wacz(dir.path(), dir / "case.wacz"));
  EXPECT_FALSE(std::filesystem::exists(dir / "case.wacz"));
  EXPECT_FALSE(std::filesystem::exists(dir / "case.wacz.part"));
}

}  // namespace
}  // namespace godwit
