// SPDX-License-Identifier: Apache-2.0
// Disk: the private seam of store/ to the file system. The real one is below; tests have one in
// memory that dies at any call and forgets, tears and reorders whatever was not synced. New files
// are 0600 and new folders 0700: a case holds evidence. Errors name the path; a full disk is
// Trouble::disk_full.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/result.h"

namespace godwit {

// A file that only grows. Bytes are safe only after sync(); after a failed sync() nobody knows what
// is on the disk, so it must not be called again.
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  virtual Result<void> append(std::string_view bytes) = 0;
  virtual Result<void> sync() = 0;
};

// Held until it is destroyed, or its process dies.
class DiskLock {
 public:
  virtual ~DiskLock() = default;
};

class Disk {
 public:
  virtual ~Disk() = default;
  // Creates the file where it is missing.
  virtual Result<std::unique_ptr<AppendFile>> open_append(const std::filesystem::path& path) = 0;
  // Up to `length` bytes from `offset`; fewer at the end of the file.
  virtual Result<std::string> read(const std::filesystem::path& path, std::uint64_t offset,
                                   std::uint64_t length) = 0;
  virtual Result<std::uint64_t> size(const std::filesystem::path& path) = 0;
  virtual Result<bool> exists(const std::filesystem::path& path) = 0;
  // Cuts the file to `length` bytes and syncs it.
  virtual Result<void> truncate(const std::filesystem::path& path, std::uint64_t length) = 0;
  // Writes the file's bytes over themselves and syncs: what a sync that failed, or never came, left
  // in the kernel's memory alone is safe then. (After a failed sync Linux calls the pages clean,
  // and no later sync writes them.)
  virtual Result<void> refresh(const std::filesystem::path& path) = 0;
  virtual Result<void> rename(const std::filesystem::path& from,
                              const std::filesystem::path& to) = 0;
  // Existing is fine; parents must exist.
  virtual Result<void> make_folder(const std::filesystem::path& path) = 0;
  // Makes names in the folder durable.
  virtual Result<void> sync_folder(const std::filesystem::path& path) = 0;
  // Names of the regular files in it, sorted; none where the folder is missing.
  virtual Result<std::vector<std::string>> list(const std::filesystem::path& path) = 0;
  // Trouble::locked where another process (or another ledger of this one) holds it.
  virtual Result<std::unique_ptr<DiskLock>> lock(const std::filesystem::path& path) = 0;
  // The name of the SQLite VFS whose files lie on this disk; nullptr: the system's.
  virtual const char* sqlite_vfs() const { return nullptr; }
};

std::unique_ptr<Disk> real_disk();

// "cannot VERB PATH: strerror", disk_full for ENOSPC and EDQUOT.
Error disk_error(std::string_view verb, const std::filesystem::path& path, int error_number);
// Writes a small file whole: beside it, synced, renamed over.
Result<void> write_whole(Disk& disk, const std::filesystem::path& path, std::string_view bytes);

}  // namespace godwit
