// SPDX-License-Identifier: Apache-2.0
// The sources of candidates (blocking), each with its limit.
#include "graph/candidates.h"

#include <algorithm>
#include <bit>
#include <span>

namespace godwit {

namespace {

// Limits of each source: a hub that links to thousands must not crowd out the rest.
constexpr std::size_t most_linkers = 40;
constexpr std::size_t most_siblings = 20;
constexpr std::size_t nearest_ends_of_a_stem = 15;
constexpr std::size_t most_alike = 20;
constexpr std::size_t telling_grams = 8;
constexpr Duration end_reach_sites = hours(1);
constexpr Duration end_reach = days(3);

// Sums by channel, of at most so many additions.
class Tally {
 public:
  explicit Tally(std::size_t additions) : slots_(std::bit_ceil(2 * additions)) {}
  void add(NodeNo u, std::uint32_t amount) {
    std::size_t at = mix(u) & (slots_.size() - 1);
    while (slots_[at].sum != 0 && slots_[at].of != u) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = {u, slots_[at].sum + amount};
  }
  template <class Take>
  void each(const Take& take) const {
    for (const Slot& slot : slots_)
      if (slot.sum != 0) take(slot.of, slot.sum);
  }

 private:
  struct Slot {
    NodeNo of = 0;
    std::uint32_t sum = 0;
  };
  std::vector<Slot> slots_;
};

class Gathering {
 public:
  Gathering(const Known& known, NodeNo child) : known_(known), child_(child) {}

  std::vector<NodeNo> all() {
    known_.links().bring_words_near(known_.links().into(child_));
    for (const Link& link : known_.links().out_of(child_)) known_.bring_life_near(link.to);
    linked();
    siblings_of_linkers();
    const Name &handle = known_.handle(child_), &title = known_.title(child_);
    for (const Name* name : {&handle, &title}) {
      if (name == &title && title.stem_hash == handle.stem_hash) continue;
      same_stem(*name);
      alike(*name);
    }
    same_words();
    const Ended ended = ended_near(known_, child_);
    found_.insert(found_.end(), ended.nearest.begin(), ended.nearest.end());
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  bool fits(NodeNo u) const { return u != child_ && known_.may_precede(u, child_); }
  void add(NodeNo u) {
    if (fits(u)) found_.push_back(u);
  }

  // Announcers first: they must not be crowded out by mere linkers.
  void linked() {
    for (const bool announced : {true, false}) {
      std::size_t taken = 0;
      NodeNo last = nowhere;
      for (const Link& link : known_.links().into(child_)) {
        const bool says = (known_.links().mention(link).announce & announce_succession) != 0;
        if (says != announced || link.from == last || taken >= most_linkers) continue;
        last = link.from;
        add(link.from);
        ++taken;
      }
    }
    std::size_t taken = 0;
    for (const Link& link : known_.links().out_of(child_))
      if (taken++ < most_linkers) add(link.to);
  }

  // Who was linked by, or links to, those who announce the child: the announcement may come from a
  // sister channel.
  void siblings_of_linkers() {
    std::size_t taken = 0;
    for (const Link& link : known_.links().into(child_)) {
      if ((known_.links().mention(link).announce & announce_succession) == 0) continue;
      NodeNo last = nowhere;
      for (const Link& vouch : known_.links().into(link.from)) {
        if (taken >= most_siblings) return;
        if (vouch.from == last) continue;
        last = vouch.from;
        add(vouch.from);
        ++taken;
      }
    }
  }

  // The newest of the name born before the child, and those of it whose end is nearest its birth.
  void same_stem(const Name& name) {
    const auto block = known_.stems().with(name.stem_hash);
    std::size_t taken = 0;
    for (auto each = block.rbegin(); each != block.rend() && taken < newest_of_a_stem; ++each)
      if (fits(*each)) found_.push_back(*each), ++taken;
    if (block.size() <= newest_of_a_stem) return;
    const Time birth = known_.node(child_).birth();
    std::vector<std::pair<Duration, NodeNo>> by_end;
    for (const NodeNo u : block) {
      const Time end = known_.node(u).end();
      if (end != the_beginning && fits(u))
        by_end.emplace_back(end > birth ? end - birth : birth - end, u);
    }
    const std::size_t n = std::min(by_end.size(), nearest_ends_of_a_stem);
    std::partial_sort(by_end.begin(), by_end.begin() + static_cast<std::ptrdiff_t>(n),
                      by_end.end());
    for (std::size_t i = 0; i < n; ++i) found_.push_back(by_end[i].second);
  }

  static std::uint64_t key_of(std::uint32_t gram) { return std::uint64_t{gram} + 1; }

  // Those that share the rarest trigrams.
  void alike(const Name& name) {
    std::vector<std::pair<double, std::uint32_t>> rare;
    rare.reserve(name.grams.size());
    for (const std::uint32_t gram : name.grams) rare.emplace_back(-known_.gram_weight(gram), gram);
    std::sort(rare.begin(), rare.end());
    rare.resize(std::min(rare.size(), telling_grams));
    for (const auto& [weight, gram] : rare) known_.grams().bring_near_where(key_of(gram));
    for (const auto& [weight, gram] : rare) known_.grams().bring_key_near(key_of(gram));
    std::vector<std::pair<double, std::span<const NodeNo>>> blocks;
    blocks.reserve(rare.size());
    std::size_t named = 0;
    for (const auto& [weight, gram] : rare) {
      const auto block = known_.grams().with(key_of(gram));
      if (block.empty()) continue;
      bring_near(block.data(), block.size_bytes());
      blocks.emplace_back(weight, block);
      named += block.size();
    }
    if (named == 0) return;
    Tally tally(named);  // of weights in quarters: exact sums
    for (const auto& [weight, block] : blocks)
      for (const NodeNo u : block) tally.add(u, static_cast<std::uint32_t>(-4 * weight));
    // By falling weight, then by number.
    constexpr std::uint64_t most = UINT32_MAX;
    std::vector<std::uint64_t> best;
    best.reserve(named);
    tally.each([&](NodeNo u, std::uint32_t sum) { best.push_back((most - sum) << 32 | u); });
    const std::size_t n = std::min(best.size(), 3 * most_alike);
    const auto end = best.begin() + static_cast<std::ptrdiff_t>(n);
    if (n < best.size()) std::nth_element(best.begin(), end, best.end());
    std::sort(best.begin(), end);
    for (auto each = best.begin(); each != end; ++each)
      known_.bring_life_near(static_cast<NodeNo>(*each & most));
    std::size_t taken = 0;
    for (std::size_t i = 0; i < n && taken < most_alike; ++i) {
      const auto u = static_cast<NodeNo>(best[i] & most);
      if (fits(u)) found_.push_back(u), ++taken;
    }
  }

  void same_words() {
    for (const PostMark& mark : known_.marks(child_)) {
      const auto block = known_.posts().with(mark.hash);
      if (block.size() <= commonest_post)
        for (const NodeNo u : block) add(u);
    }
  }

  const Known& known_;
  const NodeNo child_;
  std::vector<NodeNo> found_;
};

}  // namespace

std::vector<NodeNo> candidates_of(const Known& known, NodeNo child) {
  return Gathering(known, child).all();
}

Duration ended_within(const Known& known, NodeNo child) {
  return known.is_site(child) ? end_reach_sites : end_reach;
}

Ended ended_near(const Known& known, NodeNo child) {
  const Time birth = known.node(child).birth();
  const Duration reach = ended_within(known, child);
  Ended ended;
  std::vector<std::pair<Duration, NodeNo>> near;
  known.ends().each(birth - reach, birth + reach, [&](const Timeline::Entry& each) {
    if (each.of == child || !known.may_precede(each, child)) return true;
    near.emplace_back(each.at > birth ? each.at - birth : birth - each.at, each.of);
    ended.many = near.size() > most_ends_near;  // a mass event: the moment tells nothing
    return !ended.many;
  });
  if (ended.many) return ended;
  std::sort(near.begin(), near.end());
  near.resize(std::min(near.size(), nearest_ends));
  for (const auto& [gap, u] : near) ended.nearest.push_back(u);
  return ended;
}

}  // namespace godwit
