// SPDX-License-Identifier: Apache-2.0
// What is looked up once for a child and once for a pair; trust and independence of sources.
#include "graph/pair.h"

#include <algorithm>
#include <set>

namespace godwit {

namespace {

constexpr std::uint32_t outlink_rich = 30;  // who links to more is a list or an advertiser
constexpr Duration known_long_enough = days(3);

bool share_a_place(const Node& u, const Node& v) {
  return std::any_of(u.stays.begin(), u.stays.end(), [&](const Stay& a) {
    return std::any_of(v.stays.begin(), v.stays.end(),
                       [&](const Stay& b) { return a.place == b.place; });
  });
}
}  // namespace

bool believable(const Mention& m) {
  return (m.announce & announce_succession) != 0 &&
         (m.announce & (announce_disavowal | announce_ad)) == 0 && m.form != Form::leak &&
         m.fan_out <= quarantined_fan_out;
}

double trust(const Known& known, NodeNo u, NodeNo w, Time when) {
  if (u == w || known.node(w).first_seen + known_long_enough > when) return 0;
  double most = 0;
  int plain_links = 0;
  for (const Link& link : known.links().between(u, w)) {
    const Mention& m = known.links().mention(link);
    if (m.at > when || (m.announce & (announce_disavowal | announce_ad)) != 0) continue;
    if (believable(m))
      most = std::max(most, 0.8);
    else if (m.form == Form::forward)
      most = std::max(most, 0.4);
    else
      ++plain_links;
  }
  if (plain_links > 0) most = std::max(most, plain_links > 1 ? 0.4 : 0.2);
  if (known.links().distinct_targets(w) > outlink_rich) most /= 4;
  return most;
}

Child study(const Known& known, NodeNo node) {
  Child child;
  child.node = node;
  child.marks = known.marks(node);
  std::vector<Link> announcing;
  for (const Link& link : known.links().into(node)) {
    const Mention& m = known.links().mention(link);
    if (disavows(m)) child.disavowals.push_back(link);
    if (believable(m)) announcing.push_back(link);
  }
  std::stable_sort(announcing.begin(), announcing.end(), [&](const Link& a, const Link& b) {
    return known.links().mention(a).at < known.links().mention(b).at;
  });
  // Copies of one announcement, and channels born on one day, count once.
  std::vector<std::uint64_t> sketches;
  std::set<NodeNo> sources;
  std::set<std::int64_t> birth_days;
  for (const Link& link : announcing) {
    const Mention& m = known.links().mention(link);
    const bool copy = std::any_of(sketches.begin(), sketches.end(),
                                  [&](std::uint64_t s) { return same_sketch(s, m.sketch); });
    const Interval& born = known.node(link.from).born;
    const bool birth_known = born.latest < the_end && born.latest - born.earliest <= days(2);
    const std::int64_t day = to_ms(known.node(link.from).birth()) / 86'400'000;
    const bool twin = birth_known && birth_days.contains(day);
    sketches.push_back(m.sketch);
    if (copy || twin || sources.contains(link.from)) continue;
    sources.insert(link.from);
    if (birth_known) birth_days.insert(day);
    child.announcers.push_back({link.from, link});
  }
  return child;
}

Pair::Pair(const Known& known_in, const Child& child_in, NodeNo from_in)
    : known(known_in),
      child(child_in),
      from(from_in),
      to(child_in.node),
      u(known.node(from)),
      v(known.node(to)),
      sites(known.is_site(from) && known.is_site(to)),
      said(known.links().between(from, to)),
      answered(known.links().between(to, from)) {
  const auto weight = [&](std::uint32_t gram) { return known.gram_weight(gram); };
  handle_overlap = overlap(known.handle(from).grams, known.handle(to).grams, weight);
  title_overlap = overlap(known.title(from).grams, known.title(to).grams, weight);
  // Two channels at one handle, one after the other: that the name is the same says nothing.
  if (!share_a_place(u, v)) handle = compare(known.handle(from), known.handle(to), handle_overlap);
  title = compare(known.title(from), known.title(to), title_overlap);
}

}  // namespace godwit
