// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/sqlite.h"

#include <sqlite3.h>

#include <utility>

#include "godwit/check.h"

namespace godwit {

namespace {

Trouble trouble_of(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return Trouble::disk_full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Trouble::corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Trouble::locked;
    default:
      return Trouble::failure;
  }
}

Error sqlite_error(sqlite3* database) {
  const char* file = sqlite3_db_filename(database, "main");
  return {trouble_of(sqlite3_extended_errcode(database)),
          std::string(file != nullptr ? file : "ledger") + ": " + sqlite3_errmsg(database)};
}

}  // namespace

Statement::~Statement() { sqlite3_finalize(statement_); }
Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)) {}
Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(statement_, other.statement_);
  return *this;
}

Statement& Statement::bind(int place, std::int64_t value) {
  CHECK(sqlite3_bind_int64(statement_, place, value) == SQLITE_OK);
  return *this;
}
Statement& Statement::text(int place, std::string_view value) {
  CHECK(sqlite3_bind_text64(statement_, place, value.data() ? value.data() : "", value.size(),
                            SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK);
  return *this;
}
Statement& Statement::blob(int place, std::string_view value) {
  CHECK(sqlite3_bind_blob64(statement_, place, value.data() ? value.data() : "", value.size(),
                            SQLITE_STATIC) == SQLITE_OK);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return sqlite_error(sqlite3_db_handle(statement_));
}

void Statement::reset() {
  sqlite3_reset(statement_);  // gives the error of the last step again, which step() has told
  sqlite3_clear_bindings(statement_);
}

Result<void> Statement::run() {
  const auto stepped = step();
  reset();
  if (!stepped) return stepped.error();
  return {};
}

std::int64_t Statement::number_at(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::bytes_at(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return {static_cast<const char*>(bytes), bytes == nullptr ? 0 : size};
}

Result<Database> Database::open(const std::filesystem::path& file, Mode mode, const char* vfs) {
  Database database;
  const int how = mode == Mode::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  const int flags = how | (mode == Mode::create ? SQLITE_OPEN_CREATE : 0) | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(file.c_str(), &database.database_, flags, vfs) != SQLITE_OK) {
    if (database.database_ == nullptr)
      return Error{Trouble::failure, file.string() + ": out of memory"};
    return Error{trouble_of(sqlite3_errcode(database.database_)),
                 file.string() + ": " + sqlite3_errmsg(database.database_)};
  }
  sqlite3_extended_result_codes(database.database_, 1);
  sqlite3_busy_timeout(database.database_, 5'000);
  sqlite3_db_config(database.database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database.database_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // Checkpoints belong to the one writing connection: SQLite before 3.51.3 may lose commits when
  // two connections checkpoint and commit at once.
  if (mode == Mode::read)
    sqlite3_db_config(database.database_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  return database;
}

Database::~Database() { sqlite3_close_v2(database_); }
Database::Database(Database&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Result<void> Database::run(const char* sql) {
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return sqlite_error(database_);
  return {};
}

Result<Statement> Database::prepare(const char* sql) const {
  Statement statement;
  if (sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement.statement_,
                         nullptr) != SQLITE_OK)
    return sqlite_error(database_);
  return statement;
}

Result<std::int64_t> Database::number(const char* sql) const {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  const auto row = statement.value().step();
  if (!row) return row.error();
  return *row ? statement.value().number_at(0) : 0;
}

}  // namespace godwit
