// SPDX-License-Identifier: Apache-2.0
// Cytoscape.js JSON: elements.nodes[].data / position, elements.edges[].data.
#include <cstdlib>

#include "graph/export/export.h"
#include "graph/export/json.h"
#include "graph/export/layout.h"
#include "graph/export/row.h"

namespace godwit {
namespace {

using Json = nlohmann::ordered_json;

void put(Json& data, const std::vector<Cell>& cells) {
  for (const Cell& cell : cells) {
    if (cell.value.empty()) continue;
    if (cell.type == CellType::integer)
      data[cell.name] = std::strtoll(cell.value.c_str(), nullptr, 10);
    else if (cell.type == CellType::real)
      data[cell.name] = std::strtod(cell.value.c_str(), nullptr);
    else
      data[cell.name] = cell.value;
  }
}

}  // namespace

std::vector<ExportFile> render_cytoscape(const Succession& s, const ExportOptions& options) {
  Json nodes = Json::array(), edges = Json::array();
  const std::vector<Spot> spots = layout(s);
  for (std::size_t i = 0; i < s.channels.size(); ++i) {
    Json data{{"id", s.channels[i].id}, {"label", label_of(s.channels[i])}};
    put(data, channel_cells(s.channels[i]));
    nodes.push_back(
        {{"data", std::move(data)}, {"position", {{"x", spots[i].x}, {"y", spots[i].y}}}});
  }
  for (std::size_t i = 0; i < s.edges.size(); ++i) {
    Json data{
        {"id", "e" + std::to_string(i)}, {"source", s.edges[i].from}, {"target", s.edges[i].to}};
    put(data, edge_cells(s.edges[i]));
    edges.push_back({{"data", std::move(data)}});
  }
  Json about{{"name", "godwit succession"},
             {"tool", options.tool},
             {"as_of", json_time(s.as_of)},
             {"model", s.model}};
  if (options.rehearsal) about["rehearsal"] = true;
  Json json{{"format_version", "1.0"}, {"generated_by", options.tool}, {"data", std::move(about)}};
  json["elements"] = {{"nodes", std::move(nodes)}, {"edges", std::move(edges)}};
  return {{"", json_text(json)}};
}

}  // namespace godwit
