// SPDX-License-Identifier: Apache-2.0
// importing: one import on its way. Readers of formats hand it pages and facts; it keeps them in
// batches and counts. Private to crawler/import/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crawler/import/import.h"

namespace godwit {

class Importing {
 public:
  Importing(std::string file, const Platforms& platforms, const Recogniser& recogniser,
            Ledger& ledger, const ImportOptions& options);

  const Recogniser& recogniser() const { return recogniser_; }
  const ImportOptions& options() const { return options_; }
  ImportReport& report() { return report_; }
  const std::string& file() const { return file_; }

  // A page to be read as the live crawl reads it.
  Result<void> page(Fetched page);
  // A fact with the record that proves it; facts of one record follow each other, the first brings
  // the record's bytes, the others may leave them out.
  Result<void> fact(Fetched record, Observation seen);
  // A fact that stands for itself.
  Result<void> fact(Observation seen);
  // Appends what still waits.
  Result<void> flush();

  // "FILE:PLACE: what", counted as damage.
  void damaged(std::string_view place, std::string_view what);
  // Nothing for us, told once each.
  void skipped(std::string_view why);

 private:
  Result<void> flush_pages();
  Result<void> flush_facts();
  Result<void> flush_words();
  void tell(std::string line);

  std::string file_;
  const Platforms& platforms_;
  const Recogniser& recogniser_;
  Ledger& ledger_;
  const ImportOptions& options_;
  ImportReport report_;
  std::vector<Fetched> pages_;
  std::size_t page_bytes_ = 0;
  std::vector<Fetched> records_;
  std::vector<Observation> facts_;  // parallel to records_
  std::vector<Observation> words_;
};

// A `resource` record of these bytes, named by them: the same bytes at the same time are the same
// record, whichever file they came from. `id` is given where the record had a name before.
Fetched resource_of(std::string_view bytes, std::string_view content_type, Time at,
                    std::string_view id);

// The formats. Each reads `bytes` whole; `record_id` is the id of the WARC record that held them,
// "" where they come from a file of their own.
Result<void> import_warc_file(Importing& job, const std::filesystem::path& file);
Result<void> import_wacz_file(Importing& job, const std::filesystem::path& file);
Result<void> import_text(Importing& job, std::string_view bytes, std::string_view record_id);
Result<void> import_sightings(Importing& job, std::string_view bytes, std::string_view record_id);

// Is the first line a header with the columns of sightings?
bool looks_like_sightings(std::string_view bytes);

}  // namespace godwit
