// SPDX-License-Identifier: Apache-2.0
// Referring: a case as one sees it who wants to refer: its succession, what analysts recorded, and
// which gates are closed. `refer` and the dashboard ask here; nothing else decides.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "app/case_view.h"
#include "app/refer/gates.h"
#include "app/refer/pack.h"

namespace godwit {

struct ReferView {
  std::filesystem::path folder;
  CaseView view;
  std::map<std::string, Dossier> dossiers;  // by channel id
  Time now{};
};

// A channel that somebody wants to refer.
struct Referable {
  Channel channel;
  Dossier dossier;
  std::vector<AnnexCapture> captures;
  std::vector<ClosedGate> closed;  // empty: it may be referred
};

enum class Asking { to_refer, to_mark };  // to_mark: write down that it was referred

Result<ReferView> view_referrals(const std::filesystem::path& folder, Time now);
// The channels by id, in the order asked; one pass over the ledger for their captures.
Result<std::vector<Referable>> judge_all(ReferView& view, std::span<const std::string> ids,
                                         Asking asking);

// One pack a provider in folder/PROVIDER/ (only `provider` where it is not ""), the captures beside
// it, and what stays with us in folder/internal/. Gives the folders, sorted. Only channels without
// a closed gate may come here.
Result<std::vector<std::string>> write_packs(const ReferView& view,
                                             const std::vector<Referable>& ready,
                                             const std::filesystem::path& folder);

}  // namespace godwit
