// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/disk.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace godwit {

namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }
  bool valid() const { return number_ >= 0; }

 private:
  int number_;
};

class RealFile : public AppendFile {
 public:
  RealFile(fs::path path, int descriptor) : path_(std::move(path)), file_(descriptor) {}

  Result<void> append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return disk_error("write", path_, errno);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }
  Result<void> sync() override {
    if (::fdatasync(file_.get()) != 0) return disk_error("sync", path_, errno);
    return {};
  }

 private:
  fs::path path_;
  Descriptor file_;
};

// flock: it goes with the process, however it dies.
class RealLock : public DiskLock {
 public:
  explicit RealLock(int descriptor) : file_(descriptor) {}
  int descriptor() const { return file_.get(); }

 private:
  Descriptor file_;
};

class RealDisk : public Disk {
 public:
  Result<std::unique_ptr<AppendFile>> open_append(const fs::path& path) override {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return disk_error("open", path, errno);
    return std::unique_ptr<AppendFile>(std::make_unique<RealFile>(path, file));
  }

  Result<std::string> read(const fs::path& path, std::uint64_t offset,
                           std::uint64_t length) override {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) return disk_error("open", path, errno);
    struct stat known {};
    if (::fstat(file.get(), &known) != 0) return disk_error("read", path, errno);
    const auto end = static_cast<std::uint64_t>(known.st_size);
    std::string bytes(offset < end ? std::min(length, end - offset) : 0, '\0');
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t got = ::pread(file.get(), bytes.data() + done, bytes.size() - done,
                                  static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return disk_error("read", path, errno);
      if (got == 0) bytes.resize(done);
      done += static_cast<std::size_t>(got);
    }
    return bytes;
  }

  Result<std::uint64_t> size(const fs::path& path) override {
    std::error_code error;
    const std::uint64_t size = fs::file_size(path, error);
    if (error) return disk_error("read", path, error.value());
    return size;
  }

  Result<bool> exists(const fs::path& path) override {
    std::error_code error;
    const bool there = fs::exists(path, error);
    if (error) return disk_error("read", path, error.value());
    return there;
  }

  Result<void> truncate(const fs::path& path, std::uint64_t length) override {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.valid()) return disk_error("open", path, errno);
    if (::ftruncate(file.get(), static_cast<off_t>(length)) != 0)
      return disk_error("truncate", path, errno);
    if (::fsync(file.get()) != 0) return disk_error("sync", path, errno);
    return {};
  }

  Result<void> refresh(const fs::path& path) override {
    const Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (!file.valid()) return disk_error("open", path, errno);
    std::string bytes(1u << 20, '\0');
    for (off_t at = 0;;) {
      const ssize_t got = ::pread(file.get(), bytes.data(), bytes.size(), at);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return disk_error("read", path, errno);
      if (got == 0) break;
      const ssize_t put = ::pwrite(file.get(), bytes.data(), static_cast<std::size_t>(got), at);
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return disk_error("write", path, errno);
      at += put;
    }
    if (::fdatasync(file.get()) != 0) return disk_error("sync", path, errno);
    return {};
  }

  Result<void> rename(const fs::path& from, const fs::path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return disk_error("rename", from, errno);
    return {};
  }

  Result<void> make_folder(const fs::path& path) override {
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
      return disk_error("make folder", path, errno);
    return {};
  }

  Result<void> sync_folder(const fs::path& path) override {
    const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.valid()) return disk_error("open", path, errno);
    if (::fsync(folder.get()) != 0) return disk_error("sync", path, errno);
    return {};
  }

  Result<std::vector<std::string>> list(const fs::path& path) override {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator each(path, error), end; !error && each != end;
         each.increment(error)) {
      std::error_code unreadable;
      if (each->is_regular_file(unreadable)) names.push_back(each->path().filename().string());
    }
    if (error && error != std::errc::no_such_file_or_directory)
      return disk_error("list", path, error.value());
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<std::unique_ptr<DiskLock>> lock(const fs::path& path) override {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return disk_error("open", path, errno);
    auto held = std::make_unique<RealLock>(file);
    if (::flock(held->descriptor(), LOCK_EX | LOCK_NB) == 0)
      return std::unique_ptr<DiskLock>(std::move(held));
    if (errno != EWOULDBLOCK) return disk_error("lock", path, errno);
    return Error{Trouble::locked, path.parent_path().string() +
                                      ": another run writes to this case; wait for it or stop it"};
  }
};

}  // namespace

std::unique_ptr<Disk> real_disk() { return std::make_unique<RealDisk>(); }

Error disk_error(std::string_view verb, const fs::path& path, int error_number) {
  const bool full = error_number == ENOSPC || error_number == EDQUOT;
  return {full ? Trouble::disk_full : Trouble::failure,
          "cannot " + std::string(verb) + " " + path.string() + ": " +
              std::generic_category().message(error_number)};
}

Result<void> write_whole(Disk& disk, const fs::path& path, std::string_view bytes) {
  fs::path beside = path;
  beside += ".new";
  {
    auto file = disk.open_append(beside);
    if (!file) return file.error();
    if (auto cut = disk.truncate(beside, 0); !cut) return cut;
    if (auto written = file.value()->append(bytes); !written) return written;
    if (auto synced = file.value()->sync(); !synced) return synced;
  }
  if (auto moved = disk.rename(beside, path); !moved) return moved;
  return disk.sync_folder(path.parent_path());
}

}  // namespace godwit
