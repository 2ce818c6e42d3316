// SPDX-License-Identifier: Apache-2.0
// decode: content decoding of a body kept as it came (gzip, deflate, br, zstd), under caps of ours.
// A peer names the encoding and chooses the bytes, so nothing here trusts either: libcurl's own
// decoding has no bound on its output, and a cut gzip stream is a success to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "godwit/transport.h"

namespace godwit {

// Output may reach max_body, and never more than max(ratio_from, ratio * raw size) bytes.
struct DecodeCaps {
  std::size_t max_body = 8u << 20;    // bytes decoded (and of a body that is not encoded)
  std::size_t ratio = 200;            // decoded to raw; real pages stay below 30
  std::size_t ratio_from = 1u << 20;  // small bodies may compress as well as they like
  int zstd_window_log = 23;           // 8 MiB: what RFC 8878 asks every decoder to support
};

struct Decoded {
  std::string body;         // decoded; the raw bytes (capped) where they cannot be decoded
  std::uint32_t flags = 0;  // flag_truncated | flag_trailing_garbage | flag_encoding_mismatch
  bool complete = true;     // the whole body as its sender meant it: no flag
  bool operator==(const Decoded&) const = default;
};

// `content_encoding` is the header's value, "" where there is none. One layer is undone; a body
// under two or more, or under a name nobody knows, is kept raw with flag_encoding_mismatch. Bytes
// after the end of the stream: flag_trailing_garbage. A stream that is cut, damaged half-way or
// over a cap: what came out so far, with flag_truncated. Never fails.
Decoded decode_body(std::string_view raw, std::string_view content_encoding,
                    const DecodeCaps& caps = {});

}  // namespace godwit
