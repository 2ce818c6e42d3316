// SPDX-License-Identifier: Apache-2.0
#include "graph/dominators.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dominator_tree.hpp>

namespace godwit {

std::vector<double> audience_that_hangs_on(
    std::span<const double> audience,
    std::span<const std::pair<std::uint32_t, std::uint32_t>> invitations) {
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
  const std::size_t n = audience.size(), root = n;
  Graph graph(n + 1);
  std::vector<bool> invited(n, false);
  for (const auto& [from, to] : invitations) {
    add_edge(from, to, graph);
    invited[to] = true;
  }
  for (std::size_t u = 0; u < n; ++u)
    if (!invited[u]) add_edge(root, u, graph);
  std::vector<std::size_t> above(n + 1, SIZE_MAX);
  boost::lengauer_tarjan_dominator_tree(
      graph, root,
      boost::make_iterator_property_map(above.begin(), get(boost::vertex_index, graph)));

  // Sums flow from the leaves to the root, each channel once.
  std::vector<double> hangs(audience.begin(), audience.end());
  std::vector<std::uint32_t> below(n, 0);
  for (std::size_t u = 0; u < n; ++u)
    if (above[u] < n) ++below[above[u]];
  std::vector<std::size_t> leaves;
  for (std::size_t u = 0; u < n; ++u)
    if (below[u] == 0) leaves.push_back(u);
  while (!leaves.empty()) {
    const std::size_t u = leaves.back();
    leaves.pop_back();
    if (above[u] >= n) continue;
    hangs[above[u]] += hangs[u];
    if (--below[above[u]] == 0) leaves.push_back(above[u]);
  }
  return hangs;
}

}  // namespace godwit
