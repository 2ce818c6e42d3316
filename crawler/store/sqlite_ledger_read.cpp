// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "crawler/store/digest.h"
#include "crawler/store/ledger_state.h"
#include "crawler/store/observation_json.h"
#include "crawler/store/warc_page.h"
#include "crawler/store/warc_reader.h"

namespace godwit {

namespace {

CaptureSpot spot_at(const Statement& row, int column) {
  return {std::string(row.bytes_at(column)), static_cast<std::uint64_t>(row.number_at(column + 1)),
          static_cast<std::uint64_t>(row.number_at(column + 2)),
          std::string(row.bytes_at(column + 3))};
}

}  // namespace

Result<std::map<std::string, CaptureFile>> SqliteLedger::State::known_files() const {
  auto rows =
      database->prepare("SELECT name, head_length, head_digest, length FROM file ORDER BY id");
  if (!rows) return rows.error();
  std::map<std::string, CaptureFile> files;
  for (;;) {
    const auto row = rows.value().step();
    if (!row) return row.error();
    if (!*row) return files;
    const std::string name(rows.value().bytes_at(0));
    files[name] = {{name, 0, static_cast<std::uint64_t>(rows.value().number_at(1)),
                    std::string(rows.value().bytes_at(2))},
                   static_cast<std::uint64_t>(rows.value().number_at(3))};
  }
}

Result<bool> SqliteLedger::State::holds(std::string_view capture) const {
  const auto row = find_fact.text(1, capture).step();
  find_fact.reset();
  return row;
}

Result<void> SqliteLedger::replay(const std::function<void(const Observation&)>& fold) const {
  return replay_after(0, fold);
}

Result<void> SqliteLedger::replay_after(
    std::int64_t known, const std::function<void(const Observation&)>& fold) const {
  auto rows = state_->database->prepare("SELECT json, seq FROM fact WHERE seq > ?1 ORDER BY seq");
  if (!rows) return rows.error();
  rows.value().bind(1, known);
  for (;;) {
    const auto row = rows.value().step();
    if (!row) return row.error();
    if (!*row) return {};
    const auto fact = observation_from_json(rows.value().bytes_at(0));
    if (!fact)
      return Error{Trouble::corrupt,
                   fmt::format("{}: row {}: {}", (state_->dir / "ledger.db").string(),
                               rows.value().number_at(1), fact.error().text)};
    fold(*fact);
  }
}

Result<std::int64_t> SqliteLedger::size() const {
  return state_->database->number("SELECT coalesce(max(seq), 0) FROM fact");
}

Result<bool> SqliteLedger::holds(std::string_view capture) const { return state_->holds(capture); }

Result<std::optional<CaptureSpot>> SqliteLedger::find_capture(std::string_view capture) const {
  Statement& find = state_->find_spot;
  const auto row = find.text(1, capture).step();
  std::optional<CaptureSpot> spot;
  if (row && *row) spot = spot_at(find, 0);
  find.reset();
  if (!row) return row.error();
  return spot;
}

Result<Fetched> SqliteLedger::read_capture(std::string_view capture) const {
  const auto spot = find_capture(capture);
  if (!spot) return spot.error();
  if (!*spot) return Error{Trouble::not_found, "no fact with the capture " + std::string(capture)};
  const auto bytes = state_->disk->read(state_->dir / "captures" / (*spot)->file, (*spot)->offset,
                                        (*spot)->length);
  if (!bytes) return bytes.error();
  const auto damaged = [&](std::string_view what) {
    return Error{Trouble::corrupt, fmt::format("captures/{} at offset {}: {}; run `godwit verify`",
                                               (*spot)->file, (*spot)->offset, what)};
  };
  if (sha256(*bytes) != (*spot)->sha256) return damaged("the record's bytes were changed");
  WarcReader reader(read_from(*bytes));
  const auto answer = reader.next();
  if (!answer || !answer->damage.empty()) return damaged("no WARC record");
  const auto request = reader.next();
  const bool asked = request && request->damage.empty() && request->record.type == "request";
  if (auto page = page_of(answer->record, asked ? &request->record : nullptr))
    return std::move(*page);
  Fetched fact;  // a fact without a page: its JSON stands for the bytes
  fact.request.url = answer->record.target;
  fact.at = answer->record.date;
  fact.capture = answer->record.id;
  fact.record_type = answer->record.type;
  fact.raw_body = fact.body = answer->record.block;
  return fact;
}

Result<std::string> SqliteLedger::meta(std::string_view key) const {
  auto find = state_->database->prepare("SELECT value FROM meta WHERE key=?1");
  if (!find) return find.error();
  const auto row = find.value().text(1, key).step();
  if (!row) return row.error();
  return *row ? std::string(find.value().bytes_at(0)) : std::string();
}

Result<void> SqliteLedger::set_meta(std::string_view key, std::string_view value) {
  auto put = state_->database->prepare(
      "INSERT INTO meta(key,value) VALUES(?1,?2) ON CONFLICT(key) DO UPDATE SET "
      "value=excluded.value");
  if (!put) return put.error();
  return put.value().text(1, key).text(2, value).run();
}

Result<std::vector<AuditLine>> SqliteLedger::audit() const {
  auto rows = state_->database->prepare("SELECT at, text FROM audit ORDER BY seq");
  if (!rows) return rows.error();
  std::vector<AuditLine> lines;
  for (;;) {
    const auto row = rows.value().step();
    if (!row) return row.error();
    if (!*row) return lines;
    lines.push_back({from_ms(rows.value().number_at(0)), std::string(rows.value().bytes_at(1))});
  }
}

Result<std::map<std::string, std::uint64_t>> SqliteLedger::capture_files() const {
  const auto known = state_->known_files();
  if (!known) return known.error();
  std::map<std::string, std::uint64_t> lengths;
  for (const auto& [name, file] : *known) lengths[name] = file.length;
  return lengths;
}

const std::string& SqliteLedger::person_key() const { return state_->person_key; }

}  // namespace godwit
