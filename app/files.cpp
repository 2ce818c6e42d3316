// SPDX-License-Identifier: Apache-2.0
#include "app/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace godwit {
namespace {

namespace fs = std::filesystem;

Error cannot(std::string_view what, const fs::path& file, int why) {
  return {why == ENOSPC || why == EDQUOT ? Trouble::disk_full
          : why == ENOENT                ? Trouble::not_found
                                         : Trouble::failure,
          file.string() + ": cannot be " + std::string(what) + ": " + std::strerror(why)};
}

// Opens, writes all, syncs, closes.
Result<void> put(const fs::path& file, std::string_view bytes, int how) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | how, 0600);
  if (fd < 0) return cannot("written", file, errno);
  const auto failed = [&]() -> Result<void> {
    const int why = errno;
    ::close(fd);
    return cannot("written", file, why);
  };
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return failed();
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  if (::fsync(fd) != 0) return failed();
  return ::close(fd) == 0 ? Result<void>{} : cannot("written", file, errno);
}

}  // namespace

Result<void> write_file(const fs::path& file, std::string_view bytes) {
  const fs::path part = file.string() + ".part";
  if (auto done = put(part, bytes, O_TRUNC); !done) {
    ::unlink(part.c_str());
    return done;
  }
  return ::rename(part.c_str(), file.c_str()) == 0 ? Result<void>{}
                                                   : cannot("written", file, errno);
}

Result<void> append_file(const fs::path& file, std::string_view bytes) {
  return put(file, bytes, O_APPEND);
}

Result<std::string> read_whole_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return cannot("read", file, errno);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<PassingFolder> PassingFolder::make(const std::string& name) {
  std::string folder = (fs::temp_directory_path() / (name + "-XXXXXX")).string();
  if (::mkdtemp(folder.data()) == nullptr) return cannot("made", folder, errno);
  return PassingFolder(folder);
}

PassingFolder::PassingFolder(PassingFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

PassingFolder::~PassingFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

Result<void> make_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return {};
  fs::create_directories(folder, error);
  if (error) return cannot("made", folder, error.value());
  fs::permissions(folder, fs::perms::owner_all, error);
  return {};
}

}  // namespace godwit
