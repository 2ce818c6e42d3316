// SPDX-License-Identifier: Apache-2.0
// FaultyDisk: a disk that dies at its n-th call. Every call from then on fails, and lose_unsynced()
// makes of the folder what a power cut could have left: bytes that were never synced are gone (all,
// or some, torn anywhere), names whose folder was never synced are gone too.
#pragma once

#include <map>
#include <random>
#include <set>

#include "crawler/store/disk.h"

namespace godwit::testing {

class FaultyDisk : public Disk {
 public:
  static constexpr int never = 1 << 30;
  FaultyDisk(int dies_at, Trouble trouble = Trouble::failure)
      : dies_at_(dies_at), trouble_(trouble) {}

  int calls() const { return calls_; }
  bool dead() const { return calls_ > dies_at_; }
  void revive() { dies_at_ = never; }
  void die_at_next() { dies_at_ = calls_; }

  // `keep` in [0, 1]: which part of the unsynced bytes survives.
  void lose_unsynced(double keep) {
    for (const auto& path : unsynced_names_) std::filesystem::remove(path);
    for (const auto& [path, synced] : synced_) {
      if (!std::filesystem::exists(path)) continue;
      if (path.filename().string().starts_with("ledger.db")) continue;  // SQLite syncs it by itself
      const auto size = std::filesystem::file_size(path);
      if (size <= synced) continue;
      std::filesystem::resize_file(
          path, synced + static_cast<std::uintmax_t>(keep * static_cast<double>(size - synced)));
    }
  }

  Result<std::unique_ptr<AppendFile>> open_append(const std::filesystem::path& path) override {
    if (auto ok = call("open", path); !ok) return ok.error();
    const bool fresh = !std::filesystem::exists(path);
    auto file = real_->open_append(path);
    if (!file) return file.error();
    if (fresh)
      unsynced_names_.insert(path), synced_[path] = 0;
    else
      synced_.try_emplace(path, std::filesystem::file_size(path));
    return std::unique_ptr<AppendFile>(
        std::make_unique<File>(*this, path, std::move(file.value())));
  }
  Result<std::string> read(const std::filesystem::path& path, std::uint64_t offset,
                           std::uint64_t length) override {
    if (auto ok = call("read", path); !ok) return ok.error();
    return real_->read(path, offset, length);
  }
  Result<std::uint64_t> size(const std::filesystem::path& path) override {
    if (auto ok = call("size", path); !ok) return ok.error();
    return real_->size(path);
  }
  Result<bool> exists(const std::filesystem::path& path) override { return real_->exists(path); }
  Result<std::unique_ptr<DiskLock>> lock(const std::filesystem::path& path) override {
    return real_->lock(path);
  }
  Result<void> truncate(const std::filesystem::path& path, std::uint64_t length) override {
    if (auto ok = call("truncate", path); !ok) return ok;
    auto done = real_->truncate(path, length);
    if (done) synced_[path] = length;
    return done;
  }
  Result<void> refresh(const std::filesystem::path& path) override {
    return real_->refresh(path);
  }
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    if (auto ok = call("rename", from); !ok) return ok;
    if (synced_.count(from) > 0) synced_[to] = synced_[from], synced_.erase(from);
    if (unsynced_names_.erase(from) > 0) unsynced_names_.insert(to);
    return real_->rename(from, to);
  }
  Result<void> make_folder(const std::filesystem::path& path) override {
    if (auto ok = call("make folder", path); !ok) return ok;
    return real_->make_folder(path);
  }
  Result<void> sync_folder(const std::filesystem::path& path) override {
    if (auto ok = call("sync", path); !ok) return ok;
    std::erase_if(unsynced_names_, [&](const auto& name) { return name.parent_path() == path; });
    return real_->sync_folder(path);
  }
  Result<std::vector<std::string>> list(const std::filesystem::path& path) override {
    if (auto ok = call("list", path); !ok) return ok.error();
    return real_->list(path);
  }

 private:
  struct File : AppendFile {
    File(FaultyDisk& disk, std::filesystem::path path, std::unique_ptr<AppendFile> real)
        : disk_(disk), path_(std::move(path)), real_(std::move(real)) {}
    Result<void> append(std::string_view bytes) override {
      if (auto ok = disk_.call("write", path_); !ok) {
        (void)real_->append(bytes.substr(0, bytes.size() / 2));  // a write torn by the crash
        return ok;
      }
      return real_->append(bytes);
    }
    Result<void> sync() override {
      if (auto ok = disk_.call("sync", path_); !ok) return ok;
      disk_.synced_[path_] = std::filesystem::file_size(path_);
      return real_->sync();
    }
    FaultyDisk& disk_;
    std::filesystem::path path_;
    std::unique_ptr<AppendFile> real_;
  };

  Result<void> call(std::string_view verb, const std::filesystem::path& path) {
    if (++calls_ <= dies_at_) return {};
    return Error{trouble_, "cannot " + std::string(verb) + " " + path.string() + ": the disk died"};
  }

  std::unique_ptr<Disk> real_ = real_disk();
  std::map<std::filesystem::path, std::uintmax_t> synced_;
  std::set<std::filesystem::path> unsynced_names_;
  int calls_ = 0;
  int dies_at_;
  Trouble trouble_;
};

}  // namespace godwit::testing
