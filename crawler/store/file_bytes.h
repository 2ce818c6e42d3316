// SPDX-License-Identifier: Apache-2.0
// file_bytes: a file open for reading anywhere, as warc_reader wants it. Must outlive the readers
// made from it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "crawler/store/warc_reader.h"
#include "godwit/result.h"

namespace godwit {

class FileBytes {
 public:
  static Result<FileBytes> open(const std::filesystem::path& path);
  // An empty file without a name, gone with this object: what an archive is unpacked into.
  static Result<FileBytes> unnamed(const std::filesystem::path& folder);
  ~FileBytes();
  FileBytes(FileBytes&& other) noexcept;
  FileBytes& operator=(FileBytes&&) = delete;

  Result<void> append(std::string_view bytes);
  ReadAt reader() const;
  std::uint64_t size() const;
  // The first bytes, at most `count`.
  std::string beginning(std::size_t count) const;

 private:
  explicit FileBytes(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace godwit
