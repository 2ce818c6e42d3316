// SPDX-License-Identifier: Apache-2.0
// Politeness: how long to leave a service alone after an answer. A service is a group of hosts that
// share one budget (t.me, telegram.me and telegram.dog are one). Everything here is a function of
// the answers so far, so a replay of the ledger knows each service's next moment too.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
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

// From..to within a day, UTC, since midnight; from > to runs over midnight. Equal: none.
struct QuietHours {
  Duration from{}, to{};
  bool operator==(const QuietHours&) const = default;
};
// "23:00-06:30"; nullopt for anything else.
std::optional<QuietHours> parse_quiet_hours(std::string_view text);

struct PolitenessOptions {
  Pace pace{seconds(1), seconds(1)};
  std::map<std::string, Pace> by_service{{"t.me", {seconds(2), seconds(4)}}};
  Duration back_off = seconds(60);  // the first one; doubles with each refusal in a row
  Duration back_off_longest = hours(4);
  Duration retry_after_longest = hours(24);  // a server may ask for no more than that
  // Requests a day (UTC) to one service, and to services that are not named. 0: no limit.
  std::int64_t most_a_day = 0;
  std::map<std::string, std::int64_t> most_a_day_of;
  QuietHours quiet;  // nobody is asked anything
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
  std::int64_t day = 0;               // days since 1970 of the last request …
  std::int64_t today = 0;             // … and how many that day saw
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
// `now`, or when the day's budget and the quiet hours allow a request again.
Time next_allowed(const Manners& manners, std::string_view service, Time now,
                  const PolitenessOptions& options);
// Requests that the day of `now` still allows; nullopt: no limit.
std::optional<std::int64_t> left_today(const Manners& manners, std::string_view service, Time now,
                                       const PolitenessOptions& options);
// >= 30 % of the last 20 requests failed: the host is ill, not its pages.
bool ill(const Manners& manners);
// Requests an hour that the pace allows when answers come at once.
double requests_per_hour(const Manners& manners);

}  // namespace godwit
