// SPDX-License-Identifier: Apache-2.0
// Inbox: the one way in which an analyst's word enters a case, whether or not a crawl is writing to
// it. A word is first a small file in CASE/inbox/; whoever may write to the ledger takes it in and
// removes the file: the command itself where nobody else writes, else the run that does. A word
// that waits is read as if it were in the ledger already (docs/dashboard.md).
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "crawler/store/sqlite_ledger.h"
#include "godwit/observation.h"
#include "godwit/result.h"

namespace godwit {

enum class Told {
  kept,     // it is in the ledger
  waiting,  // another run is writing; it takes the word in within seconds
};

// Durable on return, either way. Words are all kept or all waiting.
Result<Told> tell(const std::filesystem::path& case_dir, std::span<const Observation> words);
// The words that wait, oldest first. What is no word is passed over: it stays where it is.
std::vector<Observation> waiting_words(const std::filesystem::path& case_dir);
// Takes in what waits, by the one who holds the ledger. Gives the words that were taken in. A crash
// in between does no harm: a word that is held already is not taken twice.
Result<std::vector<Observation>> drain_inbox(const std::filesystem::path& case_dir,
                                             SqliteLedger& ledger);

}  // namespace godwit
