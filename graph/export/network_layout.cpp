// SPDX-License-Identifier: Apache-2.0
// Trees on shelves: a lineage is read from left to right, its first channel outermost. A layout by
// forces would cost minutes at 50,000 channels and say no more: edges join lineages hardly ever.
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "graph/export/layout.h"

namespace godwit {
namespace {

constexpr double step = 40, row = 24, gap = 36, aspect = 2;
constexpr std::size_t none = SIZE_MAX;

using Numbers = std::unordered_map<std::string_view, std::size_t>;

// One lineage drawn at the origin: spots of its members, in the order of Lineage::channels.
struct Tree {
  std::vector<std::size_t> members;  // numbers in Succession::channels
  std::vector<Spot> spots;
  double width = 0, height = 0;
};

// The surest way into each channel from an older member of its own lineage; `place` is a channel's
// place there. Only the older are asked, so a circle of half-certain parents cannot arise.
std::vector<std::size_t> parents_of(const Succession& s, const Numbers& numbers,
                                    const std::vector<std::size_t>& place) {
  std::vector<std::size_t> parents(s.channels.size(), none);
  std::vector<double> surest(s.channels.size(), 0);
  for (const Edge& e : s.edges) {
    const auto from = numbers.find(e.from), to = numbers.find(e.to);
    if (from == numbers.end() || to == numbers.end()) continue;
    const std::size_t u = from->second, v = to->second;
    const bool kin = !s.channels[v].lineage.empty() &&
                     s.channels[u].lineage == s.channels[v].lineage && place[u] < place[v];
    if (!kin || e.relation == Relation::impersonates || e.probability <= surest[v]) continue;
    surest[v] = e.probability, parents[v] = u;
  }
  return parents;
}

// Leaves get a row each in order of birth; a parent stands in the middle of its children's rows.
Tree tree_of(std::vector<std::size_t> members, const std::vector<std::size_t>& parents,
             const std::vector<std::size_t>& place) {
  const std::size_t n = members.size();
  std::vector<std::size_t> up(n, none), rows(n, 0), next(n, 0), depth(n, 0);
  for (std::size_t i = 0; i < n; ++i)
    if (parents[members[i]] != none) up[i] = place[parents[members[i]]];
  for (std::size_t i = n; i-- > 0;) {
    rows[i] = std::max<std::size_t>(rows[i], 1);
    if (up[i] != none) rows[up[i]] += rows[i];
  }
  Tree tree{std::move(members), std::vector<Spot>(n), 0, 0};
  std::size_t used = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t& first = up[i] == none ? used : next[up[i]];
    next[i] = first;
    const double middle = double(first) + double(rows[i] - 1) / 2;
    first += rows[i];
    depth[i] = up[i] == none ? 0 : depth[up[i]] + 1;
    tree.spots[i].x = step * double(depth[i]), tree.spots[i].y = row * middle;
    tree.width = std::max(tree.width, tree.spots[i].x + step);
  }
  tree.height = row * double(used);
  return tree;
}

}  // namespace

std::vector<Spot> network_layout(const Succession& s) {
  std::vector<Spot> spots(s.channels.size());
  Numbers numbers;
  for (std::size_t i = 0; i < s.channels.size(); ++i) numbers.emplace(s.channels[i].id, i);
  std::vector<std::size_t> place(s.channels.size(), none);
  std::vector<std::vector<std::size_t>> families;
  for (const Lineage& lineage : s.lineages) {
    std::vector<std::size_t> members;
    for (const std::string& id : lineage.channels)
      if (const auto it = numbers.find(id); it != numbers.end()) {
        place[it->second] = members.size();
        members.push_back(it->second);
      }
    if (!members.empty()) families.push_back(std::move(members));
  }
  const auto parents = parents_of(s, numbers, place);
  std::vector<Tree> trees;
  double area = 1, widest = 0;
  for (auto& members : families) {
    trees.push_back(tree_of(std::move(members), parents, place));
    area += (trees.back().width + gap) * (trees.back().height + gap);
    widest = std::max(widest, trees.back().width);
  }
  const auto lone = std::size_t(std::ranges::count(place, none));
  area += double(lone) * row * row;
  const double shelf = std::max(widest, std::sqrt(area * aspect));
  // Trees of one height share a shelf; among equals the oldest lineage comes first.
  std::ranges::stable_sort(trees, std::greater{}, &Tree::height);
  double x = 0, y = 0, highest = 0;
  for (const Tree& tree : trees) {
    if (x > 0 && x + tree.width > shelf) x = 0, y += highest + gap, highest = 0;
    for (std::size_t i = 0; i < tree.members.size(); ++i) {
      spots[tree.members[i]].x = x + tree.spots[i].x;
      spots[tree.members[i]].y = y + tree.spots[i].y;
    }
    x += tree.width + gap, highest = std::max(highest, tree.height);
  }
  x = 0, y += highest + gap;
  for (std::size_t i = 0; i < spots.size(); ++i) {
    if (place[i] != none) continue;
    spots[i].x = x, spots[i].y = y;
    x += row;
    if (x > shelf) x = 0, y += row;
  }
  return spots;
}

}  // namespace godwit
