// SPDX-License-Identifier: Apache-2.0
// robots.txt after RFC 9309: what a server asks robots to leave alone. Read alike live and out of
// an archive; the rules that concern us travel inside the observation of the file, so that a replay
// of the ledger knows them too.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/observation.h"
#include "godwit/time.h"
#include "godwit/transport.h"

namespace godwit {

// The product token we answer to in "User-agent:" lines.
inline constexpr std::string_view robots_agent = "godwit";

struct RobotsRule {
  std::string path;  // normalised; '*' matches any bytes, a final '$' the end
  bool allow = false;
  bool operator==(const RobotsRule&) const = default;
};

// The rules of the one group that concerns us; none = everything is allowed.
struct Robots {
  std::vector<RobotsRule> rules;
  std::optional<Duration> crawl_delay;  // not in the RFC, but widely written; at most 60 s is kept
  bool operator==(const Robots&) const = default;
};

// Reads the first 500 KiB; never fails. `agent` in any case; where no group names it, "*" counts.
Robots parse_robots(std::string_view text, std::string_view agent);
// The rules as a small robots.txt: parse_robots(to_text(r), any agent) == r.
std::string to_text(const Robots& robots);
// May this path (with its query, as in the request line) be fetched? The longest rule decides,
// allow wins a tie.
bool allows(const Robots& robots, std::string_view path_and_query);

// "https://host:port/robots.txt" for a URL of that host; "" where it is no http(s) URL.
std::string robots_url_of(std::string_view url);
// One fetched robots.txt as an observation: the rules stand in profile.more under "robots".
// `source` and `capture` are taken from the page.
Observation read_robots(const Fetched& page);

}  // namespace godwit
