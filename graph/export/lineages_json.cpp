// SPDX-License-Identifier: Apache-2.0
// The lineages document: what `lineages --json` and `channels --json` print (docs/outputs.md).
#include <cmath>

#include "godwit/names.h"
#include "graph/export/export.h"
#include "graph/export/json.h"

namespace godwit {
namespace {

using Json = nlohmann::ordered_json;

Json interval(const Interval& i) {
  return Json::array({json_time(i.earliest), json_time(i.latest)});
}

// Six digits: enough for any reader, and the same text on every machine.
double rounded(double probability) { return std::round(probability * 1e6) / 1e6; }

Json channel_json(const Channel& c) {
  Json urls = Json::array();
  for (const UrlSpan& span : c.urls)
    urls.push_back(
        {{"url", span.address.url}, {"from", json_time(span.from)}, {"to", json_time(span.to)}});
  Json json{{"id", c.id}, {"platform", c.platform}, {"kind", c.kind}};
  json["numeric_id"] = c.numeric_id ? Json(*c.numeric_id) : Json(nullptr);
  json["title"] = c.title;
  json["state"] = name_of(c.state);
  json["urls"] = std::move(urls);
  json["born"] = interval(c.born);
  json["died"] = c.died ? interval(*c.died) : Json(nullptr);
  json["lineage"] = c.lineage.empty() ? Json(nullptr) : Json(c.lineage);
  json["generation"] = c.generation > 0 ? Json(c.generation) : Json(nullptr);
  if (!c.lineage.empty()) {
    json["lineage_probability"] = rounded(c.lineage_probability);
    json["generation_probability"] = rounded(c.generation_probability);
  }
  json["members"] = c.members ? Json(*c.members) : Json(nullptr);
  json["first_seen"] = json_time(c.first_seen);
  json["last_seen"] = json_time(c.last_seen);
  if (!c.note.empty()) json["note"] = c.note;
  return json;
}

Json channels_array(const Succession& s) {
  Json channels = Json::array();
  for (const Channel& c : s.channels) channels.push_back(channel_json(c));
  return channels;
}

}  // namespace

nlohmann::ordered_json evidence_json(const Evidence& e) {
  Json json{{"kind", e.kind}, {"group", e.group}, {"hard", e.hard}};
  json["bits"] = std::round(e.bits * 1000) / 1000;
  json["at"] = e.at == Time{} ? Json(nullptr) : json_time(e.at);
  json["source"] = e.source.empty() ? Json(nullptr) : Json(e.source);
  json["capture"] = e.capture.empty() ? Json(nullptr) : Json(e.capture);
  if (!e.words.empty()) json["words"] = e.words;
  return json;
}

nlohmann::ordered_json edge_json(const Edge& e) {
  Json evidence = Json::array();
  for (const Evidence& each : e.evidence) evidence.push_back(evidence_json(each));
  Json json{{"from", e.from}, {"to", e.to}, {"from_url", e.from_url}, {"to_url", e.to_url}};
  json["relation"] = name_of(e.relation);
  json["probability"] = rounded(e.probability);
  if (e.missing > 0) json["missing_generations"] = e.missing;
  json["basis"] = name_of(e.basis);
  if (!e.confirmed_by.empty()) json["confirmed_by"] = e.confirmed_by;
  json["evidence"] = std::move(evidence);
  return json;
}

std::vector<ExportFile> render_channels(const Succession& s, const ExportOptions& options) {
  Json json = Json::object();
  if (options.rehearsal) json["rehearsal"] = true;
  json["channels"] = channels_array(s);
  return {{"", json_text(json)}};
}

std::vector<ExportFile> render_lineages(const Succession& s, const ExportOptions& options) {
  Json json{{"as_of", json_time(s.as_of)}, {"model", s.model}};
  if (options.rehearsal) json["rehearsal"] = true;
  json["channels"] = channels_array(s);
  Json edges = Json::array();
  for (const Edge& e : s.edges) edges.push_back(edge_json(e));
  json["edges"] = std::move(edges);
  Json lineages = Json::array();
  for (const Lineage& l : s.lineages)
    lineages.push_back({{"id", l.id}, {"name", l.name}, {"channels", l.channels}});
  json["lineages"] = std::move(lineages);
  return {{"", json_text(json)}};
}

}  // namespace godwit
