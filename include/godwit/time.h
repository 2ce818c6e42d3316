// SPDX-License-Identifier: Apache-2.0
// Time: milliseconds UTC since 1970, always a parameter, never read from the machine except through
// a Clock held by the loop. Interval: an event lies somewhere in [earliest, latest].
#pragma once

#include <algorithm>
#include <charconv>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace godwit {

using Duration = std::chrono::milliseconds;
using Time = std::chrono::time_point<std::chrono::system_clock, Duration>;

// The ends of what we can say: an interval open to the past starts at `the_beginning`; JSON shows
// both as null.
inline constexpr Time the_beginning{Duration{INT64_MIN / 4}};
inline constexpr Time the_end{Duration{INT64_MAX / 4}};

inline constexpr Duration hours(std::int64_t n) { return Duration{n * 3'600'000}; }
inline constexpr Duration days(std::int64_t n) { return Duration{n * 86'400'000}; }
inline constexpr Duration seconds(std::int64_t n) { return Duration{n * 1'000}; }
inline constexpr Time from_ms(std::int64_t ms) { return Time{Duration{ms}}; }
inline constexpr std::int64_t to_ms(Time t) { return t.time_since_epoch().count(); }

// An event lies in [earliest, latest], both inclusive; earliest <= latest.
struct Interval {
  Time earliest = the_beginning;
  Time latest = the_end;
  auto operator<=>(const Interval&) const = default;
};

// "2019-11-22T08:00:00.000Z". Years 0000 to 9999; outside them the nearest of the two ends.
inline std::string to_rfc3339(Time t) {
  using namespace std::chrono;
  constexpr std::int64_t first_ms = -62'167'219'200'000;  // 0000-01-01
  constexpr std::int64_t last_ms = 253'402'300'799'999;   // 9999-12-31T23:59:59.999
  const std::int64_t ms = std::min(std::max(to_ms(t), first_ms), last_ms);
  const auto day = floor<std::chrono::days>(from_ms(ms));
  const year_month_day date{day};
  const hh_mm_ss<Duration> clock{from_ms(ms) - day};
  std::string out = "0000-00-00T00:00:00.000Z";
  const auto put = [&](std::size_t at, std::size_t width, std::int64_t value) {
    for (; width > 0; --width, value /= 10)
      out[at + width - 1] = static_cast<char>('0' + value % 10);
  };
  put(0, 4, int{date.year()}), put(5, 2, unsigned{date.month()}), put(8, 2, unsigned{date.day()});
  put(11, 2, clock.hours().count()), put(14, 2, clock.minutes().count());
  put(17, 2, clock.seconds().count()), put(20, 3, clock.subseconds().count());
  return out;
}

// Reads RFC 3339 and the looser forms sources use: "2019-11-22", "2019-11-22T08:00", with seconds,
// with a fraction (kept to ms), with 'Z', "+01:00" or "+0100"; 'T' or a space between. No zone:
// UTC. nullopt for anything else, and for dates that do not exist.
inline std::optional<Time> parse_time(std::string_view s) {
  const auto number = [&](std::size_t width) -> std::optional<int> {
    if (s.size() < width) return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + width, value);
    if (error != std::errc{} || end != s.data() + width || s[0] == '-') return std::nullopt;
    s.remove_prefix(width);
    return value;
  };
  const auto take = [&](char c) {
    if (s.empty() || s[0] != c) return false;
    s.remove_prefix(1);
    return true;
  };
  const auto year = number(4);
  if (!year || !take('-')) return std::nullopt;
  const auto month = number(2);
  if (!month || !take('-')) return std::nullopt;
  const auto day = number(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month(unsigned(*month)),
                                         std::chrono::day(unsigned(*day))};
  if (!date.ok()) return std::nullopt;
  std::int64_t ms =
      std::chrono::sys_days{date}.time_since_epoch().count() * std::int64_t{86'400'000};
  if (s.empty()) return from_ms(ms);
  if (!take('T') && !take('t') && !take(' ')) return std::nullopt;
  const auto hour = number(2);
  if (!hour || !take(':')) return std::nullopt;
  const auto minute = number(2);
  if (!minute || *hour > 24 || *minute > 59) return std::nullopt;
  ms += *hour * 3'600'000LL + *minute * 60'000LL;
  if (take(':')) {
    const auto second = number(2);
    if (!second || *second > 60) return std::nullopt;
    ms += *second * 1'000LL;
    if (take('.')) {
      std::int64_t unit = 100;
      if (s.empty() || s[0] < '0' || s[0] > '9') return std::nullopt;
      for (; !s.empty() && s[0] >= '0' && s[0] <= '9'; s.remove_prefix(1), unit /= 10)
        ms += (s[0] - '0') * unit;
    }
  }
  if (s.empty() || s == "Z" || s == "z") return from_ms(ms);
  const bool west = s[0] == '-';
  if (!west && s[0] != '+') return std::nullopt;
  s.remove_prefix(1);
  const auto zone_hours = number(2);
  take(':');
  const auto zone_minutes = s.empty() ? std::optional<int>{0} : number(2);
  if (!zone_hours || !zone_minutes || !s.empty()) return std::nullopt;
  const std::int64_t zone_ms = *zone_hours * 3'600'000LL + *zone_minutes * 60'000LL;
  return from_ms(west ? ms + zone_ms : ms - zone_ms);
}

// The one seam through which time is read. Never goes back.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() = 0;
};

}  // namespace godwit
