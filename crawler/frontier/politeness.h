// SPDX-License-Identifier: Apache-2.0
// Politeness: how long to leave a service alone after an answer. A service is a group of hosts that
// share one budget (t.me, telegram.me and telegram.dog are one). Everything here is a function of
// the answers so far, so a replay of the ledger knows each service's next moment too.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "godwit/time.h"

namespace godwit {

// The rest between the end of one answer and the next request. The length of each rest is drawn
// evenly from [shortest, longest], seeded.
struct Pace {
  Duration shortest{};
  Duration longest{};
  bool operator==(const Pace&) const = default;
};

struct PolitenessOptions {
  Pace pace{seconds(1), seconds(1)};
  std::map<std::string, Pace> by_service{{"t.me", {seconds(2), seconds(4)}}};
  Duration back_off = seconds(60);  // the first one; doubles with each refusal in a row
  Duration back_off_longest = hours(4);
  Duration retry_after_longest = hours(24);  // a server may ask for no more than that
  std::uint64_t seed = 0;
};

// The pace of "--rate HOST=PER_SECOND". per_second > 0.
Pace pace_of_rate(double per_second);

// What one service has done to us so far.
struct Manners {
  Pace pace;
  Duration crawl_delay{};     // what its robots.txt asks for
  Time next = the_beginning;  // no request before
  Time backing_off_until = the_beginning;
  int refusals = 0;                   // in a row: 429, 403, 503, short bodies, failed canaries
  std::int64_t requests = 0;          // answered or failed, all told
  std::int64_t limited = 0;           // of these, refused as too many
  std::uint32_t recent_failures = 0;  // one bit a request, the newest lowest
};

// What an answer says about the service.
struct Reception {
  Time at{};
  bool limited = false;    // throttled, or soft-banned as a canary showed
  bool failed = false;     // no answer came (time-out, reset, no such host)
  bool unsure = false;     // an answer that may be a lie: it forgives nothing
  Duration retry_after{};  // asked for by the server, 0 if nothing
};

Manners greet(std::string_view service, const PolitenessOptions& options);
void note(Manners& manners, std::string_view service, const Reception& reception,
          const PolitenessOptions& options);
// >= 30 % of the last 20 requests failed: the host is ill, not its pages.
bool ill(const Manners& manners);
// Requests an hour that the pace allows when answers come at once.
double requests_per_hour(const Manners& manners);

}  // namespace godwit
