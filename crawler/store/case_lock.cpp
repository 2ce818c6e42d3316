// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/case_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "crawler/store/disk.h"

namespace godwit {

Result<CaseLock> CaseLock::take(const std::filesystem::path& file) {
  CaseLock lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.descriptor_ < 0) return disk_error("open", file, errno);
  if (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return disk_error("lock", file, errno);
  return Error{Trouble::locked, file.parent_path().string() +
                                    ": another run writes to this case; wait for it or stop it"};
}

CaseLock::~CaseLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}
CaseLock::CaseLock(CaseLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

}  // namespace godwit
