// SPDX-License-Identifier: Apache-2.0
// The table of export formats: one format, one file, one function, one row in export.cpp. Every
// exporter is pure (succession in, bytes out, same bytes for the same facts), orders by id, and
// puts every foreign string through text.h: names are chosen by the people we watch.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/result.h"
#include "godwit/time.h"
#include "godwit/tracker.h"

namespace godwit {

// Which part of the succession to export; everything by default.
struct ExportFilter {
  std::string lineage{};             // "L12", "" = all
  std::optional<Time> from{}, to{};  // keep channels whose life touches [from, to]
  double min_probability = 0;        // of edges, 0..1
  std::optional<Basis> basis{};
};

struct ExportOptions {
  ExportFilter filter;
  bool rehearsal = false;       // the case is a rehearsal: every file says REHEARSAL
  bool gexf_12 = false;         // GEXF 1.2 with dates, for NetworkX
  bool viz = true;              // GEXF positions, sizes, colours (the published XSD rejects them)
  bool csv_safe = true;         // guard cells that a spreadsheet would run as formulas
  std::string tool = "godwit";  // "godwit 0.1.0"
};

// One file of an export. A format of one file leaves the name to the caller ("").
struct ExportFile {
  std::string name;
  std::string bytes;
};

struct ExportFormat {
  std::string_view name;       // "gexf"
  std::string_view extension;  // ".gexf"; "" = a folder of files
  std::string_view about;      // one line for the help
  std::vector<ExportFile> (*render)(const Succession& succession, const ExportOptions& options);
};

std::span<const ExportFormat> export_formats();
// Trouble::usage, naming the formats there are, where `name` is none of them.
Result<ExportFormat> export_format(std::string_view name);
// The part of a succession that passes the filter: edges whose both ends pass, lineages reduced.
Succession filtered(const Succession& succession, const ExportFilter& filter);

// The formats; each in its own file.
std::vector<ExportFile> render_gexf(const Succession& succession, const ExportOptions& options);
std::vector<ExportFile> render_graphml(const Succession& succession, const ExportOptions& options);
std::vector<ExportFile> render_dot(const Succession& succession, const ExportOptions& options);
std::vector<ExportFile> render_cytoscape(const Succession& succession,
                                         const ExportOptions& options);
std::vector<ExportFile> render_csv(const Succession& succession, const ExportOptions& options);
std::vector<ExportFile> render_neo4j(const Succession& succession, const ExportOptions& options);
std::vector<ExportFile> render_stix(const Succession& succession, const ExportOptions& options);
std::vector<ExportFile> render_misp(const Succession& succession, const ExportOptions& options);
std::vector<ExportFile> render_jsonld(const Succession& succession, const ExportOptions& options);
std::vector<ExportFile> render_lineages(const Succession& succession, const ExportOptions& options);
std::vector<ExportFile> render_channels(const Succession& succession, const ExportOptions& options);

}  // namespace godwit
