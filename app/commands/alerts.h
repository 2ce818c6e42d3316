// SPDX-License-Identifier: Apache-2.0
// `alerts`: what happened: new successors, deaths, waves, revivals, blocks. A list, a feed, or a
// delivery to the sinks of godwit.toml, as `crawl` and `watch` make it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/commands/command.h"

namespace godwit {

struct AlertsOptions {
  std::optional<Time> since;       // --since: events from then on
  std::vector<std::string> kinds;  // --kind
  bool atom = false;               // the feed, to standard output
  bool deliver = false;            // tell the sinks now
};

int run_alerts(const Common& common, const AlertsOptions& options, Streams streams);

}  // namespace godwit
