// SPDX-License-Identifier: Apache-2.0
// Truth: what really happened in a rehearsal world, for judging what godwit made of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "godwit/time.h"

namespace godwit {

struct TruthUrl {
  std::string url;  // canonical
  Time from{};
  std::optional<Time> to;  // until the handle was given up or the channel died
};

// Gone for a while, and back.
struct TruthAbsence {
  Time from{}, to{};
};

struct TruthChannel {
  int index = 0;         // position in Truth::channels
  std::string platform;  // telegram | rocketchat | justpaste.it | files.fm | site
  std::string kind;      // channel | group | invite | room | paste | folder | site
  std::string role;      // member | hub | impostor | stranger | advertiser | canary | spammer
  std::optional<std::int64_t> numeric_id;
  std::string brand;                // name of the network, "" for outsiders
  int generation = 0;               // 1 = first of its line; 0 outside lines
  std::vector<TruthUrl> urls;       // oldest first, never empty
  std::vector<std::string> titles;  // oldest first
  Time born{};
  std::optional<Time> died;  // for good
  std::optional<TruthAbsence> away;
  bool restricted = false;  // its end is a notice, not a disappearance

  // Was it to be found under this URL at that moment?
  bool stands_at(const std::string& url, Time t) const;
};

// How a reader could learn of an edge: one saying at one place.
struct TruthAnnouncement {
  int where = 0;        // index of the channel it stands on
  std::string carrier;  // text | description | forward | button | room | paste | files | site |
                        // redirect | former (said by the successor of its predecessor)
  std::string writing;  // how the link was written: plain, bare, mention, bracket_dot, …
  std::string written;  // as it stood there
  std::string url;      // page on which it is to be read
  Time from{}, to{};    // visible in [from, to)
};

struct TruthEdge {
  int from = 0, to = 0;                      // indexes; for continues: predecessor -> successor
  std::string relation;                      // continues | mirrors | impersonates
  Time at{};                                 // birth of `to`; of mirrors: the later birth
  std::vector<TruthAnnouncement> announced;  // empty: nobody ever said so
};

struct Truth {
  std::vector<TruthChannel> channels;
  std::vector<TruthEdge> edges;
  std::vector<std::string> brands;
  std::vector<Time> waves;     // the hours when takedowns began
  std::vector<Time> looks;     // the suggested ones
  std::vector<int> reachable;  // at these looks
};

// One JSON document, indented, times RFC 3339.
std::string truth_json(const Truth& truth);

}  // namespace godwit
