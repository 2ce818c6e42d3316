// SPDX-License-Identifier: Apache-2.0
#include "graph/export/row.h"

#include <algorithm>

#include "godwit/names.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

std::string when(Time t) {
  return t <= the_beginning || t >= the_end ? std::string() : to_rfc3339(t);
}

template <class Number>
std::string digits(const std::optional<Number>& number) {
  return number ? std::to_string(*number) : std::string();
}

}  // namespace

std::string address_of(const Channel& channel) {
  return channel.urls.empty() ? std::string() : channel.urls.back().address.url;
}

std::string label_of(const Channel& channel) {
  return channel.title.empty() ? address_of(channel) : channel.title;
}

std::vector<Cell> channel_cells(const Channel& c) {
  std::string urls;
  for (const UrlSpan& span : c.urls) urls += (urls.empty() ? "" : " ") + span.address.url;
  return {
      {"platform", CellType::text, c.platform},
      {"kind", CellType::text, c.kind},
      {"state", CellType::text, std::string(name_of(c.state))},
      {"title", CellType::text, c.title},
      {"url", CellType::text, address_of(c)},
      {"urls", CellType::text, urls},
      {"numeric_id", CellType::text, digits(c.numeric_id)},
      {"members", CellType::integer, digits(c.members)},
      {"born_earliest", CellType::text, when(c.born.earliest)},
      {"born_latest", CellType::text, when(c.born.latest)},
      {"died_earliest", CellType::text, c.died ? when(c.died->earliest) : ""},
      {"died_latest", CellType::text, c.died ? when(c.died->latest) : ""},
      {"first_seen", CellType::text, when(c.first_seen)},
      {"last_seen", CellType::text, when(c.last_seen)},
      {"lineage", CellType::text, c.lineage},
      {"generation", CellType::integer, c.generation > 0 ? std::to_string(c.generation) : ""},
  };
}

std::optional<Time> dated(const Edge& edge) {
  std::optional<Time> first;
  for (const Evidence& e : edge.evidence)
    if (e.bits > 0 && e.at > the_beginning && e.at != Time{} && (!first || e.at < *first))
      first = e.at;
  return first;
}

std::vector<Cell> edge_cells(const Edge& e) {
  const auto at = dated(e);
  std::string kinds, captures;
  double bits = 0;
  for (const Evidence& each : e.evidence) {
    bits += each.bits;
    kinds += (kinds.empty() ? "" : " ") + each.kind;
    if (!each.capture.empty() && captures.find(each.capture) == std::string::npos)
      captures += (captures.empty() ? "" : " ") + each.capture;
  }
  return {
      {"relation", CellType::text, std::string(name_of(e.relation))},
      {"probability", CellType::real, decimal(e.probability)},
      {"basis", CellType::text, std::string(name_of(e.basis))},
      {"at", CellType::text, at ? to_rfc3339(*at) : ""},
      {"from_url", CellType::text, e.from_url},
      {"to_url", CellType::text, e.to_url},
      {"bits", CellType::real, decimal(bits, 2)},
      {"evidence", CellType::text, kinds},
      {"captures", CellType::text, captures},
      {"confirmed_by", CellType::text, e.confirmed_by},
  };
}

}  // namespace godwit
