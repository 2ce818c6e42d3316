// SPDX-License-Identifier: Apache-2.0
// Remembered: what of the last inference still holds, and for whom nothing is to be done at all. A
// child's scores are a function of what was read for them: the child, its candidates, those who
// speak of it, their links and names, and, where trust is inherited, the lines they come from. A
// digest of all that is kept beside the scores; where it comes out the same the next time, so would
// the scores, and they are taken as they are. docs/succession.md tells what depends on what.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/candidates.h"
#include "graph/posterior.h"

namespace godwit {

class Remembered {
 public:
  // Takes in what is known now. Called before each inference.
  void begin(const Known& known, int threads);
  // candidates_of(), looked for again only where somebody came or went among those that are asked.
  // Safe to call for different children at once, as are those below.
  const std::vector<NodeNo>& candidates(const Known& known, NodeNo child);
  // The scores of the first or second pass, where nothing that was read for them has changed; else
  // nullptr. The first after candidates(), the second after the first.
  const Scored* first(const Known& known, NodeNo child);
  const Scored* second(const Ancestry& ancestry, NodeNo child);
  void keep_first(const Known& known, NodeNo child, const Scored& scored);
  void keep_second(NodeNo child, Scored scored);
  // How many children were scored anew since begin() or, later, in the last take(); in either pass.
  std::size_t scored_anew() const;

  // Called after each inference: whom it found to continue whom, and what came of it.
  void keep(const Known& known, const std::vector<Chosen>& all, Ancestry ancestry);
  // Takes one more fact into `known` in place, which is what the last inference was made of. True
  // where that changes no channel's choices, lineage or generation: `all` stands as it is. Costs
  // what the fact touches. False: all has to be concluded anew (and `known` is of no more use).
  bool take(Known& known, const std::vector<Chosen>& all, const Facts::Added& added);

 private:
  struct Child {
    std::uint64_t sources = 0, read = 0, lines = 0;  // digests
    std::vector<NodeNo> candidates, voices;
    Ended ended;  // of the candidates
    Scored first, second;
    bool has_candidates = false, has_first = false, has_second = false, anew = false;
  };
  // Sums of digests over the first entries of a block: two give the digest of what lies between.
  struct Sums {
    std::vector<std::uint64_t> up_to;
    void add(const Blocks& blocks, const std::vector<std::uint64_t>& candidacies);
    std::uint64_t of(const Blocks& blocks, std::uint64_t key) const;
  };
  void renumber(const std::vector<std::uint64_t>& ids);
  void move_to(Child& child, const std::vector<NodeNo>& number) const;
  std::uint64_t sources_of(const Known& known, NodeNo v, const Child& child) const;
  std::uint64_t reads_of(const Known& known, NodeNo v) const;
  std::uint64_t lines_of(const Ancestry& ancestry, const Child& child) const;

  // What take() asks, in turn; children that need a closer look are added to one of the two.
  struct Doubts {
    std::vector<NodeNo> candidates;  // have they the same candidates still?
    std::vector<NodeNo> scores;      // the same, and would these score the same?
  };
  bool a_day_has_passed_for_a_table(const Known& known, Time then) const;
  void doubt_all_who_read(NodeNo n, Doubts& doubts) const;
  bool same_for_tables_ended_near(const Known& known, Time when) const;
  bool end_moved(const Known& known, const std::vector<Chosen>& all, const Known::Touched& touched,
                 Doubts& doubts);
  std::vector<NodeNo> born_near(const Known& known, NodeNo n, Time end, bool sites) const;
  void ask_who_was_born_near(const Known& known, NodeNo n, Time then, Time now, Doubts& doubts);
  void ask_of_one_stem(const Known& known, NodeNo n, Time then, Time now, Doubts& doubts) const;
  bool marks_moved(const Known& known, const std::vector<Chosen>& all,
                   const Known::Touched& touched, const Facts::Added& added, Doubts& doubts) const;
  bool same_candidates(const Known& known, NodeNo v);
  bool same_scores(const Known& known, NodeNo v);
  std::span<const NodeNo> readers_of(NodeNo u) const {
    return std::span(readers_).subspan(first_reader_[u], first_reader_[u + 1] - first_reader_[u]);
  }

  std::vector<std::uint64_t> ids_, digests_;  // by channel
  std::vector<Child> children_;
  Sums stems_, ends_of_stems_, grams_, posts_;
  // For take(): the children that have a channel among their candidates or choices; births in
  // order.
  std::vector<NodeNo> readers_;
  std::vector<std::uint32_t> first_reader_;
  std::array<std::vector<std::pair<Time, NodeNo>>, 2> births_;  // of channels, of sites
  Ancestry ancestry_;
  bool any_tables_ = false;  // somebody is of_tables()
  Time latest_{};
  std::optional<std::size_t> scored_in_place_;
};

// What a digest is made of, one value after the other.
class Digest {
 public:
  void add(std::uint64_t value) { hash_ = mix(hash_ ^ value) + 0x9e3779b97f4a7c15ULL; }
  void add(Time at) { add(static_cast<std::uint64_t>(to_ms(at))); }
  void add(const Interval& when) { add(when.earliest), add(when.latest); }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0;
};

// All that anybody's scores may read of a channel, but what it said and until when it lives.
std::uint64_t digest_of(const Known& known, NodeNo n, const std::vector<std::uint64_t>& ids);
// A site, or known from hand-kept tables alone: rows of evidence ask more of when it ended.
bool of_tables(const Known& known, NodeNo n);
// A channel that is there still: they read of its end no more than beside().
bool lives_on(const Known& known, NodeNo n);
// All that is read of how long somebody that lives on was there beside v, where it was last seen at
// `end`: whether they were parallel (bit 0), a week beside (bit 1), and as lived_beside tells it.
std::uint8_t beside(const Known& known, Time end, NodeNo v);

}  // namespace godwit
