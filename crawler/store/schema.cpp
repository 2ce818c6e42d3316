// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/schema.h"

#include <fmt/format.h>

namespace godwit {

namespace {

constexpr std::uint32_t application_id = 0x47645774;  // "GdWt"

// The times are ms UTC. `url` is the address looked at; `json` is to_json_line(). file, start and
// length say where the WARC record lies, digest is of its bytes, chain ties the row to all before
// it.
constexpr const char* tables = R"sql(
  CREATE TABLE fact(
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    url TEXT NOT NULL,
    capture TEXT NOT NULL UNIQUE,
    json TEXT NOT NULL,
    file INTEGER NOT NULL REFERENCES file(id),
    start INTEGER NOT NULL,
    length INTEGER NOT NULL,
    digest BLOB NOT NULL,
    chain BLOB NOT NULL
  ) STRICT;
  CREATE TABLE file(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    head_length INTEGER NOT NULL,
    head_digest BLOB NOT NULL,
    length INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE audit(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
)sql";

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

}  // namespace

// Offsets of the SQLite file header: magic 0, user_version 60, application_id 68. They are set
// before the file enters WAL mode and never change in place, so page 1 on disk tells the truth.
Result<void> check_schema(Disk& disk, const std::filesystem::path& file) {
  const auto there = disk.exists(file);
  if (!there) return there.error();
  if (!*there)
    return Error{Trouble::not_found,
                 file.string() + ": no ledger here; make a case with `godwit init`"};
  const auto head = disk.read(file, 0, 100);
  if (!head) return head.error();
  const bool database =
      head->size() == 100 && head->starts_with(std::string_view("SQLite format 3\0", 16));
  if (!database || big_endian(*head, 68) != application_id)
    return Error{Trouble::corrupt, file.string() + ": not a ledger of godwit"};
  const std::uint32_t version = big_endian(*head, 60);
  if (version > schema_version)
    return Error{
        Trouble::newer_schema,
        fmt::format("{}: written by a newer godwit (schema {}, this one knows {}); nothing was "
                    "touched, use the newer program",
                    file.string(), version, schema_version)};
  return {};
}

Result<void> create_schema(Disk& disk, const std::filesystem::path& file) {
  const auto there = disk.exists(file);
  if (!there) return there.error();
  if (*there) return Error{Trouble::usage, file.string() + ": there is a ledger already"};
  std::filesystem::path fresh = file;
  fresh += ".new";
  {
    auto empty = disk.open_append(fresh);  // 0600 from the start
    if (!empty) return empty.error();
    if (auto cut = disk.truncate(fresh, 0); !cut) return cut;
    auto database = Database::open(fresh, Database::Mode::create, disk.sqlite_vfs());
    if (!database) return database.error();
    const std::string sql = fmt::format(
        "PRAGMA application_id={}; PRAGMA user_version={}; PRAGMA synchronous=FULL; BEGIN; {} "
        "COMMIT;",
        application_id, schema_version, tables);
    if (auto made = database.value().run(sql.c_str()); !made) return made;
  }
  if (auto moved = disk.rename(fresh, file); !moved) return moved;
  return disk.sync_folder(file.parent_path());
}

}  // namespace godwit
