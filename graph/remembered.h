// SPDX-License-Identifier: Apache-2.0
// Remembered: what of the last inference still holds. A child's scores are a function of what was
// read for them: the child, its candidates, those who speak of it, their links and names, and,
// where trust is inherited, the lines they come from. A digest of all that is kept beside the
// scores; where it comes out the same the next time, so would the scores, and they are taken as
// they are. docs/succession.md tells what depends on what.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "graph/posterior.h"

namespace godwit {

// A child's choices before other children are heard, and the odds of "no predecessor".
struct Scored {
  Chosen chosen;
  float none = 0;
  bool announced = false;  // only then can trust be inherited
};

class Remembered {
 public:
  // Takes in what is known now. Called before each inference.
  void begin(const Known& known, int threads);
  // candidates_of(), looked for again only where somebody came or went among those that are asked.
  // Safe to call for different children at once, as are those below.
  const std::vector<NodeNo>& candidates(const Known& known, NodeNo child);
  // The scores of the first or second pass, where nothing that was read for them has changed; else
  // nullptr. The first after candidates(), the second after the first.
  const Scored* first(NodeNo child);
  const Scored* second(const Ancestry& ancestry, NodeNo child);
  void keep_first(NodeNo child, const Scored& scored);
  void keep_second(NodeNo child, Scored scored);
  // How many children were scored anew since begin(), in either pass.
  std::size_t scored_anew() const;

 private:
  struct Child {
    std::uint64_t sources = 0, read = 0, lines = 0;  // digests
    std::vector<NodeNo> candidates, voices;
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
  std::uint64_t lines_of(const Ancestry& ancestry, const Child& child) const;

  std::vector<std::uint64_t> ids_, digests_;  // by channel
  std::vector<Child> children_;
  Sums stems_, grams_, posts_;
};

}  // namespace godwit
