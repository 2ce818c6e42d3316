// SPDX-License-Identifier: Apache-2.0
// Pair: a channel and one candidate for its predecessor, with all that the kinds of evidence look
// at; and whose word counts for how much.
#pragma once

#include <span>
#include <vector>

#include "graph/known.h"

namespace godwit {

// An announcement of a child by some channel, copies of the same words collapsed to the first.
struct Announcer {
  NodeNo from = nowhere;
  Link link;
};

// What is looked up once for a child and used for all its candidates.
struct Child {
  NodeNo node = nowhere;
  std::vector<Announcer> announcers;  // independent ones
  std::vector<Link> disavowals;       // links to the child that call it false
  std::vector<PostMark> marks;
};
Child study(const Known& known, NodeNo child);

// A candidate for a child, and what the rows of evidence look at.
struct Pair {
  Pair(const Known& known_in, const Child& child_in, NodeNo from_in);

  const Known& known;
  const Child& child;
  NodeNo from, to;
  const Node &u, &v;
  bool sites;                      // both are sites: the other column of weights
  std::span<const Link> said;      // by u of v
  std::span<const Link> answered;  // by v of u
  Alike handle = Alike::unknown, title = Alike::unknown;
  double handle_overlap = 0, title_overlap = 0;
  int rank = -1;            // among its equals in name, nearest in time first; -1: none
  int namesakes = 0;        // candidates of the very same name, this one among them
  bool superseded = false;  // another child born earlier has it already
};

// More names than this in one post are a list, no word.
inline constexpr int quarantined_fan_out = 20;
// Is the mention an announcement that may be believed: not an advertisement, not one of a long
// list?
bool believable(const Mention& mention);
// Does it call the other false?
inline bool disavows(const Mention& m) { return (m.announce & announce_disavowal) != 0; }

// How far u vouches for w, 0..1: by how it spoke of it before.
double trust(const Known& known, NodeNo u, NodeNo w, Time when);

}  // namespace godwit
