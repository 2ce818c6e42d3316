// SPDX-License-Identifier: Apache-2.0
// One more fact taken in place. Most of what a crawl brings home changes nobody's choices: a
// channel is seen alive once more, a post is one of many. What changed then is compared with what
// is read: the digests of the channels that the fact is of, and of the children for whom a moment
// of theirs counts. Where all of these come out the same, so would everything else.
#include <algorithm>

#include "graph/lineage.h"
#include "graph/remembered.h"

namespace godwit {

namespace {

Duration apart(Time a, Time b) { return a > b ? a - b : b - a; }

// Does it change v's generation that u, who lives on, was seen at another moment last?
bool changes_generation(const Known& known, const Chosen& chosen, NodeNo u, NodeNo v, Time then) {
  return std::ranges::any_of(chosen.choices, [&](const Choice& c) {
    if (c.from != u || c.fork || c.probability <= negligible_share) return false;
    return (relation_of(known, u, v, c, then) == Relation::mirrors) !=
           (relation_of(known, u, v, c) == Relation::mirrors);
  });
}

template <class Each>
void once_each(std::vector<Each>& all) {
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

}  // namespace

void Remembered::keep(const Known& known, const std::vector<Chosen>& all, Ancestry ancestry) {
  ancestry_ = std::move(ancestry);
  const auto n = static_cast<NodeNo>(all.size());
  for (auto& births : births_) births.clear();
  for (NodeNo v = 0; v < n; ++v)
    births_[known.is_site(v) ? 1 : 0].emplace_back(known.node(v).birth(), v);
  for (auto& births : births_) std::sort(births.begin(), births.end());
  any_tables_ = false;
  for (NodeNo v = 0; v < n && !any_tables_; ++v) any_tables_ = of_tables(known, v);
  // An analyst's word may have made a choice of somebody who is no candidate.
  const auto each_read = [&](NodeNo v, const auto& take) {
    for (const NodeNo u : children_[v].candidates) take(u);
    for (const Choice& c : all[v].choices)
      if (!std::ranges::binary_search(children_[v].candidates, c.from)) take(c.from);
  };
  first_reader_.assign(n + 1, 0);
  for (NodeNo v = 0; v < n; ++v) each_read(v, [&](NodeNo u) { ++first_reader_[u + 1]; });
  for (std::size_t i = 1; i <= n; ++i) first_reader_[i] += first_reader_[i - 1];
  readers_.resize(first_reader_.back());
  std::vector<std::uint32_t> next(first_reader_.begin(), first_reader_.end() - 1);
  for (NodeNo v = 0; v < n; ++v) each_read(v, [&](NodeNo u) { readers_[next[u]++] = v; });
}

bool Remembered::take(Known& known, const std::vector<Chosen>& all, const Facts::Added& added) {
  scored_in_place_ = 0;
  const Time then = latest_;
  latest_ = known.facts().latest();
  if (added.word || !added.mentions.empty() || a_day_has_passed_for_a_table(known, then))
    return false;
  if (added.look == nowhere) return true;
  const auto touched = known.take(added);
  if (!touched) return false;
  Doubts doubts;
  for (const Known::Touched& each : *touched) {
    if (digest_of(known, each.node, ids_) != digests_[each.node]) return false;
    if (each.before.description != known.node(each.node).description)
      doubt_all_who_read(each.node, doubts);
    if (!end_moved(known, all, each, doubts)) return false;
    if (!added.marks.empty() && !marks_moved(known, all, each, added, doubts)) return false;
  }
  once_each(doubts.candidates);
  for (const NodeNo v : doubts.candidates)
    if (!same_candidates(known, v)) return false;
  doubts.scores.insert(doubts.scores.end(), doubts.candidates.begin(), doubts.candidates.end());
  once_each(doubts.scores);
  return std::ranges::all_of(doubts.scores, [&](NodeNo v) { return same_scores(known, v); });
}

void Remembered::doubt_all_who_read(NodeNo n, Doubts& doubts) const {
  const auto readers = readers_of(n);
  doubts.scores.insert(doubts.scores.end(), readers.begin(), readers.end());
  doubts.scores.push_back(n);
}

// Of those known from tables it is asked whether they live to this day (hand_over).
bool Remembered::a_day_has_passed_for_a_table(const Known& known, Time then) const {
  if (!any_tables_ || then >= latest_) return false;
  bool any = false;
  known.ends().each(then - days(1), latest_ - days(1), [&](const Timeline::Entry& each) {
    any = of_tables(known, each.of);
    return !any;
  });
  return any;
}

// Of those it is asked how many ended when they did (exclusive_moment).
bool Remembered::same_for_tables_ended_near(const Known& known, Time when) const {
  if (!any_tables_) return true;  // or else all are asked who were last seen in that minute
  bool same = true;
  const Duration minute = std::chrono::minutes(1);
  known.ends().each(when - minute, when + minute, [&](const Timeline::Entry& each) {
    const NodeNo n = each.of;
    same = !of_tables(known, n) || digest_of(known, n, ids_) == digests_[n];
    return same;
  });
  return same;
}

// Its digest is the same, so if its end has moved it lives on. False where that changes more than
// candidates and scores.
bool Remembered::end_moved(const Known& known, const std::vector<Chosen>& all,
                           const Known::Touched& touched, Doubts& doubts) {
  const NodeNo n = touched.node;
  const Time then = touched.before.end(), now = known.node(n).end();
  if (then == now) return true;
  if (!same_for_tables_ended_near(known, then) || !same_for_tables_ended_near(known, now))
    return false;
  for (const NodeNo v : readers_of(n)) {
    const int turned = beside(known, then, v) ^ beside(known, now, v);
    if ((turned & 3) != 0 && changes_generation(known, all[v], n, v, then)) return false;
    const auto& namesakes = children_[v].first.namesakes;
    if (turned != 0 || (namesakes.size() > 1 && std::ranges::binary_search(namesakes, n)))
      doubts.scores.push_back(v);
  }
  ask_who_was_born_near(known, n, then, now, doubts);
  ask_of_one_stem(known, n, then, now, doubts);
  return true;
}

namespace {

// Are there, without n, so many ends near every birth of that stretch that to nobody born in it the
// moment tells anything, whether n's is among them or not? One more: a child is none of its own.
bool crowded(const Known& known, NodeNo n, Time from, Time to, Duration reach) {
  std::size_t sure = 0;
  known.ends().each(to - reach, from + reach, [&](const Timeline::Entry& each) {
    if (each.of != n && Known::precedes_all_from(each, from)) ++sure;
    return sure <= most_ends_near + 1;
  });
  return sure > most_ends_near + 1;
}

}  // namespace

// Who was born so near an end that it may matter to them; without stretches of a crowd, which hold
// thousands where channels are a million.
std::vector<NodeNo> Remembered::born_near(const Known& known, NodeNo n, Time end,
                                          bool sites) const {
  const auto& births = births_[sites ? 1 : 0];
  if (births.empty()) return {};
  const Duration reach = ended_within(known, births.front().second);
  const auto until = [&](Time when) {
    return std::upper_bound(births.begin(), births.end(), std::pair{when, nowhere});
  };
  std::vector<NodeNo> near;
  auto at = std::lower_bound(births.begin(), births.end(), std::pair{end - reach, NodeNo{0}});
  for (const auto last = until(end + reach); at < last;) {
    const Time from = at->first, to = std::min(from + reach / 6, end + reach);
    const auto next = until(to);
    if (!crowded(known, n, from, to, reach))
      for (auto each = at; each != next; ++each) near.push_back(each->second);
    at = next;
  }
  return near;
}

// Who fell silent about when a child was born is its candidate.
void Remembered::ask_who_was_born_near(const Known& known, NodeNo n, Time then, Time now,
                                       Doubts& doubts) {
  std::vector<NodeNo> near;
  for (const bool sites : {false, true})
    for (const Time end : {then, now}) {
      const auto born = born_near(known, n, end, sites);
      near.insert(near.end(), born.begin(), born.end());
    }
  once_each(near);
  for (const NodeNo v : near) {
    const Duration reach = ended_within(known, v);
    const Time birth = known.node(v).birth();
    const bool was = apart(then, birth) <= reach, is = apart(now, birth) <= reach;
    if (v == n || (!was && !is) || !known.may_precede(n, v)) continue;
    Ended& held = children_[v].ended;
    if (held.many && is) continue;  // no fewer than before
    Ended ended = ended_near(known, v);
    if (ended == held) continue;
    held = std::move(ended);
    doubts.candidates.push_back(v);
  }
}

// Of those of one stem, where they are many, the ends nearest its birth are a child's candidates.
void Remembered::ask_of_one_stem(const Known& known, NodeNo n, Time then, Time now,
                                 Doubts& doubts) const {
  for (const Name* name : {&known.handle(n), &known.title(n)}) {
    const auto block = known.stems().with(name->stem_hash);
    if (block.size() <= newest_of_a_stem) continue;
    for (const NodeNo v : block) {
      const Time birth = known.node(v).birth();
      const bool further = apart(now, birth) > apart(then, birth);
      // Who was near enough and comes nearer, or was not and goes away, changes nothing.
      if (std::ranges::binary_search(children_[v].candidates, n) == further)
        doubts.candidates.push_back(v);
    }
  }
}

// False where other words change what it is to those it may continue.
bool Remembered::marks_moved(const Known& known, const std::vector<Chosen>& all,
                             const Known::Touched& touched, const Facts::Added& added,
                             Doubts& doubts) const {
  const NodeNo n = touched.node;
  const Time before = touched.first_word, now = known.first_word(n);
  const auto spoke = [](Time word, Time end) { return word != the_end && word + days(1) <= end; };
  for (const Choice& c : all[n].choices) {
    const Time end = known.node(c.from).end();
    if (spoke(before, end) != spoke(now, end)) return false;
  }
  doubts.scores.push_back(n);
  const std::uint64_t bits = touched.mark_bits | known.mark_bits(n);
  for (const NodeNo v : readers_of(n))
    if ((bits & known.mark_bits(v)) != 0) doubts.scores.push_back(v);
  for (const std::uint64_t hash : added.marks) {
    const auto block = known.posts().with(hash);
    const bool alone = block.empty() || (block.size() == 1 && block.front() == n);
    if (alone || block.size() > commonest_post + 1) continue;
    doubts.candidates.insert(doubts.candidates.end(), block.begin(), block.end());
    doubts.candidates.push_back(n);
  }
  return true;
}

bool Remembered::same_candidates(const Known& known, NodeNo v) {
  return candidates_of(known, v) == children_[v].candidates;
}

bool Remembered::same_scores(const Known& known, NodeNo v) {
  Child& child = children_[v];
  const std::uint64_t read = reads_of(known, v);
  if (read == child.read) return true;
  ++*scored_in_place_;
  const Scored first = score_first(known, v, child.candidates);
  if (first != child.first) return false;
  if (first.announced) {
    const auto second = score_second(known, v, child.candidates, ancestry_, first.chosen);
    if ((second ? second->chosen : first.chosen) != child.second.chosen) return false;
    if ((second ? second->none : first.none) != child.second.none) return false;
  }
  child.read = read;
  return true;
}

}  // namespace godwit
