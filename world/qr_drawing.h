// SPDX-License-Identifier: Apache-2.0
// A QR code of ISO/IEC 18004, as much of it as a link needs: byte mode, error correction L,
// versions 1 to 5 (one block of codewords, one alignment pattern), mask 0.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace godwit::stage {

struct Modules {
  int side = 0;
  std::vector<bool> dark;  // row by row

  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
           static_cast<std::size_t>(x);
  }
  bool at(int x, int y) const { return dark[index(x, y)]; }
};

inline constexpr std::size_t qr_bytes_max = 106;

// `text` holds at most qr_bytes_max bytes.
Modules draw_qr(std::string_view text);

}  // namespace godwit::stage
