// SPDX-License-Identifier: Apache-2.0
#include "tests/accuracy/takedown_sim.h"

#include <algorithm>
#include <cmath>
#include <queue>

namespace godwit::test {

namespace {

constexpr double removal_from = 0.6, removal_to = 0.9;  // chance that a referral leads to removal
constexpr double removal_median = 1.0, removal_sigma = 1;         // days until it does
constexpr double rebirth_median = 2 / 24.0, rebirth_sigma = 1.5;  // days
constexpr double word_after = 0.25;    // mean days between a rebirth and a word of it
constexpr double follows_word = 0.75;  // who reads of the new place goes there
constexpr double finds_alone = 0.12;   // … who reads of it nowhere, finds it
constexpr double prepared = 0.25;      // had named its spare place before it fell
constexpr double follows_spare = 0.5;
constexpr double wears_on = 0.56, wears_scale = 900;  // own deaths: Weibull, days

enum Draw : std::uint64_t {
  network_size,
  appeal,
  talk,
  rises,
  age_at,
  follower,
  choice,
  linking,
  removed,
  removal_delay,
  rebirth_delay,
  reborn,
  speaks,
  speech_delay,
  moves,
  spare,
  own_death,
  unseen,
  misplaced,
  shown
};

struct Channel {
  std::uint32_t network = 0;
  double born = 0, appeal = 0;
  double talks = 0;  // chance that it announces a fallen sister's return
  double said = 0, removal = 0;
  bool alive = true, referred = false, known = true;
  std::vector<std::uint32_t> followers;   // people
  std::vector<std::uint32_t> announcers;  // channels that would announce its return
};

struct Network {
  double rises = 0;  // chance that one of its fallen comes back
  double deaths = 0, followed = 0;
  std::vector<std::uint32_t> channels;
};

struct Event {
  double at = 0;
  enum Kind { falls, rises, speaks } kind = falls;
  std::uint32_t channel = 0, by = 0;
  std::vector<std::uint32_t> crowd;  // people who look for the new place
  bool operator<(const Event& other) const {
    return at != other.at
               ? at > other.at
               : std::tie(kind, channel, by) > std::tie(other.kind, other.channel, other.by);
  }
};

double normal(std::uint64_t seed, std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  const double u = std::max(luck(seed, a, b, 2 * c), 1e-12), v = luck(seed, a, b, 2 * c + 1);
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * v);
}

class World {
 public:
  explicit World(const TakedownOptions& o) : o_(o), follows_(static_cast<std::size_t>(o.people)) {
    found_networks();
    for (int i = 0; i < o.channels; ++i) open_channel();
    for (std::uint32_t p = 0; p < follows_.size(); ++p) subscribe(p);
    for (std::uint32_t u = 0; u < channels_.size(); ++u) link(u);
    for (std::uint32_t u = 0; u < channels_.size(); ++u) remember(u);
    for (std::uint32_t u = 0; u < channels_.size(); ++u) recall_words(u);
    for (std::uint32_t u = 0; u < channels_.size(); ++u) plan_own_death(u);
  }

  TakedownRun run(const Policy& policy) {
    TakedownRun result;
    const double whole = reach();
    int round = 0, asked = 0;
    for (int day = 0; day <= o_.days; ++day) {
      pass_until(day);
      result.reach.push_back(reach() / whole);
      if (round < o_.rounds && day + 1e-9 >= round * o_.days_between) {
        ++round;
        const int due = o_.referred * round / o_.rounds - asked;
        asked += due;
        refer(policy, static_cast<std::size_t>(due), day);
      }
    }
    for (const double r : result.reach) result.mean_reach += r;
    result.mean_reach /= static_cast<double>(result.reach.size());
    result.last_reach = result.reach.back();
    double hidden = 0;
    for (const Channel& c : channels_)
      if (c.alive && !c.known) hidden += static_cast<double>(c.followers.size());
    result.hidden = hidden / std::max(reach(), 1.0);
    result.taken_down = taken_down_;
    result.successors = static_cast<int>(channels_.size()) - o_.channels;
    return result;
  }

 private:
  double roll(Draw what, std::uint64_t a, std::uint64_t b = 0) const {
    return luck(o_.seed, what, a, b);
  }
  double lognormal(Draw what, std::uint64_t a, double median, double sigma) const {
    return median * std::exp(sigma * normal(o_.seed, what, a, 0));
  }

  void found_networks() {
    networks_.resize(static_cast<std::size_t>(o_.networks));
    double sum = 0;
    for (std::uint32_t n = 0; n < networks_.size(); ++n) {
      // Most never come back, some always do (D1: 668 of 785 actors had one link only).
      networks_[n].rises = 0.95 * std::pow(roll(rises, n), 2);
      cumulated_.push_back(sum += std::pow(1 - roll(network_size, n), -0.6));
    }
  }
  std::uint32_t network_at(double share) const {
    const auto at =
        std::lower_bound(cumulated_.begin(), cumulated_.end(), share * cumulated_.back());
    return static_cast<std::uint32_t>(at - cumulated_.begin());
  }
  void open_channel() {
    const auto u = static_cast<std::uint32_t>(channels_.size());
    Channel c;
    c.network = network_at(roll(choice, u));
    c.appeal = std::exp(1.2 * normal(o_.seed, appeal, u, 0));
    c.talks = roll(talk, u);
    c.born = -600 * roll(age_at, u);
    networks_[c.network].channels.push_back(u);
    channels_.push_back(std::move(c));
  }
  // A person is of one network, sometimes of two, and follows what appeals there.
  void subscribe(std::uint32_t p) {
    const int tastes = roll(follower, p, 0) < 0.2 ? 2 : 1;
    for (int taste = 0; taste < tastes; ++taste) {
      const Network& n = networks_[network_at(roll(follower, p, 1 + taste))];
      double sum = 0;
      for (const std::uint32_t u : n.channels) sum += channels_[u].appeal;
      const double wanted = 1 + 7 * roll(follower, p, 10 + taste);
      for (const std::uint32_t u : n.channels)
        if (roll(follower, p, 1000 + u) < std::min(0.9, wanted * channels_[u].appeal / sum))
          follow(p, u);
    }
  }
  void follow(std::uint32_t p, std::uint32_t u) {
    auto& mine = follows_[p];
    if (std::find(mine.begin(), mine.end(), u) != mine.end()) return;
    mine.push_back(u);
    channels_[u].followers.push_back(p);
  }
  // Who would announce it: sisters that talk, now and then a stranger.
  void link(std::uint32_t u) {
    const auto& sisters = networks_[channels_[u].network].channels;
    const double wanted = 1 + 7 * roll(linking, u);  // three announcements a return (A7)
    for (const std::uint32_t w : sisters)
      if (w != u && roll(linking, u, 10 + w) <
                        wanted * channels_[w].talks * 2 / static_cast<double>(sisters.size()))
        channels_[u].announcers.push_back(w);
    const auto stranger =
        static_cast<std::uint32_t>(roll(linking, u, 2) * static_cast<double>(o_.channels));
    if (roll(linking, u, 1) < 0.15 && stranger != u) channels_[u].announcers.push_back(stranger);
  }
  // A past in which some of the fallen came back, and their sisters spoke of it …
  void remember(std::uint32_t u) {
    Network& n = networks_[channels_[u].network];
    if (roll(rises, 100 + u) < 0.5) {
      n.deaths += 1;
      n.followed += roll(rises, 100 + u, 1) < n.rises;
    }
  }
  // … as often as it would announce one of its sisters now.
  void recall_words(std::uint32_t u) {
    const Network& n = networks_[channels_[u].network];
    double announces = 0;
    for (const std::uint32_t x : n.channels)
      announces += static_cast<double>(
          std::count(channels_[x].announcers.begin(), channels_[x].announcers.end(), u));
    const double chance = channels_[u].talks * announces / static_cast<double>(n.channels.size());
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(n.followed); ++i)
      channels_[u].said += roll(talk, u, 1 + i) < chance;
  }
  void plan_own_death(std::uint32_t u) {
    const double age = std::max(-channels_[u].born, 0.0);
    const double lived = std::pow(age / wears_scale, wears_on);
    const double total = lived - std::log(std::max(1 - roll(own_death, u), 1e-12));
    const double end = channels_[u].born + wears_scale * std::pow(total, 1 / wears_on);
    if (end <= o_.days) events_.push({std::max(end, 0.0), Event::falls, u, u, {}});
  }

  double reach() const {
    double sum = 0;
    for (const Channel& c : channels_)
      if (c.alive) sum += static_cast<double>(c.followers.size());
    return sum;
  }

  void pass_until(double day) {
    while (!events_.empty() && events_.top().at <= day) {
      Event e = events_.top();
      events_.pop();
      if (e.kind == Event::falls)
        fall(e);
      else if (e.kind == Event::rises)
        rise(e);
      else
        speak(e);
    }
  }
  void fall(const Event& e) {
    Channel& c = channels_[e.channel];
    if (!c.alive) return;
    c.alive = false;
    taken_down_ += c.referred;
    Network& n = networks_[c.network];
    ++n.deaths;
    if (roll(reborn, e.channel) >= n.rises) return;
    events_.push({e.at + lognormal(rebirth_delay, e.channel, rebirth_median, rebirth_sigma),
                  Event::rises, e.channel, e.channel, c.followers});
  }
  // A successor opens: whoever announced the fallen would announce it, and it announces for those
  // that the fallen announced.
  void rise(const Event& e) {
    const auto v = static_cast<std::uint32_t>(channels_.size());
    Channel c;
    const Channel& fallen = channels_[e.channel];
    c.network = fallen.network;
    c.born = e.at;
    c.appeal = fallen.appeal;
    c.talks = fallen.talks;
    c.announcers = fallen.announcers;
    const bool spared = roll(spare, e.channel) < prepared;
    c.known = spared && fallen.known;
    networks_[c.network].channels.push_back(v);
    ++networks_[c.network].followed;
    channels_.push_back(std::move(c));
    for (const std::uint32_t x : networks_[channels_[v].network].channels)
      for (std::uint32_t& w : channels_[x].announcers)
        if (w == e.channel) w = v;
    for (const std::uint32_t p : e.crowd) {
      const double chance = spared ? follows_spare : finds_alone;
      if (roll(moves, p, e.channel) < chance) follow(p, v);
    }
    for (const std::uint32_t w : channels_[v].announcers)
      if (roll(speaks, e.channel, w) < channels_[w].talks)
        events_.push(
            {e.at - word_after * std::log(std::max(roll(speech_delay, e.channel, w), 1e-12)),
             Event::speaks, v, w, e.crowd});
    plan_own_death(v);
  }
  void speak(const Event& e) {
    if (!channels_[e.by].alive || !channels_[e.channel].alive) return;
    ++channels_[e.by].said;
    if (channels_[e.by].known) channels_[e.channel].known = true;
    for (const std::uint32_t p : e.crowd) {
      const auto& mine = follows_[p];
      if (std::find(mine.begin(), mine.end(), e.by) != mine.end() &&
          roll(moves, p, 1'000'000 + e.channel * 4096ULL + e.by) < follows_word)
        follow(p, e.channel);
    }
  }

  std::vector<Sighted> sighted(double day) const {
    std::vector<Sighted> all;
    std::vector<std::uint32_t> place(channels_.size(), UINT32_MAX);
    for (std::uint32_t u = 0; u < channels_.size(); ++u) {
      const Channel& c = channels_[u];
      if (!c.alive || !c.known || c.referred) continue;
      place[u] = static_cast<std::uint32_t>(all.size());
      const bool wrong = roll(misplaced, u) < o_.lineages_wrong;
      const std::uint32_t lineage = wrong ? network_at(roll(misplaced, u, 1)) : c.network;
      const double age = std::max(day - c.born, 0.25);
      all.push_back({u,
                     lineage,
                     std::max(1.0, std::round(static_cast<double>(c.followers.size()) *
                                              std::exp(0.1 * normal(o_.seed, shown, u, 0)))),
                     age,
                     wears_on / wears_scale * std::pow(age / wears_scale, wears_on - 1),
                     c.said,
                     networks_[lineage].deaths,
                     networks_[lineage].followed,
                     {}});
    }
    for (Sighted& s : all)
      for (const std::uint32_t w : channels_[s.channel].announcers)
        if (place[w] != UINT32_MAX && roll(unseen, s.channel, w) >= o_.links_missing) {
          s.linked.push_back(place[w]);
          all[place[w]].linked.push_back(place[s.channel]);
        }
    return all;
  }
  void refer(const Policy& policy, std::size_t count, double day) {
    const std::vector<Sighted> all = sighted(day);
    for (const std::uint32_t i : policy(all, count, o_.seed)) {
      const std::uint32_t u = all[i].channel;
      channels_[u].referred = true;
      const double chance = removal_from + (removal_to - removal_from) * roll(removed, u, 1);
      if (roll(removed, u) < chance)
        events_.push({day + lognormal(removal_delay, u, removal_median, removal_sigma),
                      Event::falls,
                      u,
                      u,
                      {}});
    }
  }

  const TakedownOptions o_;
  std::vector<Channel> channels_;
  std::vector<Network> networks_;
  std::vector<double> cumulated_;                    // of network sizes
  std::vector<std::vector<std::uint32_t>> follows_;  // of each person
  std::priority_queue<Event> events_;
  int taken_down_ = 0;
};

}  // namespace

double luck(std::uint64_t seed, std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  std::uint64_t z = seed;
  for (const std::uint64_t part : {a, b, c}) {
    z += 0x9e3779b97f4a7c15ULL + part;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    z ^= z >> 31;
  }
  return static_cast<double>(z >> 11) / 9007199254740992.0;
}

TakedownRun simulate(const TakedownOptions& options, const Policy& policy) {
  return World(options).run(policy);
}

}  // namespace godwit::test
