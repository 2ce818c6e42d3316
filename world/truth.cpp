// SPDX-License-Identifier: Apache-2.0
// The truth is read off the script; nothing is drawn here.
#include "world/truth.h"

#include <algorithm>
#include <array>

#include "world/page.h"
#include "world/script.h"

namespace godwit {

namespace stage {

namespace {

constexpr std::array<std::string_view, 7> kind_names{"channel", "group",  "invite", "room",
                                                     "paste",   "folder", "site"};
constexpr std::array<std::string_view, 7> platform_names{
    "telegram", "telegram", "telegram", "rocketchat", "justpaste.it", "files.fm", "site"};
constexpr std::array<std::string_view, 7> role_names{"member",     "hub",    "impostor", "stranger",
                                                     "advertiser", "canary", "spammer"};
constexpr std::array<std::string_view, 10> carrier_names{
    "text",  "description", "forward", "button",   "room",
    "paste", "files",       "site",    "redirect", "former"};

TruthChannel channel_of(const Script& script, int index) {
  const Place& place = script.places[static_cast<std::size_t>(index)];
  TruthChannel c;
  c.index = index;
  c.platform = platform_names[static_cast<std::size_t>(place.kind)];
  if (place.kind == Kind::folder && !place.host.empty())
    c.platform = place.host == "mega.nz" ? "mega" : "yandex_disk";
  c.kind = kind_names[static_cast<std::size_t>(place.kind)];
  c.role = role_names[static_cast<std::size_t>(place.role)];
  if (place.number != 0) c.numeric_id = place.number;
  if (place.kind == Kind::room) c.numeric_id.reset();
  if (place.brand != nobody) c.brand = script.brands[static_cast<std::size_t>(place.brand)].name;
  c.generation = place.generation;
  c.born = place.born;
  if (place.died < script.ends && place.revived >= script.ends) c.died = place.died;
  if (place.revived < script.ends) c.away = TruthAbsence{place.died, place.revived};
  c.restricted = place.restricted && c.died.has_value();
  for (const Handle& handle : place.handles) {
    TruthUrl url{url_of(place, handle), handle.from, std::nullopt};
    const Time to = std::min(handle.to, c.died.value_or(the_end));
    if (to < script.ends) url.to = to;
    c.urls.push_back(std::move(url));
  }
  for (const Title& title : place.titles) c.titles.push_back(title.text);
  return c;
}

TruthAnnouncement announcement_of(const Script& script, const Saying& saying) {
  const Place& place = script.places[static_cast<std::size_t>(saying.where)];
  TruthAnnouncement a;
  a.where = saying.where;
  a.carrier = carrier_names[static_cast<std::size_t>(saying.carrier)];
  a.writing = saying.writing;
  a.written = saying.written;
  a.url = url_of(place, handle_at(place, saying.from));
  a.from = saying.from;
  const bool said_after_revival = saying.from >= place.died;
  a.to = std::min({saying.to, said_after_revival ? the_end : place.died, script.ends});
  return a;
}

}  // namespace

Truth tell_truth(const Script& script) {
  Truth truth;
  for (std::size_t i = 0; i < script.places.size(); ++i)
    truth.channels.push_back(channel_of(script, static_cast<int>(i)));
  for (const Edge& edge : script.edges)
    truth.edges.push_back({edge.from, edge.to, std::string(edge.relation), edge.at, {}});
  for (const Saying& saying : script.sayings) {
    if (saying.edge == nobody) continue;
    truth.edges[static_cast<std::size_t>(saying.edge)].announced.push_back(
        announcement_of(script, saying));
  }
  for (const Brand& brand : script.brands) truth.brands.push_back(brand.name);
  truth.waves = script.waves;
  truth.looks = look_times(script);
  truth.reachable = reachable_places(script, truth.looks);
  return truth;
}

}  // namespace stage

namespace {

using stage::json_string;

std::string time_json(Time t) { return "\"" + to_rfc3339(t) + "\""; }
std::string time_json(const std::optional<Time>& t) { return t ? time_json(*t) : "null"; }

std::string away_json(const std::optional<TruthAbsence>& away) {
  if (!away) return "null";
  return "{\"from\": " + time_json(away->from) + ", \"to\": " + time_json(away->to) + "}";
}

template <class List, class Each>
std::string array_json(const List& list, const std::string& between, Each each) {
  std::string out = "[";
  for (std::size_t i = 0; i < list.size(); ++i) out += (i > 0 ? between : "") + each(list[i]);
  return out + "]";
}

std::string channel_json(const TruthChannel& c) {
  const auto url = [](const TruthUrl& u) {
    return "{\"url\": " + json_string(u.url) + ", \"from\": " + time_json(u.from) +
           ", \"to\": " + time_json(u.to) + "}";
  };
  return "{\"index\": " + std::to_string(c.index) + ", \"platform\": " + json_string(c.platform) +
         ", \"kind\": " + json_string(c.kind) + ", \"role\": " + json_string(c.role) +
         ", \"numeric_id\": " + (c.numeric_id ? std::to_string(*c.numeric_id) : "null") +
         ", \"brand\": " + json_string(c.brand) +
         ", \"generation\": " + std::to_string(c.generation) + ", \"born\": " + time_json(c.born) +
         ", \"died\": " + time_json(c.died) + ", \"away\": " + away_json(c.away) +
         ", \"restricted\": " + (c.restricted ? "true" : "false") +
         ", \"urls\": " + array_json(c.urls, ", ", url) +
         ", \"titles\": " + array_json(c.titles, ", ", json_string) + "}";
}

std::string edge_json(const TruthEdge& e) {
  const auto announcement = [](const TruthAnnouncement& a) {
    return "{\"where\": " + std::to_string(a.where) + ", \"carrier\": " + json_string(a.carrier) +
           ", \"writing\": " + json_string(a.writing) + ", \"written\": " + json_string(a.written) +
           ", \"url\": " + json_string(a.url) + ", \"from\": " + time_json(a.from) +
           ", \"to\": " + time_json(a.to) + "}";
  };
  return "{\"from\": " + std::to_string(e.from) + ", \"to\": " + std::to_string(e.to) +
         ", \"relation\": " + json_string(e.relation) + ", \"at\": " + time_json(e.at) +
         ", \"announced\": " + array_json(e.announced, ", ", announcement) + "}";
}

}  // namespace

bool TruthChannel::stands_at(const std::string& url, Time t) const {
  if (t < born || (died && t >= *died) || (away && t >= away->from && t < away->to)) return false;
  return std::any_of(urls.begin(), urls.end(), [&](const TruthUrl& each) {
    return each.url == url && t >= each.from && (!each.to || t < *each.to);
  });
}

std::string truth_json(const Truth& truth) {
  const auto time = [](Time t) { return time_json(t); };
  const auto number = [](int n) { return std::to_string(n); };
  return "{\"brands\": " + array_json(truth.brands, ", ", json_string) +
         ",\n \"waves\": " + array_json(truth.waves, ", ", time) +
         ",\n \"looks\": " + array_json(truth.looks, ", ", time) +
         ",\n \"reachable\": " + array_json(truth.reachable, ", ", number) +
         ",\n \"channels\": [\n  " + array_json(truth.channels, ",\n  ", channel_json).substr(1) +
         ",\n \"edges\": [\n  " + array_json(truth.edges, ",\n  ", edge_json).substr(1) + "}\n";
}

}  // namespace godwit
