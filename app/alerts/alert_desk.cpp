// SPDX-License-Identifier: Apache-2.0
#include "app/alerts/alert_desk.h"

#include <algorithm>
#include <ostream>

#include "app/case_view.h"
#include "app/files.h"
#include "crawler/store/digest.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

// What a secret's file holds, without the line end an editor adds.
Result<std::string> secret_in(const fs::path& folder, const std::string& file) {
  if (file.empty()) return std::string();
  auto text = read_whole_file(folder / file);
  if (!text) return Error{Trouble::usage, text.error().text + "; see [alerts] in godwit.toml"};
  while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
  if (text->empty()) return Error{Trouble::usage, (folder / file).string() + ": is empty"};
  return text;
}

fs::path journal_of(const fs::path& folder) { return folder / "alerts" / "journal.ndjson"; }

}  // namespace

Result<AlertDesk> AlertDesk::open(const Case& of, std::string feed, std::ostream& out) {
  AlertDesk desk;
  desk.folder_ = of.folder;
  desk.config_ = of.config.alerts;
  if (auto sound = check(desk.config_); !sound) return sound.error();
  desk.voice_ = {of.config.rehearsal, tool_version(), std::move(feed)};
  desk.outbound_ = {of.config.proxy, of.config.ca_bundle, of.config.user_agent};
  auto key = secret_in(of.folder, desk.config_.webhook_secret_file);
  auto password = secret_in(of.folder, desk.config_.mail_password_file);
  if (!key) return key.error();
  if (!password) return password.error();
  desk.secrets_ = {std::move(*key), std::move(*password)};
  if (const auto text = read_whole_file(journal_of(of.folder))) desk.journal_ = read_journal(*text);
  desk.out_ = &out;
  return desk;
}

Result<void> AlertDesk::note(const std::vector<JournalLine>& lines) {
  if (lines.empty()) return {};
  if (auto made = make_folder(folder_ / "alerts"); !made) return made;
  std::string text;
  for (const JournalLine& line : lines) text += journal_line(line);
  if (auto kept = append_file(journal_of(folder_), text); !kept) return kept;
  for (const JournalLine& line : lines) journal_.take(line);
  return {};
}

Result<void> AlertDesk::begin(const std::vector<Alert>& alerts, Time now) {
  std::vector<JournalLine> lines;
  for (const std::string& sink : sinks_of(config_)) {
    if (journal_.begun(sink)) continue;
    lines.push_back({now, sink, "", Delivery::known, ""});
    for (const Alert& alert : alerts)
      lines.push_back({now, sink, event_key(alert), Delivery::known, ""});
  }
  return note(lines);
}

Result<void> AlertDesk::post(const Due& due, Time now) const {
  Posting what;
  what.url = config_.webhook;
  what.body = alerts_json(voice_, due.alerts);
  const std::string timestamp = std::to_string(to_ms(now) / 1000);
  std::string events = voice_.feed;
  for (const Alert& alert : due.alerts) events += "\n" + event_key(alert);
  what.headers = {{"Content-Type", "application/json"},
                  {"X-Godwit-Timestamp", timestamp},
                  {"X-Godwit-Signature", signature(secrets_.webhook, timestamp, what.body)},
                  {"X-Godwit-Delivery", uuid5_urn("godwit webhook\n" + events).substr(9)}};
  const auto status = post_to(outbound_, what);
  if (!status) return Error{Trouble::failure, "webhook: " + status.error().text};
  if (*status < 200 || *status > 299)
    return Error{Trouble::failure, "webhook: answered " + std::to_string(*status)};
  return {};
}

Result<void> AlertDesk::hand_over(const Due& due, Time now) {
  if (due.sink == "webhook") return post(due, now);
  if (due.sink == "mail") {
    const Mail mail{config_.mail_server, config_.mail_user,
                    secrets_.mail,       config_.mail_from,
                    config_.mail_to,     mail_message(voice_, config_, due.alerts, now)};
    const auto sent = send_mail(outbound_, mail);
    return sent ? sent : Error{Trouble::failure, "mail: " + sent.error().text};
  }
  std::string lines;
  for (const Alert& alert : due.alerts) lines += alert_line(voice_, alert);
  if (config_.file != "-") return append_file(folder_ / config_.file, lines);
  *out_ << lines << std::flush;
  return *out_ ? Result<void>{} : Error{Trouble::failure, "file: standard output is closed"};
}

std::vector<JournalLine> AlertDesk::judged(const Due& due, Time now,
                                           const Result<void>& done) const {
  std::vector<JournalLine> lines;
  for (const Alert& alert : due.alerts) {
    const std::string event = event_key(alert);
    const Journal::Entry* before = journal_.find(due.sink, event);
    const int failures = (before == nullptr ? 0 : before->failures) + 1;
    const Delivery result = done                       ? Delivery::sent
                            : failures >= attempts_max ? Delivery::dead
                                                       : Delivery::failed;
    lines.push_back({now, due.sink, event, result, done ? "" : done.error().text});
  }
  return lines;
}

Result<void> AlertDesk::bury(const Due& due, const std::vector<JournalLine>& lines) const {
  std::string dead;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].result == Delivery::dead) dead += alert_line(voice_, due.alerts[i]);
  return dead.empty() ? Result<void>{} : append_file(folder_ / "alerts" / "dead.ndjson", dead);
}

DeliverySummary AlertDesk::deliver(const std::vector<Alert>& alerts, Time now) {
  DeliverySummary summary;
  const auto trouble = [&](const Result<void>& done) {
    if (!done) summary.troubles.push_back(done.error().text);
  };
  for (const Due& due : plan(alerts, journal_, config_, now)) {
    const auto done = hand_over(due, now);
    trouble(done);
    const std::vector<JournalLine> lines = judged(due, now, done);
    for (const JournalLine& line : lines) {
      summary.sent += line.result == Delivery::sent;
      summary.failed += line.result == Delivery::failed;
      summary.dead += line.result == Delivery::dead;
    }
    trouble(note(lines));
    trouble(bury(due, lines));
  }
  if (!config_.atom.empty()) {
    std::vector<Alert> told;
    std::ranges::copy_if(alerts, std::back_inserter(told),
                         [&](const Alert& alert) { return wanted(config_, alert); });
    trouble(write_file(folder_ / config_.atom, atom_feed(voice_, std::move(told))));
  }
  return summary;
}

}  // namespace godwit
