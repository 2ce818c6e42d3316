// SPDX-License-Identifier: Apache-2.0
// case_lock: one writer a case. The lock goes with the process, however it dies.
#pragma once

#include <filesystem>

#include "godwit/result.h"

namespace godwit {

class CaseLock {
 public:
  // Trouble::locked where another process (or another ledger of this one) holds it.
  static Result<CaseLock> take(const std::filesystem::path& file);
  ~CaseLock();
  CaseLock(CaseLock&& other) noexcept;
  CaseLock& operator=(CaseLock&&) = delete;

 private:
  explicit CaseLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace godwit
