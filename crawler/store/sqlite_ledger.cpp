// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/sqlite_ledger.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <map>
#include <set>

#include "crawler/store/capture_id.h"
#include "crawler/store/case_lock.h"
#include "crawler/store/chain.h"
#include "crawler/store/digest.h"
#include "crawler/store/gzip.h"
#include "crawler/store/observation_json.h"
#include "crawler/store/recovery.h"
#include "crawler/store/redact.h"
#include "crawler/store/schema.h"
#include "crawler/store/sqlite.h"
#include "crawler/store/warc_page.h"
#include "crawler/store/warc_reader.h"

namespace godwit {

namespace fs = std::filesystem;

namespace {

// A fact on its way in. Facts that share a record (rows of one file) name the same one.
struct Arrival {
  Observation fact;
  std::string json;
  std::size_t record = 0;
};

// Either a page with the request that led to it, or a fact that has none.
struct Evidence {
  const Fetched* page = nullptr;
  const Observation* fact = nullptr;
  std::string members;  // gzip members
  CaptureSpot spot;
};

std::string pack(const Evidence& evidence, int level) {
  if (evidence.page == nullptr) return gzip_member(serialise(record_of(*evidence.fact)), level);
  std::string members;
  for (const WarcRecord& record : records_of(*evidence.page)) members += gzip_member(serialise(record), level);
  return members;
}

CaptureSpot spot_at(const Statement& row, int column) {
  return {std::string(row.bytes_at(column)), static_cast<std::uint64_t>(row.number_at(column + 1)),
          static_cast<std::uint64_t>(row.number_at(column + 2)), std::string(row.bytes_at(column + 3))};
}

}  // namespace

struct SqliteLedger::State {
  fs::path dir;
  OpenMode mode = OpenMode::read;
  LedgerOptions options;
  std::unique_ptr<Disk> own_disk;
  Disk* disk = nullptr;
  std::optional<CaseLock> lock;
  std::optional<Database> database;
  mutable Statement find_fact, find_spot, add_fact, add_file;
  std::optional<CaptureFiles> captures;
  std::string person_key;
  std::string tip;             // of the chain
  std::int64_t newest = 0;     // seq
  std::int64_t newest_at = 0;  // ms
  std::optional<Error> stopped;

  Result<void> open();
  Result<void> open_database();
  Result<void> prepare_all();
  Result<void> recover();
  Result<void> load_person_key();
  Result<std::map<std::string, CaptureFile>> known_files() const;
  Result<void> note_audit(const std::string& text);

  Result<bool> holds(std::string_view capture) const;
  Result<std::vector<Arrival>> arrivals(std::span<const Fetched> pages, std::span<const Observation> seen,
                                        std::vector<Evidence>& evidence);
  Result<void> keep_evidence(std::vector<Evidence>& evidence, const std::vector<Arrival>& facts);
  Result<void> commit_facts(const std::vector<Arrival>& facts, const std::vector<Evidence>& evidence);
  Result<void> commit_files();
  Error undo(Error error);
};

// --- opening -------------------------------------------------------------------------------------

Result<void> SqliteLedger::State::open() {
  const fs::path file = dir / "ledger.db";
  if (mode == OpenMode::create) {
    if (auto made = disk->make_folder(dir); !made) return made;
    if (auto made = disk->make_folder(dir / "captures"); !made) return made;
  } else if (auto checked = check_schema(*disk, file); !checked) {
    return checked;
  }
  if (mode != OpenMode::read) {
    auto taken = CaseLock::take(dir / "lock");
    if (!taken) return taken.error();
    lock.emplace(std::move(taken.value()));
  }
  if (mode == OpenMode::create)
    if (auto made = create_schema(*disk, file); !made) return made;
  if (auto loaded = load_person_key(); !loaded) return loaded;
  if (auto opened = open_database(); !opened) return opened;
  if (auto prepared = prepare_all(); !prepared) return prepared;
  return mode == OpenMode::read ? Result<void>{} : recover();
}

Result<void> SqliteLedger::State::open_database() {
  const auto how = mode == OpenMode::read ? Database::Mode::read : Database::Mode::write;
  auto opened = Database::open(dir / "ledger.db", how);
  if (!opened) return opened.error();
  database.emplace(std::move(opened.value()));
  if (mode == OpenMode::read) return database->run("PRAGMA query_only=ON");
  return database->run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cell_size_check=ON");
}

Result<void> SqliteLedger::State::prepare_all() {
  const auto prepare = [&](Statement& statement, const char* sql) -> Result<void> {
    auto made = database->prepare(sql);
    if (!made) return made.error();
    statement = std::move(made.value());
    return {};
  };
  if (auto made = prepare(find_fact, "SELECT 1 FROM fact WHERE capture=?1"); !made) return made;
  if (auto made = prepare(find_spot,
                          "SELECT file.name, start, fact.length, digest FROM fact JOIN file ON "
                          "file.id=fact.file WHERE capture=?1");
      !made)
    return made;
  if (auto made = prepare(add_fact,
                          "INSERT INTO fact(seq,at,url,capture,json,file,start,length,digest,chain) VALUES"
                          "(?1,?2,?3,?4,?5,(SELECT id FROM file WHERE name=?6),?7,?8,?9,?10)");
      !made)
    return made;
  return prepare(add_file,
                 "INSERT INTO file(name,head_length,head_digest,length) VALUES(?1,?2,?3,?4) "
                 "ON CONFLICT(name) DO UPDATE SET length=excluded.length");
}

Result<void> SqliteLedger::State::recover() {
  auto last = database->prepare("SELECT seq, at, chain FROM fact ORDER BY seq DESC LIMIT 1");
  if (!last) return last.error();
  const auto row = last.value().step();
  if (!row) return row.error();
  tip = *row ? std::string(last.value().bytes_at(2)) : chain_start();
  newest = *row ? last.value().number_at(0) : 0;
  newest_at = *row ? last.value().number_at(1) : 0;
  last.value().reset();

  auto known = known_files();
  if (!known) return known.error();
  if (auto made = disk->make_folder(dir / "captures"); !made) return made;
  const auto done = recover_captures(*disk, dir, known.value());
  if (!done) return done.error();
  for (const std::string& line : *done)
    if (auto noted = note_audit(line); !noted) return noted;
  const auto names = disk->list(dir / "captures");
  if (!names) return names.error();
  captures.emplace(*disk, dir / "captures", options.capture_file_bytes_max, std::move(known.value()), *names);
  return {};
}

// Hex in a file of its own. A reader without one cannot hash, and need not.
Result<void> SqliteLedger::State::load_person_key() {
  const fs::path file = dir / "person.key";
  std::error_code error;
  if (fs::exists(file, error)) {
    const auto text = disk->read(file, 0, 4096);
    if (!text) return text.error();
    person_key = text->substr(0, text->find('\n'));
    return {};
  }
  if (mode == OpenMode::read) return {};
  person_key = hex(options.person_key.empty() ? secret_bytes(32) : options.person_key);
  return write_whole(*disk, file, person_key + "\n");
}

Result<std::map<std::string, CaptureFile>> SqliteLedger::State::known_files() const {
  auto rows = database->prepare("SELECT name, head_length, head_digest, length FROM file ORDER BY id");
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

Result<void> SqliteLedger::State::note_audit(const std::string& text) {
  auto add = database->prepare("INSERT INTO audit(at,text) SELECT ?1,?2 WHERE NOT EXISTS"
                               "(SELECT 1 FROM audit WHERE at=?1 AND text=?2)");
  if (!add) return add.error();
  return add.value().bind(1, newest_at).text(2, text).run();
}

// --- appending -----------------------------------------------------------------------------------

Result<bool> SqliteLedger::State::holds(std::string_view capture) const {
  const auto row = find_fact.text(1, capture).step();
  find_fact.reset();
  return row;
}

// What is new among `seen`, redacted, and the evidence it rests on.
Result<std::vector<Arrival>> SqliteLedger::State::arrivals(std::span<const Fetched> pages,
                                                           std::span<const Observation> seen,
                                                           std::vector<Evidence>& evidence) {
  std::vector<Arrival> facts;
  facts.reserve(seen.size());
  std::set<std::string> taken;
  std::map<std::string_view, std::size_t> first_page;  // the slot that carries a record's bytes
  for (std::size_t i = 0; i < pages.size(); ++i) first_page.try_emplace(pages[i].capture, i);
  std::map<std::size_t, std::size_t> evidence_of;      // by slot
  for (std::size_t i = 0; i < seen.size(); ++i) {
    Arrival arrival{seen[i], {}, evidence.size()};
    Observation& fact = arrival.fact;
    redact(fact, person_key);
    if (fact.capture.empty() && !pages.empty()) fact.capture = pages[i].capture;
    if (fact.capture.empty()) fact.capture = capture_id(fact.address.url, fact.at, to_json_line(fact));
    if (!taken.insert(fact.capture).second) continue;
    const auto held = holds(fact.capture);
    if (!held) return held.error();
    if (*held) continue;
    if (pages.empty()) {
      evidence.emplace_back();
    } else {
      const std::size_t slot = first_page.at(pages[i].capture);
      const auto [known, fresh] = evidence_of.try_emplace(slot, evidence.size());
      arrival.record = known->second;
      if (fresh) evidence.emplace_back().page = &pages[slot];
    }
    arrival.json = to_json_line(fact);
    facts.push_back(std::move(arrival));
  }
  return facts;
}

Result<void> SqliteLedger::State::keep_evidence(std::vector<Evidence>& evidence,
                                                const std::vector<Arrival>& facts) {
  for (const Arrival& arrival : facts)
    if (evidence[arrival.record].page == nullptr) evidence[arrival.record].fact = &arrival.fact;
  tbb::parallel_for(std::size_t{0}, evidence.size(), [&](std::size_t i) {
    evidence[i].members = pack(evidence[i], options.gzip_level);
  });
  for (Evidence& each : evidence) {
    auto spot = captures->add(each.members, each.page != nullptr ? each.page->at : each.fact->at);
    if (!spot) return spot.error();
    each.spot = std::move(spot.value());
    each.members = {};
  }
  return captures->sync();
}

Result<void> SqliteLedger::State::commit_files() {
  for (const auto& [name, file] : captures->grown()) {
    auto added = add_file.text(1, name)
                     .bind(2, static_cast<std::int64_t>(file.head.length))
                     .blob(3, file.head.sha256)
                     .bind(4, static_cast<std::int64_t>(file.length))
                     .run();
    if (!added) return added;
  }
  return {};
}

Result<void> SqliteLedger::State::commit_facts(const std::vector<Arrival>& facts,
                                               const std::vector<Evidence>& evidence) {
  if (auto begun = database->run("BEGIN IMMEDIATE"); !begun) return begun;
  if (auto added = commit_files(); !added) return added;
  std::string link = tip;
  std::int64_t seq = newest;
  for (const Arrival& arrival : facts) {
    const Observation& fact = arrival.fact;
    const CaptureSpot& spot = evidence[arrival.record].spot;
    link = chain_link(link, {++seq, to_ms(fact.at), fact.address.url, fact.capture, arrival.json, spot});
    auto added = add_fact.bind(1, seq)
                     .bind(2, to_ms(fact.at))
                     .text(3, fact.address.url)
                     .text(4, fact.capture)
                     .text(5, arrival.json)
                     .text(6, spot.file)
                     .bind(7, static_cast<std::int64_t>(spot.offset))
                     .bind(8, static_cast<std::int64_t>(spot.length))
                     .blob(9, spot.sha256)
                     .blob(10, link)
                     .run();
    if (!added) return added;
  }
  if (auto committed = database->run("COMMIT"); !committed) return committed;
  tip = std::move(link);
  newest = seq;
  newest_at = to_ms(facts.back().fact.at);
  captures->commit();
  return {};
}

// Takes back what a failed append left. Where that fails too, or a sync did, nobody knows what is on
// the disk: the ledger refuses from here on, and recovery at the next start puts it right.
Error SqliteLedger::State::undo(Error error) {
  (void)database->run("ROLLBACK");  // an error here only says that no transaction was open
  const bool lost = captures->lost();
  if (!lost)
    if (auto undone = captures->rollback(); undone) return error;
  stopped = Error{error.trouble, error.text + " (the ledger stopped; start again to recover)"};
  return *stopped;
}

SqliteLedger::SqliteLedger(std::unique_ptr<State> state) : state_(std::move(state)) {}
SqliteLedger::~SqliteLedger() = default;

Result<void> SqliteLedger::append(std::span<const Fetched> pages, std::span<const Observation> seen) {
  CHECK(pages.empty() || pages.size() == seen.size());
  for (const Fetched& page : pages) CHECK(!page.capture.empty());  // stamp() comes first
  if (state_->stopped) return *state_->stopped;
  if (state_->mode == OpenMode::read)
    return Error{Trouble::usage, state_->dir.string() + ": opened for reading only"};
  std::vector<Evidence> evidence;
  auto facts = state_->arrivals(pages, seen, evidence);
  if (!facts) return facts.error();
  if (facts.value().empty()) return {};
  if (auto kept = state_->keep_evidence(evidence, facts.value()); !kept) return state_->undo(kept.error());
  if (auto done = state_->commit_facts(facts.value(), evidence); !done) return state_->undo(done.error());
  return {};
}

// --- reading -------------------------------------------------------------------------------------

Result<void> SqliteLedger::replay(const std::function<void(const Observation&)>& fold) const {
  auto rows = state_->database->prepare("SELECT json, seq FROM fact ORDER BY seq");
  if (!rows) return rows.error();
  for (;;) {
    const auto row = rows.value().step();
    if (!row) return row.error();
    if (!*row) return {};
    const auto fact = observation_from_json(rows.value().bytes_at(0));
    if (!fact)
      return Error{Trouble::corrupt, fmt::format("{}: row {}: {}", (state_->dir / "ledger.db").string(),
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
  if (auto page = page_of(answer->record, asked ? &request->record : nullptr)) return std::move(*page);
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
      "INSERT INTO meta(key,value) VALUES(?1,?2) ON CONFLICT(key) DO UPDATE SET value=excluded.value");
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

Result<std::unique_ptr<SqliteLedger>> open_ledger(const fs::path& case_dir, OpenMode mode) {
  auto disk = real_disk();
  auto ledger = open_ledger(case_dir, mode, *disk, LedgerOptions{});
  if (ledger) ledger.value()->state_->own_disk = std::move(disk);
  return ledger;
}

Result<std::unique_ptr<SqliteLedger>> open_ledger(const fs::path& case_dir, OpenMode mode, Disk& disk,
                                                  const LedgerOptions& options) {
  auto state = std::make_unique<SqliteLedger::State>();
  state->dir = case_dir;
  state->mode = mode;
  state->options = options;
  state->disk = &disk;
  if (auto opened = state->open(); !opened) return opened.error();
  return std::unique_ptr<SqliteLedger>(new SqliteLedger(std::move(state)));
}

}  // namespace godwit
