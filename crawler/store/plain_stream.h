// SPDX-License-Identifier: Apache-2.0
// plain_stream: the bytes of a file, with gzip members undone, and where in the file they began.
// Under warc_reader; it knows nothing of records.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crawler/store/gzip.h"
#include "crawler/store/warc_reader.h"

namespace godwit {

// A file seen through a window that slides forward, and back where asked.
class Window {
 public:
  explicit Window(ReadAt read) : read_(std::move(read)) {}
  // Bytes from the current place; at least `want` unless the file ends first.
  std::string_view ahead(std::size_t want);
  void take(std::size_t count) { at_ += count; }
  void seek(std::uint64_t offset);
  std::uint64_t offset() const { return start_ + at_; }

 private:
  ReadAt read_;
  std::string bytes_;
  std::uint64_t start_ = 0;  // file offset of bytes_[0]
  std::size_t at_ = 0;
};

class PlainStream {
 public:
  enum class Health { good, ended, truncated, broken, bomb };

  PlainStream(ReadAt read, std::uint64_t ratio);
  // Undone bytes from the current place; at least `want` unless the gzip member or the stream ends
  // or breaks; the next member begins only when all of the last was taken. The view holds until the
  // next call.
  std::string_view ahead(std::size_t want);
  void take(std::size_t count) { at_ += count; }
  // After a record: reads on to the end of the gzip member if only its trailer is left, so that its
  // checksum is verified. False where the member is damaged.
  bool settle();
  // Where the current place lies in the file: of its gzip member where compressed.
  std::uint64_t offset();
  // True at the very beginning of a gzip member (and always where the file is plain).
  bool at_boundary() const { return !gzip_ || (!inside_ && at_ == plain_.size()); }
  bool compressed() const { return gzip_; }
  Health health() const { return health_; }
  // After damage: to the next gzip member that begins with a WARC record, searched from the byte
  // after `from`. False where there is none.
  bool find_member(std::uint64_t from);
  // Drops what is left of the current gzip member.
  void skip_member();

 private:
  bool pump();
  bool pump_plain();
  bool begins_warc(std::uint64_t offset);

  Window window_;
  Gunzip gunzip_;
  std::uint64_t ratio_;
  bool gzip_ = false;
  bool inside_ = false;  // between a member's first and last byte
  std::uint64_t member_start_ = 0;
  std::uint64_t member_plain_ = 0;  // bytes this member gave so far
  std::uint64_t reread_ = 0;        // bytes searched a second time, capped to stay linear
  std::string plain_;
  std::size_t at_ = 0;
  std::uint64_t plain_start_ = 0;  // file offset of plain_[0] where not compressed
  Health health_ = Health::good;
};

}  // namespace godwit
