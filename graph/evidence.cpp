// SPDX-License-Identifier: Apache-2.0
// The table of the kinds of evidence, one row each; the rows about contradiction; and what looks at
// all candidates of a child.
#include "graph/evidence.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "graph/rows.h"

namespace godwit {

using namespace rows;

namespace rows {

// Another child has it already: how surely.
Reading superseded(const Pair& p) { return {p.standing.rivalry > 0 ? 0 : -1, p.standing.rivalry}; }

Reading silent_predecessor(const Pair& p) { return {silent_about(p) && claims(p) ? 0 : -1}; }

// Levels: 0 by the predecessor, 1 by somebody it vouches for.
Reading disavowed(const Pair& p) {
  if (first_said(p, p.said, disavows) != nullptr) return {0};
  double most = 0;
  for (const Link& link : p.child.disavowals)
    most = std::max(most, trust(p.known, p.from, link.from, mention(p, link).at));
  if (most <= 0) return {};
  return {1, std::min(1.0, 1.5 * most)};
}

void tell_disavowed(const Pair& p, const Reading& r, Evidence& e) {
  if (r.level == 0) return show(p.known, *first_said(p, p.said, disavows), e);
  for (const Link& link : p.child.disavowals)
    if (trust(p.known, p.from, link.from, mention(p, link).at) > 0)
      return show(p.known, mention(p, link), e);
}

}  // namespace rows

namespace {

constexpr Duration silence = days(7);

void tell_nothing(const Pair&, const Reading&, Evidence&) {}

constexpr bool hard = true, soft = false, forgeable = true, own = false;

constexpr std::array<Row, kinds> table{{
    {Kind::announced_by_predecessor, "announced_by_predecessor", Group::announcement, hard, own,
     announced_by_predecessor, tell_announced},
    {Kind::redirected_by_predecessor, "redirected_by_predecessor", Group::announcement, hard, own,
     redirected_by_predecessor, tell_redirected},
    {Kind::announced_by_siblings, "announced_by_siblings", Group::announcement, hard, own,
     announced_by_siblings, tell_siblings},
    {Kind::announced_by_claimed_kin, "announced_by_claimed_kin", Group::announcement, soft, own,
     announced_by_claimed_kin, tell_kin},
    {Kind::linked_by_siblings, "linked_by_siblings", Group::forwards, hard, own, linked_by_siblings,
     tell_linkers},
    {Kind::named_in_announcement, "named_in_announcement", Group::reference, soft, forgeable,
     named_in_announcement, tell_named},
    {Kind::referenced_by_predecessor, "referenced_by_predecessor", Group::reference, soft, own,
     referenced_by_predecessor, tell_referenced},
    {Kind::forwarded_by_predecessor, "forwarded_by_predecessor", Group::forwards, hard, own,
     forwarded_by_predecessor, tell_forwarded},
    {Kind::forwards_from_predecessor, "forwards_from_predecessor", Group::claim, soft, forgeable,
     forwards_from_predecessor, tell_forwards_from},
    {Kind::claimed_by_successor, "claimed_by_successor", Group::claim, soft, forgeable,
     claimed_by_successor, tell_claimed},
    {Kind::advertised_by_strangers, "advertised_by_strangers", Group::ads, soft, forgeable,
     advertised_by_strangers, tell_nothing},
    {Kind::handle_alike, "handle_alike", Group::name, soft, forgeable, handle_alike, tell_handle},
    {Kind::title_alike, "title_alike", Group::name, soft, forgeable, title_alike, tell_title},
    {Kind::generation_number, "generation_number", Group::name, soft, forgeable, generation_number,
     tell_number},
    {Kind::same_parent_domain, "same_parent_domain", Group::name, soft, own, same_parent_domain,
     tell_nothing},
    {Kind::description_alike, "description_alike", Group::likeness, soft, forgeable,
     description_alike, tell_nothing},
    {Kind::avatar_alike, "avatar_alike", Group::likeness, soft, forgeable, avatar_alike,
     tell_nothing},
    {Kind::posts_copied, "posts_copied", Group::content, soft, forgeable, posts_copied,
     tell_nothing},
    {Kind::timing, "timing", Group::time, soft, forgeable, timing, tell_timing},
    {Kind::lived_beside, "lived_beside", Group::contradiction, soft, own, lived_beside,
     tell_beside},
    {Kind::woke_when_it_fell, "woke_when_it_fell", Group::time, soft, forgeable, woke_when_it_fell,
     tell_waking},
    {Kind::unlike_kind, "unlike_kind", Group::contradiction, soft, own, unlike_kind, tell_kinds},
    {Kind::hand_over, "hand_over", Group::time, soft, forgeable, hand_over, tell_hand_over},
    {Kind::exclusive_moment, "exclusive_moment", Group::time, soft, forgeable, exclusive_moment,
     tell_nothing},
    {Kind::nearest_of_name, "nearest_of_name", Group::time, soft, forgeable, nearest_of_name,
     tell_nothing},
    {Kind::established_name, "established_name", Group::name, soft, own, established_name,
     tell_nothing},
    {Kind::table_entry_moved, "table_entry_moved", Group::time, hard, own, table_entry_moved,
     tell_hand_over},
    {Kind::seen_later, "seen_later", Group::time, soft, own, seen_later, tell_nothing},
    {Kind::superseded, "superseded", Group::contradiction, soft, own, superseded, tell_nothing},
    {Kind::silent_predecessor, "silent_predecessor", Group::contradiction, soft, own,
     silent_predecessor, tell_nothing},
    {Kind::disavowed, "disavowed", Group::contradiction, hard, own, disavowed, tell_disavowed},
    {Kind::newcomer, "newcomer", Group::birth, soft, forgeable, newcomer, tell_nothing},
    {Kind::kept_kind, "kept_kind", Group::birth, soft, forgeable, kept_kind, tell_nothing},
    {Kind::birth_gap, "birth_gap", Group::time, soft, forgeable, birth_gap, tell_timing},
    {Kind::title_in_handle, "title_in_handle", Group::name, soft, forgeable, title_in_handle,
     tell_nothing},
    {Kind::line_words, "line_words", Group::line, soft, forgeable, line_words, tell_nothing},
    {Kind::formerly_another, "formerly_another", Group::contradiction, soft, forgeable,
     formerly_another, tell_former},
    {Kind::claimed_too_soon, "claimed_too_soon", Group::contradiction, soft, forgeable,
     claimed_too_soon, tell_too_soon},
    {Kind::generation_gap, "generation_gap", Group::time, soft, forgeable, generation_gap,
     tell_timing},
}};

}  // namespace

std::span<const Row> evidence_rows() { return table; }

bool parallel(const Known& known, NodeNo v, Time end) {
  const Time word = known.first_word(v);
  return word != the_end && word + days(1) <= end;
}

bool claims(const Pair& p) {
  return first_said(p, p.answered, claiming) != nullptr ||
         first_said(p, p.answered, calls_former) != nullptr;
}

bool silent_about(const Pair& p) {
  return !p.u.by_table && p.u.looked && p.said.empty() && p.u.end() >= p.v.birth() + silence;
}

namespace {
// The levels of hand_over, the likeliest first.
int lateness(int level) {
  constexpr std::array<int, levels> place{0, 1, 2, 5, 7, 3, 6, 4};
  return level < 0 ? static_cast<int>(levels) : place[static_cast<std::size_t>(level)];
}
}  // namespace

void rank_by_nearness(std::vector<Pair>& pairs) {
  const auto alikeness = [](const Pair& p) { return std::max(p.handle, p.title); };
  const auto order = [&](const Pair& p) {
    const Time end = p.u.end(), birth = p.v.birth();
    return std::tuple(-static_cast<int>(alikeness(p)), seen_later(p).level,
                      generation_number(p).level >= 2, same_parent_domain(p).level == 2,
                      lateness(hand_over(p).level), end > birth ? end - birth : birth - end,
                      birth - p.u.birth(), -p.handle_overlap, p.from);
  };
  std::vector<Pair*> namesakes;
  for (Pair& p : pairs)
    if (alikeness(p) >= Alike::contained) namesakes.push_back(&p);
  std::sort(namesakes.begin(), namesakes.end(),
            [&](const Pair* a, const Pair* b) { return order(*a) < order(*b); });
  const auto same = std::count_if(namesakes.begin(), namesakes.end(), [&](const Pair* p) {
    return alikeness(*p) == Alike::same && seen_later(*p).level < 0;
  });
  for (std::size_t i = 0; i < namesakes.size(); ++i) {
    namesakes[i]->standing.rank = static_cast<std::int16_t>(i);
    if (alikeness(*namesakes[i]) == Alike::same)
      namesakes[i]->standing.namesakes = static_cast<std::int16_t>(same);
  }
}

}  // namespace godwit
