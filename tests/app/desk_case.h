// SPDX-License-Identifier: Apache-2.0
// DeskCase: a rehearsal case in a folder of its own, filled with synthetic pages, and the command
// line in front of it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "app/case.h"
#include "app/cli.h"
#include "crawler/store/capture_id.h"
#include "crawler/store/sqlite_ledger.h"
#include "tests/graph/builder.h"

namespace godwit::test {

struct Ran {
  int code = 0;
  std::string out, err;
};

inline Ran godwit(std::vector<std::string> words, const std::string& input = "") {
  words.insert(words.begin(), "godwit");
  std::vector<char*> argv;
  argv.reserve(words.size());
  for (std::string& word : words) argv.push_back(word.data());
  std::istringstream in(input);
  std::ostringstream out, err;
  const int code = run_command_line(int(argv.size()), argv.data(), {in, out, err});
  return {code, out.str(), err.str()};
}

inline std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

class DeskCase : public ::testing::Test {
 protected:
  DeskCase() {
    folder_ = std::filesystem::temp_directory_path() /
              ("godwit-desk-" + std::to_string(::getpid()) + "-" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~DeskCase() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path case_dir() const { return folder_ / "case"; }

  void make(const std::vector<Observation>& seen, bool rehearsal = true,
            const std::string& config = "") {
    ASSERT_TRUE(init_case(case_dir(), rehearsal));
    ASSERT_TRUE(open_ledger(case_dir(), OpenMode::create));
    std::ofstream(case_dir() / "godwit.toml")
        << "[case]\nrehearsal = " << (rehearsal ? "true" : "false") << "\n"
        << config;
    add(seen);
  }
  // Each fact with the page that shows it.
  void add(std::vector<Observation> seen) {
    std::vector<Fetched> pages;
    for (Observation& fact : seen) {
      Fetched page;
      page.request.url = fact.url;
      page.request.address = fact.address;
      page.status = fact.status;
      page.request_head = "GET / HTTP/1.1\r\n\r\n";
      page.response_head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
      page.raw_body = page.body = "<p>" + fact.profile.title + "</p>";
      page.at = fact.at;
      pages.push_back(std::move(page));
      fact.capture.clear();
    }
    stamp(pages);
    for (std::size_t i = 0; i < seen.size(); ++i) seen[i].capture = pages[i].capture;
    auto ledger = open_ledger(case_dir(), OpenMode::write);
    ASSERT_TRUE(ledger) << ledger.error().text;
    const auto kept = (*ledger)->append(pages, seen);
    ASSERT_TRUE(kept) << kept.error().text;
  }
  // At a moment of the rehearsal, by default day 30 of the builder's year.
  Ran run(std::vector<std::string> words, Time now = day(30)) {
    words.insert(words.begin(), {"-C", case_dir().string(), "--now", to_rfc3339(now)});
    return godwit(std::move(words));
  }

  std::filesystem::path folder_;
};

}  // namespace godwit::test
