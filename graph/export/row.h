// SPDX-License-Identifier: Apache-2.0
// What every format says of a channel and of an edge, as named cells: the formats differ in syntax
// only. Adding a column here adds it to GEXF, GraphML, CSV, Neo4j and Cytoscape alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/tracker.h"

namespace godwit {

enum class CellType : std::uint8_t { text, integer, real };

struct Cell {
  std::string_view name;
  CellType type = CellType::text;
  std::string value;  // "" = nothing known
};

// Node cells, always the same names in the same order; an empty channel gives the columns' names.
std::vector<Cell> channel_cells(const Channel& channel = {});
// Edge cells likewise.
std::vector<Cell> edge_cells(const Edge& edge = {});
// The last canonical URL it was seen at.
std::string address_of(const Channel& channel);
// The name a person reads: the title, else the last address.
std::string label_of(const Channel& channel);
// When the edge is dated: the earliest evidence that speaks for it, nullopt where none is dated.
std::optional<Time> dated(const Edge& edge);

}  // namespace godwit
