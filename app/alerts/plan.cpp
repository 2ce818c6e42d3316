// SPDX-License-Identifier: Apache-2.0
#include "app/alerts/plan.h"

#include <algorithm>
#include <array>
#include <set>

#include "godwit/names.h"

namespace godwit {
namespace {

using std::chrono::minutes;

// A message to a person or a program waits for its hour; a file does not.
bool pushes(const std::string& sink) { return sink != "file"; }

// Minutes since midnight of "HH:MM".
std::optional<int> minute_of_day(const std::string& text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
    return std::nullopt;
  const int hour = (text[0] - '0') * 10 + text[1] - '0';
  const int minute = (text[3] - '0') * 10 + text[4] - '0';
  return hour < 24 && minute < 60 ? std::optional(hour * 60 + minute) : std::nullopt;
}

bool is_due(const Journal::Entry* entry, Time now) {
  if (entry == nullptr) return true;
  return entry->result == Delivery::failed && now >= entry->last + back_off(entry->failures);
}

std::vector<Alert> due_at(const std::string& sink, const std::vector<Alert>& alerts,
                          const Journal& journal, const AlertConfig& config, Time now) {
  std::vector<Alert> due;
  std::set<std::string> events;
  for (const Alert& alert : alerts) {
    const std::string event = event_key(alert);
    if (wanted(config, alert) && is_due(journal.find(sink, event), now) &&
        events.insert(event).second)
      due.push_back(alert);
  }
  const bool wave =
      std::ranges::any_of(due, [](const Alert& alert) { return alert.kind == AlertKind::wave; });
  if (!pushes(sink) || due.empty()) return due;
  // A wave of takedowns breaks the quiet, alone: the rest keeps till morning.
  if (is_quiet(config, now))
    std::erase_if(due, [](const Alert& alert) { return alert.kind != AlertKind::wave; });
  else if (!wave && now < journal.last_sent(sink) + minutes(config.digest_minutes))
    due.clear();
  return due;
}

}  // namespace

Duration back_off(int failures) {
  constexpr std::array<int, 5> waits = {1, 5, 30, 120, 360};
  const auto at = static_cast<std::size_t>(std::clamp(failures, 1, int(waits.size())) - 1);
  return minutes(waits[at]);
}

bool is_quiet(const AlertConfig& config, Time now) {
  const auto from = minute_of_day(config.quiet_from), to = minute_of_day(config.quiet_to);
  if (!from || !to) return false;
  const auto since_midnight = now - std::chrono::floor<std::chrono::days>(now);
  const auto minute = std::chrono::floor<minutes>(since_midnight).count();
  return *from <= *to ? minute >= *from && minute < *to : minute >= *from || minute < *to;
}

std::vector<std::string> sinks_of(const AlertConfig& config) {
  std::vector<std::string> sinks;
  if (!config.file.empty()) sinks.emplace_back("file");
  if (!config.webhook.empty()) sinks.emplace_back("webhook");
  if (!config.mail_server.empty()) sinks.emplace_back("mail");
  return sinks;
}

bool wanted(const AlertConfig& config, const Alert& alert) {
  return config.kinds.empty() ||
         std::ranges::find(config.kinds, name_of(alert.kind)) != config.kinds.end();
}

std::vector<Due> plan(const std::vector<Alert>& alerts, const Journal& journal,
                      const AlertConfig& config, Time now) {
  std::vector<Due> all;
  for (const std::string& sink : sinks_of(config))
    if (auto due = due_at(sink, alerts, journal, config, now); !due.empty())
      all.push_back({sink, std::move(due)});
  return all;
}

Result<void> check(const AlertConfig& config) {
  const auto wrong = [](const std::string& text) -> Result<void> {
    return Error{Trouble::usage, "godwit.toml: [alerts] " + text};
  };
  for (const std::string& kind : config.kinds)
    if (!names::value(names::alerts, kind)) return wrong("kinds: no kind \"" + kind + "\"");
  if (config.quiet_from.empty() != config.quiet_to.empty())
    return wrong("quiet_from and quiet_to belong together");
  for (const std::string& hour : {config.quiet_from, config.quiet_to})
    if (!hour.empty() && !minute_of_day(hour)) return wrong("\"" + hour + "\" is not HH:MM");
  if (!config.webhook.empty() && config.webhook_secret_file.empty())
    return wrong("webhook needs webhook_secret_file: a file with the key that signs it");
  if (!config.mail_server.empty() && (config.mail_from.empty() || config.mail_to.empty()))
    return wrong("mail_server needs mail_from and mail_to");
  if (config.digest_minutes < 0) return wrong("digest_minutes is below 0");
  return {};
}

}  // namespace godwit
