// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_disk.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "godwit/check.h"
#include "tests/sim/sim_vfs.h"

namespace godwit::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t sector = 512;

std::string folder_of(const std::string& path) { return fs::path(path).parent_path().string(); }

}  // namespace

SimDisk::SimDisk(std::uint64_t seed) : dice_(seed), vfs_(std::make_unique<SimVfs>(*this)) {}
SimDisk::~SimDisk() = default;
const char* SimDisk::sqlite_vfs() const { return vfs_->name(); }

// ---- fate ---------------------------------------------------------------------------------------

bool SimDisk::step(std::string_view what, std::string_view path, std::uint64_t a, std::uint64_t b) {
  if (dead_ || still_) return !dead_;
  ++calls_, ++figures_.calls;
  if (trace_ != nullptr) trace_->add(what), trace_->add(path), trace_->add(a), trace_->add(b);
  if (calls_ != dies_at_) return true;
  dead_ = true;
  ++figures_.deaths;
  return false;
}

Error SimDisk::gone() const { return {Trouble::failure, "the process is dead"}; }

void SimDisk::reboot(Death death) {
  dead_ = false;
  spare();
  held_.clear(), locks_.clear();
  if (death == Death::process) return;
  ++figures_.power_cuts;
  // Often nothing or all of the unsynced survives, and sometimes any mixture.
  constexpr std::array kept = {0.0, 0.0, 1.0, 0.9, 0.5, 0.1};
  const double keep = kept[dice_.below(kept.size())];
  for (auto& [no, file] : files_) survive(file, keep);
  const std::size_t names =
      keep >= 1 ? unsafe_names_.size() : dice_.below(unsafe_names_.size() + 1);
  for (std::size_t i = 0; i < names; ++i) apply(unsafe_names_[i], safe_names_);
  figures_.names_lost += std::ssize(unsafe_names_) - static_cast<std::int64_t>(names);
  unsafe_names_.clear();
  names_ = safe_names_;
}

// Each sector by itself.
void SimDisk::survive(File& file, double keep) {
  for (const Write& write : file.unsafe) {
    if (write.cut) {
      if (dice_.happens(keep)) apply(write, file.safe);
      continue;
    }
    for (std::uint64_t at = 0; at < write.bytes.size();) {
      const std::uint64_t end = std::min<std::uint64_t>(
          (write.offset + at) / sector * sector + sector - write.offset, write.bytes.size());
      const bool kept = dice_.happens(keep);
      if (kept) apply({write.offset + at, write.bytes.substr(at, end - at), false}, file.safe);
      ++(kept ? figures_.sectors_kept : figures_.sectors_lost);
      at = end;
    }
  }
  file.unsafe.clear();
  file.now = file.safe;
}

void SimDisk::apply(const Write& write, std::string& bytes) {
  if (write.cut) return bytes.resize(write.offset);
  if (bytes.size() < write.offset + write.bytes.size())
    bytes.resize(write.offset + write.bytes.size());
  bytes.replace(write.offset, write.bytes.size(), write.bytes);
}

void SimDisk::apply(const NameChange& change, std::map<std::string, FileNo>& names) {
  if (!change.from.empty()) names.erase(change.from);
  if (!change.to.empty()) names[change.to] = change.file;
}

void SimDisk::change_name(NameChange change) {
  apply(change, names_);
  unsafe_names_.push_back(std::move(change));
}

// ---- files by number ----------------------------------------------------------------------------

std::optional<SimDisk::FileNo> SimDisk::find(const std::string& path) const {
  const auto found = names_.find(path);
  if (found == names_.end() || found->second == folder_no) return std::nullopt;
  return found->second;
}

SimDisk::FileNo SimDisk::create(const std::string& path) {
  if (const auto known = find(path)) return *known;
  const FileNo file = next_file_++;
  files_[file];
  change_name({folder_of(path), "", path, file});
  return file;
}

bool SimDisk::takes(std::uint64_t growth) {
  if (!room_) return true;
  if (growth > *room_) {
    ++figures_.refused_writes;
    return false;
  }
  *room_ -= growth;
  return true;
}

int SimDisk::write_at(FileNo no, std::uint64_t offset, std::string_view bytes) {
  File& file = files_.at(no);
  ++figures_.writes;
  std::uint64_t length = bytes.size();
  int trouble = 0;
  const auto grows = [&] {
    return offset + length > file.now.size() ? offset + length - file.now.size() : 0;
  };
  if (!step("write", "", offset, length)) {
    length = dead_ && length > 0 ? dice_.below(length + 1) : 0;
    trouble = EIO;
  } else if (!takes(grows())) {
    length = 0;
    trouble = ENOSPC;
  }
  if (length > 0) {
    Write write{offset, std::string(bytes.substr(0, length)), false};
    apply(write, file.now);
    file.unsafe.push_back(std::move(write));
  }
  return trouble;
}

int SimDisk::truncate_to(FileNo no, std::uint64_t length) {
  if (!step("truncate", "", length)) return EIO;
  File& file = files_.at(no);
  if (file.now.size() == length) return 0;
  file.unsafe.push_back({length, "", true});
  apply(file.unsafe.back(), file.now);
  return 0;
}

int SimDisk::sync_file(FileNo no) {
  if (!step("sync", "")) return EIO;
  File& file = files_.at(no);
  ++syncs_, ++figures_.syncs;
  if (syncs_ == failing_sync_) {
    // As Linux does: the pages are called clean, and no later sync writes them.
    ++figures_.failed_syncs;
    std::string now = file.now;
    survive(file, 0.5);
    file.now = std::move(now);
    return EIO;
  }
  for (const Write& write : file.unsafe) apply(write, file.safe);
  file.unsafe.clear();
  return 0;
}

int SimDisk::remove(const std::string& path) {
  if (!step("remove", path)) return EIO;
  if (!find(path)) return ENOENT;
  change_name({folder_of(path), path, "", folder_no});
  return 0;
}

int SimDisk::sync_names(const std::string& folder) {
  if (!step("sync folder", folder)) return EIO;
  ++figures_.syncs;
  std::erase_if(unsafe_names_, [&](const NameChange& change) {
    if (change.folder != folder) return false;
    apply(change, safe_names_);
    return true;
  });
  return 0;
}

// ---- Disk ---------------------------------------------------------------------------------------

struct SimDisk::AppendTo : AppendFile {
  AppendTo(SimDisk& disk, fs::path path, FileNo file)
      : disk_(disk), path_(std::move(path)), file_(file) {}
  Result<void> append(std::string_view bytes) override {
    const int trouble = disk_.write_at(file_, disk_.bytes(file_).size(), bytes);
    if (trouble != 0) return disk_error("write", path_, trouble);
    return {};
  }
  Result<void> sync() override {
    if (const int trouble = disk_.sync_file(file_)) return disk_error("sync", path_, trouble);
    return {};
  }
  SimDisk& disk_;
  fs::path path_;
  FileNo file_;
};

struct SimDisk::Held : DiskLock {
  Held(SimDisk& disk, std::string path) : disk_(disk), path_(std::move(path)) {}
  ~Held() override { disk_.held_.erase(path_); }
  SimDisk& disk_;
  std::string path_;
};

Result<std::unique_ptr<AppendFile>> SimDisk::open_append(const fs::path& path) {
  if (!step("open", path.native())) return gone();
  return std::unique_ptr<AppendFile>(
      std::make_unique<AppendTo>(*this, path, create(path.native())));
}

Result<std::string> SimDisk::read(const fs::path& path, std::uint64_t offset,
                                  std::uint64_t length) {
  if (!step("read", path.native(), offset, length)) return gone();
  const auto file = find(path.native());
  if (!file) return disk_error("open", path, ENOENT);
  const std::string& all = bytes(*file);
  return offset < all.size() ? all.substr(offset, length) : std::string();
}

Result<std::uint64_t> SimDisk::size(const fs::path& path) {
  if (!step("size", path.native())) return gone();
  const auto file = find(path.native());
  if (!file) return disk_error("read", path, ENOENT);
  return bytes(*file).size();
}

Result<bool> SimDisk::exists(const fs::path& path) {
  if (!step("exists", path.native())) return gone();
  return names_.contains(path.native());
}

Result<void> SimDisk::truncate(const fs::path& path, std::uint64_t length) {
  const auto file = find(path.native());
  if (!file) return dead_ ? gone() : disk_error("open", path, ENOENT);
  if (const int trouble = truncate_to(*file, length)) return disk_error("truncate", path, trouble);
  if (const int trouble = sync_file(*file)) return disk_error("sync", path, trouble);
  return {};
}

Result<void> SimDisk::refresh(const fs::path& path) {
  const auto file = find(path.native());
  if (!file) return dead_ ? gone() : disk_error("open", path, ENOENT);
  const std::string all = bytes(*file);
  if (const int trouble = write_at(*file, 0, all)) return disk_error("write", path, trouble);
  if (const int trouble = sync_file(*file)) return disk_error("sync", path, trouble);
  return {};
}

Result<void> SimDisk::rename(const fs::path& from, const fs::path& to) {
  if (!step("rename", to.native())) return gone();
  const auto file = find(from.native());
  if (!file) return disk_error("rename", from, ENOENT);
  change_name({folder_of(to.native()), from.native(), to.native(), *file});
  return {};
}

Result<void> SimDisk::make_folder(const fs::path& path) {
  if (!step("make folder", path.native())) return gone();
  if (!names_.contains(path.native()))
    change_name({folder_of(path.native()), "", path.native(), folder_no});
  return {};
}

Result<void> SimDisk::sync_folder(const fs::path& path) {
  if (const int trouble = sync_names(path.native())) return disk_error("sync", path, trouble);
  return {};
}

Result<std::vector<std::string>> SimDisk::list(const fs::path& path) {
  if (!step("list", path.native())) return gone();
  std::vector<std::string> names;
  for (const auto& [name, file] : names_)
    if (file != folder_no && folder_of(name) == path.native())
      names.push_back(fs::path(name).filename().string());
  return names;
}

Result<std::unique_ptr<DiskLock>> SimDisk::lock(const fs::path& path) {
  if (!step("lock", path.native())) return gone();
  create(path.native());
  if (!held_.insert(path.native()).second)
    return Error{Trouble::locked, path.native() + ": another run writes to this case"};
  return std::unique_ptr<DiskLock>(std::make_unique<Held>(*this, path.native()));
}

}  // namespace godwit::sim
