// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/politeness.h"

#include <algorithm>
#include <bit>
#include <chrono>

#include "godwit/check.h"

namespace godwit {
namespace {

constexpr int remembered = 20;
constexpr int too_many_failures = 6;  // 30 % of 20

// splitmix64 (Steele, Lea, Flood 2014): one well-mixed word of a counter.
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// FNV-1a: the same on every machine.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return h;
}

// The n-th rest is a function of seed, service and n: a replay draws the same.
Duration rest(const Manners& manners, std::string_view service, std::uint64_t seed) {
  const std::int64_t shortest = std::max(manners.pace.shortest, manners.crawl_delay).count();
  const std::int64_t longest = std::max(manners.pace.longest, manners.crawl_delay).count();
  const std::uint64_t draw =
      mixed(seed ^ hash_of(service) ^ mixed(std::uint64_t(manners.requests)));
  const auto span = static_cast<std::uint64_t>(longest - shortest) + 1;
  const Duration drawn{shortest + static_cast<std::int64_t>(draw % span)};
  return ill(manners) ? 2 * drawn : drawn;
}

Duration doubled(Duration first, int times, Duration longest) {
  Duration d = first;
  for (int i = 0; i < times && d < longest; ++i) d *= 2;
  return std::min(d, longest);
}

std::int64_t day_of(Time at) { return to_ms(at) / days(1).count(); }

// The end of the quiet hours that `now` lies in, else `now`.
Time after_quiet(const QuietHours& quiet, Time now) {
  const Time midnight = from_ms(day_of(now) * days(1).count());
  const Duration clock = now - midnight;
  if (quiet.from <= quiet.to)
    return clock >= quiet.from && clock < quiet.to ? midnight + quiet.to : now;
  if (clock < quiet.to) return midnight + quiet.to;
  return clock >= quiet.from ? midnight + days(1) + quiet.to : now;
}

// "06:30" as time since midnight.
std::optional<Duration> clock_time(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  int digits[4] = {};
  for (std::size_t i = 0, at = 0; i < 4; ++i, at += i == 2 ? 2 : 1) {
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
    digits[i] = text[at] - '0';
  }
  const int hour = 10 * digits[0] + digits[1], minute = 10 * digits[2] + digits[3];
  if (hour > 23 || minute > 59) return std::nullopt;
  return std::chrono::minutes(60 * hour + minute);
}

void back_off(Manners& manners, Time until) {
  manners.next = std::max(manners.next, until);
  manners.backing_off_until = std::max(manners.backing_off_until, until);
  ++manners.refusals;
}

}  // namespace

Pace pace_of_rate(double per_second) {
  CHECK(per_second > 0);
  const double gap_ms = std::min(1000.0 / per_second, double(hours(24).count()));
  return {Duration{static_cast<std::int64_t>(gap_ms)}, Duration{static_cast<std::int64_t>(gap_ms)}};
}

Manners greet(std::string_view service, const PolitenessOptions& options) {
  const auto own = options.by_service.find(std::string(service));
  return {.pace = own == options.by_service.end() ? options.pace : own->second};
}

void note(Manners& manners, std::string_view service, const Reception& reception,
          const PolitenessOptions& options) {
  ++manners.requests;
  if (day_of(reception.at) > manners.day) manners.today = 0;
  manners.day = std::max(manners.day, day_of(reception.at));
  ++manners.today;
  manners.recent_failures =
      ((manners.recent_failures << 1) | (reception.failed ? 1u : 0u)) & ((1u << remembered) - 1);
  const Duration gap = rest(manners, service, options.seed);
  manners.next = std::max(manners.next, reception.at + gap);
  const Duration asked = std::clamp(reception.retry_after, Duration{}, options.retry_after_longest);
  if (reception.limited) {
    ++manners.limited;
    const Duration pause =
        asked > Duration{} ? std::max(asked, gap)
                           : doubled(options.back_off, manners.refusals, options.back_off_longest);
    back_off(manners, reception.at + pause);
  } else if (!reception.failed && !reception.unsure) {
    manners.refusals = 0;
    manners.next = std::max(manners.next, reception.at + asked);
  }
}

std::optional<QuietHours> parse_quiet_hours(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto from = clock_time(text.substr(0, 5)), to = clock_time(text.substr(6));
  if (!from || !to) return std::nullopt;
  return QuietHours{*from, *to};
}

std::optional<std::int64_t> left_today(const Manners& manners, std::string_view service, Time now,
                                       const PolitenessOptions& options) {
  const auto own = options.most_a_day_of.find(std::string(service));
  const std::int64_t most = own == options.most_a_day_of.end() ? options.most_a_day : own->second;
  if (most <= 0) return std::nullopt;
  const std::int64_t used = manners.day == day_of(now) ? manners.today : 0;
  return std::max<std::int64_t>(0, most - used);
}

Time next_allowed(const Manners& manners, std::string_view service, Time now,
                  const PolitenessOptions& options) {
  const auto left = left_today(manners, service, now, options);
  const Time at = left == 0 ? from_ms((day_of(now) + 1) * days(1).count()) : now;
  return after_quiet(options.quiet, at);
}

bool ill(const Manners& manners) {
  return std::popcount(manners.recent_failures) >= too_many_failures;
}

double requests_per_hour(const Manners& manners) {
  const double gap_ms = double(
      std::max((manners.pace.shortest + manners.pace.longest) / 2, manners.crawl_delay).count());
  return 3'600'000.0 / std::max(gap_ms, 1.0);
}

}  // namespace godwit
