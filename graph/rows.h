// SPDX-License-Identifier: Apache-2.0
// Rows: what measures each kind of evidence, and what fills in its words. The functions of
// rows_said, rows_names and rows_time, for the table in evidence.cpp; levels are told beside each.
#pragma once

#include <optional>

#include "graph/evidence.h"

namespace godwit::rows {

inline double in_days(Duration d) { return static_cast<double>(d.count()) / 86'400'000.0; }
inline double in_hours(Duration d) { return static_cast<double>(d.count()) / 3'600'000.0; }

inline const Mention& mention(const Pair& p, const Link& link) {
  return p.known.links().mention(link);
}

// Fills in the address of the post, or of the page, that shows a mention.
void show(const Known& known, const Mention& m, Evidence& e);

template <class Wanted>
const Mention* first_said(const Pair& p, std::span<const Link> links, const Wanted& wanted) {
  for (const Link& link : links)
    if (wanted(mention(p, link))) return &mention(p, link);
  return nullptr;
}

bool claiming(const Mention& m);
bool any_link(const Mention& m);
bool has_fallen(const Pair& p);

Reading announced_by_predecessor(const Pair& p);
Reading redirected_by_predecessor(const Pair& p);
Reading announced_by_siblings(const Pair& p);
Reading announced_by_claimed_kin(const Pair& p);
Reading linked_by_siblings(const Pair& p);
Reading named_in_announcement(const Pair& p);
// … its level where u announced v itself, in words that name another.
inline constexpr std::int8_t names_another = 4;
Reading referenced_by_predecessor(const Pair& p);
Reading forwarded_by_predecessor(const Pair& p);
Reading forwards_from_predecessor(const Pair& p);
Reading claimed_by_successor(const Pair& p);
Reading formerly_another(const Pair& p);
Reading claimed_too_soon(const Pair& p);
Reading advertised_by_strangers(const Pair& p);
Reading handle_alike(const Pair& p);
Reading title_alike(const Pair& p);
Reading generation_number(const Pair& p);
Reading same_parent_domain(const Pair& p);
Reading description_alike(const Pair& p);
Reading avatar_alike(const Pair& p);
Reading posts_copied(const Pair& p);
Reading established_name(const Pair& p);
Reading timing(const Pair& p);
Reading lived_beside(const Pair& p);
Reading woke_when_it_fell(const Pair& p);
Reading unlike_kind(const Pair& p);
Reading hand_over(const Pair& p);
Reading exclusive_moment(const Pair& p);
Reading nearest_of_name(const Pair& p);
Reading table_entry_moved(const Pair& p);
Reading seen_later(const Pair& p);
Reading superseded(const Pair& p);
Reading silent_predecessor(const Pair& p);
Reading disavowed(const Pair& p);
Reading newcomer(const Pair& p);
Reading kept_kind(const Pair& p);
Reading birth_gap(const Pair& p);
Reading generation_gap(const Pair& p);
Reading line_words(const Pair& p);
Reading title_in_handle(const Pair& p);

void tell_announced(const Pair& p, const Reading&, Evidence& e);
void tell_redirected(const Pair& p, const Reading&, Evidence& e);
void tell_siblings(const Pair& p, const Reading&, Evidence& e);
void tell_kin(const Pair& p, const Reading&, Evidence& e);
void tell_linkers(const Pair& p, const Reading& r, Evidence& e);
void tell_named(const Pair& p, const Reading&, Evidence& e);
void tell_referenced(const Pair& p, const Reading& r, Evidence& e);
void tell_forwarded(const Pair& p, const Reading&, Evidence& e);
void tell_forwards_from(const Pair& p, const Reading&, Evidence& e);
void tell_claimed(const Pair& p, const Reading& r, Evidence& e);
void tell_too_soon(const Pair& p, const Reading&, Evidence& e);
void tell_former(const Pair& p, const Reading&, Evidence& e);
void tell_handle(const Pair& p, const Reading&, Evidence& e);
void tell_title(const Pair& p, const Reading&, Evidence& e);
void tell_number(const Pair& p, const Reading&, Evidence& e);
void tell_timing(const Pair& p, const Reading&, Evidence& e);
void tell_beside(const Pair& p, const Reading&, Evidence& e);
void tell_waking(const Pair& p, const Reading&, Evidence& e);
void tell_kinds(const Pair& p, const Reading&, Evidence& e);
void tell_hand_over(const Pair& p, const Reading&, Evidence& e);
void tell_disavowed(const Pair& p, const Reading& r, Evidence& e);

}  // namespace godwit::rows
