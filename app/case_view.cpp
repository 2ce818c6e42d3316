// SPDX-License-Identifier: Apache-2.0
#include "app/case_view.h"

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

Result<CaseView> view_case(const std::filesystem::path& folder,
                           const std::function<void(const Observation&)>& also) {
  auto of = open_case(folder);
  if (!of) return of.error();
  auto recogniser = recogniser_of(*of);
  if (!recogniser) return recogniser.error();
  auto ledger = open_ledger(folder, OpenMode::read);
  if (!ledger) return ledger.error();
  Tracker tracker;
  if (const auto equipped = equip(tracker, *of, *recogniser); !equipped) return equipped.error();
  const auto take = [&](const Observation& seen) {
    tracker.apply(seen);
    if (also) also(seen);
  };
  // Before the ledger: a word that is taken in between is seen twice, which is once.
  const std::vector<Observation> waiting = waiting_words(folder);
  if (const auto folded = (*ledger)->replay(take); !folded) return folded.error();
  for (const Observation& word : waiting) take(word);
  return CaseView{std::move(*of), std::move(*recogniser), std::move(tracker)};
}

Result<Address> address_typed(const Recogniser& recogniser, const std::string& typed) {
  if (auto located = recogniser.catalogue.locate(typed)) return located->address;
  return Error{Trouble::usage,
               "\"" + typed + "\" is no address; give a URL such as https://t.me/name"};
}

std::string tool_version() { return "godwit " GODWIT_VERSION; }

}  // namespace godwit
