// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/politeness.h"

#include <algorithm>
#include <bit>

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

bool ill(const Manners& manners) {
  return std::popcount(manners.recent_failures) >= too_many_failures;
}

double requests_per_hour(const Manners& manners) {
  const double gap_ms = double(
      std::max((manners.pace.shortest + manners.pace.longest) / 2, manners.crawl_delay).count());
  return 3'600'000.0 / std::max(gap_ms, 1.0);
}

}  // namespace godwit
