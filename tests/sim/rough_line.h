// SPDX-License-Identifier: Apache-2.0
// RoughLine: the simulated network on a bad day. Between the crawl and SimTransport it tears pages,
// lets hosts refuse in storms, and lets the machine sleep; and it counts what a server would count:
// who was asked when. Everything is drawn from the seed before and apart from what is asked.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/sim_transport.h"
#include "tests/sim/dice.h"

namespace godwit::sim {

struct Weather {
  double half_page = 0;          // chance per answer that the body ends early
  double storms_a_day = 0;       // of 429 from one service, with Retry-After
  double suspensions_a_day = 0;  // the machine sleeps, the clock leaps
};

// One request as the server saw it.
struct Asked {
  std::string service, url;
  Time began{}, ended{};
};

class RoughLine final : public Transport, public Clock {
 public:
  // `services` may have storms. Everything must outlive it.
  RoughLine(SimTransport& line, const Weather& weather, std::uint64_t seed, Time begins, Time ends,
            const std::vector<std::string>& services, Trace& trace);

  Time now() override { return line_.now(); }
  std::size_t room() const override { return line_.room(); }
  void submit(Request request) override;
  std::vector<Fetched> wait(Time deadline) override;

  // The process died: what is in flight is cut off.
  void cut();
  const std::vector<Asked>& asked() const { return asked_; }
  std::int64_t faults() const { return faults_; }
  Duration slept() const { return slept_; }

 private:
  struct Storm {
    std::string service;
    Time from{}, to{};
    std::int64_t retry_after_s = 0;
  };
  void suspend();
  void spoil(Fetched& page);

  SimTransport& line_;
  Weather weather_;
  Dice dice_;
  std::vector<Storm> storms_;
  std::vector<std::pair<Time, Duration>> suspensions_;  // by time
  std::size_t next_suspension_ = 0;
  std::map<std::uint64_t, std::size_t> in_flight_;  // ticket -> place in asked_
  std::vector<Asked> asked_;
  std::int64_t faults_ = 0;
  Duration slept_{};
  Trace& trace_;
};

}  // namespace godwit::sim
