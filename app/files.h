// SPDX-License-Identifier: Apache-2.0
// Small files of a case and of its outputs, written so that a reader never sees half of one. New
// files are 0600 and new folders 0700: what lies here may be evidence.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "godwit/result.h"

namespace godwit {

// Under a temporary name, synced, then renamed.
Result<void> write_file(const std::filesystem::path& file, std::string_view bytes);
// Adds to the end and syncs; the file is made where it is missing.
Result<void> append_file(const std::filesystem::path& file, std::string_view bytes);
// Trouble::not_found where it is not there.
Result<std::string> read_whole_file(const std::filesystem::path& file);
// With its parents; existing is fine.
Result<void> make_folder(const std::filesystem::path& folder);

}  // namespace godwit
