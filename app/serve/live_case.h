// SPDX-License-Identifier: Apache-2.0
// LiveCase: a case while somebody looks at it. The ledger is open for reading only; what comes in
// is folded into the tracker when the page asks for news. Words go through the inbox, so that a
// running `watch` never has to stop for them.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "app/case_view.h"
#include "app/commands/words.h"
#include "crawler/store/sqlite_ledger.h"

namespace godwit {

class LiveCase {
 public:
  // `shift`: of the clock, for rehearsals. `analyst` stands under every word.
  static Result<std::unique_ptr<LiveCase>> open(const std::filesystem::path& folder,
                                                const std::optional<Time>& now,
                                                std::string analyst);

  // The page's document, of the facts as they are now; the same facts, the same bytes.
  Result<std::string> data();
  // The same of what was known at `then`, folded anew: nothing that was seen or said later. An
  // Error of Trouble::usage where nothing was known yet.
  Result<std::string> data_known_by(Time then) const;
  // What the page posted: {"verb", "from", "to", "at", "text", "undo"}. An Error's text is for the
  // page to show.
  Result<void> tell(std::string_view json);
  // A capture as text for reading, or its raw body for a download. nullopt: not held.
  Result<std::optional<std::string>> capture_text(const std::string& id);
  Result<std::optional<std::string>> capture_raw(const std::string& id);
  const Case& of() const { return view_.of; }

 private:
  LiveCase(CaseView view, std::unique_ptr<SqliteLedger> ledger, std::unique_ptr<Clock> clock,
           std::string analyst);
  Result<void> catch_up();
  Result<void> tell_referred(const WordOptions& word);
  Result<std::optional<Fetched>> capture(const std::string& id);

  CaseView view_;
  std::unique_ptr<SqliteLedger> ledger_;
  std::unique_ptr<Clock> clock_;
  std::string analyst_;
  std::int64_t folded_ = 0;        // facts of the ledger that the tracker has
  std::set<std::string> waiting_;  // words of the inbox that it has, as JSON
  std::string data_;               // "" = to be made again
};

}  // namespace godwit
