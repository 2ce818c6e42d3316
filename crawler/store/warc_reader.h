// SPDX-License-Identifier: Apache-2.0
// warc_reader: the records of a WARC file, ours or anybody's: plain, a gzip member per record, or
// one gzip stream; WARC 0.17 to 1.1. Memory is bounded by the caps, time is linear in the file.
// What is damaged is reported with its offset, and reading goes on at the next record that can be
// found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/store/warc.h"

namespace godwit {

// Fills `into` from `offset`; gives the number of bytes, 0 at the end of the file.
using ReadAt = std::function<std::size_t(std::uint64_t offset, char* into, std::size_t room)>;
// `bytes` must outlive the reader.
ReadAt read_from(std::string_view bytes);

struct WarcCaps {
  std::size_t block = 17u << 20;  // 16 MiB of raw body (the fetch cap) and its headers
  std::size_t header = 1u << 20;  // of the record itself
  std::uint64_t ratio = 200;      // plain to compressed, once a member gave 64 MiB
};

struct WarcEntry {
  WarcRecord record;
  std::uint64_t offset = 0;  // in the file: of the gzip member, or of the plain record
  std::uint64_t length = 0;  // bytes in the file; 0 inside one gzip stream of many records
  bool cut = false;          // the block was longer than the cap
  bool resynced = false;     // found by searching after damage: its neighbours are not proven
  std::string damage;        // "" or what is wrong here; then there is no record
};

class WarcReader {
 public:
  explicit WarcReader(ReadAt read, const WarcCaps& caps = {});
  ~WarcReader();
  WarcReader(WarcReader&&) noexcept;
  // The next record or damage; nullopt at the end.
  std::optional<WarcEntry> next();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Is this the beginning of a WARC file (plain or gzip)?
bool looks_like_warc(std::string_view beginning);

}  // namespace godwit
