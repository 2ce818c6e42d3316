// SPDX-License-Identifier: Apache-2.0
// Trace: the bare events that a schedule is judged by: who lives, posts, dies, comes back as whom,
// and who announces it, without a single page. Drawn once from the options, before and apart from
// any policy, so that all policies meet the same events (common random numbers).
//
// Networks of channels; each has its own pace of posting and its own pressure. A takedown wave
// strikes most of a network within the hour; the shape of November 2019 (ten times the ordinary
// rate on two days) lies in the second half. A successor appears hours later and is announced on
// living siblings, busier ones more often; announcements vanish. Parameters: docs/schedule.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "godwit/time.h"

namespace godwit {

struct TraceOptions {
  std::uint64_t seed = 1;
  int networks = 50;
  int channels = 20;  // of a network, at the beginning
  int days = 30;
  Time begins = from_ms(1'573'776'000'000);  // 2019-11-15T00:00Z
  // quiet: mean life 302 days, 4.6 posts a day; pressed: 14 days, 56.8; harsh: front-loaded hazard
  // (Weibull k = .56), waves twice as often. Any other word is read as "pressed".
  std::string regime = "pressed";
};

// Something said on a channel about another.
struct TraceSaying {
  int where = 0, about = 0;   // indexes of lives
  bool announcement = false;  // else a plain mention
  Time at{}, until{};         // to be read in [at, until)
};

struct TracePost {
  Time at{};
  std::int32_t saying = -1;  // index, -1: an ordinary post
};

struct TraceLife {
  std::string name;  // handle
  int network = 0;
  int predecessor = -1;
  Time born{}, died{};               // the_end: outlives the trace
  std::vector<TracePost> posts;      // by time; post number = index + 1
  double sessions_per_day = 0;       // of posting
  double announcements_per_day = 0;  // on it, over its life: what hindsight knows
};

class Trace {
 public:
  explicit Trace(const TraceOptions& options);
  Trace(const Trace&) = delete;  // names are looked up by views into lives_
  Trace& operator=(const Trace&) = delete;

  const TraceOptions& options() const { return options_; }
  Time begins() const { return options_.begins; }
  Time ends() const { return options_.begins + days(options_.days); }
  const std::vector<TraceLife>& lives() const { return lives_; }
  const std::vector<TraceSaying>& sayings() const { return sayings_; }
  // The channels an analyst would start from: all that live at the beginning.
  std::vector<int> seeds() const;
  // -1: nobody ever had that name.
  int find(std::string_view name) const;
  bool alive(int life, Time at) const;
  // Numbers (from 1) of the newest posts below `before` that are to be read at `at`, at most
  // `most`, oldest first. before = 0: from the newest.
  std::vector<std::size_t> page(int life, Time at, std::size_t before, std::size_t most) const;

 private:
  TraceOptions options_;
  std::vector<TraceLife> lives_;
  std::vector<TraceSaying> sayings_;
  std::unordered_map<std::string_view, int> by_name_;
};

}  // namespace godwit
