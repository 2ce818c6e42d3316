// SPDX-License-Identifier: Apache-2.0
// Outcomes: what became of what was referred: offline after how long, re-emerged where and when,
// and how much of the audience is back. That something went offline after a referral does not say
// that it did because of it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/refer/dossier.h"
#include "godwit/tracker.h"

namespace godwit {

struct Return {
  std::string channel, url, title;
  State state = State::unknown;
  double probability = 0;         // that it continues the referred one
  std::optional<Duration> after;  // birth after the referral; negative: it stood ready before
  std::optional<std::int64_t> members;
};

struct Aftermath {
  std::string channel, url, title;
  Said referred;  // the first time
  State state = State::unknown;
  // From the referral to the last moment when it may have lived, and to the first when it was gone.
  std::optional<Duration> offline_earliest, offline_latest;
  std::vector<Return> returns;  // most probable first; none while it is alive
  std::optional<std::int64_t> audience_before;
  std::optional<double> audience_regained;  // share of it that the returns have; living ones only
};

// By the moment of referral, then address.
std::vector<Aftermath> outcomes_of(const Succession& succession,
                                   const std::map<std::string, Dossier>& dossiers);
std::string outcomes_json(const std::vector<Aftermath>& outcomes, bool rehearsal);

}  // namespace godwit
