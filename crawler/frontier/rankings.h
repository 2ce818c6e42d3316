// SPDX-License-Identifier: Apache-2.0
// Rankings: in what order, and how often, living places are looked at. The first row is godwit's
// own; the others are what is published or commonly done, kept so that anybody can measure the
// difference on the same events (`godwit rehearse --policy all`, docs/schedule.md).
#pragma once

#include <span>
#include <string_view>

#include "crawler/frontier/schedule.h"

namespace godwit {

// δ: at what rate announcements vanish before they are seen. Chosen on four seeds at 0.05/s: .2 did
// better there than .15 and than the 1/12 it was drawn with.
inline constexpr double vanish_per_hour = 0.2;

struct Ranking {
  std::string_view name, about;
  // Hours between two looks at a calm place with that rate of events (per hour, weighted) at that
  // price of a look. Grows with the price.
  double (*gap)(double rate, double price, const SchedulePolicy& policy);
  // Who goes first: the greatest value, `hours_since` its last look.
  double (*value)(const LookHistory& place, double hours_since, double price,
                  const SchedulePolicy& policy);
  bool waves = false;   // hints make a known place more valuable
  bool fair = false;    // where a round is short all are looked at nearly alike; see fair_to_all
  bool random = false;  // gaps are drawn from an exponential distribution, as its authors prescribe
  // Rates and deaths are told by the rehearsal world: the bound of what knowledge could gain.
  bool foresight = false;
};

std::span<const Ranking> rankings();
// godwit's own.
const Ranking& product_ranking();
// nullptr: no row of that name.
const Ranking* find_ranking(std::string_view name);

}  // namespace godwit
