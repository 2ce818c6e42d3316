// SPDX-License-Identifier: Apache-2.0
// sqlite_ledger: the ledger of a case, on SQLite and WARC files (docs/ledger.md).
//
//   CASE/ledger.db    the facts, one row each, chained by SHA-256
//   CASE/captures/    the evidence: WARC files
//   CASE/quarantine/  what a crash left half done
//   CASE/lock         held by the one process that writes
//   CASE/person.key   key of the hashes that stand for private persons; never in ledger.db
//
// Order of an append: WARC written, synced, then one transaction, then visible. One connection owns
// every commit and checkpoint. One thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/store/capture_files.h"
#include "godwit/ledger.h"

namespace godwit {

class Disk;

// create: a ledger where none is yet (the folder may exist). write: take the lock, mend what a
// crash left. read: beside a writer; append() is refused.
enum class OpenMode { create, write, read };

struct LedgerOptions {
  std::uint64_t capture_file_bytes_max = 256u << 20;  // then the next WARC file begins
  int gzip_level = 1;      // of libdeflate: smaller than zlib's 3 on pages, in half the time
  std::string person_key;  // of a new case; "" draws one (rehearsals and tests give their own)
};

// One line of the ledger's own diary: recoveries, damage found.
struct AuditLine {
  Time at{};  // of the newest fact then
  std::string text;
};

class SqliteLedger : public Ledger {
 public:
  ~SqliteLedger() override;

  Result<void> append(std::span<const Fetched> pages, std::span<const Observation> seen) override;
  Result<void> replay(const std::function<void(const Observation&)>& fold) const override;

  // The facts behind the first `known` ones, in append order: news for who folded those already.
  Result<void> replay_after(std::int64_t known,
                            const std::function<void(const Observation&)>& fold) const;
  // Number of facts.
  Result<std::int64_t> size() const;
  Result<bool> holds(std::string_view capture) const;
  // Where the record of a fact lies; nullopt where the ledger does not know the id.
  Result<std::optional<CaptureSpot>> find_capture(std::string_view capture) const;
  // The page behind a fact. not_found, or corrupt with file and offset.
  Result<Fetched> read_capture(std::string_view capture) const;
  // A case's small notes: "rehearsal", "last_run", …; "" where never set.
  Result<std::string> meta(std::string_view key) const;
  Result<void> set_meta(std::string_view key, std::string_view value);
  Result<std::vector<AuditLine>> audit() const;
  // Names and committed lengths of the WARC files in captures/.
  Result<std::map<std::string, std::uint64_t>> capture_files() const;
  // The key of the hashes that stand for private persons.
  const std::string& person_key() const;

 private:
  friend Result<std::unique_ptr<SqliteLedger>> open_ledger(const std::filesystem::path& case_dir,
                                                           OpenMode mode, Disk& disk,
                                                           const LedgerOptions& options);
  struct State;
  explicit SqliteLedger(std::unique_ptr<State> state);
  friend Result<std::unique_ptr<SqliteLedger>> open_ledger(const std::filesystem::path& case_dir,
                                                           OpenMode mode);
  std::unique_ptr<State> state_;
};

// Trouble: locked (another process writes), newer_schema (nothing was touched), not_found (no
// ledger here), corrupt (not a ledger of godwit), usage (create where there is one).
Result<std::unique_ptr<SqliteLedger>> open_ledger(const std::filesystem::path& case_dir,
                                                  OpenMode mode);
// With another disk (tests) or options; `disk` must outlive the ledger.
Result<std::unique_ptr<SqliteLedger>> open_ledger(const std::filesystem::path& case_dir,
                                                  OpenMode mode, Disk& disk,
                                                  const LedgerOptions& options);

}  // namespace godwit
