// SPDX-License-Identifier: Apache-2.0
// Gates: what must be so before a channel may stand in a referral. Each gate that is closed is one
// clear line that says what to do. No gate opens by itself, and none has a switch that skips it.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/refer/dossier.h"
#include "godwit/tracker.h"

namespace godwit {

// What a gate looks at.
struct Candidate {
  const Channel& channel;
  const Succession& succession;
  const Dossier& dossier;
  bool spared = false;        // on the protected list
  bool sender_known = false;  // [refer] name and email are filled in
  std::size_t captures = 0;   // of its own pages, seen alive
  Time now{};
};

struct ClosedGate {
  std::string_view gate;  // "purpose_assessment", …: stable names
  std::string why;        // one line: what is missing, and what to do
};

// In the order of the table; empty: it may be referred.
std::vector<ClosedGate> closed_gates(const Candidate& candidate);
// The gates that bear on marking a channel as referred: those that a death or an earlier referral
// closes do not.
std::vector<ClosedGate> closed_for_marking(const Candidate& candidate);

// Hard evidence, or an analyst's confirmation of an edge, ties it to its lineage at .9 or more.
bool hard_tied(const Channel& channel, const Succession& succession);

}  // namespace godwit
