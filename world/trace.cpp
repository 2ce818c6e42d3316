// SPDX-License-Identifier: Apache-2.0
// The order of drawing: networks and their waves, lives one generation after the other, sayings on
// whoever lives then, posts. Each has dice of its own, so that a change in one moves no other.
#include "world/trace.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "world/draw.h"

namespace godwit {
namespace {

using stage::Dice;
using stage::in_days;
using stage::in_hours;

struct Regime {
  std::string_view name;
  double shape, scale_days;     // Weibull of a life that no wave ends
  double waves_per_day;         // of one network
  double gap_hours, gap_sigma;  // from a death to the successor, log-normal
  double lead_days;             // … of one that was there before, median
  double posts_per_day, posts_per_session;
};

// Lives and posts: CREST 2021; shapes and leads: judgement (docs/schedule.md).
constexpr std::array<Regime, 3> regimes{{
    {"pressed", 1.0, 50, .05, 2, 1.0, 3, 56.8, 4},
    {"quiet", .9, 287, .0005, 12, 1.5, 30, 4.6, 1.5},
    {"harsh", .56, 20, .1, 2, 1.2, 2, 56.8, 4},
}};

constexpr double wave_hits = .7;  // of the network's channels
constexpr double wave_spread_hours = 1.0 / 3;
constexpr std::array storm_factor = {7.0, 10.0};  // on the two days of the storm
constexpr double storm_begins = .6;               // of the length of the trace
constexpr double has_successor = .9;
constexpr double there_before = .44;
constexpr double announcements_before = 1, announcements_after = 3;
constexpr double announcement_lag_hours = 1;
constexpr double elsewhere = .1;     // announced by another network's channel
constexpr double vanish_hours = 12;  // announcements
constexpr double mentions_a_session = .1;
constexpr Duration past = days(10);  // posts that are there when the trace begins

const Regime& regime_of(const std::string& name) {
  for (const Regime& r : regimes)
    if (r.name == name) return r;
  return regimes.front();
}

// A heavy-tailed factor of mean 1.
double uneven(Dice& dice, double sigma) {
  return dice.lognormal(std::exp(-sigma * sigma / 2), sigma);
}

int poisson(Dice& dice, double mean) {
  int n = 0;
  for (double t = dice.exponential(1); t < mean; t += dice.exponential(1)) ++n;
  return n;
}

struct Network {
  double pace = 1, pressure = 1;
  std::vector<Time> waves;
  std::vector<int> members;
};

class Drawer {
 public:
  Drawer(const TraceOptions& options, std::vector<TraceLife>& lives,
         std::vector<TraceSaying>& sayings)
      : options_(options),
        regime_(regime_of(options.regime)),
        ends_(options.begins + days(options.days)),
        lives_(lives),
        sayings_(sayings) {}

  void draw() {
    const Dice dice(options_.seed);
    for (int n = 0; n < options_.networks; ++n) draw_network(n, dice.fork("network", n_of(n)));
    for (std::size_t i = 0; i < lives_.size(); ++i) announce(int(i), dice.fork("announce", i));
    for (std::size_t i = 0; i < lives_.size(); ++i) post(int(i), dice.fork("post", i));
    count_announcements();
  }

 private:
  static std::uint64_t n_of(int n) { return static_cast<std::uint64_t>(n); }

  double storm(Time at) const {
    const double day = double((at - options_.begins).count()) / double(days(1).count()) -
                       std::floor(storm_begins * options_.days);
    if (day < 0 || day >= double(storm_factor.size())) return 1;
    return storm_factor[static_cast<std::size_t>(day)];
  }

  void draw_network(int number, Dice dice) {
    Network& network = networks_.emplace_back();
    network.pace = uneven(dice, .8);
    network.pressure = uneven(dice, .7);
    for (Time at = options_.begins; at < ends_; at += hours(1))
      if (dice.chance(regime_.waves_per_day * network.pressure * storm(at) / 24))
        network.waves.push_back(at + in_hours(dice.unit()));
    for (int c = 0; c < options_.channels; ++c) {
      Dice line = dice.fork("line", n_of(c));
      draw_line(number, line);
    }
  }

  // One channel and all that come after it.
  void draw_line(int number, Dice& dice) {
    const double pace = networks_.back().pace * uneven(dice, .8);
    int predecessor = -1;
    Time born = options_.begins - in_days(dice.unit() * 2 * regime_.scale_days);
    while (born < ends_) {
      const int life = live(number, predecessor, born, pace * uneven(dice, .3), dice);
      const Time died = lives_[std::size_t(life)].died;
      if (died == the_end || !dice.chance(has_successor)) return;
      const bool before = dice.chance(there_before);
      const Duration lead = in_days(dice.lognormal(regime_.lead_days, 1));
      const Duration gap = in_hours(dice.lognormal(regime_.gap_hours, regime_.gap_sigma));
      born = before ? std::max(died - lead, lives_[std::size_t(life)].born + hours(1)) : died + gap;
      predecessor = life;
    }
  }

  int live(int number, int predecessor, Time born, double pace, Dice& dice) {
    const auto index = int(lives_.size());
    TraceLife life;
    life.name = "n" + std::to_string(number) + "c" + std::to_string(index);
    life.network = number;
    life.predecessor = predecessor;
    life.born = born;
    life.sessions_per_day = pace * regime_.posts_per_day / regime_.posts_per_session;
    // A life that began before the trace has lived until then.
    do {
      life.died = born + in_days(dice.weibull(regime_.shape, regime_.scale_days));
    } while (predecessor < 0 && life.died <= options_.begins);
    for (const Time wave : networks_.back().waves) {
      if (wave < std::max(born, options_.begins) || !dice.chance(wave_hits)) continue;
      life.died = std::min(life.died, wave + in_hours(dice.exponential(wave_spread_hours)));
      break;
    }
    if (life.died >= ends_) life.died = the_end;
    networks_.back().members.push_back(index);
    lives_.push_back(std::move(life));
    return index;
  }

  // Somebody who lives at `at`: of that network, or of any other. -1: nobody does.
  int somebody(int network, Time at, int but_not, Dice& dice) {
    const auto& members = networks_[std::size_t(network)].members;
    std::vector<double> weights;
    double sum = 0;
    for (const int m : members) {
      const TraceLife& life = lives_[std::size_t(m)];
      const bool there = m != but_not && life.born <= at && at < life.died;
      weights.push_back(there ? life.sessions_per_day : 0);
      sum += weights.back();
    }
    return sum > 0 ? members[dice.pick(weights)] : -1;
  }

  void say(int about, Time at, bool announcement, int network, Dice& dice) {
    const int where = somebody(network, at, about, dice);
    if (where < 0 || at >= ends_ || at < options_.begins - past) return;
    const Time host_dies = lives_[std::size_t(where)].died;
    const Time gone = announcement ? at + in_hours(dice.exponential(vanish_hours)) : the_end;
    sayings_.push_back({where, about, announcement, at, std::min(gone, host_dies)});
  }

  void announce(int index, Dice dice) {
    const TraceLife life = lives_[std::size_t(index)];
    if (life.predecessor < 0) return;
    const Time old_dies = lives_[std::size_t(life.predecessor)].died;
    const auto network = [&] {
      if (!dice.chance(elsewhere)) return life.network;
      return dice.between(0, options_.networks - 1);
    };
    if (life.born < old_dies)
      for (int n = 1 + poisson(dice, announcements_before - .5); n > 0; --n)
        say(index, life.born + in_hours(dice.exponential(24)), true, network(), dice);
    const Time from = std::max(life.born, old_dies);
    for (int n = 1 + poisson(dice, announcements_after - 1); n > 0; --n)
      say(index, from + in_hours(dice.exponential(announcement_lag_hours)), true, network(), dice);
  }

  void post(int index, Dice dice) {
    TraceLife& life = lives_[std::size_t(index)];
    const Time until = std::min(life.died, ends_);
    const double session_gap_hours = 24 / life.sessions_per_day;
    for (Time session = std::max(life.born, options_.begins - past);;) {
      session += in_hours(dice.exponential(session_gap_hours));
      if (session >= until) break;
      Time at = session;
      do {
        if (at < until) life.posts.push_back({at, -1});
        at += in_hours(dice.exponential(4.0 / 60));
      } while (dice.chance(1 - 1 / regime_.posts_per_session));
      if (!dice.chance(mentions_a_session)) continue;
      const int about = somebody(life.network, session, index, dice);
      if (about >= 0) sayings_.push_back({index, about, false, session, life.died});
    }
  }

  void count_announcements() {
    for (std::size_t s = 0; s < sayings_.size(); ++s) {
      TraceLife& life = lives_[std::size_t(sayings_[s].where)];
      life.posts.push_back({sayings_[s].at, std::int32_t(s)});
      if (sayings_[s].announcement) ++life.announcements_per_day;
    }
    for (TraceLife& life : lives_) {
      std::ranges::stable_sort(life.posts, {}, &TracePost::at);
      const Duration lived = std::min(life.died, ends_) - std::max(life.born, options_.begins);
      life.announcements_per_day /= std::max(1.0, double(lived.count()) / double(days(1).count()));
    }
  }

  const TraceOptions& options_;
  const Regime& regime_;
  Time ends_;
  std::vector<TraceLife>& lives_;
  std::vector<TraceSaying>& sayings_;
  std::vector<Network> networks_;
};

}  // namespace

Trace::Trace(const TraceOptions& options) : options_(options) {
  Drawer(options_, lives_, sayings_).draw();
  for (std::size_t i = 0; i < lives_.size(); ++i) by_name_[lives_[i].name] = int(i);
}

std::vector<int> Trace::seeds() const {
  std::vector<int> found;
  for (std::size_t i = 0; i < lives_.size(); ++i)
    if (alive(int(i), options_.begins)) found.push_back(int(i));
  return found;
}

int Trace::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? -1 : found->second;
}

bool Trace::alive(int life, Time at) const {
  const TraceLife& l = lives_[std::size_t(life)];
  return l.born <= at && at < l.died;
}

std::vector<std::size_t> Trace::page(int life, Time at, std::size_t before,
                                     std::size_t most) const {
  const std::vector<TracePost>& posts = lives_[std::size_t(life)].posts;
  std::size_t end =
      std::size_t(std::ranges::upper_bound(posts, at, {}, &TracePost::at) - posts.begin());
  if (before > 0) end = std::min(end, before - 1);
  std::vector<std::size_t> numbers;
  for (std::size_t i = end; i > 0 && numbers.size() < most; --i) {
    const std::int32_t saying = posts[i - 1].saying;
    if (saying < 0 || at < sayings_[std::size_t(saying)].until) numbers.push_back(i);
  }
  std::ranges::reverse(numbers);
  return numbers;
}

}  // namespace godwit
