// SPDX-License-Identifier: Apache-2.0
// Eight bytes of text in one number, looked at all at once: each byte's answer stands in its high
// bit.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace godwit {

inline constexpr std::uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;

// The eight bytes at text[at], the first one lowest; zeros beyond the end. at <= text.size().
inline std::uint64_t eight_at(std::string_view text, std::size_t at) {
  std::uint64_t eight = 0;
  if (text.size() - at >= 8)
    std::memcpy(&eight, text.data() + at, 8);
  else
    std::memcpy(&eight, text.data() + at, text.size() - at);
  return std::endian::native == std::endian::little ? eight : __builtin_bswap64(eight);
}

// Which bytes of ASCII are not less than a character: the sum carries into the high bit. Of bytes
// beyond ASCII it says nothing.
constexpr std::uint64_t not_less(std::uint64_t ascii_bytes, char than) {
  return (ascii_bytes & ~highs) + ones * (0x80U - static_cast<unsigned char>(than));
}

// Which bytes differ from this one.
constexpr std::uint64_t differing(std::uint64_t eight, unsigned char byte) {
  const std::uint64_t other = eight ^ (ones * byte);
  return (((other & ~highs) + ~highs) | other) & highs;
}

}  // namespace godwit
