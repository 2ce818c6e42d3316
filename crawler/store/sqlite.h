// SPDX-License-Identifier: Apache-2.0
// sqlite: the few verbs of SQLite that the ledger needs, with errors as Result. The one place that
// speaks to the library. Not thread-safe: one connection, one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "godwit/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace godwit {

class Database;

// A prepared statement. Parameters count from 1, columns from 0. bind() keeps no copy: what is
// bound must live until reset().
class Statement {
 public:
  Statement() = default;
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;

  Statement& bind(int place, std::int64_t value);
  Statement& text(int place, std::string_view value);
  Statement& blob(int place, std::string_view value);
  // True: there is a row. False: done.
  Result<bool> step();
  void reset();
  // Runs a statement that gives no row, and resets it.
  Result<void> run();

  std::int64_t number_at(int column) const;
  // Holds until the next step() or reset().
  std::string_view bytes_at(int column) const;

 private:
  friend class Database;
  sqlite3_stmt* statement_ = nullptr;
};

class Database {
 public:
  enum class Mode { create, write, read };
  // `vfs`: see Disk::sqlite_vfs().
  static Result<Database> open(const std::filesystem::path& file, Mode mode, const char* vfs);
  ~Database();
  Database(Database&& other) noexcept;
  Database& operator=(Database&&) = delete;

  Result<void> run(const char* sql);
  Result<Statement> prepare(const char* sql) const;
  // First column of the first row, 0 where there is none.
  Result<std::int64_t> number(const char* sql) const;

 private:
  Database() = default;
  sqlite3* database_ = nullptr;
};

}  // namespace godwit
