// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/schedule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "crawler/frontier/rankings.h"

namespace godwit {
namespace {

constexpr double ms_per_hour = 3'600'000.0;
constexpr double posts_before_a_look = 15;  // of the 20 of a page
constexpr double pages_a_look = 4;          // the page and three older ones
constexpr double most_weight = 8;
constexpr double revival_weight = 0.1;  // of an announcement on a dead address
constexpr double spare_cheapest = .1;   // of the least price, where all of a budget is used
constexpr double spent_boost = 1e-6;    // a wave that is over
constexpr Duration session_gap = std::chrono::minutes(30);
constexpr Duration answered_within = days(1);
constexpr std::array suspect_after = {std::chrono::minutes(1), std::chrono::minutes(5),
                                      std::chrono::minutes(15)};
// Two requests of one look: a page that fails beside a living one says nothing.
constexpr Duration same_look = std::chrono::minutes(2);

double to_hours(Duration d) { return double(d.count()) / ms_per_hour; }
Duration from_hours(double h) { return Duration{static_cast<std::int64_t>(h * ms_per_hour)}; }

double session_rate(const LookHistory& h, const SchedulePolicy& p) {
  return (h.sessions + p.prior_weight) / (h.hours + p.prior_weight / p.prior_sessions_per_hour);
}

double post_rate(const LookHistory& h, const SchedulePolicy& p) {
  return (h.posts + p.prior_weight) / (h.hours + p.prior_weight / p.prior_sessions_per_hour);
}

// An announcement in a large channel reaches more people; bounded, so that nobody starves.
double weight(const LookHistory& h) {
  const double members = double(std::max<std::int64_t>(h.members.value_or(0), 0));
  return std::min(1 + std::log2(1 + members / 1000), most_weight);
}

const Ranking& ranking_of(const SchedulePolicy& p) {
  return p.ranking != nullptr ? *p.ranking : product_ranking();
}

// What is left of an intensity that had its full size when the last hint came.
double left_of(double size, double decay, const LookHistory& h, Time at) {
  return size * std::exp(-decay * to_hours(std::max(at - h.boosted_at, Duration{})));
}
double boost_at(const LookHistory& h, Time at, const SchedulePolicy& p) {
  return left_of(h.boost, p.wave_decay_per_hour, h, at);
}
double alarm_at(const LookHistory& h, Time at, const SchedulePolicy& p) {
  return left_of(h.alarm, p.alarm_decay_per_hour, h, at);
}

// A wave that began `lag` hours after the last look, x = τ − lag hours ago, as it was then:
// intensity b, decaying by β. It adds to the cost rate g and, with G = ∫g, to the value τg − G: g =
// (b/β)(1 − e^{−βx}), G = (b/β)(x − (1 − e^{−βx})/β).
struct Wave {
  double b, beta;
};

double cost_rate_of(const Wave& w, double x) { return -(w.b / w.beta) * std::expm1(-w.beta * x); }

double value_of(const Wave& w, double hours_since, double x) {
  const double risen = -std::expm1(-w.beta * x);
  return (w.b / w.beta) * (hours_since * risen - x + risen / w.beta);
}

// The slow part of a wave and its first hour, where both count from.
std::array<Wave, 2> waves_of(const LookHistory& h, const SchedulePolicy& p) {
  const Time from = std::max(h.boosted_at, *h.last_look);
  return {{{boost_at(h, from, p), p.wave_decay_per_hour},
           {alarm_at(h, from, p), p.alarm_decay_per_hour}}};
}

double hours_before_the_wave(const LookHistory& h) {
  return to_hours(std::max(h.boosted_at - *h.last_look, Duration{}));
}

// Announcements in posts since `from`; `hinted`: of these, within a day of the last hint.
struct Announced {
  double all = 0, hinted = 0;
};
Announced announced_since(const Observation& seen, Time from, Time hinted_at) {
  Announced found;
  for (const Reference& reference : seen.references) {
    if (reference.post.empty() || !is_announcement(reference)) continue;
    const auto post = std::ranges::find(seen.posts, reference.post, &Post::id);
    if (post == seen.posts.end() || !post->at || *post->at <= from || *post->at > seen.at) continue;
    ++found.all;
    if (*post->at > hinted_at && *post->at - hinted_at < answered_within) ++found.hinted;
  }
  return found;
}

// The posts' own times show the whole time since the last look, not only the moment of looking;
// where a page is full of new posts, it shows only the time since its oldest.
void learn_rates(LookHistory& h, const Observation& seen, const SchedulePolicy& p,
                 Experience& common) {
  std::vector<Time> times;
  for (const Post& post : seen.posts) {
    if (post.at && *post.at <= seen.at && (!h.rated_until || *post.at > *h.rated_until)) {
      times.push_back(*post.at);
    }
  }
  if (times.empty() && !h.rated_until) return;
  std::sort(times.begin(), times.end());
  const bool full = !seen.older.empty() && times.size() == seen.posts.size() && !times.empty();
  const Time from = h.rated_until && !full ? *h.rated_until : times.front();
  if (seen.at <= from) return;
  double sessions = times.empty() ? 0 : 1;
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (times[i] - times[i - 1] > session_gap) ++sessions;
  }
  const bool hinted = h.hints > 0;
  const Announced announced =
      announced_since(seen, h.rated_until.value_or(the_beginning), hinted ? h.boosted_at : the_end);
  const double watched = to_hours(seen.at - from);
  const double keep = std::exp2(-watched / to_hours(p.half_life));
  h.posts = h.posts * keep + double(times.size());
  h.sessions = h.sessions * keep + sessions;
  h.announcements = h.announcements * keep + announced.all;
  h.hours = h.hours * keep + watched;
  h.hints *= keep;
  h.answers = h.answers * keep + announced.hinted;
  h.rated_until = seen.at;
  common.sessions += sessions, common.announcements += announced.all;
  common.hours += watched, common.answers += announced.hinted;
}

// λ, w and κ: what the address showed, drawn towards what its service lets expect.
void conclude(LookHistory& h, const SchedulePolicy& p, const Experience& common) {
  const double sessions = session_rate(h, p);
  const double a_session =
      (common.announcements + p.announcements_weight * p.announcements_a_session) /
      (common.sessions + p.announcements_weight);
  const double usual = (common.sessions + p.prior_weight) /
                       (common.hours + p.prior_weight / p.prior_sessions_per_hour);
  const double expected = a_session * usual * std::pow(sessions / usual, p.pace_power);
  const double announcements = h.told_rate.value_or((h.announcements + p.announcer_weight) /
                                                    (h.hours + p.announcer_weight / expected));
  const double hazard = (common.deaths + 1) / (common.hours + 1 / p.deaths_per_hour);
  h.weight = weight(h);
  h.rate =
      h.weight * (announcements + p.death_weight * hazard + p.post_vanishes_per_hour * sessions);
  const double answers =
      (common.answers + p.wave_size_weight * p.wave_size) / (common.hints + p.wave_size_weight);
  h.wave_size = (h.answers + p.wave_size_weight * answers) / (h.hints + p.wave_size_weight);
}

// splitmix64 of the address and the moment, as a draw of an exponential distribution of mean 1.
double drawn(std::uint64_t salt, Time at) {
  std::uint64_t x = salt + static_cast<std::uint64_t>(to_ms(at)) * 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  x ^= x >> 31;
  return -std::log((double(x >> 11) + .5) / 9007199254740992.0);
}

void learn_failure(LookHistory& h, Finding finding, Time at) {
  if (h.last_alive && at - *h.last_alive < same_look) return;
  if (h.failures == 0) h.first_failure = at;
  ++h.failures;
  h.last = finding;
}

// A hint may bring a dead address back before its time, but few of them rise again.
Duration wait_when_dead(const LookHistory& h, double price, const SchedulePolicy& p) {
  if (revival_weight * h.hinted >= price) return p.shortest;
  return std::clamp((*h.last_look - h.first_failure) / 2, p.dead_soonest, p.dead_latest);
}

Duration wait_as_suspect(const LookHistory& h, const SchedulePolicy& p) {
  const auto n = static_cast<std::size_t>(h.failures - 1);
  // An outage does not say "not found", and a canary was asked: one look more is enough for now.
  if (h.last == Finding::absent) return n == 0 ? Duration{suspect_after.back()} : p.suspect_apart;
  return n < suspect_after.size() ? Duration{suspect_after[n]} : p.suspect_apart;
}

// Closed where no wave touches the place, else the root of value = price by bisection (value is
// monotone).
Duration wait_while_alive(const LookHistory& h, double price, const SchedulePolicy& p) {
  const Ranking& ranking = ranking_of(p);
  const double calm = calm_gap(h, price, p) * (ranking.random ? h.draw : 1);
  const bool stirred = h.hinted > 0 || boost_at(h, *h.last_look, p) > spent_boost;
  double low = to_hours(p.shortest), high = calm;
  if (!ranking.waves || !stirred) return from_hours(std::clamp(calm, low, to_hours(p.longest)));
  for (int i = 0; i < 40 && low < high; ++i) {
    const double middle = (low + high) / 2;
    (ranking.value(h, middle, price, p) < price ? low : high) = middle;
  }
  return from_hours(low);
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

void learn(LookHistory& history, const Observation& seen, const SchedulePolicy& policy,
           Experience& common) {
  const bool was_dead = dead(history, policy);
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
  learn_rates(history, seen, policy, common);
  if (seen.profile.members) history.members = seen.profile.members;
  history.last_look = std::max(history.last_look.value_or(seen.at), seen.at);
  history.hinted = 0;
  if (boost_at(history, seen.at, policy) < spent_boost) history.boost = history.alarm = 0;
  history.draw = drawn(history.salt, seen.at);
  if (!was_dead && dead(history, policy)) ++common.deaths;
  conclude(history, policy, common);
}

void forgive(LookHistory& history) {
  if (history.failures == 0) return;
  --history.failures;
  if (history.failures == 0) {
    history.last = history.last_alive ? Finding::alive : Finding::unclear;
  }
}

void take_hint(LookHistory& history, double worth, Time now, const SchedulePolicy& policy,
               Experience& common) {
  worth = std::clamp(worth, 0.0, 1.0);
  const double kappa = history.wave_size > 0 ? history.wave_size : policy.wave_size;
  const double left = std::exp(-policy.wave_decay_per_hour * policy.wave_lag_hours);
  history.boost =
      boost_at(history, now, policy) + worth * kappa * policy.wave_decay_per_hour * left;
  history.alarm = alarm_at(history, now, policy) + worth * kappa * policy.alarm_size;
  history.boosted_at = now;
  history.hints += worth;
  common.hints += worth;
  // What may already be there is a step in the cost rate: worth its size times the wait so far.
  if (history.last_look && now > *history.last_look) {
    history.hinted += worth * kappa * (1 - left) * to_hours(now - *history.last_look);
  }
}

bool dead(const LookHistory& history, const SchedulePolicy& policy) {
  if (history.last == Finding::gone) return true;
  return history.failures >= 3 && history.last_look &&
         *history.last_look - history.first_failure >= policy.proof;
}

// A page holds about 20 posts, so looking before 15 new ones costs one request for all of them.
// Where that is more than the budget gives, waiting for more pages' worth costs no more a post; but
// not for more than a look pages back.
double calm_gap(const LookHistory& history, double price, const SchedulePolicy& policy) {
  const double one_page = posts_before_a_look / post_rate(history, policy);
  const double gap = ranking_of(policy).gap(history.rate, price, policy);
  const double bounded = std::min(gap, gap < 2 * one_page ? one_page : pages_a_look * one_page);
  const double shortest = to_hours(policy.shortest);
  return std::clamp(bounded, shortest, std::max(shortest, to_hours(policy.longest)));
}

// Demand falls as the price grows: bisection between bounds that are widened from the guess.
double price(std::span<const LookHistory* const> places, double looks_per_hour, double start,
             const SchedulePolicy& policy) {
  const auto too_cheap = [&](double nu) {
    double wanted = 0;
    for (const LookHistory* h : places)
      if (living(*h)) wanted += 1 / calm_gap(*h, nu, policy);
    return wanted > looks_per_hour;
  };
  constexpr double dearest = 1e6;
  double low = std::max(start, policy.cheapest), high = low;
  while (low > policy.cheapest && !too_cheap(low)) low = std::max(low / 4, policy.cheapest);
  while (high < dearest && too_cheap(high)) high *= 4;
  for (int i = 0; i < 12 && low < high; ++i) {
    const double middle = std::sqrt(low * high);
    (too_cheap(middle) ? low : high) = middle;
  }
  return high;
}

SchedulePolicy fair_to_all(SchedulePolicy policy, double round_hours) {
  const double missed = vanish_per_hour * round_hours;
  if (round_hours < to_hours(policy.fair_enough)) return policy;
  policy.cheapest *= spare_cheapest;
  if (!ranking_of(policy).fair || missed >= 1) return policy;
  const auto move = [&](double& from, double to) { from += (1 - missed * missed) * (to - from); };
  move(policy.steepness, policy.ample.steepness);
  move(policy.announcer_weight, policy.ample.announcer_weight);
  move(policy.pace_power, policy.ample.pace_power);
  move(policy.alarm_size, policy.ample.alarm_size);
  policy.round_hours = round_hours;
  policy.longest = std::min(from_hours(round_hours), policy.longest);
  return policy;
}

double cost_rate(const LookHistory& history, double hours_since, const SchedulePolicy& policy) {
  double g = history.rate * hours_since;
  if (history.boost <= 0 && history.hinted <= 0) return g;
  const double lag = hours_before_the_wave(history);
  if (history.hinted > 0 && lag > 0) g += history.weight * history.hinted / lag;
  if (hours_since <= lag) return g;
  for (const Wave& wave : waves_of(history, policy))
    g += history.weight * cost_rate_of(wave, hours_since - lag);
  return g;
}

double value_of_a_look(const LookHistory& history, double hours_since,
                       const SchedulePolicy& policy) {
  double value = history.rate * hours_since * hours_since / 2 + history.weight * history.hinted;
  const double lag = history.boost > 0 ? hours_before_the_wave(history) : hours_since;
  if (hours_since <= lag) return value;
  for (const Wave& wave : waves_of(history, policy))
    value += history.weight * value_of(wave, hours_since, hours_since - lag);
  return value;
}

double urgency(const LookHistory& history, double price, std::size_t nth, Time now,
               const SchedulePolicy& policy) {
  if (!history.last_look) return 0;
  const double since = to_hours(std::max(now - *history.last_look, Duration{}));
  constexpr double before_all = 1e12;  // no answer: an outage, as likely as not, and soon over
  if (history.last == Finding::unreachable && !dead(history, policy)) return before_all + since;
  if (!living(history)) return price;
  const auto fair = [&](std::size_t n) { return std::floor(policy.floor_share * double(n)); };
  if (fair(nth + 1) > fair(nth)) return since;
  return ranking_of(policy).value(history, since, price, policy);
}

Time next_look(const LookHistory& history, double price, const SchedulePolicy& policy) {
  if (!history.last_look) return the_beginning;
  const Time last = *history.last_look;
  if (dead(history, policy)) return last + wait_when_dead(history, price, policy);
  if (history.failures > 0) return last + wait_as_suspect(history, policy);
  if (!living(history) && history.hinted >= price) return last + policy.shortest;
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
