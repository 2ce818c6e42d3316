// SPDX-License-Identifier: Apache-2.0
// Liveness: what the looks at a place prove, as a pure function of their set (docs/liveness.md).
// A place is gone when a page says so, or when three sound absent looks span 24 hours. An absent
// look is sound when some living page of the same service was seen within the hour and no failed
// canary or throttled page was: a soft ban makes living channels look nonexistent.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "godwit/observation.h"
#include "graph/facts.h"

namespace godwit {

// How the services fared, hour by hour: which looks may be believed when they say "nothing here".
class Soundness {
 public:
  Soundness(const Facts& facts, int threads);
  // May this absent look be believed?
  bool sound(const Look& look) const { return sound(Sight{look.at, look.place}); }
  // Takes in one more look at a place known before. The places of the absent looks that may be
  // believed now and not before, or the other way round.
  std::vector<PlaceNo> take(const Look& look);

 private:
  struct Sight {
    Time at{};
    PlaceNo place = nowhere;
  };
  struct Service {
    std::vector<Sight> living;    // by time
    std::vector<Sight> troubled;  // failed canaries and throttled pages, by time
    std::vector<Sight> absent;    // by time
  };
  bool sound(const Sight& absent) const;
  void keep(const Look& look, bool in_order);

  const Facts& facts_;
  std::unordered_map<std::string_view, Service> services_;  // by host
  std::vector<Service*> service_of_;                        // by place
  std::vector<Sight> living_anywhere_, absent_sites_;       // where there are sites: all
  bool any_sites_ = false;  // who alone are vouched for by pages of others
};

struct Verdict {
  State state = State::unknown;
  Interval born;
  std::optional<Interval> died;     // of the present death; none while alive
  std::optional<Time> proved_dead;  // the look that completed the proof
  std::vector<Time> revivals;       // alive again after a proved death
  std::optional<Time> first_alive, last_alive;
  std::vector<std::string> story;  // one line a look that bears on the state, if asked for
};

// `looks` in time order. `told` asks for the story.
Verdict judge(const Facts& facts, std::span<const Look* const> looks, const Soundness& soundness,
              bool told = false);

}  // namespace godwit
