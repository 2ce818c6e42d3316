// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/verify.h"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "crawler/store/chain.h"
#include "crawler/store/digest.h"
#include "crawler/store/disk.h"
#include "crawler/store/observation_json.h"
#include "crawler/store/schema.h"

namespace godwit {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t read_step = 1u << 20;

class Verifier {
 public:
  Verifier(const fs::path& case_dir, Disk& disk, Database& database, std::string kept)
      : dir_(case_dir), disk_(disk), database_(database), kept_(std::move(kept)) {}

  Result<VerifyReport> run() {
    if (auto checked = check_pages(); !checked) return checked.error();
    if (auto checked = check_files(); !checked) return checked.error();
    if (auto checked = check_facts(); !checked) return checked.error();
    check_gaps();
    return std::move(report_);
  }

 private:
  void blame(std::string file, std::uint64_t offset, std::string what) {
    report_.damage.push_back({std::move(file), offset, std::move(what)});
  }

  // What SQLite itself can tell of its pages.
  Result<void> check_pages() {
    auto rows = database_.prepare("PRAGMA quick_check(20)");
    if (!rows) return rows.error();
    for (;;) {
      const auto row = rows.value().step();
      if (!row) return row.error();
      if (!*row) return {};
      if (const std::string word(rows.value().bytes_at(0)); word != "ok")
        blame("ledger.db", 0, word);
    }
  }

  Result<void> check_files() {
    auto rows =
        database_.prepare("SELECT name, head_length, head_digest, length FROM file ORDER BY id");
    if (!rows) return rows.error();
    for (;;) {
      const auto row = rows.value().step();
      if (!row) return row.error();
      if (!*row) return {};
      const std::string name(rows.value().bytes_at(0));
      length_[name] = static_cast<std::uint64_t>(rows.value().number_at(3));
      check_span({name, 0, static_cast<std::uint64_t>(rows.value().number_at(1)),
                  std::string(rows.value().bytes_at(2))});
      const auto size = disk_.size(dir_ / "captures" / name);
      if (!size)
        blame("captures/" + name, 0, "missing");
      else if (*size < length_[name])
        blame("captures/" + name, *size, "ends too early");
    }
  }

  Result<void> check_facts() {
    auto rows = database_.prepare(
        "SELECT seq, at, url, capture, json, file.name, start, fact.length, digest, chain FROM "
        "fact "
        "LEFT JOIN file ON file.id=fact.file ORDER BY seq");
    if (!rows) return rows.error();
    std::string link = chain_start();
    look_for_kept(link);
    for (;;) {
      const auto stepped = rows.value().step();
      if (!stepped) return stepped.error();
      if (!*stepped) break;
      check_fact(rows.value(), link);
    }
    report_.chain = hex(link);
    if (!kept_.empty() && !report_.kept_at)
      blame("ledger.db", 0,
            "the link kept elsewhere is not in this chain: its history was rewritten");
    return {};
  }

  void look_for_kept(std::string_view link) {
    if (!kept_.empty() && hex(link) == kept_) report_.kept_at = report_.facts;
  }

  void check_fact(const Statement& row, std::string& link) {
    const std::int64_t seq = row.number_at(0);
    const CaptureSpot spot{
        std::string(row.bytes_at(5)), static_cast<std::uint64_t>(row.number_at(6)),
        static_cast<std::uint64_t>(row.number_at(7)), std::string(row.bytes_at(8))};
    if (seq != ++report_.facts)
      blame("ledger.db", static_cast<std::uint64_t>(report_.facts),
            "a row is missing before this one");
    report_.facts = seq;
    link = chain_link(
        link, {seq, row.number_at(1), row.bytes_at(2), row.bytes_at(3), row.bytes_at(4), spot});
    look_for_kept(link);
    if (link != row.bytes_at(9)) {
      blame("ledger.db", static_cast<std::uint64_t>(seq), "the row, or one before it, was changed");
      link = row.bytes_at(9);  // so that one change is told once
    }
    if (const auto fact = observation_from_json(row.bytes_at(4)); !fact)
      blame("ledger.db", static_cast<std::uint64_t>(seq), fact.error().text);
    if (!(spot == last_)) check_span(spot);
    last_ = spot;
  }

  void check_span(const CaptureSpot& spot) {
    const fs::path path = dir_ / "captures" / spot.file;
    Sha256 sum;
    std::uint64_t done = 0;
    while (done < spot.length) {
      const auto bytes =
          disk_.read(path, spot.offset + done, std::min(read_step, spot.length - done));
      if (!bytes || bytes->empty()) break;
      sum.add(*bytes);
      done += bytes->size();
    }
    ++report_.records;
    report_.bytes += done;
    spans_[spot.file][spot.offset] = spot.offset + spot.length;
    if (done < spot.length)
      blame("captures/" + spot.file, spot.offset, "record is missing or cut");
    else if (sum.finish() != spot.sha256)
      blame("captures/" + spot.file, spot.offset, "record was changed");
  }

  // Bytes between the records that no row vouches for.
  void check_gaps() {
    for (const auto& [file, length] : length_) {
      std::uint64_t covered = 0;
      for (const auto& [begin, end] : spans_[file]) {
        if (begin > covered) blame("captures/" + file, covered, "bytes without a fact");
        covered = std::max(covered, end);
      }
      if (covered < length) blame("captures/" + file, covered, "bytes without a fact");
    }
  }

  fs::path dir_;
  Disk& disk_;
  Database& database_;
  std::string kept_;
  VerifyReport report_;
  CaptureSpot last_;
  std::map<std::string, std::uint64_t> length_;
  std::map<std::string, std::map<std::uint64_t, std::uint64_t>> spans_;
};

}  // namespace

Result<VerifyReport> verify(const fs::path& case_dir, const std::string& kept) {
  const auto disk = real_disk();
  return verify(case_dir, *disk, kept);
}

Result<VerifyReport> verify(const fs::path& case_dir, Disk& disk, const std::string& kept) {
  if (auto checked = check_schema(disk, case_dir / "ledger.db"); !checked) return checked.error();
  auto database = Database::open(case_dir / "ledger.db", Database::Mode::read, disk.sqlite_vfs());
  if (!database) return database.error();
  return Verifier(case_dir, disk, database.value(), kept).run();
}

std::string report_text(const VerifyReport& report) {
  std::string text;
  for (const Damage& each : report.damage) {
    const char* unit = each.file == "ledger.db" ? "row" : "offset";
    text += fmt::format("damaged: {}, {} {}: {}\n", each.file, unit, each.offset, each.what);
  }
  if (report.kept_at)
    text += fmt::format("kept: the link kept elsewhere is that of fact {}\n", *report.kept_at);
  text += fmt::format(
      "{} facts, {} records, {} bytes of captures: {}\nchain {}\n", report.facts, report.records,
      report.bytes,
      report.damage.empty() ? "all as they were" : fmt::format("{} damaged", report.damage.size()),
      report.chain);
  return text;
}

}  // namespace godwit
