// SPDX-License-Identifier: Apache-2.0
// QR: the codes in a picture. One pure function from bytes to decoded texts; a child process
// without rights can take it over as it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/image.h"

namespace godwit {

struct Picture {
  std::string format;              // as DecodedImage
  int width = 0, height = 0;       // as the file says
  std::vector<std::string> codes;  // what the codes say, UTF-8; each once, at most codes_max
  std::string hash;                // picture_hash
  std::string why;                 // not empty: too large, damaged or no picture; may be incomplete
};

inline constexpr std::size_t codes_max = 16;         // of one picture
inline constexpr std::size_t code_bytes_max = 4096;  // a QR code holds 2,953 bytes at most

// Never throws. Several codes in one picture, rotated, mirrored, light on dark.
Picture read_picture(std::string_view bytes, const ImageLimits& limits = {});

}  // namespace godwit
