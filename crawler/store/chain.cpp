// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/chain.h"

#include "crawler/store/digest.h"

namespace godwit {

std::string chain_start() { return std::string(32, '\0'); }

std::string chain_link(std::string_view before, const ChainRow& row) {
  std::string bytes(before);
  bytes.reserve(before.size() + row.json.size() + row.url.size() + 256);
  const auto add = [&](std::string_view field) {
    bytes += std::to_string(field.size());
    bytes += ':';
    bytes += field;
  };
  add(std::to_string(row.seq));
  add(std::to_string(row.at_ms));
  add(row.url);
  add(row.capture);
  add(row.json);
  add(row.spot.file);
  add(std::to_string(row.spot.offset));
  add(std::to_string(row.spot.length));
  add(row.spot.sha256);
  return sha256(bytes);
}

}  // namespace godwit
