// SPDX-License-Identifier: Apache-2.0
// Notation as in schedule.h: λ the weighted rate of events, τ the hours since the last look, ν the
// price. φ(x) = 1 − e^{−x}(1 + x).
#include "crawler/frontier/rankings.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace godwit {
namespace {

constexpr double never = 1e9;  // hours

double phi(double x) {
  return x < 1e-3 ? x * x / 2 - x * x * x / 3 : -std::expm1(-x) - x * std::exp(-x);
}

// ---- the index: V = wλτ²/2 = ν ------------------------------------------------------------------

double index_gap(double rate, double price, const SchedulePolicy&) {
  return std::sqrt(2 * price / rate);
}

double index_value(const LookHistory& h, double hours, double, const SchedulePolicy&) {
  return h.rate * hours * hours / 2;
}

// ---- godwit's own -------------------------------------------------------------------------------

// Announcements vanish, so what waits to be seen does not grow for ever: with a rate δ of vanishing
// λτ²/2 becomes λφ(δτ)/δ², which is the same for small τ and levels off when most have gone (the
// ephemeral Whittle index). Where a budget is far too small, this gives up on places that would
// show little anyway.
// Pure delay leaves places that seldom announce for last, and what they do announce comes very
// late. Where a delay costs as its power 1.5 the value has a factor √τ; after these hours what is
// lost by vanishing counts for more.
constexpr double impatience_hours = 4;

double impatience(double hours) { return std::sqrt(std::min(hours, impatience_hours)); }

double lasting_value(double rate, double hours) {
  return rate * phi(vanish_per_hour * hours) / (vanish_per_hour * vanish_per_hour);
}

// Where a round is short, what is late is what is said where nobody expects it. A calm place is
// worth (τ/R)^k of that (see fair_to_all): so steep a value brings all gaps near to one round, a
// place of a tenth of the rate waits 1.4 times as long, and no look is lost on places just for
// their turn. What a wave adds stays as it is.
double steepness(double hours, const SchedulePolicy& policy) {
  return policy.steepness > 0 ? std::pow(hours / policy.round_hours, policy.steepness) : 1;
}

// Newton on the logarithms of both sides: there the value is concave in τ and lies below its
// beginning τ^(2.5+k)/2R^k, so from that root on every step comes nearer from the left and none
// goes past.
double product_gap(double rate, double price, const SchedulePolicy& policy) {
  constexpr double longest = 24 * 14, precise = 1e-9;
  const double k = policy.steepness;
  if (lasting_value(rate, longest) * impatience(longest) * steepness(longest, policy) < price)
    return never;
  const double round = k * std::log(policy.round_hours);
  const double goal = std::log(price / rate * vanish_per_hour * vanish_per_hour) + round;
  double hours = std::exp((std::log(2 * price / rate) + round) / (2.5 + k));
  for (int i = 0; i < 60; ++i) {
    const double x = vanish_per_hour * hours, left = phi(x);
    const bool impatient = hours < impatience_hours;
    const double short_of = goal - std::log(left) - k * std::log(hours) -
                            std::log(impatient ? hours : impatience_hours) / 2;
    const double slope = x * x * std::exp(-x) / left + (impatient ? 0.5 : 0) + k;
    hours *= std::exp(short_of / slope);
    if (short_of < precise) break;
  }
  return hours;
}

double product_value(const LookHistory& h, double hours, double, const SchedulePolicy& policy) {
  const bool calm = h.boost <= 0 && h.hinted <= 0;
  const double stirred =
      calm ? 0 : value_of_a_look(h, hours, policy) - index_value(h, hours, 0, policy);
  return (lasting_value(h.rate, hours) * steepness(hours, policy) + stirred) * impatience(hours);
}

// The cost that a look would stop accruing now, g alone, without what waiting has cost so far.
double myopic_gap(double rate, double price, const SchedulePolicy&) { return price / rate; }

double myopic_value(const LookHistory& h, double hours, double, const SchedulePolicy& policy) {
  return cost_rate(h, hours, policy);
}

// ---- what others do -----------------------------------------------------------------------------

double robin_gap(double, double price, const SchedulePolicy&) { return price; }

double robin_value(const LookHistory&, double hours, double, const SchedulePolicy&) {
  return hours;
}

// Sitemap-style tiers by how busy a place is, whatever the budget; who is most overdue goes first.
double tier_gap(double rate, double, const SchedulePolicy&) {
  constexpr double busy = 1.0 / 48, calm = 1.0 / (24 * 14);  // events an hour
  return rate >= busy ? 1.0 / 12 : rate >= calm ? 1 : 24;
}

double tier_value(const LookHistory& h, double hours, double price, const SchedulePolicy& policy) {
  return hours - tier_gap(h.rate, price, policy);
}

double proportional_gap(double rate, double price, const SchedulePolicy&) { return price / rate; }

double proportional_value(const LookHistory& h, double hours, double, const SchedulePolicy&) {
  return h.rate * hours;
}

// Cho and Garcia-Molina's freshness as an index (Azar et al. 2018): (1/λ) φ(λτ). It never exceeds
// 1/λ, so places that change faster than the price allows are given up.
double fresh_gap(double rate, double price, const SchedulePolicy&) {
  if (price * rate >= 1) return never;
  double low = 0, high = 60;  // of λτ
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    (phi(middle) < price * rate ? low : high) = middle;
  }
  return low / rate;
}

double fresh_value(const LookHistory& h, double hours, double, const SchedulePolicy&) {
  return phi(h.rate * hours) / h.rate;
}

// Kolobov et al. 2019, equal importance: ρ = (−Δ + √(Δ² + 4Δ/ν)) / 2.
double lambda_gap(double rate, double price, const SchedulePolicy&) {
  return 2 / (std::sqrt(rate * rate + 4 * rate / price) - rate);
}

// Drawn gaps: who is latest by its own draw goes first.
template <double (*gap)(double, double, const SchedulePolicy&)>
double drawn_value(const LookHistory& h, double hours, double price, const SchedulePolicy& policy) {
  return hours / (gap(h.rate, price, policy) * h.draw);
}

constexpr std::array<Ranking, 10> table{{
    {"index+wave", "godwit: least total delay, siblings of the dead first", product_gap,
     product_value, true, true},
    {"index", "least total delay, no waves", index_gap, index_value},
    {"round-robin", "everything in turn", robin_gap, robin_value},
    {"tiers", "every 5 minutes, hour or day, by how busy", tier_gap, tier_value},
    {"proportional", "as often as it announces", proportional_gap, proportional_value},
    {"freshest", "freshest copies (Cho & Garcia-Molina, Azar et al.)", fresh_gap, fresh_value},
    {"random-sqrt", "the index's rates at random moments", index_gap, drawn_value<index_gap>, false,
     false, true},
    {"lambdacrawl", "harmonic penalty (Kolobov et al.), at random moments", lambda_gap,
     drawn_value<lambda_gap>, false, false, true},
    {"myopic+wave", "what is missed per minute now, waves included", myopic_gap, myopic_value,
     true},
    {"hindsight", "the index with true rates and true deaths: the bound", product_gap,
     product_value, true, false, false, true},
}};

}  // namespace

std::span<const Ranking> rankings() { return table; }

const Ranking& product_ranking() { return table.front(); }

const Ranking* find_ranking(std::string_view name) {
  const auto found = std::ranges::find(table, name, &Ranking::name);
  return found == table.end() ? nullptr : &*found;
}

}  // namespace godwit
