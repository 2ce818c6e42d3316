// SPDX-License-Identifier: Apache-2.0
#include "sim/watch_score.h"

#include <algorithm>

namespace godwit::sim {
namespace {

double minutes(Duration d) { return double(d.count()) / 60'000; }

std::string pair_of(const std::string& where, const std::string& target) {
  return where + " " + target;
}

}  // namespace

WatchScore::WatchScore(const Told& told, std::function<bool(const std::string&)> believed_dead)
    : told_(told), believed_dead_(std::move(believed_dead)), known_(told.lives.size()) {
  for (std::size_t i = 0; i < told.lives.size(); ++i) lives_[told.lives[i].url] = i;
  for (std::size_t i = 0; i < told.announcements.size(); ++i) {
    const ToldEvent& event = told.announcements[i];
    sayings_[pair_of(event.where, event.target)].push_back({int(i), the_end});
  }
}

void WatchScore::note_reference(const std::string& where, const Reference& reference, Time at) {
  const auto found = sayings_.find(pair_of(where, reference.address.url));
  if (found == sayings_.end()) return;
  for (Saying& saying : found->second) {
    const ToldEvent& event = told_.announcements[std::size_t(saying.event)];
    if (event.at <= at && at < event.until) saying.seen = std::min(saying.seen, at);
  }
}

void WatchScore::note_look(std::size_t life, const Observation& seen) {
  const ToldLife& told = told_.lives[life];
  Known& known = known_[life];
  const bool lives = told.born <= seen.at && seen.at < told.died;
  if (lives && known.last_look != the_beginning && seen.at >= told_.from) {
    const double gap = minutes(seen.at - known.last_look) / 60;
    figures_.longest_gap_hours = std::max(figures_.longest_gap_hours, gap);
  }
  known.last_look = seen.at;
  if (seen.state == State::alive) known.first_alive = std::min(known.first_alive, seen.at);
  if (seen.absent && !lives) known.first_missed = std::min(known.first_missed, seen.at);
  const bool dead = believed_dead_ && believed_dead_(told.url);
  if (dead && !known.called_dead && lives) ++figures_.false_deaths;
  known.called_dead = dead;
}

void WatchScore::believe(const Observation& seen) {
  ++figures_.looks;
  for (const Reference& reference : seen.references)
    note_reference(seen.address.url, reference, seen.at);
  const auto life = lives_.find(seen.address.url);
  if (life != lives_.end() && seen.purpose == Purpose::visit) note_look(life->second, seen);
}

WatchFigures WatchScore::figures(Time ended) const {
  WatchFigures out = figures_;
  const auto judged = [&](Time at) { return told_.from <= at && at < told_.to; };
  std::vector<Time> seen_at(told_.announcements.size(), the_end);
  for (const auto& [key, list] : sayings_)
    for (const Saying& saying : list) seen_at[std::size_t(saying.event)] = saying.seen;
  for (std::size_t i = 0; i < told_.announcements.size(); ++i) {
    const ToldEvent& event = told_.announcements[i];
    if (!judged(event.at)) continue;
    if (out.networks.size() <= std::size_t(event.network))
      out.networks.resize(std::size_t(event.network) + 1);
    NetworkFigures& network = out.networks[std::size_t(event.network)];
    ++network.announcements;
    if (seen_at[i] != the_end) network.delays.push_back(minutes(seen_at[i] - event.at));
  }
  for (std::size_t i = 0; i < told_.lives.size(); ++i) {
    const ToldLife& life = told_.lives[i];
    const Known& known = known_[i];
    if (known.first_alive != the_end)
      out.channel_days += minutes(std::min(life.died, ended) - known.first_alive) / (24 * 60);
    if (judged(life.died) && known.first_alive < life.died && known.first_missed != the_end)
      out.death_delays.push_back(minutes(known.first_missed - life.died));
    if (!life.successor || !judged(life.born)) continue;
    ++out.successors;
    out.within_6h += known.first_alive != the_end && known.first_alive - life.born <= hours(6);
    if (life.died > ended && known.last_look != the_beginning)
      out.longest_gap_hours =
          std::max(out.longest_gap_hours, minutes(ended - known.last_look) / 60);
  }
  return out;
}

}  // namespace godwit::sim
