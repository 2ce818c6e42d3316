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

// What leads from one channel to another: of its family and so many generations on, how surely.
struct Step {
  NodeNo from = nowhere;
  std::uint32_t generations = 0;
  double p = 0;
};
// Those to each channel that are worth a thought: few of the choices. They are found in the order
// that the choices lie in, and walked in that of births.
using Steps = Lists<Step>;

template <class Take>
void walk(const Steps& steps, const std::vector<NodeNo>& order, const Take& take) {
  constexpr std::size_t ahead = 8;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i + 2 * ahead < order.size()) steps.bring_near_where(order[i + 2 * ahead]);
    if (i + ahead < order.size()) steps.bring_near(order[i + ahead]);
    take(order[i], steps[order[i]]);
  }
}

Steps shares_of(const std::vector<Chosen>& all, int threads) {
  return {all.size(), threads, [&](std::size_t v, std::vector<Step>& shares) {
            for (const Choice& c : all[v].choices)
              if (const double share = share_of(all[v], c); share > negligible)
                shares.push_back({c.from, 0, share});
          }};
}

Steps steps_of(const Known& known, const std::vector<Chosen>& all, int threads) {
  return {all.size(), threads, [&](std::size_t i, std::vector<Step>& steps) {
            const auto v = static_cast<NodeNo>(i);
            const auto add = [&](NodeNo from, std::uint32_t generations, double p) {
              if (p > negligible) steps.push_back({from, generations, p});
            };
            for (const Choice& c : all[v].choices) {
              if (!c.fork && c.probability > negligible) {
                const bool copy = relation_of(known, c.from, v, c) == Relation::mirrors;
                add(c.from, copy ? 0 : 1, c.probability);
              }
              if (!c.fork) add(c.from, 2, c.skipped);
              if (c.from == all[v].kin_of) add(c.from, 0, all[v].kin);
            }
          }};
}

// Who is of whose family, by the order of births: a child joins the family that the most of its
// probability leads to, if that is at least one half.
class Joining {
 public:
  Joining(const Steps& shares, const std::vector<NodeNo>& order)
      : leader_(order.size()), sure_(order.size(), 0) {
    std::iota(leader_.begin(), leader_.end(), 0U);
    walk(shares, order, [&](NodeNo v, std::span<const Step> to_it) { join(v, to_it); });
  }
  NodeNo leader(NodeNo i) {
    while (leader_[i] != i) i = leader_[i] = leader_[leader_[i]];
    return i;
  }
  double sure(NodeNo v) const { return sure_[v]; }

 private:
  void join(NodeNo v, std::span<const Step> shares) {
    mass_.clear();
    for (const Step& share : shares) {
      const NodeNo family = leader(share.from);
      const auto known = std::find_if(mass_.begin(), mass_.end(),
                                      [&](const auto& each) { return each.first == family; });
      if (known == mass_.end())
        mass_.emplace_back(family, share.p);
      else
        known->second += share.p;
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

// P(generation of v = g), g from 1: one more than its predecessor's, two where one is missing, that
// of its kin. Where births leave the order open, of a later born nothing is known yet: the first.
class Generations {
 public:
  // `order`: all channels, by their births.
  Generations(const Steps& steps, const std::vector<NodeNo>& order) : spreads_(order.size()) {
    walk(steps, order, [&](NodeNo v, std::span<const Step> to_it) {
      spread_.clear();
      for (const Step& step : to_it) pass_on(step.from, step.generations, step.p);
      double told = 0;
      for (const double p : spread_) told += p;
      add(1, std::max(0.0, 1 - told));
      spreads_[v] = {all_.size(), spread_.size()};
      all_.insert(all_.end(), spread_.begin(), spread_.end());
    });
  }
  // The likeliest generation, and how likely.
  std::pair<int, double> likeliest(NodeNo v) const {
    const std::span<const double> spread = spread_of(v);
    if (spread.empty()) return {1, 0};
    const auto most = std::max_element(spread.begin(), spread.end());
    return {static_cast<int>(most - spread.begin()), std::min(*most, 1.0)};
  }

 private:
  void add(std::size_t generation, double p) {
    if (p <= negligible) return;
    generation = std::min(generation, most_generations);
    if (spread_.size() <= generation) spread_.resize(generation + 1, 0);
    spread_[generation] += p;
  }
  void pass_on(NodeNo u, std::size_t steps, double p) {
    const std::span<const double> of_u = spread_of(u);
    if (of_u.empty()) return add(1 + steps, p);
    for (std::size_t g = 1; g < of_u.size(); ++g) add(g + steps, p * of_u[g]);
  }
  std::span<const double> spread_of(NodeNo v) const {
    return std::span(all_).subspan(spreads_[v].begin, spreads_[v].size);
  }

  struct Spread {
    std::size_t begin = 0, size = 0;
  };
  std::vector<Spread> spreads_;  // by channel: where its own is
  std::vector<double> all_;      // one after the other, by their births
  std::vector<double> spread_;   // of the one that is born
};

}  // namespace

Families find_families(const Known& known, const std::vector<Chosen>& all, int threads) {
  const std::size_t n = all.size();
  const std::vector<NodeNo>& order = known.by_birth();
  const Steps shares = shares_of(all, threads), steps = steps_of(known, all, threads);
  std::optional<Joining> joined;
  std::optional<Generations> counted;
  for_each_index(2, threads, [&](std::size_t which) {
    if (which == 0) joined.emplace(shares, order);
    if (which == 1) counted.emplace(steps, order);
  });
  Families result;
  result.of.assign(n, nowhere);
  result.generation.assign(n, 0);
  result.sure.assign(n, 0);
  result.generation_sure.assign(n, 0);
  std::vector<std::uint32_t> members(n, 0), family_of(n, nowhere);  // by leader
  for (NodeNo v = 0; v < n; ++v) ++members[joined->leader(v)];
  for (const NodeNo v : order) {
    const NodeNo leader = joined->leader(v);
    if (members[leader] < 2) continue;
    std::uint32_t& family = family_of[leader];
    if (family == nowhere) {
      family = static_cast<std::uint32_t>(result.families.size());
      result.families.emplace_back().members.reserve(members[leader]);
    }
    result.families[family].members.push_back(v);
    result.of[v] = family;
  }
  for_each_index(result.families.size(), threads, [&](std::size_t i) {
    Family& family = result.families[i];
    family.id = "L" + std::to_string(i + 1);
    family.name = name_of_family(known, family.members);
    for (const NodeNo v : family.members) {
      std::tie(result.generation[v], result.generation_sure[v]) = counted->likeliest(v);
      result.sure[v] = v == family.members.front() ? 1 : joined->sure(v);
    }
  });
  return result;
}

}  // namespace godwit
