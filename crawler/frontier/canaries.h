// SPDX-License-Identifier: Apache-2.0
// Canaries: known living pages that guard against the soft ban, in which a server answers 200 and
// makes living places look nonexistent. An absent look is believed only once a
// canary was seen alive after it. Canaries die too: where a listed one fails, a page that was
// lately seen alive gives a second opinion before we call ourselves blocked.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crawler/frontier/schedule.h"
#include "godwit/observation.h"
#include "godwit/time.h"

namespace godwit {

// What we know of one service's honesty. A fold over its looks.
struct CanaryGuard {
  std::vector<std::string> listed;  // URLs; empty: this service needs no canary
  std::size_t next_listed = 0;
  // Between two canaries: a sweep of absent looks shares them. At most eight looks' worth of the
  // service's pace, so that a fast service does not wait for its canary.
  Duration apart = seconds(30);
  std::string living_url;  // a page seen alive, and when
  std::optional<Time> living_at;
  std::optional<Time> asked_at;          // last canary
  bool doubtful = false;                 // a canary failed before anything was seen alive
  bool second_opinion = false;           // the next canary is living_url
  int unanswered = 0;                    // canaries in a row without an answer
  std::optional<Time> wanted;            // a canary is to be asked, not before then
  std::vector<std::string> unconfirmed;  // addresses that looked absent since the last good canary
};

// What a look or a canary showed.
struct CanaryVerdict {
  bool blocked = false;             // back off from the service
  std::vector<std::string> voided;  // addresses whose absent looks say nothing
};

CanaryVerdict learn_look(CanaryGuard& guard, const Observation& seen, Finding finding);
CanaryVerdict learn_canary(CanaryGuard& guard, const Observation& seen);
// Before a look that may bear on a death: is a canary due first? True if no page of the service was
// seen alive, and none asked, within the hour.
bool needs_canary_first(const CanaryGuard& guard, Time now);
// The page to ask. Only where `listed` is not empty.
const std::string& canary_url(const CanaryGuard& guard);

}  // namespace godwit
