// SPDX-License-Identifier: Apache-2.0
// Files that analysts import, gone wrong.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "crawler/import/import.h"
#include "tests/fuzz/mutate.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

// Takes everything, keeps nothing.
class NoLedger final : public Ledger {
 public:
  Result<void> append(std::span<const Fetched>, std::span<const Observation>) override {
    return {};
  }
  Result<void> replay(const std::function<void(const Observation&)>&) const override { return {}; }
};

TEST(Fuzz, Imports) {
  std::vector<std::string> tokens = {"{", "}", "[", "]", ",", "\"", "null", "\\u0000", "\\ud800"};
  for (const char* token : {"WARC/1.1\r\n", "Content-Length: 9999999\r\n", "\r\n\r\n", "PK\x03\x04",
                            "url,first_seen,last_seen\n", "\x1F\x8B\x08"})
    tokens.emplace_back(token);
  fuzz::Corpus corpus{fuzz::fixtures("exports"), tokens};
  corpus.seeds.push_back(
      "url,first_seen,last_seen,title\nhttps://t.me/a_b_c,2019-11-01,<2019-11-02,x\n");
  corpus.seeds.push_back(
      "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://t.me/s/x\r\nWARC-Date: "
      "2019-11-22T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; "
      "msgtype=response\r\nContent-Length: 44\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
      "5\r\n\r\nhello"
      "\r\n\r\n");
  const fs::path file = fs::temp_directory_path() / ("godwit_fuzz_" + std::to_string(getpid()));
  const auto recogniser = compiled_in_recogniser();
  ASSERT_TRUE(recogniser);
  const Platforms platforms = make_platforms(*recogniser);
  NoLedger ledger;
  fuzz::run("imports", corpus, 200, [&](const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
    (void)import_file(file, platforms, *recogniser, ledger, {.person_key = "k", .place = {}});
  });
  fs::remove(file);
}

}  // namespace
}  // namespace godwit
