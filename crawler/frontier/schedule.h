// SPDX-License-Identifier: Apache-2.0
// Schedule: when to look again at an address. Pure: the history of the looks in, a moment out.
//
// A living address is looked at when the value of a look reaches its price (a Whittle index).
// Hidden events of weight w come at rate λ; g(τ) is the cost rate accrued τ hours after the last
// look and G its integral. The cheapest cycle satisfies V(τ) = (τ g − G)/c = ν, so V is an index:
// it grows with τ, and the address is due when V ≥ ν. With g = wλτ this is V = wλτ²/2c and the
// closed form τ = √(2cν/wλ). Hints add a step, waves of takedowns add a decaying intensity. ν is
// the price of a request to that service: the one at which all its addresses together just use up
// its budget. It says who may be looked at; of those, the greatest V goes first.
//
// λ counts announcements: what was seen on the address itself, drawn towards what its pace of
// posting lets expect (the service's own experience); deaths and vanishing posts add a little.
//
// A look that finds nothing makes the address a suspect: looked at again after 1, 5 and 15 minutes
// (outages are short), then 8 hours apart; three such looks over a day make it dead for us, and the
// dead are looked at ever more rarely (4 % of them come back). This is scheduling only: what is
// shown as `gone` needs canaries too (canaries.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

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

// What all addresses of a service taught together: what is expected of one about which nothing is
// known yet.
struct Experience {
  double sessions = 0, announcements = 0;  // seen on living addresses
  double hints = 0, answers = 0;           // hints' worth, and announcements that followed them
  double hours = 0, deaths = 0;            // hours of life watched, and how many ended
};

struct Ranking;  // rankings.h

struct LookHistory {
  Finding last = Finding::none;   // of the last look
  std::optional<Time> last_look;  // live looks only, never imports
  std::optional<Time> last_alive;
  int failures = 0;      // looks in a row that were absent or unreachable
  Time first_failure{};  // … since then; of a place that says it is gone: since it does
  // Gamma posteriors of the rates of posts, of posting sessions (a pause of 30 minutes ends a
  // session) and of announcements, with exponential forgetting.
  double posts = 0, sessions = 0, announcements = 0;
  double hours = 0;               // watched, through the timestamps of the posts
  double hints = 0, answers = 0;  // worth of the hints, announcements within a day of one
  std::optional<Time> rated_until;
  std::optional<std::int64_t> members;
  // Hints since the last look: Σ worth · (hours between the last look and the hint).
  double hinted = 0;
  double boost = 0;  // events per hour that a wave adds, at boosted_at …
  double alarm = 0;  // … and that its first hour adds to them
  Time boosted_at{};
  // Concluded from the above at the last look.
  double rate = 0;                  // λ weighted: events an hour times what they are worth
  double weight = 1;                // w
  double wave_size = 0;             // κ: announcements expected here of a hint worth 1
  double draw = 1;                  // of an exponential distribution of mean 1; random rankings
  std::optional<double> told_rate;  // announcements an hour, from somebody who knows
  std::uint64_t salt = 0;           // makes the draws of two addresses differ
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
  double cheapest = 4e-4;  // least price: one look per 16 minutes at an announcement in two days
  double wave_decay_per_hour = 0.2;  // β: a wave calms down in about 5 hours
  double wave_lag_hours = 0.5;       // how long ago a death happened when it is seen, at a guess
  // A successor that stood ready is announced within the hour, on siblings that may die within the
  // hour themselves: right after a hint an announcement counts that much more an hour …
  double alarm_size = 2;
  double alarm_decay_per_hour = 2;           // … and half an hour later most of it is over
  double wave_size = 0.5;                    // κ, before anything is known …
  double wave_size_weight = 2;               // … in hints
  double announcements_a_session = 0.02;     // before anything is known …
  double announcements_weight = 50;          // … in sessions
  double announcer_weight = 0.5;             // of what the pace lets expect, in announcements …
  double pace_power = 1;                     // … which grow with the pace as this power
  double deaths_per_hour = 1.0 / (30 * 24);  // before anything is known
  double death_weight = 0.3;                 // against an announcement: a death begins a wave
  double post_vanishes_per_hour = 0.00107;   // 12 % of posts within five days
  // Share of a service's re-looks that goes to whatever waits longest, so that nobody starves.
  double floor_share = 0.05;
  // The value of a look at a calm place is multiplied by (τ / round_hours)^steepness.
  double steepness = 0, round_hours = 1;
  // The same four where a round takes no time at all; in between: see fair_to_all. Such a budget
  // sees whatever it expects, so what counts is what it does not expect: a few announcements more
  // or less tell little of a place, and who posts twice as often does not announce twice as often.
  struct Ample {
    double steepness = 4, announcer_weight = 3, pace_power = 0.5, alarm_size = 4;
  } ample;
  // A service whose round is shorter has budget to spare: nobody is looked at for fairness alone.
  Duration fair_enough = std::chrono::minutes(15);
  const Ranking* ranking = nullptr;  // nullptr: the product's
};

// Takes one look in: state, failures, rates. A look that was voided (we were soft-banned) is taken
// back by `forgive`.
void learn(LookHistory& history, const Observation& seen, const SchedulePolicy& policy,
           Experience& common);
void forgive(LookHistory& history);
// "Look here soon": worth 0..1.
void take_hint(LookHistory& history, double worth, Time now, const SchedulePolicy& policy,
               Experience& common);

// Dead for the schedule: says so itself, or three failed looks over `proof`.
bool dead(const LookHistory& history, const SchedulePolicy& policy);
// Only such a place has a price: it was alive when last looked at.
inline bool living(const LookHistory& history) { return history.last == Finding::alive; }
// Hours between looks at a living address that no wave touches, within the bounds of the policy.
double calm_gap(const LookHistory& history, double price, const SchedulePolicy& policy);
// ν at which the living among `places` use `looks_per_hour` together. `start`: a guess.
double price(std::span<const LookHistory* const> places, double looks_per_hour, double start,
             const SchedulePolicy& policy);
// The policy of a service where one look at each living place takes that long. The shorter this
// round is against the life of an announcement, the more the wait counts and the less the rate, and
// nobody waits for a price longer than a round: an ample budget loses little of the mean delay by
// it and keeps the latest from being late; only for rankings that are `fair`. A few places that an
// ample budget could ask all day long are asked as often as their price says.
SchedulePolicy fair_to_all(SchedulePolicy policy, double round_hours);
// g(τ) and V(τ) of a living address, τ hours after its last look.
double cost_rate(const LookHistory& history, double hours_since, const SchedulePolicy& policy);
double value_of_a_look(const LookHistory& history, double hours_since,
                       const SchedulePolicy& policy);
// the_beginning if it was never looked at.
Time next_look(const LookHistory& history, double price, const SchedulePolicy& policy);
// Who goes first among those that are due: the greatest. Living places by the ranking, suspects
// before them, the dead and closed at the price. `nth`: how many re-looks went before; of these as
// many as the policy's floor share says go to the living that waits longest.
double urgency(const LookHistory& history, double price, std::size_t nth, Time now,
               const SchedulePolicy& policy);

}  // namespace godwit
