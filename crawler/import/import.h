// SPDX-License-Identifier: Apache-2.0
// import: what analysts already hold becomes the same observations as a live crawl, dated as the
// source dates them, and is kept as evidence. What a file is is seen from its content, not its
// name. Importing the same file twice adds nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/recogniser.h"
#include "crawler/platforms/platforms.h"
#include "godwit/ledger.h"
#include "godwit/result.h"

namespace godwit {

struct ImportOptions {
  // Key of the hashes that stand for private persons (SqliteLedger::person_key()); without one,
  // authors in groups are dropped from exports altogether.
  std::string person_key;
  // URL of the room, for exports that do not say where they come from (Rocket.Chat).
  std::string place;
};

struct ImportReport {
  std::string format;              // "WARC", "WACZ", "Telegram Desktop export", …
  std::int64_t facts = 0;          // read from the file, whether the ledger held them or not
  std::int64_t skipped = 0;        // records, chats or rows that hold nothing for us
  std::int64_t damaged = 0;        // > 0: the file is damaged or partly unreadable
  std::vector<std::string> lines;  // one line for each of the first troubles: where and what
};

// An Error means that nothing more could be read, or not kept; what was appended before stays.
Result<ImportReport> import_file(const std::filesystem::path& file, const Platforms& platforms,
                                 const Recogniser& recogniser, Ledger& ledger,
                                 const ImportOptions& options);
// For people: a line of figures, then the troubles, without a final line end.
std::string report_text(std::string_view file, const ImportReport& report);

}  // namespace godwit
