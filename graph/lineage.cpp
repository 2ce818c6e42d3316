// SPDX-License-Identifier: Apache-2.0
// Who belongs together, and as which generation.
#include "graph/lineage.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>

#include "graph/evidence.h"
#include "graph/parallel.h"

namespace godwit {

namespace {

constexpr Duration overlap_of_mirrors = days(7);
constexpr Duration watched_long_enough = days(2);  // a newcomer would have been heard of before
constexpr double negligible = negligible_share;

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

Relation relation_of(const Known& known, NodeNo u, NodeNo v, const Choice& choice, Time end) {
  const Node &old = known.node(u), &young = known.node(v);
  if (choice.fork) return Relation::forks;
  // A table of sightings cannot tell a copy from a continuation.
  if (old.by_table || young.by_table) return Relation::continues;
  std::uint16_t said = 0;
  for (const Link& link : known.links().between(u, v))
    if (believable(known.links().mention(link))) said |= known.links().mention(link).announce;
  if (!old.fallen() && parallel(known, v, end)) return Relation::mirrors;
  // A spare takes over once u is gone, unless another has a better claim; what posted in full voice
  // beside u, and was not named by it when it was made, is its copy.
  const bool beside = young.birth() + days(1) <= end;
  const bool newborn = young.born.latest - young.born.earliest <= overlap_of_mirrors ||
                       young.birth() >= old.first_seen + watched_long_enough;
  const bool copy = choice.sister && !(newborn && said != 0);
  if (old.fallen() && beside && (!choice.heir || copy)) return Relation::mirrors;
  if (old.fallen() && parallel(known, v, end) && !newborn) return Relation::mirrors;
  if (old.fallen() || !old.looked) return Relation::continues;
  if ((said & (announce_moved | announce_deleted)) != 0) return Relation::continues;
  if ((said & announce_backup) != 0) return Relation::mirrors;
  if ((said & announce_new) != 0) return Relation::continues;
  return end >= young.birth() + overlap_of_mirrors ? Relation::mirrors : Relation::continues;
}

namespace {

// Who is of whose family, by the order of births: a child joins the family that the most of its
// probability leads to, if that is at least one half.
class Joining {
 public:
  Joining(const std::vector<Chosen>& all, const std::vector<NodeNo>& order, int threads)
      : leader_(all.size()), sure_(all.size(), 0) {
    std::iota(leader_.begin(), leader_.end(), 0U);
    const Shares shares = shares_of(all, threads);
    for (const NodeNo v : order) join(v, shares[v]);
  }
  NodeNo leader(NodeNo i) {
    while (leader_[i] != i) i = leader_[i] = leader_[leader_[i]];
    return i;
  }
  double sure(NodeNo v) const { return sure_[v]; }

 private:
  // Of whose family each may be, how surely: few of the choices, which are walked in the order they
  // lie in, not in that of births.
  using Shares = std::vector<std::vector<std::pair<NodeNo, double>>>;
  static Shares shares_of(const std::vector<Chosen>& all, int threads) {
    Shares shares(all.size());
    for_each_index(all.size(), threads, [&](std::size_t v) {
      for (const Choice& c : all[v].choices)
        if (const double share = share_of(all[v], c); share > negligible)
          shares[v].emplace_back(c.from, share);
    });
    return shares;
  }

  void join(NodeNo v, const std::vector<std::pair<NodeNo, double>>& shares) {
    mass_.clear();
    for (const auto& [from, share] : shares) {
      const NodeNo family = leader(from);
      const auto known = std::find_if(mass_.begin(), mass_.end(),
                                      [&](const auto& each) { return each.first == family; });
      if (known == mass_.end())
        mass_.emplace_back(family, share);
      else
        known->second += share;
    }
    const auto most =
        std::max_element(mass_.begin(), mass_.end(), [](const auto& a, const auto& b) {
          return a.second != b.second ? a.second < b.second : a.first > b.first;
        });
    if (most == mass_.end() || most->second < accepted) return;
    sure_[v] = std::min(most->second, 1.0);
    const NodeNo a = leader(v), b = most->first;
    leader_[std::max(a, b)] = std::min(a, b);
  }

  std::vector<NodeNo> leader_;
  std::vector<double> sure_;
  std::vector<std::pair<NodeNo, double>> mass_;  // of the one that joins, by family
};

constexpr std::size_t most_generations = 1000;

// What leads from one channel to another: so many generations on, how surely.
struct Step {
  NodeNo from = nowhere;
  std::uint32_t generations = 0;
  double p = 0;
};

// The steps to each channel that are worth a thought.
std::vector<std::vector<Step>> steps_of(const Known& known, const std::vector<Chosen>& all,
                                        int threads) {
  std::vector<std::vector<Step>> steps(all.size());
  for_each_index(all.size(), threads, [&](std::size_t i) {
    const auto v = static_cast<NodeNo>(i);
    const auto add = [&](NodeNo from, std::uint32_t generations, double p) {
      if (p > negligible) steps[v].push_back({from, generations, p});
    };
    for (const Choice& c : all[v].choices) {
      if (!c.fork && c.probability > negligible)
        add(c.from, relation_of(known, c.from, v, c) == Relation::mirrors ? 0 : 1, c.probability);
      if (!c.fork) add(c.from, 2, c.skipped);
      if (c.from == all[v].kin_of) add(c.from, 0, all[v].kin);
    }
  });
  return steps;
}

// P(generation of v = g), g from 1: one more than its predecessor's, two where one is missing, that
// of its kin. Where births leave the order open, of a later born nothing is known yet: the first.
class Generations {
 public:
  // `order`: all channels, by their births.
  Generations(const Known& known, const std::vector<Chosen>& all, const std::vector<NodeNo>& order,
              int threads)
      : spread_(all.size()) {
    const std::vector<std::vector<Step>> steps = steps_of(known, all, threads);
    for (const NodeNo v : order) {
      for (const Step& step : steps[v]) pass_on(step.from, v, step.generations, step.p);
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
    const std::vector<double>& of_u = spread_[u];  // u is not v
    for (std::size_t g = 1; g < of_u.size(); ++g) add(v, g + steps, p * of_u[g]);
  }

  std::vector<std::vector<double>> spread_;
};

}  // namespace

namespace {

std::vector<NodeNo> by_birth(const Known& known, std::size_t n, int threads) {
  std::vector<std::pair<Time, NodeNo>> births(n);
  for (NodeNo v = 0; v < n; ++v) births[v] = {known.node(v).birth(), v};
  sort_side_by_side(births, threads, std::less<>());
  std::vector<NodeNo> order;
  order.reserve(n);
  for (const auto& [at, v] : births) order.push_back(v);
  return order;
}

}  // namespace

Families find_families(const Known& known, const std::vector<Chosen>& all, int threads) {
  const auto n = static_cast<NodeNo>(all.size());
  const std::vector<NodeNo> order = by_birth(known, n, threads);
  std::optional<Joining> joined;
  std::optional<Generations> counted;
  for_each_index(2, threads, [&](std::size_t which) {
    if (which == 0) joined.emplace(all, order, threads);
    if (which == 1) counted.emplace(known, all, order, threads);
  });
  Joining& joining = *joined;
  const Generations& generations = *counted;
  Families result;
  result.of.assign(n, nowhere);
  result.generation.assign(n, 0);
  result.sure.assign(n, 0);
  result.generation_sure.assign(n, 0);
  std::vector<std::uint32_t> members(n, 0);  // by leader: how many, then which family
  for (NodeNo v = 0; v < n; ++v) ++members[joining.leader(v)];
  for (NodeNo v = 0; v < n; ++v) {
    const bool family = members[v] > 1;
    members[v] = family ? static_cast<std::uint32_t>(result.families.size()) : nowhere;
    if (family) result.families.emplace_back();
  }
  for (const NodeNo v : order)
    if (const std::uint32_t family = members[joining.leader(v)]; family != nowhere)
      result.families[family].members.push_back(v);
  for_each_index(result.families.size(), threads, [&](std::size_t i) {
    Family& family = result.families[i];
    family.name = name_of_family(known, family.members);
  });
  std::sort(result.families.begin(), result.families.end(), [&](const Family& a, const Family& b) {
    return born_before(known, a.members.front(), b.members.front());
  });
  for (std::uint32_t i = 0; i < result.families.size(); ++i) {
    result.families[i].id = "L" + std::to_string(i + 1);
    for (const NodeNo v : result.families[i].members) result.of[v] = i;
  }
  for (const Family& family : result.families)
    for (const NodeNo v : family.members) {
      std::tie(result.generation[v], result.generation_sure[v]) = generations.likeliest(v);
      result.sure[v] = v == family.members.front() ? 1 : joining.sure(v);
    }
  return result;
}

}  // namespace godwit
