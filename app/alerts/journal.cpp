// SPDX-License-Identifier: Apache-2.0
#include "app/alerts/journal.h"

#include "godwit/names.h"
#include "graph/export/json.h"

namespace godwit {
namespace {

constexpr names::Table<Delivery, 4> results{{{Delivery::known, "known"},
                                             {Delivery::sent, "sent"},
                                             {Delivery::failed, "failed"},
                                             {Delivery::dead, "dead"}}};

std::string text_at(const nlohmann::json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::string event_key(const Alert& alert) {
  const std::string kind(name_of(alert.kind)), day = to_rfc3339(alert.at).substr(0, 10);
  switch (alert.kind) {
    case AlertKind::successor:
      return kind + ":" + alert.url;
    case AlertKind::death:
    case AlertKind::revival:
      return kind + ":" + alert.url + ":" + day;
    case AlertKind::wave:
    case AlertKind::blocked:
      return alert.key;
  }
  return alert.key;
}

void Journal::take(const JournalLine& line) {
  Sink& sink = sinks_[line.sink];
  if (line.event.empty()) return;
  Entry& entry = sink.events[line.event];
  entry.result = line.result;
  entry.last = line.at;
  if (line.result == Delivery::failed) ++entry.failures;
  if (line.result == Delivery::sent) sink.last_sent = std::max(sink.last_sent, line.at);
}

const Journal::Entry* Journal::find(std::string_view sink, const std::string& event) const {
  const auto of = sinks_.find(std::string(sink));
  if (of == sinks_.end()) return nullptr;
  const auto entry = of->second.events.find(event);
  return entry == of->second.events.end() ? nullptr : &entry->second;
}

Time Journal::last_sent(std::string_view sink) const {
  const auto of = sinks_.find(std::string(sink));
  return of == sinks_.end() ? the_beginning : of->second.last_sent;
}

std::string journal_line(const JournalLine& line) {
  nlohmann::ordered_json json = {{"at", to_rfc3339(line.at)},
                                 {"sink", line.sink},
                                 {"event", line.event},
                                 {"result", names::name(results, line.result)}};
  if (!line.why.empty()) json["why"] = line.why;
  return json_text(json, -1);
}

Journal read_journal(std::string_view text) {
  Journal journal;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object()) continue;
    const auto at = parse_time(text_at(json, "at"));
    const auto result = names::value(results, text_at(json, "result"));
    if (at && result)
      journal.take({*at, text_at(json, "sink"), text_at(json, "event"), *result, {}});
  }
  return journal;
}

}  // namespace godwit
