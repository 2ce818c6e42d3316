// SPDX-License-Identifier: Apache-2.0
// chain: each fact's row is tied to all rows before it, so that none can be changed, dropped or put
// in between without the end of the chain telling.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crawler/store/capture_files.h"

namespace godwit {

struct ChainRow {
  std::int64_t seq = 0;
  std::int64_t at_ms = 0;
  std::string_view url, capture, json;
  const CaptureSpot& spot;
};

// 32 zero bytes: what the first row is tied to.
std::string chain_start();
// SHA-256 of the link before and of all fields of the row; each field as its length in decimal, ':'
// and its bytes, so that no two rows read alike. 32 raw bytes.
std::string chain_link(std::string_view before, const ChainRow& row);

}  // namespace godwit
