// SPDX-License-Identifier: Apache-2.0
// GEXF 1.3, or 1.2 for NetworkX. Three rules that each cost a failed reader: one <attributes> block
// a class; time only as start/end on nodes and edges; no interval of zero length.
#include "graph/export/export.h"
#include "graph/export/layout.h"
#include "graph/export/row.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

struct Writer {
  const ExportOptions& options;
  std::string out{};

  // 1.2 is read by NetworkX with dates only; 1.3 takes full times.
  std::string stamp(Time t) const {
    return options.gexf_12 ? to_rfc3339(t).substr(0, 10) : to_rfc3339(t);
  }
  void life(Time start, std::optional<Time> end) {
    out += " start=\"" + stamp(start) + "\"";
    if (end && stamp(*end) > stamp(start)) out += " end=\"" + stamp(*end) + "\"";
  }
};

std::string_view gexf_type(CellType type) {
  return type == CellType::integer ? "long" : type == CellType::real ? "double" : "string";
}

void declare(std::string& out, std::string_view of, const std::vector<Cell>& cells) {
  out += "    <attributes class=\"" + std::string(of) + "\">\n";
  for (const Cell& cell : cells)
    out += "      <attribute id=\"" + std::string(cell.name) + "\" title=\"" +
           std::string(cell.name) + "\" type=\"" + std::string(gexf_type(cell.type)) + "\"/>\n";
  out += "    </attributes>\n";
}

void values(std::string& out, const std::vector<Cell>& cells) {
  out += "        <attvalues>\n";
  for (const Cell& cell : cells)
    if (!cell.value.empty())
      out += "          <attvalue for=\"" + std::string(cell.name) + "\" value=\"" +
             xml_text(cell.value) + "\"/>\n";
  out += "        </attvalues>\n";
}

void node(Writer& w, const Channel& channel, const Spot& spot) {
  w.out += "      <node id=\"" + xml_text(channel.id) + "\" label=\"" +
           xml_text(label_of(channel)) + "\"";
  w.life(channel.first_seen, channel.died ? std::optional(channel.died->latest) : std::nullopt);
  w.out += ">\n";
  values(w.out, channel_cells(channel));
  if (w.options.viz)
    w.out += "        <viz:size value=\"" + decimal(spot.size, 1) +
             "\"/>\n        <viz:position x=\"" + decimal(spot.x, 1) + "\" y=\"" +
             decimal(-spot.y, 1) + "\" z=\"0.0\"/>\n        <viz:color r=\"" +
             std::to_string(spot.red) + "\" g=\"" + std::to_string(spot.green) + "\" b=\"" +
             std::to_string(spot.blue) + "\"/>\n";
  w.out += "      </node>\n";
}

void edge(Writer& w, const Edge& e, std::size_t number) {
  w.out += "      <edge id=\"e" + std::to_string(number) + "\" source=\"" + xml_text(e.from) +
           "\" target=\"" + xml_text(e.to) + "\" label=\"" + xml_text(edge_cells(e).front().value) +
           "\" weight=\"" + decimal(e.probability) + "\"";
  if (const auto at = dated(e)) w.life(*at, std::nullopt);
  w.out += ">\n";
  values(w.out, edge_cells(e));
  w.out += "      </edge>\n";
}

}  // namespace

std::vector<ExportFile> render_gexf(const Succession& s, const ExportOptions& options) {
  Writer w{options};
  const std::string version = options.gexf_12 ? "1.2" : "1.3";
  const std::string name_space =
      options.gexf_12 ? "http://www.gexf.net/1.2draft" : "http://gexf.net/1.3";
  w.out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"" + name_space + "\"";
  if (options.viz) w.out += " xmlns:viz=\"" + name_space + "/viz\"";
  w.out += " version=\"" + version + "\">\n  <meta lastmodifieddate=\"" +
           to_rfc3339(s.as_of).substr(0, 10) + "\">\n    <creator>" + xml_text(options.tool) +
           "</creator>\n    <description>" +
           (options.rehearsal ? "REHEARSAL: invented data. " : "") +
           "Channel succession; weights " + xml_text(s.model) + "</description>\n  </meta>\n";
  w.out += "  <graph mode=\"dynamic\" defaultedgetype=\"directed\" idtype=\"string\" timeformat=\"";
  w.out += options.gexf_12 ? "date\">\n" : "dateTime\" timerepresentation=\"interval\">\n";
  declare(w.out, "node", channel_cells());
  declare(w.out, "edge", edge_cells());
  const std::vector<Spot> spots = layout(s);
  w.out += "    <nodes>\n";
  for (std::size_t i = 0; i < s.channels.size(); ++i) node(w, s.channels[i], spots[i]);
  w.out += "    </nodes>\n    <edges>\n";
  for (std::size_t i = 0; i < s.edges.size(); ++i) edge(w, s.edges[i], i);
  w.out += "    </edges>\n  </graph>\n</gexf>\n";
  return {{"", std::move(w.out)}};
}

}  // namespace godwit
