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
#include "graph/pair.h"
#include "graph/weights.h"

namespace godwit {

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
  double bits = 0;       // for "continues", caps applied
  double hard = 0;       // of which hard, positive
  double hearsay = 0;    // of which siblings' words: hard as to whose network it is of
  double observed = 0;   // of which somebody said it (announcement, reference, forward, redirect)
  double impostor = 0;   // bits for "impersonates"
  double suspicion = 0;  // of which what no weight stands for
  double skipped = 0;    // bits for "continues, over a generation that nobody saw"
  double kin = 0;        // bits for "of one network, and no more"
  bool sister = false;   // v posted in full voice beside u
  std::array<Reading, kinds> readings;
  // The rows that found something, in the table's order: most find nothing.
  std::array<const Row*, kinds> found;
  std::size_t founds = 0;
  std::span<const Row* const> telling() const { return std::span(found).first(founds); }
};
Score score(const Pair& pair);
// What v is to u.
enum class As : std::uint8_t { successor, later_successor, kin, impostor };
// The same evidence in words, strongest first, bits after caps, as they count for that.
std::vector<Evidence> tell(const Pair& pair, const Score& score, As as = As::successor);

// Ranks and counts the candidates of one child that share its name (Standing::rank, namesakes).
void rank_by_nearness(std::vector<Pair>& pairs);
// Whose name stands in the words that announced the child (Standing::named).
void find_named(std::vector<Pair>& pairs);
// Which candidate is the only one whose move its announcement could mean (Standing::only): no other
// announced the child, or is of its network and fell; no sister of its own fell; its words name
// nobody else; and the child shows more than an invitation does.
void find_only(std::vector<Pair>& pairs);
// Whose names carry the words by which the child's differ from its sisters' (Standing::line).
void find_lines(std::vector<Pair>& pairs);

// Did v speak of itself as u's continuation?
bool claims(const Pair& pair);
// Another lived until then, and v was posting for more than a day: copies of one another, not one
// after the other.
bool parallel(const Known& known, NodeNo v, Time end);
// u lived on, openly, for a week after v was born, and never mentioned it.
bool silent_about(const Pair& pair);
}  // namespace godwit
