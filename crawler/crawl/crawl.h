// SPDX-License-Identifier: Apache-2.0
// The loop: the table of contents of the program. It asks the frontier what is due, lets time pass
// in exactly one call, reads pages in parallel, makes the facts durable, and believes them.
// It owns nothing and decides nothing else; a stop at any line loses at most the work in flight.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "crawler/frontier/frontier.h"
#include "crawler/platforms/platforms.h"
#include "godwit/ledger.h"
#include "godwit/result.h"
#include "godwit/time.h"
#include "godwit/tracker.h"
#include "godwit/transport.h"

namespace godwit {

struct CrawlLimits {
  Run run = Run::one_pass;
  Time until = the_end;                      // no request after it; what is in flight is given up
  std::optional<std::int64_t> max_requests;  // sent by this call
  // A pass does not wait longer than this for services that asked to be left alone.
  Duration patience = std::chrono::minutes(10);
  Duration glance = seconds(1);             // how often the stop flag is looked at, progress told
  Duration drain = seconds(10);             // after a stop, for what is in flight
  const std::atomic<bool>* stop = nullptr;  // set by a signal: drain, save and return
};

enum class Ending : std::uint8_t {
  nothing_due,  // the pass is complete
  time_up,
  enough,  // max_requests
  stopped,
  put_off,  // only services that asked to be left alone remain
};

struct CrawlSummary {
  Ending ending = Ending::nothing_due;
  Time began{}, ended{};
  std::int64_t requests = 0;  // sent
  std::int64_t facts = 0;     // appended
  // Addresses by what the last look of this call found.
  std::int64_t alive = 0, absent = 0, unreachable = 0, limited = 0, denied = 0;
  std::int64_t posts = 0, references = 0;
  std::size_t new_places = 0;  // first heard of in this call
  FrontierFigures frontier;    // at the end
};

// graph's answer to a fact; wired by app, which alone knows both halves.
using Follow = std::function<std::vector<Hint>(const Observation&)>;
// The figures so far, about once a glance and at the end.
using Progress = std::function<void(const CrawlSummary&)>;

// Errors: only where the ledger cannot keep what was seen.
Result<CrawlSummary> crawl(Clock& clock, Transport& transport, const Platforms& platforms,
                           Ledger& ledger, Frontier& frontier, const Follow& follow,
                           const CrawlLimits& limits, const Progress& progress);

// One fact, live or replayed: the frontier learns, graph answers with hints.
void believe(Frontier& frontier, const Follow& follow, const Observation& seen);
// All facts of the ledger, in append order.
Result<void> resume(const Ledger& ledger, Frontier& frontier, const Follow& follow);
// How the frontier reaches addresses in production. Both must outlive the answer.
Reach reach_through(const Platforms& platforms, const Catalogue& catalogue);

}  // namespace godwit
