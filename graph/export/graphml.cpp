// SPDX-License-Identifier: Apache-2.0
// GraphML with plain keys, times as strings: what NetworkX, igraph, Cytoscape and yEd all read.
#include "graph/export/export.h"
#include "graph/export/layout.h"
#include "graph/export/row.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

void keys(std::string& out, std::string_view of, const std::vector<Cell>& cells) {
  for (const Cell& cell : cells) {
    const std::string_view type = cell.type == CellType::integer ? "long"
                                  : cell.type == CellType::real  ? "double"
                                                                 : "string";
    out += "  <key id=\"" + std::string(of) + "_" + std::string(cell.name) + "\" for=\"" +
           std::string(of) + "\" attr.name=\"" + std::string(cell.name) + "\" attr.type=\"" +
           std::string(type) + "\"/>\n";
  }
}

void data(std::string& out, std::string_view of, const std::vector<Cell>& cells) {
  for (const Cell& cell : cells)
    if (!cell.value.empty())
      out += "      <data key=\"" + std::string(of) + "_" + std::string(cell.name) + "\">" +
             xml_text(cell.value) + "</data>\n";
}

// A channel's cells with what only a drawing needs.
std::vector<Cell> node_cells(const Channel& channel, const Spot& spot) {
  std::vector<Cell> cells = channel_cells(channel);
  cells.push_back({"label", CellType::text, label_of(channel)});
  cells.push_back({"x", CellType::real, decimal(spot.x, 1)});
  cells.push_back({"y", CellType::real, decimal(spot.y, 1)});
  cells.push_back({"size", CellType::real, decimal(spot.size, 1)});
  return cells;
}

}  // namespace

std::vector<ExportFile> render_graphml(const Succession& s, const ExportOptions& options) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\""
      " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
      " xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns"
      " http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n";
  keys(out, "node", node_cells({}, {}));
  keys(out, "edge", edge_cells());
  out += "  <key id=\"graph_about\" for=\"graph\" attr.name=\"about\" attr.type=\"string\"/>\n";
  out += "  <graph id=\"succession\" edgedefault=\"directed\">\n    <data key=\"graph_about\">" +
         std::string(options.rehearsal ? "REHEARSAL: invented data. " : "") +
         xml_text(options.tool) + ", as of " + to_rfc3339(s.as_of) + ", weights " +
         xml_text(s.model) + "</data>\n";
  const std::vector<Spot> spots = layout(s);
  for (std::size_t i = 0; i < s.channels.size(); ++i) {
    out += "    <node id=\"" + xml_text(s.channels[i].id) + "\">\n";
    data(out, "node", node_cells(s.channels[i], spots[i]));
    out += "    </node>\n";
  }
  for (std::size_t i = 0; i < s.edges.size(); ++i) {
    out += "    <edge id=\"e" + std::to_string(i) + "\" source=\"" + xml_text(s.edges[i].from) +
           "\" target=\"" + xml_text(s.edges[i].to) + "\">\n";
    data(out, "edge", edge_cells(s.edges[i]));
    out += "    </edge>\n";
  }
  return {{"", out + "  </graph>\n</graphml>\n"}};
}

}  // namespace godwit
