// SPDX-License-Identifier: Apache-2.0
// STIX 2.1: one user-account a channel, one related-to a succession, stated from the successor; one
// grouping around all. Identifiers are version 5 UUIDs: the same facts give the same bundle.
#include <algorithm>
#include <cmath>

#include "godwit/names.h"
#include "graph/export/export.h"
#include "graph/export/json.h"
#include "graph/export/row.h"

namespace godwit {
namespace {

using Json = nlohmann::ordered_json;

// STIX 2.1, 2.9: the name space of deterministic SCO identifiers.
constexpr std::string_view sco_space = "00abedb4-aa42-466c-9c01-fed23315a9b7";
// Ours, for what STIX leaves random: version 5 of "https://godwit.invalid/stix" in the URL name
// space.
constexpr std::string_view url_space = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";
// The predefined TLP:AMBER of STIX 2.1 (section 7.2.1.4).
constexpr std::string_view tlp_amber = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82";

std::string own_id(std::string_view type, std::string_view name) {
  const std::string space = uuid5(url_space, "https://godwit.invalid/stix");
  return std::string(type) + "--" + uuid5(space, name);
}

std::string account_id(const std::string& platform, const std::string& user_id) {
  const Json contributing{{"account_type", platform}, {"user_id", user_id}};
  std::string canonical = json_text(contributing, -1);
  canonical.pop_back();
  return "user-account--" + uuid5(sco_space, canonical);
}

std::string user_id_of(std::string_view channel_id) {
  return std::string(channel_id.substr(channel_id.find(':') + 1));
}
std::string account_of(const std::string& channel_id) {
  return account_id(channel_id.substr(0, channel_id.find(':')), user_id_of(channel_id));
}

Json account(const Channel& c) {
  Json json{{"type", "user-account"}, {"spec_version", "2.1"}, {"id", account_of(c.id)}};
  json["user_id"] = user_id_of(c.id);
  json["account_type"] = c.id.substr(0, c.id.find(':'));
  json["display_name"] = label_of(c);
  if (c.born.earliest > the_beginning) json["account_created"] = to_rfc3339(c.born.earliest);
  json["is_disabled"] = c.state == State::gone;
  json["account_first_login"] = to_rfc3339(c.first_seen);
  json["account_last_login"] = to_rfc3339(c.last_seen);
  json["object_marking_refs"] = {tlp_amber};
  return json;
}

std::string sentence(const Edge& e) {
  std::string text = std::string(name_of(e.relation)) + " (" + std::string(name_of(e.basis)) +
                     "): " + e.to_url + " after " + e.from_url + ".";
  for (const Evidence& each : e.evidence)
    if (each.bits > 0)
      text += " " + each.kind + (each.source.empty() ? "" : " at " + each.source) + ";";
  return text;
}

Json relationship(const Edge& e, Time as_of) {
  Json json{{"type", "relationship"}, {"spec_version", "2.1"}};
  json["id"] = own_id("relationship", e.to + " " + std::string(name_of(e.relation)) + " " + e.from);
  json["created"] = json["modified"] = to_rfc3339(as_of);
  json["relationship_type"] = "related-to";
  json["description"] = sentence(e);
  json["source_ref"] = account_of(e.to);
  json["target_ref"] = account_of(e.from);
  if (const auto at = dated(e)) json["start_time"] = to_rfc3339(*at);
  json["confidence"] = static_cast<int>(std::lround(100 * std::clamp(e.probability, 0.0, 1.0)));
  json["object_marking_refs"] = {tlp_amber};
  return json;
}

Json marking() {
  return {
      {"type", "marking-definition"},          {"spec_version", "2.1"},    {"id", tlp_amber},
      {"created", "2017-01-20T00:00:00.000Z"}, {"definition_type", "tlp"}, {"name", "TLP:AMBER"},
      {"definition", {{"tlp", "amber"}}}};
}

}  // namespace

std::vector<ExportFile> render_stix(const Succession& s, const ExportOptions& options) {
  Json objects = Json::array({marking()});
  Json refs = Json::array();
  for (const Channel& c : s.channels) objects.push_back(account(c));
  for (const Edge& e : s.edges) objects.push_back(relationship(e, s.as_of));
  for (std::size_t i = 1; i < objects.size(); ++i) refs.push_back(objects[i]["id"]);
  if (!refs.empty()) {
    Json grouping{{"type", "grouping"}, {"spec_version", "2.1"}};
    grouping["id"] = own_id("grouping", to_rfc3339(s.as_of) + s.model);
    grouping["created"] = grouping["modified"] = to_rfc3339(s.as_of);
    grouping["name"] = std::string(options.rehearsal ? "REHEARSAL: " : "") + "Channel succession";
    grouping["description"] =
        "Inferred by " + options.tool + ", weights " + s.model +
        ". A claim with a probability, not a fact; not an order to remove anything.";
    grouping["context"] = "suspicious-activity";
    grouping["object_refs"] = std::move(refs);
    grouping["object_marking_refs"] = {tlp_amber};
    objects.push_back(std::move(grouping));
  }
  Json bundle{{"type", "bundle"}, {"id", own_id("bundle", to_rfc3339(s.as_of) + s.model)}};
  bundle["objects"] = std::move(objects);
  return {{"", json_text(bundle)}};
}

}  // namespace godwit
