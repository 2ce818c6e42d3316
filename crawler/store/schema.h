// SPDX-License-Identifier: Apache-2.0
// schema: the tables of ledger.db, and which files are ours to open. docs/ledger.md explains them.
#pragma once

#include <filesystem>

#include "crawler/store/disk.h"
#include "crawler/store/sqlite.h"
#include "godwit/result.h"

namespace godwit {

inline constexpr std::int64_t schema_version = 1;

// Reads only the first 100 bytes: a foreign file is `corrupt`, one of a newer godwit
// `newer_schema`, a missing one `not_found`. Nothing is touched.
Result<void> check_schema(Disk& disk, const std::filesystem::path& file);
// A new ledger.db, complete or not there at all. `usage` where one exists.
Result<void> create_schema(Disk& disk, const std::filesystem::path& file);

}  // namespace godwit
