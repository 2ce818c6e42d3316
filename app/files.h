// SPDX-License-Identifier: Apache-2.0
// Small files of a case and of its outputs, written so that a reader never sees half of one. New
// files are 0600 and new folders 0700: what lies here may be evidence.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "godwit/result.h"

namespace godwit {

// Under a temporary name, synced, then renamed.
Result<void> write_file(const std::filesystem::path& file, std::string_view bytes);
// Adds to the end and syncs; the file is made where it is missing.
Result<void> append_file(const std::filesystem::path& file, std::string_view bytes);
// Trouble::not_found where it is not there.
Result<std::string> read_whole_file(const std::filesystem::path& file);
// A new folder among the machine's temporary ones, gone with all that is in it when this goes.
class PassingFolder {
 public:
  // `name` says whose it is: "godwit-pdf".
  static Result<PassingFolder> make(const std::string& name);
  ~PassingFolder();
  PassingFolder(PassingFolder&& other) noexcept;
  PassingFolder& operator=(PassingFolder&&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit PassingFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};
// With its parents; existing is fine.
Result<void> make_folder(const std::filesystem::path& folder);

}  // namespace godwit
