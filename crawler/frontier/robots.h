// SPDX-License-Identifier: Apache-2.0
// What the robots.txt files seen so far (crawler/parse/robots.h) say about a request.
#pragma once

#include <map>
#include <string>

#include "crawler/parse/robots.h"
#include "godwit/observation.h"
#include "godwit/time.h"
#include "godwit/transport.h"

namespace godwit {

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
