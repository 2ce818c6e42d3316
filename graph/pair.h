// SPDX-License-Identifier: Apache-2.0
// Pair: a channel and one candidate for its predecessor, with all that the kinds of evidence look
// at; and whose word counts for how much.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "graph/known.h"

namespace godwit {

// An announcement of a child by some channel, copies of the same words collapsed to the first.
struct Announcer {
  NodeNo from = nowhere;
  Link link;
};

// How far w passes for the kin of others at that moment: w called u its own, or somebody called
// both so. What is known of w is looked up once and asked of many u.
class Kinship {
 public:
  Kinship(const Known& known, NodeNo w, Time when);
  // 0..1; an impostor can do that too. Only where u never said so: trust() is asked before.
  double with(NodeNo u) const;

 private:
  const Known* known_;
  NodeNo w_;
  Time when_;
  bool passes_ = false;               // neither too young nor a list
  std::vector<NodeNo> owns_;          // whom it calls its own
  std::vector<NodeNo> spoken_by_;     // the first who speak of it
  std::vector<std::size_t> callers_;  // which of them call it their own
};

// What is looked up once for a child and used for all its candidates.
struct Child {
  NodeNo node = nowhere;
  std::vector<Announcer> announcers;  // independent ones
  std::vector<Kinship> kinships;      // of the announcers, each when it spoke
  std::vector<Announcer> linkers;     // who forwarded or linked it while it was young, once each
  std::vector<std::string> words;     // of all that announced it, each once
  std::vector<std::string> title;     // words of its title that could stand in a handle
  std::vector<Link> disavowals;       // links to the child that call it false
  std::vector<PostMark> marks;
  std::optional<Time> first_word;  // the first thing said that we know of
  Interval born;                   // where no page says so: by those who announced it as new
  std::size_t births_about = 0;    // of channels, within half a day of its own
  std::vector<Link> formers;       // what it says it was before
};
Child study(const Known& known, NodeNo child);
// The same in two steps: what others say of it, then the rest.
Child hear(const Known& known, NodeNo child);
void look_at(const Known& known, Child& child);

// What a candidate is among the others of its child.
struct Standing {
  std::int16_t rank = -1;      // among its equals in name, nearest in time first; -1: none
  std::int16_t namesakes = 0;  // candidates of the very same name, this one among them
  std::int8_t named = -1;      // by the words of an announcement: levels of named_in_announcement
  std::int8_t line = -1;       // by the words that tell lines of a network apart: of line_words
  bool only = false;           // nobody else could be meant by its words (find_only)
  double rivalry = 0;          // 0..1: how surely another child has it already
  // Bits of siblings' words, and how many who call themselves kin said so, where its predecessors'
  // trust was counted in; below 0: not yet.
  double inherited = -1, inherited_kin = 0;
  bool operator==(const Standing&) const = default;
};

// What the child's announcers say for one candidate.
struct KinsWord {
  double trusted = 0;  // bits of those whom it, or somebody it vouches for, vouches for
  double kin = 0;      // of the others: how far they pass for its kin, summed
  bool operator==(const KinsWord&) const = default;
};

// How likely the moment of the child's birth is after the candidate's fall, per hour.
struct Moment {
  double direct = 0;       // density, where it is the next
  double skipped = 0;      // … where a generation that nobody saw lies between
  double hours_after = 0;  // the likeliest birth, after the likeliest death
  double hours_open = 0;   // between which birth and death may lie to each other
};

// A candidate for a child, and what the rows of evidence look at.
struct Pair {
  // `before`: another of the same child, if any; often it goes by the same title.
  Pair(const Known& known_in, const Child& child_in, NodeNo from_in, const Pair* before = nullptr);

  const Known& known;
  const Child& child;
  NodeNo from, to;
  const Node &u, &v;
  bool sites;                      // both are sites: the other column of weights
  std::span<const Link> said;      // by u of v
  std::span<const Link> answered;  // by v of u
  Alike handle = Alike::unknown, title = Alike::unknown;
  double handle_overlap = 0, title_overlap = 0;
  Standing standing;
  // What several rows ask, answered once.
  KinsWord voices;
  int linked = -1;  // early by 0 one that is trusted, 1 one that passes for kin
  const Mention* announcement = nullptr;  // u's own of v that counts most
  double announcement_worth = 0;
  std::optional<Interval> fell;  // u, or was looked for in vain
  std::optional<Moment> moment;  // where birth and fall tell one
};

// More names than this in one post are a list, no word.
inline constexpr int quarantined_fan_out = 20;
// Is the mention an announcement that may be believed: not an advertisement, not one of a long
// list?
bool believable(const Mention& mention);
// "Our channel t.me/v was deleted": the words name what has fallen, not where to go.
bool names_the_fallen(const Mention& mention, const Node& v);
// Who links to more is a list or an advertiser.
bool links_to_many(const Known& known, NodeNo n);
// A channel is young for so long: who links to it then knows of it early.
inline constexpr Duration youth = days(2);
// Bits of the word of a sibling that is trusted so far.
double sibling_word(double trust);
// "Formerly t.me/u": what a successor says of where it was.
inline bool calls_former(const Mention& m) {
  return (m.announce & announce_former) != 0 && (m.announce & announce_disavowal) == 0;
}
// Does it call the other false?
inline bool disavows(const Mention& m) { return (m.announce & announce_disavowal) != 0; }

// How far u vouches for w, 0..1: by how it spoke of it before.
double trust(const Known& known, NodeNo u, NodeNo w, Time when);
// The same over one channel between them: u vouches for it, and it for w.
double trust_at_second_hand(const Known& known, NodeNo u, NodeNo w, Time when);
// Kinship::with(), asked once.
double claimed_kin(const Known& known, NodeNo u, NodeNo w, Time when);

// Whom each channel was found to continue, for what is inherited: trust goes with a line.
struct Ancestry {
  std::vector<NodeNo> likely, sure;  // by channel; nowhere: none
};
// A channel and its predecessors, the nearest six.
class Line {
 public:
  Line(NodeNo n, const std::vector<NodeNo>& parent);
  const NodeNo* begin() const { return all_.data(); }
  const NodeNo* end() const { return all_.data() + size_; }
  std::size_t size() const { return size_; }

 private:
  std::array<NodeNo, 6> all_;
  std::size_t size_ = 1;
};
// Fills in the answers of Pair: in rows_said and rows_time, where they are told from.
void hear_voices(Pair& pair);
void find_moment(Pair& pair);
Interval birth_of(const Known& known, const Child& child);
// The first thing said that we know of; nullopt where there are no posts.
std::optional<Time> first_of(const std::vector<PostMark>& marks);
// Nothing said beyond a candidate's own word.
inline constexpr KinsWord unsaid{-1, 0};
KinsWord kins_word(const Known& known, const Child& child, NodeNo from);
// The same where the lines that both sides come from speak too, for each candidate; `unsaid` where
// they add nothing, empty where they add nothing to any.
std::vector<KinsWord> inherited_words(const Known& known, const Child& child,
                                      const std::vector<NodeNo>& candidates,
                                      const Ancestry& ancestry);

}  // namespace godwit
