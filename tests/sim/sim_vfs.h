// SPDX-License-Identifier: Apache-2.0
// SimVfs: SQLite's files on a SimDisk (https://www.sqlite.org/vfs.html), with WAL and its shared
// memory, so that the database dies with the rest of the disk.
#pragma once

#include <memory>

struct sqlite3_vfs;

namespace godwit::sim {

class SimDisk;

class SimVfs {
 public:
  // Registers itself for as long as it lives. `disk` must outlive it.
  explicit SimVfs(SimDisk& disk);
  ~SimVfs();
  SimVfs(const SimVfs&) = delete;
  SimVfs& operator=(const SimVfs&) = delete;
  const char* name() const { return name_; }

 private:
  char name_[40] = {};
  std::unique_ptr<sqlite3_vfs> vfs_;
};

}  // namespace godwit::sim
