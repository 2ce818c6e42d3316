// SPDX-License-Identifier: Apache-2.0
// Who belongs together, and as which generation.
#include "graph/lineage.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "graph/evidence.h"

namespace godwit {

namespace {

constexpr Duration overlap_of_mirrors = days(7);
constexpr Duration watched_long_enough = days(2);  // a newcomer would have been heard of before
constexpr double negligible = 1e-3;                // a probability that changes no lineage

// How surely a child is of the family of each of these: together where they are of one.
double share_of(const Chosen& chosen, const Choice& c) {
  return c.fork ? 0 : c.probability + c.skipped + (c.from == chosen.kin_of ? chosen.kin : 0);
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

namespace {

// Who is of whose family, by the order of births: a child joins the family that the most of its
// probability leads to, if that is at least one half.
class Joining {
 public:
  Joining(const Known& known, const std::vector<Chosen>& all)
      : known_(known), all_(all), leader_(all.size()), sure_(all.size(), 0) {
    std::iota(leader_.begin(), leader_.end(), 0U);
    std::vector<NodeNo> order(leader_);
    std::sort(order.begin(), order.end(),
              [&](NodeNo a, NodeNo b) { return born_before(known_, a, b); });
    for (const NodeNo v : order) join(v);
  }
  NodeNo leader(NodeNo i) {
    while (leader_[i] != i) i = leader_[i] = leader_[leader_[i]];
    return i;
  }
  double sure(NodeNo v) const { return sure_[v]; }

 private:
  void join(NodeNo v) {
    std::map<NodeNo, double> mass;
    for (const Choice& c : all_[v].choices)
      if (const double share = share_of(all_[v], c); share > negligible)
        mass[leader(c.from)] += share;
    const auto most = std::max_element(
        mass.begin(), mass.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == mass.end() || most->second < accepted) return;
    sure_[v] = std::min(most->second, 1.0);
    const NodeNo a = leader(v), b = most->first;
    leader_[std::max(a, b)] = std::min(a, b);
  }

  const Known& known_;
  const std::vector<Chosen>& all_;
  std::vector<NodeNo> leader_;
  std::vector<double> sure_;
};

constexpr std::size_t most_generations = 1000;

// P(generation of v = g), g from 1: one more than its predecessor's, two where one is missing, that
// of its kin. Where births leave the order open, of a later born nothing is known yet: the first.
class Generations {
 public:
  Generations(const Known& known, const std::vector<Chosen>& all) : spread_(all.size()) {
    std::vector<NodeNo> order(all.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](NodeNo a, NodeNo b) { return born_before(known, a, b); });
    for (const NodeNo v : order) {
      for (const Choice& c : all[v].choices) {
        const bool copy =
            c.probability > negligible && relation_of(known, c.from, v, c) == Relation::mirrors;
        pass_on(c.from, v, copy ? 0 : 1, c.fork ? 0 : c.probability);
        pass_on(c.from, v, 2, c.fork ? 0 : c.skipped);
        if (c.from == all[v].kin_of) pass_on(c.from, v, 0, all[v].kin);
      }
      double told = 0;
      for (const double p : spread_[v]) told += p;
      add(v, 1, std::max(0.0, 1 - told));
    }
  }
  // The likeliest generation, and how likely.
  std::pair<int, double> likeliest(NodeNo v) const {
    const auto& spread = spread_[v];
    if (spread.empty()) return {1, 0};
    const auto most = std::max_element(spread.begin(), spread.end());
    return {static_cast<int>(most - spread.begin()), std::min(*most, 1.0)};
  }

 private:
  void add(NodeNo v, std::size_t generation, double p) {
    if (p <= negligible) return;
    auto& spread = spread_[v];
    generation = std::min(generation, most_generations);
    if (spread.size() <= generation) spread.resize(generation + 1, 0);
    spread[generation] += p;
  }
  void pass_on(NodeNo u, NodeNo v, std::size_t steps, double p) {
    if (p <= negligible) return;
    if (spread_[u].empty()) return add(v, 1 + steps, p);
    const std::vector<double> of_u = spread_[u];
    for (std::size_t g = 1; g < of_u.size(); ++g) add(v, g + steps, p * of_u[g]);
  }

  std::vector<std::vector<double>> spread_;
};

}  // namespace

Families find_families(const Known& known, const std::vector<Chosen>& all) {
  const auto n = static_cast<NodeNo>(all.size());
  Joining joining(known, all);
  Families result;
  result.of.assign(n, nowhere);
  result.generation.assign(n, 0);
  result.sure.assign(n, 0);
  result.generation_sure.assign(n, 0);
  std::map<NodeNo, std::vector<NodeNo>> joined;
  for (NodeNo v = 0; v < n; ++v) joined[joining.leader(v)].push_back(v);
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
  const Generations generations(known, all);
  for (const Family& family : result.families)
    for (const NodeNo v : family.members) {
      std::tie(result.generation[v], result.generation_sure[v]) = generations.likeliest(v);
      result.sure[v] = v == family.members.front() ? 1 : joining.sure(v);
    }
  return result;
}

}  // namespace godwit
