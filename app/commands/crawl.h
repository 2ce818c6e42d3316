// SPDX-License-Identifier: Apache-2.0
// `crawl`: one pass over all that is due; `watch`: for ever, on schedule. Here the two halves meet:
// the crawler's loop tells each fact to the graph, and the graph's hints go back to the frontier.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/command.h"

namespace godwit {

struct CrawlOptions {
  std::vector<std::string> seeds;        // addresses typed
  std::string seeds_file;                // --seeds
  std::optional<std::string> proxy;      // --proxy, over the case's
  std::optional<std::string> ca_bundle;  // --ca-bundle
  std::optional<double> time_budget_s;   // --time-budget, seconds
  std::optional<std::int64_t> max_requests;
  std::map<std::string, double> rates;  // --rate HOST=PER_SECOND
  double speed = 1;    // --speed: of a rehearsal's clock, its seconds per real second
  bool watch = false;  // for ever, on schedule, until stopped
  bool dry_run = false;
  bool exit_on_change = false;  // exit 10 where new successors were found
};

int run_crawl(const Common& common, const CrawlOptions& options, Streams streams);

}  // namespace godwit
