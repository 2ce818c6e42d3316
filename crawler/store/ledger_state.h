// SPDX-License-Identifier: Apache-2.0
// ledger_state: what an open ledger holds. Private to sqlite_ledger*.cpp.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "crawler/store/disk.h"
#include "crawler/store/sqlite.h"
#include "crawler/store/sqlite_ledger.h"

namespace godwit {

// A fact on its way in. Facts that share a record (rows of one file) name the same one.
struct Arrival {
  Observation fact;
  std::string json;
  std::size_t record = 0;
};

// Either a page with the request that led to it, or a fact that has none.
struct KeptRecord {
  const Fetched* page = nullptr;
  const Observation* fact = nullptr;
  std::string members;  // gzip members
  CaptureSpot spot;
};

struct SqliteLedger::State {
  std::filesystem::path dir;
  OpenMode mode = OpenMode::read;
  LedgerOptions options;
  std::unique_ptr<Disk> own_disk;
  Disk* disk = nullptr;
  std::unique_ptr<DiskLock> lock;
  std::optional<Database> database;
  mutable Statement find_fact, find_spot, add_fact, add_file;
  std::optional<CaptureFiles> captures;
  std::string person_key;
  std::string tip;             // of the chain
  std::int64_t newest = 0;     // seq
  std::int64_t newest_at = 0;  // ms
  bool in_doubt = false;       // a commit failed: it may be on the disk or not
  std::optional<Error> stopped;

  Result<void> open();
  Result<void> open_database();
  Result<void> prepare_all();
  Result<void> recover();
  Result<void> load_person_key();
  Result<std::map<std::string, CaptureFile>> known_files() const;
  Result<void> make_safe();
  Result<void> note_audit(const std::string& text);

  Result<bool> holds(std::string_view capture) const;
  Result<std::vector<Arrival>> arrivals(std::span<const Fetched> pages,
                                        std::span<const Observation> seen,
                                        std::vector<KeptRecord>& evidence);
  Result<void> keep_evidence(std::vector<KeptRecord>& evidence, const std::vector<Arrival>& facts);
  Result<void> commit_facts(const std::vector<Arrival>& facts,
                            const std::vector<KeptRecord>& evidence);
  Result<void> commit_files();
  Error undo(Error error);
};

}  // namespace godwit
