// SPDX-License-Identifier: Apache-2.0
// From ledger to answer: every command that shows something opens the case, folds its facts into a
// Tracker, and asks.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "app/case.h"
#include "crawler/store/sqlite_ledger.h"
#include "godwit/result.h"
#include "godwit/tracker.h"

namespace godwit {

struct CaseView {
  Case of;
  Recogniser recogniser;
  Tracker tracker;
};

// The places that are never referred, as canonical URLs or hosts.
Result<std::vector<std::string>> protected_places(const Case& of, const Recogniser& recogniser);
// Hands a tracker what the case decides: weights, protected places.
Result<void> equip(Tracker& tracker, const Case& of, const Recogniser& recogniser);
// Which facts of a case are folded, and who else is shown them.
struct FoldOptions {
  // What was known then: only what had been seen or said by that moment. nullopt: everything.
  std::optional<Time> as_of{};
  // Every fact that is folded, and what the tracker would look at because of it.
  std::function<void(const Observation&, const std::vector<Hint>&)> also{};
};

// The case with nothing folded yet.
Result<CaseView> open_view(const std::filesystem::path& folder);
// Folds the ledger, which another run may be writing; words that wait in the inbox count as said.
// Trouble::usage where nothing of the case is as old as `as_of`.
Result<void> fold_facts(CaseView& view, const FoldOptions& options = {});
// Both.
Result<CaseView> view_case(const std::filesystem::path& folder, const FoldOptions& options = {});
// The canonical URL of what an analyst typed (any form the catalogue knows).
Result<Address> address_typed(const Recogniser& recogniser, const std::string& typed);
// The moment that "--as-of" names: a time, or a day, which means its end. nullopt: neither.
std::optional<Time> as_of_typed(const std::string& typed);
// "godwit 0.1.0".
std::string tool_version();

}  // namespace godwit
