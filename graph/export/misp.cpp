// SPDX-License-Identifier: Apache-2.0
// MISP core format: one event, one url attribute an address, successions in the comments. to_ids is
// false throughout: nothing here is for automatic blocking.
#include <map>

#include "godwit/names.h"
#include "graph/export/export.h"
#include "graph/export/json.h"
#include "graph/export/row.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

using Json = nlohmann::ordered_json;

// RFC 4122's URL name space.
constexpr std::string_view url_space = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";

std::string unix_seconds(Time t) { return std::to_string(to_ms(t) / 1000); }

std::string comment(const Channel& c, const std::multimap<std::string, const Edge*>& into) {
  std::string text = label_of(c) + "; " + std::string(name_of(c.state)) + "; seen " +
                     to_rfc3339(c.first_seen) + " to " + to_rfc3339(c.last_seen);
  const auto [begin, end] = into.equal_range(c.id);
  for (auto it = begin; it != end; ++it)
    text += "; " + std::string(name_of(it->second->relation)) + " " + it->second->from_url + " (" +
            decimal(it->second->probability, 2) + ", " + std::string(name_of(it->second->basis)) +
            ")";
  return text;
}

}  // namespace

std::vector<ExportFile> render_misp(const Succession& s, const ExportOptions& options) {
  std::multimap<std::string, const Edge*> into;
  for (const Edge& e : s.edges) into.emplace(e.to, &e);
  Json attributes = Json::array();
  for (const Channel& c : s.channels)
    for (const UrlSpan& span : c.urls)
      attributes.push_back({{"uuid", uuid5(url_space, c.id + " " + span.address.url)},
                            {"type", "url"},
                            {"category", "External analysis"},
                            {"to_ids", false},
                            {"distribution", "5"},
                            {"timestamp", unix_seconds(c.last_seen)},
                            {"first_seen", to_rfc3339(c.first_seen)},
                            {"last_seen", to_rfc3339(c.last_seen)},
                            {"value", span.address.url},
                            {"comment", comment(c, into)}});
  const std::string key = "event " + to_rfc3339(s.as_of) + " " + s.model;
  Json event{{"uuid", uuid5(url_space, "https://godwit.invalid/misp " + key)},
             {"info", std::string(options.rehearsal ? "REHEARSAL: " : "") +
                          "Channel succession, as of " + to_rfc3339(s.as_of)},
             {"date", to_rfc3339(s.as_of).substr(0, 10)},
             {"timestamp", unix_seconds(s.as_of)},
             {"published", false},
             {"analysis", "1"},
             {"threat_level_id", "4"},
             {"distribution", "0"}};
  event["Tag"] = Json::array({{{"name", "tlp:amber"}}});
  event["Attribute"] = std::move(attributes);
  return {{"", json_text(Json{{"Event", std::move(event)}})}};
}

}  // namespace godwit
