// SPDX-License-Identifier: Apache-2.0
// DOT for Graphviz: left to right, one cluster a lineage, dashed lines for what is not sure.
#include <map>

#include "godwit/names.h"
#include "graph/export/export.h"
#include "graph/export/row.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

std::string node_line(const Channel& c) {
  const char* style = c.state == State::gone      ? "filled,dashed"
                      : c.state == State::unknown ? "filled,dotted"
                                                  : "filled";
  const std::string life = to_rfc3339(c.first_seen).substr(0, 10) + " – " +
                           (c.died ? to_rfc3339(c.died->latest).substr(0, 10) : "");
  std::string label = dot_quoted(label_of(c));
  label.pop_back();
  return "    " + dot_quoted(c.id) + " [label=" + label + "\\n" + std::string(name_of(c.state)) +
         ", " + life + "\", style=\"" + style + "\", tooltip=" + dot_quoted(address_of(c)) + "];\n";
}

std::string edge_line(const Edge& e) {
  return "  " + dot_quoted(e.from) + " -> " + dot_quoted(e.to) + " [label=\"" +
         std::string(name_of(e.relation)) + " " + decimal(e.probability, 2) +
         "\", penwidth=" + decimal(0.5 + 2.5 * e.probability, 2) +
         (e.probability >= 0.75 ? "" : ", style=dashed") +
         (e.relation == Relation::impersonates ? ", color=\"#d55e00\"" : "") + "];\n";
}

}  // namespace

std::vector<ExportFile> render_dot(const Succession& s, const ExportOptions& options) {
  // newrank: lineages that point at each other are more than dot's ranking by clusters can lay out.
  std::string out =
      "digraph succession {\n  charset=\"UTF-8\"; rankdir=LR; newrank=true;\n  label=" +
      dot_quoted((options.rehearsal ? "REHEARSAL: invented data. " : "") + options.tool +
                 ", as of " + to_rfc3339(s.as_of)) +
      ";\n  node [shape=box, fontname=\"Noto Sans\", fillcolor=\"#ffffff\"];\n  edge "
      "[fontname=\"Noto "
      "Sans\"];\n";
  std::map<std::string, std::string> clusters;
  for (const Channel& channel : s.channels) clusters[channel.lineage] += node_line(channel);
  for (const Lineage& lineage : s.lineages)
    out += "  subgraph " + dot_quoted("cluster_" + lineage.id) +
           " {\n    label=" + dot_quoted(lineage.id + " " + lineage.name) + ";\n" +
           clusters[lineage.id] + "  }\n";
  out += clusters[""];
  for (const Edge& e : s.edges) out += edge_line(e);
  return {{"", out + "}\n"}};
}

}  // namespace godwit
