// SPDX-License-Identifier: Apache-2.0
// Evidence: what speaks for "v continues u" and what against, in bits (log2 of the likelihood
// ratio), additive within groups, each group capped so that copies do not stack. The table of kinds
// is literal; weights are data (weights.h). Adding a kind is one function and one row.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "godwit/tracker.h"
#include "graph/known.h"
#include "graph/weights.h"

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

// What one row found: which of its levels (none: nothing found) and how much of it.
struct Reading {
  int level = -1;
  double amount = 1;
};

struct Row {
  Kind kind;
  std::string_view name;
  Group group;
  bool hard;       // a stranger cannot make it
  bool forgeable;  // an impostor would make it: it speaks for impersonation as well
  Reading (*measure)(const Pair&);
  // Fills in when, where and in which words; may leave it empty.
  void (*tell)(const Pair&, const Reading&, Evidence&);
};
std::span<const Row> evidence_rows();

struct Score {
  double bits = 0;      // for "continues", caps applied
  double hard = 0;      // of which hard, positive
  double observed = 0;  // of which somebody said it (announcement, reference, forward, redirect)
  double impostor = 0;  // bits for "impersonates"
  std::array<Reading, kinds> readings;
};
Score score(const Pair& pair);
// The same evidence in words, strongest first, bits after caps.
std::vector<Evidence> tell(const Pair& pair, const Score& score);

// Ranks and counts the candidates of one child that share its name (Pair::rank, Pair::namesakes).
void rank_by_nearness(std::vector<Pair>& pairs);

// Did v speak of itself as u's continuation?
bool claims(const Pair& pair);
// Is the mention an announcement that may be believed: not an advertisement, not one of a long
// list?
bool believable(const Mention& mention);
// u lived on, openly, for a week after v was born, and never mentioned it.
bool silent_about(const Pair& pair);
// How far u vouches for w, 0..1: by how it spoke of it before.
double trust(const Known& known, NodeNo u, NodeNo w, Time when);

}  // namespace godwit
