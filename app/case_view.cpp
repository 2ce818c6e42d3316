// SPDX-License-Identifier: Apache-2.0
#include "app/case_view.h"

#include <algorithm>

#include "app/inbox.h"

namespace godwit {

Result<std::vector<std::string>> protected_places(const Case& of, const Recogniser& recogniser) {
  auto lines = protected_lines(of);
  if (!lines) return lines;
  for (std::string& line : *lines)
    if (line.find('/') != std::string::npos)
      if (const auto located = recogniser.catalogue.locate(line)) line = located->address.url;
  return lines;
}

Result<void> equip(Tracker& tracker, const Case& of, const Recogniser& recogniser) {
  const auto weights = weights_of(of);
  if (!weights) return weights.error();
  tracker.weigh_with(*weights);
  auto places = protected_places(of, recogniser);
  if (!places) return places.error();
  tracker.protect(std::move(*places));
  return {};
}

Result<CaseView> open_view(const std::filesystem::path& folder) {
  auto of = open_case(folder);
  if (!of) return of.error();
  auto recogniser = recogniser_of(*of);
  if (!recogniser) return recogniser.error();
  Tracker tracker;
  if (const auto equipped = equip(tracker, *of, *recogniser); !equipped) return equipped.error();
  return CaseView{std::move(*of), std::move(*recogniser), std::move(tracker)};
}

Result<void> fold_facts(CaseView& view, const FoldOptions& options) {
  auto ledger = open_ledger(view.of.folder, OpenMode::read);
  if (!ledger) return ledger.error();
  Time oldest = the_end;
  const auto take = [&](const Observation& seen) {
    oldest = std::min(oldest, seen.at);
    if (options.as_of && seen.at > *options.as_of) return;
    const std::vector<Hint> hints = view.tracker.apply(seen);
    if (options.also) options.also(seen, hints);
  };
  // Before the ledger: a word that is taken in between is seen twice, which is once.
  const std::vector<Observation> waiting = waiting_words(view.of.folder);
  if (auto folded = (*ledger)->replay(take); !folded) return folded;
  for (const Observation& word : waiting) take(word);
  if (options.as_of && oldest > *options.as_of && oldest != the_end)
    return Error{Trouble::usage, "nothing was known on " + to_rfc3339(*options.as_of) +
                                     ": the oldest fact is of " + to_rfc3339(oldest)};
  return {};
}

Result<CaseView> view_case(const std::filesystem::path& folder, const FoldOptions& options) {
  auto view = open_view(folder);
  if (!view) return view;
  if (const auto folded = fold_facts(*view, options); !folded) return folded.error();
  return view;
}

Result<Address> address_typed(const Recogniser& recogniser, const std::string& typed) {
  if (auto located = recogniser.catalogue.locate(typed)) return located->address;
  return Error{Trouble::usage,
               "\"" + typed + "\" is no address; give a URL such as https://t.me/name"};
}

std::optional<Time> as_of_typed(const std::string& typed) {
  constexpr std::size_t day_alone = 10;  // "2019-11-22"
  const auto begin = typed.empty() ? std::nullopt : parse_time(typed);
  return begin && typed.size() == day_alone ? *begin + days(1) - Duration(1) : begin;
}

std::string tool_version() { return "godwit " GODWIT_VERSION; }

}  // namespace godwit
