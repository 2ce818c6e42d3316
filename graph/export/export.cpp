// SPDX-License-Identifier: Apache-2.0
// The literal table of formats, and the filter they share.
#include "graph/export/export.h"

#include <algorithm>
#include <array>
#include <set>

namespace godwit {
namespace {

constexpr std::array formats = {
    ExportFormat{"gexf", ".gexf",
                 "GEXF 1.3, dated, for Gephi and Gephi Lite (--gexf 1.2 for NetworkX)",
                 render_gexf},
    ExportFormat{"graphml", ".graphml", "GraphML, for Cytoscape, igraph, NetworkX, yEd",
                 render_graphml},
    ExportFormat{"dot", ".dot", "DOT, for Graphviz", render_dot},
    ExportFormat{"cytoscape", ".cyjs", "Cytoscape.js JSON", render_cytoscape},
    ExportFormat{"csv", "",
                 "a folder of CSV tables (nodes, edges, evidence), for Gephi and spreadsheets",
                 render_csv},
    ExportFormat{"neo4j", "", "a folder of CSV tables with typed headers, for neo4j-admin import",
                 render_neo4j},
    ExportFormat{"stix", ".json", "STIX 2.1 bundle, for OpenCTI and MISP", render_stix},
    ExportFormat{"misp", ".json", "MISP core event", render_misp},
    ExportFormat{"jsonld", ".jsonld", "JSON-LD in the words of PROV-O, for triple stores",
                 render_jsonld},
    ExportFormat{"lineages", ".json", "the lineages document (as lineages --json)",
                 render_lineages},
};

bool lives_within(const Channel& channel, const ExportFilter& filter) {
  const Time end = channel.died ? channel.died->latest : the_end;
  return (!filter.to || channel.first_seen <= *filter.to) && (!filter.from || end >= *filter.from);
}

}  // namespace

std::span<const ExportFormat> export_formats() { return formats; }

Result<ExportFormat> export_format(std::string_view name) {
  std::string known;
  for (const ExportFormat& format : formats) {
    if (format.name == name) return format;
    known += (known.empty() ? "" : ", ") + std::string(format.name);
  }
  return Error{Trouble::usage, "export: no format \"" + std::string(name) + "\"; there are " +
                                   known + ", wacz, facts"};
}

Succession filtered(const Succession& succession, const ExportFilter& filter) {
  Succession kept{succession.as_of, succession.model, {}, {}, {}, {}};
  std::set<std::string> ids, urls;
  for (const Channel& channel : succession.channels) {
    if (!filter.lineage.empty() && channel.lineage != filter.lineage) continue;
    if (!lives_within(channel, filter)) continue;
    kept.channels.push_back(channel);
    ids.insert(channel.id);
    for (const UrlSpan& span : channel.urls) urls.insert(span.address.url);
  }
  std::ranges::copy_if(succession.edges, std::back_inserter(kept.edges), [&](const Edge& edge) {
    return edge.probability >= filter.min_probability &&
           (!filter.basis || edge.basis == *filter.basis) && ids.contains(edge.from) &&
           ids.contains(edge.to);
  });
  for (Lineage lineage : succession.lineages) {
    std::erase_if(lineage.channels, [&](const std::string& id) { return !ids.contains(id); });
    if (!lineage.channels.empty()) kept.lineages.push_back(std::move(lineage));
  }
  std::ranges::copy_if(succession.words, std::back_inserter(kept.words),
                       [&](const SpokenWord& said) { return urls.contains(said.word.from_url); });
  return kept;
}

}  // namespace godwit
