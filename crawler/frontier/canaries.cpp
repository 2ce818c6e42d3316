// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/canaries.h"

#include <algorithm>
#include <utility>

#include "godwit/check.h"

namespace godwit {
namespace {

constexpr Duration fresh_enough = hours(1);
constexpr int most_unanswered = 3;

CanaryVerdict blocked(CanaryGuard& guard, Time at) {
  guard.wanted = at;  // the service's back-off decides when
  guard.doubtful = false;
  return {.blocked = true, .voided = std::exchange(guard.unconfirmed, {})};
}

void cleared(CanaryGuard& guard, Time at) {
  guard.living_at = at;
  guard.doubtful = false;
  guard.wanted.reset();
  guard.unconfirmed.clear();
}

// No answer is neither good nor bad: ask again, but not for ever.
CanaryVerdict unanswered(CanaryGuard& guard, Time at) {
  if (++guard.unanswered < most_unanswered) {
    guard.wanted = at + guard.apart;
    return {};
  }
  guard.unanswered = 0;
  return {.blocked = false, .voided = std::exchange(guard.unconfirmed, {})};
}

}  // namespace

CanaryVerdict learn_look(CanaryGuard& guard, const Observation& seen, Finding finding) {
  if (guard.listed.empty()) return {};
  if (finding == Finding::alive) {
    guard.living_at = seen.at;
    guard.living_url = seen.url;
    guard.doubtful = false;
  }
  if (finding != Finding::absent) return {};
  guard.unconfirmed.push_back(seen.address.url);
  if (guard.doubtful) return blocked(guard, seen.at);
  if (!guard.wanted)
    guard.wanted = guard.asked_at ? std::max(seen.at, *guard.asked_at + guard.apart) : seen.at;
  return {};
}

CanaryVerdict learn_canary(CanaryGuard& guard, const Observation& seen) {
  const Finding finding = finding_of(seen);
  const bool was_second = std::exchange(guard.second_opinion, false);
  guard.asked_at = seen.at;
  guard.wanted.reset();
  if (!was_second)
    guard.next_listed = (guard.next_listed + 1) % std::max<std::size_t>(guard.listed.size(), 1);
  if (finding == Finding::unreachable) return unanswered(guard, seen.at);
  guard.unanswered = 0;
  if (finding == Finding::alive) {
    cleared(guard, seen.at);
    return {};
  }
  if (finding == Finding::barred) return {};
  if (finding == Finding::limited || was_second) return blocked(guard, seen.at);
  if (!guard.living_url.empty()) {
    guard.second_opinion = true;
    guard.wanted = seen.at;
    return {};
  }
  if (!guard.unconfirmed.empty()) return blocked(guard, seen.at);
  guard.doubtful = true;
  return {};
}

bool needs_canary_first(const CanaryGuard& guard, Time now) {
  if (guard.listed.empty() || guard.wanted) return false;
  const auto lately = [&](const std::optional<Time>& at) { return at && now - *at < fresh_enough; };
  return !lately(guard.living_at) && !lately(guard.asked_at);
}

const std::string& canary_url(const CanaryGuard& guard) {
  CHECK(!guard.listed.empty());
  return guard.second_opinion ? guard.living_url : guard.listed[guard.next_listed];
}

}  // namespace godwit
