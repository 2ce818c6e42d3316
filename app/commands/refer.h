// SPDX-License-Identifier: Apache-2.0
// `refer`: records what a referral needs (purpose, de-confliction, an analyst's confirmation),
// shows which gates are closed, writes packs for those without one, and tells what became of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/commands/command.h"

namespace godwit {

struct ReferOptions {
  std::vector<std::string> urls;
  std::size_t top = 0;              // --top N of the targets with the advice "refer"; 0 = none
  std::string provider;             // --provider: only channels of this one
  std::string output;               // -o DIR; "" = show the gates, write nothing
  std::string by;                   // --by; "" = [case] analyst
  std::string purpose;              // --purpose TEXT
  std::string deconfliction, note;  // --deconfliction STATUS, --note TEXT
  std::optional<Time> hold_until;
  std::string confirm;              // --confirm REASON
  std::vector<std::string> codes;   // --category a … e
  std::optional<std::string> sent;  // --sent REFERENCE: it was referred
  bool withdraw = false;            // take back what was recorded
  bool outcomes = false;
};

int run_refer(const Common& common, const ReferOptions& options, Streams streams);

}  // namespace godwit
