// SPDX-License-Identifier: Apache-2.0
#include "app/case_view.h"

namespace godwit {

Result<CaseView> view_case(const std::filesystem::path& folder) {
  auto of = open_case(folder);
  if (!of) return of.error();
  auto recogniser = recogniser_of(*of);
  if (!recogniser) return recogniser.error();
  auto ledger = open_ledger(folder, OpenMode::read);
  if (!ledger) return ledger.error();
  Tracker tracker;
  const auto folded = (*ledger)->replay([&](const Observation& seen) { tracker.apply(seen); });
  if (!folded) return folded.error();
  return CaseView{std::move(*of), std::move(*recogniser), std::move(tracker)};
}

Result<Address> address_typed(const Recogniser& recogniser, const std::string& typed) {
  if (auto located = recogniser.catalogue.locate(typed)) return located->address;
  return Error{Trouble::usage,
               "\"" + typed + "\" is no address; give a URL such as https://t.me/name"};
}

std::string tool_version() { return "godwit " GODWIT_VERSION; }

}  // namespace godwit
