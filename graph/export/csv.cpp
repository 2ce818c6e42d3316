// SPDX-License-Identifier: Apache-2.0
// CSV: for Gephi and spreadsheets (nodes, edges, evidence), and with typed headers for Neo4j.
#include "godwit/names.h"
#include "graph/export/export.h"
#include "graph/export/row.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

std::string line(const std::vector<std::string>& cells, bool safe) {
  std::string out;
  for (const std::string& cell : cells) out += (out.empty() ? "" : ",") + csv_cell(cell, safe);
  return out + "\r\n";
}

std::vector<std::string> with(std::vector<std::string> first, const std::vector<Cell>& cells,
                              std::string (*of)(const Cell&)) {
  for (const Cell& cell : cells) first.push_back(of(cell));
  return first;
}

std::string name_only(const Cell& cell) { return std::string(cell.name); }
std::string value_of(const Cell& cell) { return cell.value; }
std::string typed_name(const Cell& cell) {
  return std::string(cell.name) + (cell.type == CellType::integer ? ":long"
                                   : cell.type == CellType::real  ? ":double"
                                                                  : ":string");
}

std::string timeset(const Channel& c) {
  const std::string end = c.died ? to_rfc3339(c.died->latest) : "Infinity";
  return "<[" + to_rfc3339(c.first_seen) + ", " + end + "]>";
}

std::string evidence_table(const Succession& s, bool safe) {
  std::string out = line({"Source", "Target", "relation", "kind", "group", "hard", "bits", "at",
                          "source_url", "capture", "words"},
                         safe);
  for (const Edge& edge : s.edges)
    for (const Evidence& e : edge.evidence)
      out += line({edge.from, edge.to, std::string(name_of(edge.relation)), e.kind, e.group,
                   e.hard ? "true" : "false", decimal(e.bits, 2),
                   e.at == Time{} ? "" : to_rfc3339(e.at), e.source, e.capture, e.words},
                  safe);
  return out;
}

}  // namespace

std::vector<ExportFile> render_csv(const Succession& s, const ExportOptions& o) {
  const std::string about = o.rehearsal ? "rehearsal-" : "";
  std::string nodes =
      line(with({"Id", "Label", "timeset"}, channel_cells(), name_only), o.csv_safe);
  for (const Channel& c : s.channels)
    nodes += line(with({c.id, label_of(c), timeset(c)}, channel_cells(c), value_of), o.csv_safe);
  std::string edges =
      line(with({"Source", "Target", "Type", "Weight"}, edge_cells(), name_only), o.csv_safe);
  for (const Edge& e : s.edges)
    edges += line(with({e.from, e.to, "Directed", decimal(e.probability)}, edge_cells(e), value_of),
                  o.csv_safe);
  return {{about + "nodes.csv", nodes},
          {about + "edges.csv", edges},
          {about + "evidence.csv", evidence_table(s, o.csv_safe)}};
}

std::vector<ExportFile> render_neo4j(const Succession& s, const ExportOptions& o) {
  const std::string about = o.rehearsal ? "rehearsal-" : "";
  std::string nodes =
      line(with({"id:ID(Channel)", "label:string"}, channel_cells(), typed_name), false);
  nodes.replace(nodes.size() - 2, 2, ",:LABEL\r\n");
  for (const Channel& c : s.channels) {
    std::vector<std::string> cells = with({c.id, label_of(c)}, channel_cells(c), value_of);
    cells.push_back("Channel");
    nodes += line(cells, o.csv_safe);
  }
  std::string edges =
      line(with({":START_ID(Channel)", ":END_ID(Channel)"}, edge_cells(), typed_name), false);
  edges.replace(edges.size() - 2, 2, ",:TYPE\r\n");
  for (const Edge& e : s.edges) {
    std::vector<std::string> cells = with({e.from, e.to}, edge_cells(e), value_of);
    std::string type(name_of(e.relation));
    for (char& c : type) c = static_cast<char>(c - 'a' + 'A');
    cells.push_back(type);
    edges += line(cells, o.csv_safe);
  }
  return {{about + "channels.csv", nodes}, {about + "succession.csv", edges}};
}

}  // namespace godwit
