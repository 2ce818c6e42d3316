// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/file_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "crawler/store/disk.h"

namespace godwit {

Result<FileBytes> FileBytes::open(const std::filesystem::path& path) {
  FileBytes file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor_ < 0) return disk_error("open", path, errno);
  struct stat known {};
  if (::fstat(file.descriptor_, &known) != 0) return disk_error("read", path, errno);
  if (S_ISDIR(known.st_mode)) return disk_error("read", path, EISDIR);
  return file;
}

Result<FileBytes> FileBytes::unnamed(const std::filesystem::path& folder) {
  std::string name = (folder / "godwit-XXXXXX").string();
  FileBytes file(::mkostemp(name.data(), O_CLOEXEC));
  if (file.descriptor_ < 0) return disk_error("make a file in", folder, errno);
  ::unlink(name.c_str());
  return file;
}

FileBytes::~FileBytes() {
  if (descriptor_ >= 0) ::close(descriptor_);
}
FileBytes::FileBytes(FileBytes&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

Result<void> FileBytes::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return disk_error("write", "a temporary file", errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

ReadAt FileBytes::reader() const {
  return [file = descriptor_](std::uint64_t offset, char* into, std::size_t room) -> std::size_t {
    ssize_t got = 0;
    do got = ::pread(file, into, room, static_cast<off_t>(offset));
    while (got < 0 && errno == EINTR);
    return got < 0 ? 0 : static_cast<std::size_t>(got);
  };
}

std::uint64_t FileBytes::size() const {
  struct stat known {};
  return ::fstat(descriptor_, &known) == 0 ? static_cast<std::uint64_t>(known.st_size) : 0;
}

std::string FileBytes::beginning(std::size_t count) const {
  std::string bytes(count, '\0');
  bytes.resize(reader()(0, bytes.data(), count));
  return bytes;
}

}  // namespace godwit
