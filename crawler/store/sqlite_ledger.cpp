// SPDX-License-Identifier: Apache-2.0
// Opening, mending and appending; sqlite_ledger_read.cpp reads.
#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <set>

#include "crawler/store/capture_id.h"
#include "crawler/store/chain.h"
#include "crawler/store/digest.h"
#include "crawler/store/gzip.h"
#include "crawler/store/ledger_state.h"
#include "crawler/store/observation_json.h"
#include "crawler/store/recovery.h"
#include "crawler/store/redact.h"
#include "crawler/store/schema.h"
#include "crawler/store/warc_page.h"

namespace godwit {

namespace fs = std::filesystem;

namespace {

std::string pack(const KeptRecord& evidence, int level) {
  if (evidence.page == nullptr) return gzip_member(serialise(record_of(*evidence.fact)), level);
  std::string members;
  for (const WarcRecord& record : records_of(*evidence.page))
    members += gzip_member(serialise(record), level);
  return members;
}

}  // namespace

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
    auto taken = disk->lock(dir / "lock");
    if (!taken) return taken.error();
    lock = std::move(taken.value());
  }
  if (mode == OpenMode::create)
    if (auto made = create_schema(*disk, file); !made) return made;
  if (auto loaded = load_person_key(); !loaded) return loaded;
  if (mode == OpenMode::write)
    if (auto safe = make_safe(); !safe) return safe;
  if (auto opened = open_database(); !opened) return opened;
  if (auto prepared = prepare_all(); !prepared) return prepared;
  return mode == OpenMode::read ? Result<void>{} : recover();
}

Result<void> SqliteLedger::State::open_database() {
  const auto how = mode == OpenMode::read ? Database::Mode::read : Database::Mode::write;
  auto opened = Database::open(dir / "ledger.db", how, disk->sqlite_vfs());
  if (!opened) return opened.error();
  database.emplace(std::move(opened.value()));
  if (mode == OpenMode::read) return database->run("PRAGMA query_only=ON");
  return database->run(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cell_size_check=ON");
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
  if (auto made =
          prepare(add_fact,
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
  captures.emplace(*disk, dir / "captures", options.capture_file_bytes_max,
                   std::move(known.value()), *names);
  return {};
}

// Hex in a file of its own. A reader without one cannot hash, and need not.
Result<void> SqliteLedger::State::load_person_key() {
  const fs::path file = dir / "person.key";
  const auto kept = disk->exists(file);
  if (!kept) return kept.error();
  if (*kept) {
    const auto text = disk->read(file, 0, 4096);
    if (!text) return text.error();
    person_key = text->substr(0, text->find('\n'));
    return {};
  }
  if (mode == OpenMode::read) return {};
  person_key = hex(options.person_key.empty() ? secret_bytes(32) : options.person_key);
  return write_whole(*disk, file, person_key + "\n");
}

// A process that died inside a commit, or whose sync failed, may have left its last rows in the
// kernel's memory alone: we would see them, and a power cut would take them away. A clean end
// leaves no WAL.
Result<void> SqliteLedger::State::make_safe() {
  const fs::path wal = dir / "ledger.db-wal";
  const auto left = disk->exists(wal);
  if (!left) return left.error();
  if (!*left) return {};
  if (auto refreshed = disk->refresh(wal); !refreshed) return refreshed;
  return disk->sync_folder(dir);
}

Result<void> SqliteLedger::State::note_audit(const std::string& text) {
  auto add = database->prepare(
      "INSERT INTO audit(at,text) SELECT ?1,?2 WHERE NOT EXISTS"
      "(SELECT 1 FROM audit WHERE at=?1 AND text=?2)");
  if (!add) return add.error();
  return add.value().bind(1, newest_at).text(2, text).run();
}

// --- appending -----------------------------------------------------------------------------------

// What is new among `seen`, redacted, and the evidence it rests on.
Result<std::vector<Arrival>> SqliteLedger::State::arrivals(std::span<const Fetched> pages,
                                                           std::span<const Observation> seen,
                                                           std::vector<KeptRecord>& evidence) {
  std::vector<Arrival> facts;
  facts.reserve(seen.size());
  std::set<std::string> taken;
  std::map<std::string_view, std::size_t> first_page;  // the slot that carries a record's bytes
  for (std::size_t i = 0; i < pages.size(); ++i) first_page.try_emplace(pages[i].capture, i);
  std::map<std::size_t, std::size_t> evidence_of;  // by slot
  for (std::size_t i = 0; i < seen.size(); ++i) {
    Arrival arrival{seen[i], {}, evidence.size()};
    Observation& fact = arrival.fact;
    redact(fact, person_key);
    if (fact.capture.empty() && !pages.empty()) fact.capture = pages[i].capture;
    if (fact.capture.empty())
      fact.capture = capture_id(fact.address.url, fact.at, to_json_line(fact));
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

Result<void> SqliteLedger::State::keep_evidence(std::vector<KeptRecord>& evidence,
                                                const std::vector<Arrival>& facts) {
  for (const Arrival& arrival : facts)
    if (evidence[arrival.record].page == nullptr) evidence[arrival.record].fact = &arrival.fact;
  tbb::parallel_for(std::size_t{0}, evidence.size(), [&](std::size_t i) {
    evidence[i].members = pack(evidence[i], options.gzip_level);
  });
  for (KeptRecord& each : evidence) {
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
                                               const std::vector<KeptRecord>& evidence) {
  if (auto begun = database->run("BEGIN IMMEDIATE"); !begun) return begun;
  if (auto added = commit_files(); !added) return added;
  std::string link = tip;
  std::int64_t seq = newest;
  for (const Arrival& arrival : facts) {
    const Observation& fact = arrival.fact;
    const CaptureSpot& spot = evidence[arrival.record].spot;
    link = chain_link(link,
                      {++seq, to_ms(fact.at), fact.address.url, fact.capture, arrival.json, spot});
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
  if (auto committed = database->run("COMMIT"); !committed) {
    in_doubt = true;
    return committed;
  }
  tip = std::move(link);
  newest = seq;
  newest_at = to_ms(facts.back().fact.at);
  captures->commit();
  return {};
}

// Takes back what a failed append left. After a failed sync or commit nobody knows what is on the
// disk: a commit may have reached it although it was refused, and its evidence must stay. So the
// ledger touches nothing and takes nothing more; recovery at the next start puts it right.
Error SqliteLedger::State::undo(Error error) {
  if (!in_doubt && !captures->lost()) {
    (void)database->run("ROLLBACK");  // an error here only says that no transaction was open
    if (auto undone = captures->rollback(); undone) return error;
  }
  stopped = Error{error.trouble, error.text + " (the ledger stopped; start again to recover)"};
  return *stopped;
}

SqliteLedger::SqliteLedger(std::unique_ptr<State> state) : state_(std::move(state)) {}
SqliteLedger::~SqliteLedger() = default;

Result<void> SqliteLedger::append(std::span<const Fetched> pages,
                                  std::span<const Observation> seen) {
  CHECK(pages.empty() || pages.size() == seen.size());
  for (const Fetched& page : pages) CHECK(!page.capture.empty());  // stamp() comes first
  if (state_->stopped) return *state_->stopped;
  if (state_->mode == OpenMode::read)
    return Error{Trouble::usage, state_->dir.string() + ": opened for reading only"};
  std::vector<KeptRecord> evidence;
  auto facts = state_->arrivals(pages, seen, evidence);
  if (!facts) return facts.error();
  if (facts.value().empty()) return {};
  if (auto kept = state_->keep_evidence(evidence, facts.value()); !kept)
    return state_->undo(kept.error());
  if (auto done = state_->commit_facts(facts.value(), evidence); !done)
    return state_->undo(done.error());
  return {};
}

Result<std::unique_ptr<SqliteLedger>> open_ledger(const fs::path& case_dir, OpenMode mode) {
  auto disk = real_disk();
  auto ledger = open_ledger(case_dir, mode, *disk, LedgerOptions{});
  if (ledger) ledger.value()->state_->own_disk = std::move(disk);
  return ledger;
}

Result<std::unique_ptr<SqliteLedger>> open_ledger(const fs::path& case_dir, OpenMode mode,
                                                  Disk& disk, const LedgerOptions& options) {
  auto state = std::make_unique<SqliteLedger::State>();
  state->dir = case_dir;
  state->mode = mode;
  state->options = options;
  state->disk = &disk;
  if (auto opened = state->open(); !opened) return opened.error();
  return std::unique_ptr<SqliteLedger>(new SqliteLedger(std::move(state)));
}

}  // namespace godwit
