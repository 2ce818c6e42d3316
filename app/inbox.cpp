// SPDX-License-Identifier: Apache-2.0
#include "app/inbox.h"

#include <algorithm>

#include "app/files.h"
#include "crawler/store/digest.h"
#include "crawler/store/observation_json.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

constexpr const char* extension = ".fact.json";

fs::path inbox_of(const fs::path& case_dir) { return case_dir / "inbox"; }

// Sorts by time; the same word has the same name.
std::string name_of_word(const Observation& word, const std::string& line) {
  std::string moment = to_rfc3339(word.at);
  std::ranges::replace(moment, ':', '-');
  return moment + "-" + hex(sha256(line)).substr(0, 16) + extension;
}

struct Waiting {
  fs::path file;
  Observation word;
};

std::vector<Waiting> read_inbox(const fs::path& case_dir) {
  std::vector<Waiting> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(inbox_of(case_dir), error)) {
    if (!entry.path().string().ends_with(extension)) continue;
    const auto line = read_whole_file(entry.path());
    if (!line) continue;  // taken in by somebody else just now
    auto word = observation_from_json(*line);
    if (word && word->source == Source::analyst && word->word)
      found.push_back({entry.path(), std::move(*word)});
  }
  std::ranges::sort(found, {}, [](const Waiting& each) { return each.file; });
  return found;
}

}  // namespace

Result<Told> tell(const fs::path& case_dir, std::span<const Observation> words) {
  if (auto made = make_folder(inbox_of(case_dir)); !made) return made.error();
  for (const Observation& word : words) {
    const std::string line = to_json_line(word) + "\n";
    const auto wrote = write_file(inbox_of(case_dir) / name_of_word(word, line), line);
    if (!wrote) return wrote.error();
  }
  auto ledger = open_ledger(case_dir, OpenMode::write);
  if (!ledger)
    return ledger.error().trouble == Trouble::locked ? Result<Told>(Told::waiting)
                                                     : Result<Told>(ledger.error());
  const auto taken = drain_inbox(case_dir, **ledger);
  if (!taken) return taken.error();
  return Told::kept;
}

std::vector<Observation> waiting_words(const fs::path& case_dir) {
  std::vector<Observation> words;
  for (Waiting& each : read_inbox(case_dir)) words.push_back(std::move(each.word));
  return words;
}

Result<std::vector<Observation>> drain_inbox(const fs::path& case_dir, SqliteLedger& ledger) {
  std::vector<Waiting> found = read_inbox(case_dir);
  std::vector<Observation> words;
  for (Waiting& each : found) words.push_back(std::move(each.word));
  if (words.empty()) return words;
  if (auto kept = ledger.append({}, words); !kept) return kept.error();
  std::error_code error;
  for (const Waiting& each : found) fs::remove(each.file, error);
  return words;
}

}  // namespace godwit
