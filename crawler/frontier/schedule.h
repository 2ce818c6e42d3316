// SPDX-License-Identifier: Apache-2.0
// Schedule: when to look again at an address. Pure: the history of the looks in, a moment out.
//
// A living address is looked at when the value of a look reaches its price (a Whittle index).
// Hidden events of weight w come at rate λ; g(τ) is the cost rate accrued τ hours after the last
// look and G its integral. The cheapest cycle satisfies V(τ) = (τ g − G)/c = ν, so V is an index:
// it grows with τ, and the address is due when V ≥ ν. With g = wλτ this is V = wλτ²/2c and the
// closed form τ = √(2cν/wλ). Hints add a step, waves of takedowns add a decaying intensity. ν is
// the price of a request to that service: the one at which all its addresses together just use up
// its budget.
//
// A look that finds nothing makes the address a suspect: looked at again after 1, 5 and 15 minutes
// (outages are short), then 8 hours apart; three such looks over a day make it dead for us, and the
// dead are looked at ever more rarely (4 % of them come back). This is scheduling only: what is
// shown as `gone` needs canaries too (canaries.h).
#pragma once

#include <cstdint>
#include <optional>

#include "godwit/observation.h"
#include "godwit/time.h"

namespace godwit {

// What one look amounts to for the schedule.
enum class Finding : std::uint8_t {
  none,  // never looked
  alive,
  closed,       // exists, but shows nothing: restricted or private
  gone,         // says so itself
  absent,       // looks as if it did not exist
  unreachable,  // no answer
  limited,      // we were throttled: says nothing of the place
  barred,       // robots.txt or our own guard said no
  unclear,      // an answer that says nothing
};
Finding finding_of(const Observation& seen);

struct History {
  Finding last = Finding::none;   // of the last look
  std::optional<Time> last_look;  // live looks only, never imports
  std::optional<Time> last_alive;
  int failures = 0;      // looks in a row that were absent or unreachable
  Time first_failure{};  // … since then; of a place that says it is gone: since it does
  // Gamma posterior of the rates of posts and of posting sessions (a pause of 30 minutes ends a
  // session), with exponential forgetting.
  double posts = 0, sessions = 0;
  double hours = 0;  // watched, through the timestamps of the posts
  std::optional<Time> rated_until;
  std::optional<std::int64_t> members;
  // Hints since the last look: Σ worth · (hours between the last look and the hint).
  double hinted = 0;
  double boost = 0;  // events per hour that a wave adds, at boosted_at
  Time boosted_at{};
};

struct SchedulePolicy {
  double prior_sessions_per_hour = 0.19;        // 4.6 a day: a calm channel
  double prior_weight = 0.5;                    // in sessions
  Duration half_life = days(21);                // of what was learned about rates
  Duration shortest = std::chrono::minutes(2);  // between two looks at a living address
  Duration longest = days(1);                   // … whatever the price
  Duration closed = days(1);
  Duration unclear = hours(6);
  Duration limited = hours(1);
  Duration barred = days(7);
  Duration suspect_apart = hours(8);
  Duration dead_soonest = days(1);  // a dead address waits half as long as it has been dead …
  Duration dead_latest = days(14);  // … within these
  Duration proof = days(1);         // three looks over that long prove a death to us
  double cheapest = 0.02;  // least price, in weight · hours: one look per 12 minutes at λ = 1/h
  double wave_decay_per_hour = 0.2;  // β: a wave calms down in about 5 hours
  double wave_size = 3;              // κ: announcements expected of a hint worth 1
};

// Takes one look in: state, failures, rates. A look that was voided (we were soft-banned) is taken
// back by `forgive`.
void learn(History& history, const Observation& seen, const SchedulePolicy& policy);
void forgive(History& history);
// "Look here soon": worth 0..1.
void take_hint(History& history, double worth, Time now, const SchedulePolicy& policy);

// Dead for the schedule: says so itself, or three failed looks over `proof`.
bool dead(const History& history, const SchedulePolicy& policy);
// √(wλ): what the address adds to the demand for looks; 0 unless alive.
double demand(const History& history, const SchedulePolicy& policy);
// ν at which addresses of that summed demand use `looks_per_hour`: (Σ√(wλ))² / 2B².
double price(double summed_demand, double looks_per_hour, const SchedulePolicy& policy);
// V(τ) of a living address, τ hours after its last look.
double value_of_a_look(const History& history, double hours_since, const SchedulePolicy& policy);
// the_beginning if it was never looked at.
Time next_look(const History& history, double price, const SchedulePolicy& policy);

}  // namespace godwit
