// SPDX-License-Identifier: Apache-2.0
// History: which channel lived where, and when. A channel keeps its platform's numeric id through
// renames; a handle that shows another id is another channel, a new epoch of the place. Places that
// were only ever referred to are channels too, of unknown state.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "godwit/tracker.h"
#include "graph/facts.h"
#include "graph/liveness.h"

namespace godwit {

// A channel, by its number in History::nodes (which are in the order of their ids).
using NodeNo = std::uint32_t;

// A channel's time at one place.
struct Stay {
  PlaceNo place = nowhere;
  int epoch = 1;                                 // of the place: 1 is the first channel known there
  Time from{};                                   // first seen or referred to there
  Time to{};                                     // last seen there
  std::uint32_t looks_begin = 0, looks_end = 0;  // its looks, in History's order
};

struct Node {
  // What is asked of a channel for every one that it may have become stands first, together.
  Text platform = 0, kind = 0, title = 0, description = 0;
  std::uint64_t avatar = 0;
  Interval born;
  std::optional<Interval> died;
  std::optional<Time> last_alive;  // of a look
  Time last_look = the_beginning;  // that got an answer, whatever it was
  Time last_post = the_beginning;
  Time first_seen{}, last_seen{};
  State state = State::unknown;
  bool looked = false;      // somebody looked at it
  bool by_table = false;    // known from hand-kept sightings alone
  bool curious = false;     // a channel by kind (not a file, paste or hub)
  std::vector<Stay> stays;  // by their beginning; never empty
  std::size_t home = 0;     // the stay where it was last seen alive
  std::string id;
  std::int64_t numeric = 0;
  std::optional<Time> proved_dead;
  std::vector<Time> revivals;
  std::int64_t members = -1;
  std::int64_t highest_post = 0;  // numeric id of the newest post seen, 0 if none

  PlaceNo place() const { return stays[home].place; }
  // When it came to be, as well as we know: for ordering births.
  Time birth() const { return born.latest < the_end ? born.latest : first_seen; }
  // When it was last known to live: its death's earliest moment, its last sign of life.
  Time end() const { return std::max(last_alive.value_or(the_beginning), last_post); }
  // Proved dead, or looked for in vain after its last sign of life.
  bool fallen() const {
    return died.has_value() || (end() != the_beginning && last_look >= end() + hours(1));
  }
};

// One channel's time at one place, before the channels are put together.
struct Segment {
  PlaceNo place = nowhere;
  int epoch = 1;
  std::uint64_t identity = 0;  // of (platform, numeric id or room id); 0 if never shown
  std::int64_t numeric = 0;
  Time from{}, to{};
  std::uint32_t looks_begin = 0, looks_end = 0;
  NodeNo node = nowhere;  // nowhere: not a channel (a user, a bot, a mere mention)
};

class History {
 public:
  explicit History(const Facts& facts, int threads = 1);

  const Facts& facts() const { return facts_; }
  const std::vector<Node>& nodes() const { return nodes_; }
  // Who lived at the place at that moment; before the first known stay, the first.
  std::optional<NodeNo> at(PlaceNo place, Time when) const;
  std::optional<NodeNo> last_at(PlaceNo place) const;
  // Only one channel ever lived there.
  bool alone_at(PlaceNo place) const { return segments_of(place).size() == 1; }
  // Takes in one more look in place. The channels whose lives it touches, as they were before;
  // nullopt where it cuts other channels than there were, so that all have to be put together anew
  // (this History is then of no more use).
  std::optional<std::vector<std::pair<NodeNo, Node>>> take(std::uint32_t look);
  // Why its state is what it is, one line a look that bears on it.
  std::vector<std::string> story(NodeNo node) const;

 private:
  std::span<const Segment> segments_of(PlaceNo place) const;
  void join(std::vector<Segment> segments, int threads);
  void number_by_id(std::vector<Node> nodes, const std::vector<NodeNo>& node_of, int threads);
  void settle(Node& node) const;
  void note_who_came_after(NodeNo node);
  void add_look(PlaceNo place, std::uint32_t look);
  bool cut_again(PlaceNo place);
  std::span<const std::uint32_t> looks_of(PlaceNo place) const;
  std::vector<const Look*> telling_looks(const Node& node) const;

  const Facts& facts_;
  Soundness soundness_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> looks_;       // by (place, time, capture, url)
  std::vector<std::uint32_t> first_look_;  // of each place, one more at the end
  // Where the looks of a place are that got more of them: behind all others, with room to grow.
  struct Grown {
    std::uint32_t begin = 0, size = 0, room = 0;
  };
  std::unordered_map<PlaceNo, Grown> grown_;
  bool any_splits_ = false;                   // made by analysts
  std::vector<Segment> segments_;             // by (place, time)
  std::vector<std::uint32_t> first_segment_;  // of each place, one more at the end
};

// Of looks at one place, by time; what they say settles ties, not when they arrived.
bool look_order(const Facts& facts, std::uint32_t a, std::uint32_t b);

// The words that stand: of equal words (verb and urls) the last decides, an undone one is gone.
std::vector<const SpokenWord*> standing_words(const Facts& facts);

}  // namespace godwit
