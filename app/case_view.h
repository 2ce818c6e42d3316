// SPDX-License-Identifier: Apache-2.0
// From ledger to answer: every command that shows something opens the case, folds its facts into a
// Tracker, and asks.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

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
// Reads only; another run may be writing. Words that wait in the inbox count as said. `also` is
// shown every fact.
Result<CaseView> view_case(const std::filesystem::path& folder,
                           const std::function<void(const Observation&)>& also = {});
// The canonical URL of what an analyst typed (any form the catalogue knows).
Result<Address> address_typed(const Recogniser& recogniser, const std::string& typed);
// "godwit 0.1.0".
std::string tool_version();

}  // namespace godwit
