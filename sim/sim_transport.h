// SPDX-License-Identifier: Apache-2.0
// The simulated network: Transport and Clock in one. Requests are answered by a function of the
// request and the moment it arrives; answers wait in a queue by ready time; wait() lets the clock
// jump there. Latency and faults are drawn from a seed by the request's number, so the same
// requests in the same order meet the same fate. It also counts, as a server would.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "godwit/time.h"
#include "godwit/transport.h"
#include "world/world.h"

namespace godwit::sim {

struct Outage {
  std::string host;
  Time from{}, to{};
};

// Chances are per request, from 0 to 1.
struct Faults {
  double time_out = 0;
  double reset = 0;
  double slow_down = 0;          // 429 with Retry-After: 2
  std::vector<Outage> outages;   // connect_failed
  Time soft_ban_from = the_end;  // what `banned` answers instead
  Time soft_ban_to = the_end;
  // More requests to one host within a minute than this are answered 429.
  std::int64_t most_per_minute = 1'000'000;
};

using Serve = std::function<Answer(const Request&, Time)>;

// What the servers saw.
struct Seen {
  Request request;
  std::string host;
  Time began{}, ended{};
};

// What one service counted of us.
struct ServiceCount {
  std::int64_t requests = 0;
  std::int64_t too_soon = 0;  // within `least_rest` of the end of the last answer
  std::int64_t most_at_once = 0;
  std::int64_t faults = 0;  // answers that a fault spoiled
  Time last_end = the_beginning;
  std::int64_t open = 0;
};

class SimTransport final : public Transport, public Clock {
 public:
  SimTransport(Serve serve, Serve banned, Faults faults, std::uint64_t seed, Time begins,
               std::size_t room = 16);

  Time now() override { return now_; }
  std::size_t room() const override;
  void submit(Request request) override;
  std::vector<Fetched> wait(Time deadline) override;

  const std::vector<Seen>& log() const { return log_; }
  // Long simulations keep counters only.
  void keep_no_log() { keep_log_ = false; }
  // From now on a request that begins sooner after an answer's end counts as too soon.
  void expect_rest(Duration least) { least_rest_ = least; }
  const std::map<std::string, ServiceCount>& counts() const { return counts_; }
  // The clock jumps ahead: the time between two runs.
  void sleep_until(Time t) { now_ = std::max(now_, t); }
  void give_up_what_is_in_flight();

 private:
  Fetched fate(Request request);
  double chance();
  std::int64_t within_a_minute(const std::string& host);
  void count(const Fetched& page);

  Serve serve_, banned_;
  Faults faults_;
  std::uint64_t state_;
  Time now_;
  std::size_t room_;
  std::uint64_t submitted_ = 0;
  std::map<std::pair<Time, std::uint64_t>, Fetched> queue_;  // by ready time, then order
  std::vector<Seen> log_;
  bool keep_log_ = true;
  Duration least_rest_{};
  std::map<std::string, ServiceCount> counts_;           // by Request::service
  std::map<std::string, std::deque<Time>> last_minute_;  // by host
};

}  // namespace godwit::sim
