// SPDX-License-Identifier: Apache-2.0
// robots.txt after RFC 9309: what a server asks robots to leave alone. The rules that concern us
// travel inside the observation of the file, so that a replay of the ledger knows them too.
#pragma once

#include <map>
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

// What the robots.txt files seen so far say about a request. A fold over their observations.
class RobotsBook {
 public:
  enum class Say { allowed, forbidden, unreachable, ask };
  struct Ruling {
    Say say = Say::allowed;
    std::string ask_url;  // say == ask: the robots.txt to fetch first
    Outcome outcome =
        Outcome::robots_denied;  // forbidden, unreachable: what becomes of the request
    std::string why;             // … and one line for people
    Duration crawl_delay{};      // allowed: what the file asks for, 0 if nothing
  };

  void learn(const Observation& seen);
  // A file is asked for again after 24 h (RFC 9309 2.4). 4xx allows everything; 5xx forbids
  // everything for 24 h; after 5 redirects the file counts as missing.
  // A host without an answer is asked again only for what fell `due` after the last try: whatever
  // waited then shares its outcome.
  Ruling ruling(const std::string& url, Time due, Time now) const;

 private:
  struct Entry {
    Robots robots;
    std::string redirect;  // URL of the file that counts instead
    Say say = Say::allowed;
    Outcome outcome = Outcome::answered;
    std::string why;
    Time at{}, until{};
  };
  std::map<std::string, Entry> entries_;  // by URL of the file
};

}  // namespace godwit
