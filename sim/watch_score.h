// SPDX-License-Identifier: Apache-2.0
// WatchScore: what a schedule is judged by. Facts go in as the loop believes them; out come the
// delays between what happened and when it was seen. It knows the truth, the crawler does not.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "godwit/observation.h"
#include "godwit/time.h"

namespace godwit::sim {

// Said at `where` of `target` (canonical URLs), to be read in [at, until).
struct ToldEvent {
  std::string where, target;
  Time at{}, until{};
  int network = 0;
};
struct ToldLife {
  std::string url;
  Time born{}, died{};  // the_end: outlives the simulation
  int network = 0;
  bool successor = false;
};
struct Told {
  std::vector<ToldEvent> announcements;
  std::vector<ToldLife> lives;
  Time from{}, to{};  // what happens in [from, to) is judged
};

// What one network contributes: the unit that is resampled.
struct NetworkFigures {
  std::vector<double> delays;  // minutes, of the announcements that were seen
  int announcements = 0;
};

struct WatchFigures {
  std::vector<NetworkFigures> networks;
  std::vector<double> death_delays;   // minutes
  int successors = 0, within_6h = 0;  // … known to live, after their birth
  std::int64_t false_deaths = 0;      // dead for the schedule, alive in truth
  double channel_days = 0;            // of places looked at
  double longest_gap_hours = 0;       // between two looks at a living channel
  std::int64_t looks = 0;
};

class WatchScore {
 public:
  // `told` must outlive it. `believed_dead`: what the schedule thinks of an address.
  WatchScore(const Told& told, std::function<bool(const std::string&)> believed_dead);
  void believe(const Observation& seen);
  WatchFigures figures(Time ended) const;

 private:
  struct Known {
    Time first_alive = the_end, first_missed = the_end, last_look = the_beginning;
    bool called_dead = false;
  };
  struct Saying {
    int event = 0;
    Time seen = the_end;
  };

  void note_reference(const std::string& where, const Reference& reference, Time at);
  void note_look(std::size_t life, const Observation& seen);

  const Told& told_;
  std::function<bool(const std::string&)> believed_dead_;
  std::unordered_map<std::string, std::size_t> lives_;
  // By place and target; several may say the same at different times.
  std::unordered_map<std::string, std::vector<Saying>> sayings_;
  std::vector<Known> known_;
  WatchFigures figures_;
};

}  // namespace godwit::sim
