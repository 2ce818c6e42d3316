// SPDX-License-Identifier: Apache-2.0
// Who belongs together, and as which generation.
#include "graph/lineage.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "graph/evidence.h"

namespace godwit {

namespace {

constexpr Duration overlap_of_mirrors = days(7);
constexpr Duration watched_long_enough = days(2);  // a newcomer would have been heard of before

// The accepted predecessor that makes a lineage, if any.
const Choice* parent_of(const Known& known, NodeNo v, const Chosen& chosen) {
  const Choice* best = nullptr;
  for (const Choice& c : chosen.choices)
    if (c.probability + c.skipped >= accepted &&
        (best == nullptr || c.probability + c.skipped > best->probability + best->skipped))
      best = &c;
  if (best == nullptr) return nullptr;
  const Relation relation = relation_of(known, best->from, v, *best);
  return relation == Relation::continues || relation == Relation::mirrors ? best : nullptr;
}

bool born_before(const Known& known, NodeNo a, NodeNo b) {
  const Time at = known.node(a).birth(), bt = known.node(b).birth();
  return at != bt ? at < bt : a < b;
}

// The title most members carry; where none has one, the commonest stem of their handles.
std::string name_of_family(const Known& known, const std::vector<NodeNo>& members) {
  std::map<std::string_view, int> titles, stems;
  for (const NodeNo n : members) {
    if (known.node(n).title != 0) ++titles[known.facts().text(known.node(n).title)];
    if (!known.handle(n).stem.empty()) ++stems[known.handle(n).stem];
  }
  const auto commonest = [](const auto& counts) {
    std::string_view best;
    int most = 0;
    for (const auto& [word, count] : counts)
      if (count > most) most = count, best = word;
    return std::string(best);
  };
  if (!titles.empty()) return commonest(titles);
  return stems.empty() ? known.node(members.front()).id : commonest(stems);
}

}  // namespace

Relation relation_of(const Known& known, NodeNo u, NodeNo v, const Choice& choice) {
  const Node &old = known.node(u), &young = known.node(v);
  if (choice.fork) return Relation::forks;
  // A table of sightings cannot tell a copy from a continuation.
  if (old.by_table || young.by_table) return Relation::continues;
  std::uint16_t said = 0;
  for (const Link& link : known.links().between(u, v))
    if (believable(known.links().mention(link))) said |= known.links().mention(link).announce;
  if (!old.fallen() && parallel(known, u, v)) return Relation::mirrors;
  // A spare takes over once u is gone, unless another has a better claim; what posted in full voice
  // beside u, and was not named by it when it was made, is its copy.
  const bool beside = young.birth() + days(1) <= old.end();
  const bool newborn = young.born.latest - young.born.earliest <= overlap_of_mirrors ||
                       young.birth() >= old.first_seen + watched_long_enough;
  const bool copy = choice.sister && !(newborn && said != 0);
  if (old.fallen() && beside && (!choice.heir || copy)) return Relation::mirrors;
  if (old.fallen() && parallel(known, u, v) && !newborn) return Relation::mirrors;
  if (old.fallen() || !old.looked) return Relation::continues;
  if ((said & (announce_moved | announce_deleted)) != 0) return Relation::continues;
  if ((said & announce_backup) != 0) return Relation::mirrors;
  if ((said & announce_new) != 0) return Relation::continues;
  return old.end() >= young.birth() + overlap_of_mirrors ? Relation::mirrors : Relation::continues;
}

Families find_families(const Known& known, const std::vector<Chosen>& all) {
  const auto n = static_cast<NodeNo>(all.size());
  std::vector<const Choice*> parent(n, nullptr);
  std::vector<NodeNo> leader(n);
  std::iota(leader.begin(), leader.end(), 0U);
  const auto find = [&](NodeNo i) {
    while (leader[i] != i) i = leader[i] = leader[leader[i]];
    return i;
  };
  for (NodeNo v = 0; v < n; ++v) {
    parent[v] = parent_of(known, v, all[v]);
    if (parent[v] == nullptr) continue;
    const NodeNo a = find(v), b = find(parent[v]->from);
    leader[std::max(a, b)] = std::min(a, b);
  }

  Families result;
  result.of.assign(n, nowhere);
  result.generation.assign(n, 0);
  std::map<NodeNo, std::vector<NodeNo>> joined;
  for (NodeNo v = 0; v < n; ++v) joined[find(v)].push_back(v);
  for (auto& [lead, members] : joined) {
    if (members.size() < 2) continue;
    std::sort(members.begin(), members.end(),
              [&](NodeNo a, NodeNo b) { return born_before(known, a, b); });
    result.families.push_back({"", name_of_family(known, members), std::move(members)});
  }
  std::sort(result.families.begin(), result.families.end(), [&](const Family& a, const Family& b) {
    return born_before(known, a.members.front(), b.members.front());
  });
  for (std::uint32_t i = 0; i < result.families.size(); ++i) {
    result.families[i].id = "L" + std::to_string(i + 1);
    for (const NodeNo v : result.families[i].members) result.of[v] = i;
  }
  // A mirror is of its original's generation, a continuation of the next. Walk up, then back down;
  // a cycle of half-certain parents (two at exactly .5) ends where it began.
  for (NodeNo v = 0; v < n; ++v) {
    std::vector<NodeNo> path;
    for (NodeNo at = v; result.of[at] != nowhere && result.generation[at] == 0;
         at = parent[at]->from) {
      path.push_back(at);
      result.generation[at] = 1;
      if (parent[at] == nullptr) break;
    }
    for (auto each = path.rbegin(); each != path.rend(); ++each) {
      const Choice* up = parent[*each];
      if (up == nullptr) continue;
      const bool mirror = relation_of(known, up->from, *each, *up) == Relation::mirrors;
      result.generation[*each] = result.generation[up->from] + (mirror ? 0 : 1);
    }
  }
  return result;
}

}  // namespace godwit
