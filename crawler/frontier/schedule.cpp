// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/schedule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace godwit {
namespace {

constexpr double ms_per_hour = 3'600'000.0;
constexpr double posts_per_page = 20;
constexpr double posts_before_a_look =
    15;  // of posts_per_page: one page then holds all that is new
constexpr double most_weight = 8;
constexpr Duration session_gap = std::chrono::minutes(30);
constexpr std::array suspect_after = {std::chrono::minutes(1), std::chrono::minutes(5),
                                      std::chrono::minutes(15)};
// Two requests of one look: a page that fails beside a living one says nothing.
constexpr Duration same_look = std::chrono::minutes(2);

double to_hours(Duration d) { return double(d.count()) / ms_per_hour; }
Duration from_hours(double h) { return Duration{static_cast<std::int64_t>(h * ms_per_hour)}; }

double session_rate(const History& h, const SchedulePolicy& p) {
  return (h.sessions + p.prior_weight) / (h.hours + p.prior_weight / p.prior_sessions_per_hour);
}

double post_rate(const History& h, const SchedulePolicy& p) {
  return (h.posts + p.prior_weight) / (h.hours + p.prior_weight / p.prior_sessions_per_hour);
}

// An announcement in a large channel reaches more people; bounded, so that nobody starves.
double weight(const History& h) {
  const double members = double(std::max<std::int64_t>(h.members.value_or(0), 0));
  return std::min(1 + std::log2(1 + members / 1000), most_weight);
}

double boost_at(const History& h, Time at, const SchedulePolicy& p) {
  return h.boost *
         std::exp(-p.wave_decay_per_hour * to_hours(std::max(at - h.boosted_at, Duration{})));
}

// The posts' own times show the whole time since the last look, not only the moment of looking.
void learn_rates(History& h, const Observation& seen, const SchedulePolicy& p) {
  std::vector<Time> times;
  for (const Post& post : seen.posts) {
    if (post.at && *post.at <= seen.at && (!h.rated_until || *post.at > *h.rated_until)) {
      times.push_back(*post.at);
    }
  }
  if (times.empty() && !h.rated_until) return;
  std::sort(times.begin(), times.end());
  const Time from = h.rated_until ? *h.rated_until : times.front();
  if (seen.at <= from) return;
  double sessions = times.empty() ? 0 : 1;
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (times[i] - times[i - 1] > session_gap) ++sessions;
  }
  const double keep = std::exp2(-to_hours(seen.at - from) / to_hours(p.half_life));
  h.posts = h.posts * keep + double(times.size());
  h.sessions = h.sessions * keep + sessions;
  h.hours = h.hours * keep + to_hours(seen.at - from);
  h.rated_until = seen.at;
}

void learn_failure(History& h, Finding finding, Time at) {
  if (h.last_alive && at - *h.last_alive < same_look) return;
  if (h.failures == 0) h.first_failure = at;
  ++h.failures;
  h.last = finding;
}

Duration wait_when_dead(const History& h, double price, const SchedulePolicy& p) {
  if (h.hinted >= price) return p.shortest;
  return std::clamp((*h.last_look - h.first_failure) / 2, p.dead_soonest, p.dead_latest);
}

Duration wait_as_suspect(const History& h, const SchedulePolicy& p) {
  const auto n = static_cast<std::size_t>(h.failures - 1);
  return n < suspect_after.size() ? Duration{suspect_after[n]} : p.suspect_apart;
}

// The root of V(τ) = price: closed where V is the pure quadratic, else by bisection (V is
// monotone).
Duration wait_while_alive(const History& h, double price, const SchedulePolicy& p) {
  const double shortest = to_hours(p.shortest);
  const double longest =
      std::max(shortest, std::min(to_hours(p.longest), posts_before_a_look / post_rate(h, p)));
  double low = shortest, high = longest;
  if (h.hinted == 0 && boost_at(h, *h.last_look, p) < 1e-6) {
    low = std::sqrt(2 * price / (weight(h) * session_rate(h, p)));
  } else {
    for (int i = 0; i < 50; ++i) {
      const double middle = (low + high) / 2;
      (value_of_a_look(h, middle, p) < price ? low : high) = middle;
    }
  }
  return from_hours(std::clamp(low, shortest, longest));
}

}  // namespace

Finding finding_of(const Observation& seen) {
  if (seen.limited) return Finding::limited;
  switch (seen.outcome) {
    case Outcome::refused:
    case Outcome::robots_denied:
      return Finding::barred;
    case Outcome::answered:
    case Outcome::too_large:
      break;
    default:
      return Finding::unreachable;
  }
  if (seen.absent) return Finding::absent;
  switch (seen.state) {
    case State::alive:
      return Finding::alive;
    case State::restricted:
    case State::private_:
      return Finding::closed;
    case State::gone:
      return Finding::gone;
    case State::unknown:
      break;
  }
  return Finding::unclear;
}

void learn(History& history, const Observation& seen, const SchedulePolicy& policy) {
  const Finding finding = finding_of(seen);
  if (finding == Finding::absent || finding == Finding::unreachable) {
    learn_failure(history, finding, seen.at);
  } else {
    const bool just_gone = finding == Finding::gone && history.last != Finding::gone;
    if (just_gone && history.failures == 0) history.first_failure = seen.at;
    history.last = finding;
    if (finding == Finding::alive || finding == Finding::closed) history.failures = 0;
    if (finding == Finding::alive) history.last_alive = seen.at;
  }
  learn_rates(history, seen, policy);
  if (seen.profile.members) history.members = seen.profile.members;
  history.last_look = std::max(history.last_look.value_or(seen.at), seen.at);
  history.hinted = 0;
}

void forgive(History& history) {
  if (history.failures == 0) return;
  --history.failures;
  if (history.failures == 0) {
    history.last = history.last_alive ? Finding::alive : Finding::unclear;
  }
}

void take_hint(History& history, double worth, Time now, const SchedulePolicy& policy) {
  worth = std::clamp(worth, 0.0, 1.0);
  history.boost =
      boost_at(history, now, policy) + worth * policy.wave_size * policy.wave_decay_per_hour;
  history.boosted_at = now;
  if (history.last_look && now > *history.last_look) {
    history.hinted += worth * to_hours(now - *history.last_look);
  }
}

bool dead(const History& history, const SchedulePolicy& policy) {
  if (history.last == Finding::gone) return true;
  return history.failures >= 3 && history.last_look &&
         *history.last_look - history.first_failure >= policy.proof;
}

double demand(const History& history, const SchedulePolicy& policy) {
  if (history.last != Finding::alive) return 0;
  return std::sqrt(weight(history) * session_rate(history, policy));
}

double price(double summed_demand, double looks_per_hour, const SchedulePolicy& policy) {
  const double ratio = summed_demand / looks_per_hour;
  return std::max(ratio * ratio / 2, policy.cheapest);
}

double value_of_a_look(const History& history, double hours_since, const SchedulePolicy& policy) {
  const double w = weight(history);
  double value = w * session_rate(history, policy) * hours_since * hours_since / 2;
  value += w * history.hinted;
  // A wave that began s hours after the look: g = (b/β)(1 − e^{−βx}), x = τ − s, and
  // τg − G with G = (b/β)(x − (1 − e^{−βx})/β).
  const Duration lag = std::max(history.boosted_at - *history.last_look, Duration{});
  const double x = hours_since - to_hours(lag);
  if (history.boost > 0 && x > 0) {
    const double beta = policy.wave_decay_per_hour;
    const double b = boost_at(history, std::max(history.boosted_at, *history.last_look), policy);
    const double risen = -std::expm1(-beta * x);
    value += w * (b / beta) * (hours_since * risen - x + risen / beta);
  }
  return value;
}

Time next_look(const History& history, double price, const SchedulePolicy& policy) {
  if (!history.last_look) return the_beginning;
  const Time last = *history.last_look;
  if (dead(history, policy)) return last + wait_when_dead(history, price, policy);
  if (history.failures > 0) return last + wait_as_suspect(history, policy);
  if (history.last != Finding::alive && history.hinted >= price) return last + policy.shortest;
  switch (history.last) {
    case Finding::closed:
      return last + policy.closed;
    case Finding::limited:
      return last + policy.limited;
    case Finding::barred:
      return last + policy.barred;
    case Finding::alive:
      return last + wait_while_alive(history, price, policy);
    default:
      return last + policy.unclear;
  }
}

}  // namespace godwit
