// SPDX-License-Identifier: Apache-2.0
// How fast the ledger takes facts in, against a bare SQLite loop that makes as many syncs: per
// append one fdatasync of a plain file and one transaction at synchronous=FULL, rows of the same
// JSON.
//   ledger_bench [FACTS] [FACTS_PER_APPEND]
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "crawler/store/observation_json.h"
#include "crawler/store/sqlite_ledger.h"
#include "tests/crawler/store/temp_case.h"

namespace godwit {
namespace {

using testing::facts_of;
using testing::pages_about;
using testing::TempCase;

class Watch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

double by_ledger(int facts, int per_append) {
  const TempCase dir;
  auto ledger = open_ledger(dir.path(), OpenMode::create);
  CHECK(ledger);
  double spent = 0;
  for (int at = 0; at < facts; at += per_append) {
    const auto pages = pages_about(at, per_append, 20'000);
    const auto seen = facts_of(pages);
    const Watch watch;
    CHECK(ledger.value()->append(pages, seen));
    spent += watch.seconds();
  }
  const Watch watch;
  int count = 0;
  CHECK(ledger.value()->replay([&](const Observation&) { ++count; }));
  std::printf("replay           %9.0f facts/s\n", count / watch.seconds());
  return facts / spent;
}

double by_bare_loop(int facts, int per_append) {
  const TempCase dir;
  sqlite3* database = nullptr;
  CHECK(sqlite3_open((dir / "bare.db").c_str(), &database) == SQLITE_OK);
  const auto run = [&](const char* sql) {
    CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  };
  run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
      "CREATE TABLE fact(seq INTEGER PRIMARY KEY, capture TEXT UNIQUE, json TEXT)");
  sqlite3_stmt* add = nullptr;
  CHECK(sqlite3_prepare_v2(database, "INSERT INTO fact(capture,json) VALUES(?1,?2)", -1, &add,
                           nullptr) == SQLITE_OK);
  const int file = ::open((dir / "bare.warc").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  double spent = 0;
  for (int at = 0; at < facts; at += per_append) {
    const auto pages = pages_about(at, per_append, 20'000);
    const auto seen = facts_of(pages);
    std::vector<std::string> lines;
    for (const Observation& fact : seen) lines.push_back(to_json_line(fact));
    const Watch watch;
    for (const Fetched& page : pages)
      CHECK(::write(file, page.raw_body.data(), page.raw_body.size()) > 0);
    CHECK(::fdatasync(file) == 0);
    run("BEGIN");
    for (std::size_t i = 0; i < seen.size(); ++i) {
      sqlite3_bind_text(add, 1, seen[i].capture.c_str(), -1, SQLITE_STATIC);
      sqlite3_bind_text(add, 2, lines[i].c_str(), -1, SQLITE_STATIC);
      CHECK(sqlite3_step(add) == SQLITE_DONE);
      sqlite3_reset(add);
    }
    run("COMMIT");
    spent += watch.seconds();
  }
  sqlite3_finalize(add);
  sqlite3_close(database);
  ::close(file);
  return facts / spent;
}

}  // namespace
}  // namespace godwit

int main(int argc, char** argv) {
  const int facts = argc > 1 ? std::atoi(argv[1]) : 4'000;
  const int per_append = argc > 2 ? std::atoi(argv[2]) : 40;
  const double bare = godwit::by_bare_loop(facts, per_append);
  const double ours = godwit::by_ledger(facts, per_append);
  std::printf("bare SQLite      %9.0f facts/s (%d an append, pages of 20 KB not packed)\n", bare,
              per_append);
  std::printf("godwit's ledger  %9.0f facts/s (pages packed, hashed, chained): %.2f of it\n", ours,
              ours / bare);
}
