// SPDX-License-Identifier: Apache-2.0
// SimDisk: a disk in memory that dies as real ones do. What was written is seen at once, but is
// safe only after a sync; at a power cut each 512-byte sector of what was not synced survives or
// not by itself (so writes are torn and reordered), and names made since the last sync of their
// folder survive up to some moment. It can die at any call, refuse a sync, and be full. SQLite lies
// on it too, through a VFS of its own: the ledger's code is the real one down to here.
//
// One disk, one thread. All chance comes from the seed, so the same calls meet the same fate.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "crawler/store/disk.h"
#include "tests/sim/dice.h"

namespace godwit::sim {

enum class Death {
  process,  // kill -9: what was written stays, locks go
  power,    // only what was synced is sure to stay
};

struct DiskFigures {
  std::int64_t calls = 0, writes = 0, syncs = 0;
  std::int64_t deaths = 0, power_cuts = 0, failed_syncs = 0, refused_writes = 0;
  std::int64_t sectors_lost = 0, sectors_kept = 0, names_lost = 0;  // unsynced, at power cuts
};

class SimVfs;

class SimDisk final : public Disk {
 public:
  explicit SimDisk(std::uint64_t seed);
  ~SimDisk() override;

  // ---- fate ----
  // The process dies inside the n-th call from now (1 = the next). A write is done in part.
  void die_in(std::uint64_t calls) { dies_at_ = calls_ + calls; }
  // The n-th sync from now fails; what it should have made safe never will be.
  void fail_sync_in(std::uint64_t syncs) { failing_sync_ = syncs_ + syncs; }
  // Room for that many bytes more, until make_room().
  void fill_up(std::uint64_t bytes) { room_ = bytes; }
  void make_room() { room_.reset(); }
  // While somebody looks from outside nothing happens, and nothing is counted.
  void hold_still(bool still) { still_ = still; }
  void spare() { dies_at_ = failing_sync_ = never; }
  bool dead() const { return dead_; }
  // What a new process finds. Everything opened before must be gone.
  void reboot(Death death);

  const DiskFigures& figures() const { return figures_; }
  // Told of every call; the run's trace.
  void trace_into(Trace* trace) { trace_ = trace; }

  // ---- Disk ----
  Result<std::unique_ptr<AppendFile>> open_append(const std::filesystem::path& path) override;
  Result<std::string> read(const std::filesystem::path& path, std::uint64_t offset,
                           std::uint64_t length) override;
  Result<std::uint64_t> size(const std::filesystem::path& path) override;
  Result<bool> exists(const std::filesystem::path& path) override;
  Result<void> truncate(const std::filesystem::path& path, std::uint64_t length) override;
  Result<void> refresh(const std::filesystem::path& path) override;
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> make_folder(const std::filesystem::path& path) override;
  Result<void> sync_folder(const std::filesystem::path& path) override;
  Result<std::vector<std::string>> list(const std::filesystem::path& path) override;
  Result<std::unique_ptr<DiskLock>> lock(const std::filesystem::path& path) override;
  const char* sqlite_vfs() const override;

  // ---- what the VFS needs beside that; 0 = done, else an errno ----
  using FileNo = int;
  std::optional<FileNo> find(const std::string& path) const;
  FileNo create(const std::string& path);
  int write_at(FileNo file, std::uint64_t offset, std::string_view bytes);
  int truncate_to(FileNo file, std::uint64_t length);
  int sync_file(FileNo file);
  int remove(const std::string& path);
  int sync_names(const std::string& folder);
  const std::string& bytes(FileNo file) const { return files_.at(file).now; }
  // One call of the process: false where it is dead, or dies here.
  bool step(std::string_view what, std::string_view path, std::uint64_t a = 0, std::uint64_t b = 0);

  // Locks that processes hold; gone with them. SQLite's five levels, and its eight slots of WAL.
  struct Locks {
    int shared = 0;
    const void* reserved = nullptr;
    const void* exclusive = nullptr;
    std::array<int, 8> slot_shared{};
    std::array<const void*, 8> slot_exclusive{};
    std::vector<std::unique_ptr<char[]>> regions;  // of the WAL's index
    int mapped = 0;
  };
  Locks& locks(const std::string& path) { return locks_[path]; }

 private:
  static constexpr std::uint64_t never = ~std::uint64_t{0};
  static constexpr FileNo folder_no = 0;

  // A write that is not safe yet: these bytes at `offset`; or a cut to `offset`.
  struct Write {
    std::uint64_t offset = 0;
    std::string bytes;
    bool cut = false;
  };
  struct File {
    std::string now, safe;
    std::vector<Write> unsafe;
  };
  // A name that came or went: `from` no more, `to` leads to `file`.
  struct NameChange {
    std::string folder, from, to;
    FileNo file = folder_no;
  };
  struct AppendTo;
  struct Held;

  Error gone() const;
  void change_name(NameChange change);
  static void apply(const NameChange& change, std::map<std::string, FileNo>& names);
  static void apply(const Write& write, std::string& bytes);
  void survive(File& file, double keep);
  bool takes(std::uint64_t growth);

  Dice dice_;
  std::map<FileNo, File> files_;
  std::map<std::string, FileNo> names_, safe_names_;
  std::vector<NameChange> unsafe_names_;
  std::set<std::string> held_;
  std::map<std::string, Locks> locks_;
  FileNo next_file_ = 1;
  std::uint64_t calls_ = 0, syncs_ = 0;
  std::uint64_t dies_at_ = never, failing_sync_ = never;
  std::optional<std::uint64_t> room_;
  bool dead_ = false, still_ = false;
  DiskFigures figures_;
  Trace* trace_ = nullptr;
  std::unique_ptr<SimVfs> vfs_;
};

}  // namespace godwit::sim
