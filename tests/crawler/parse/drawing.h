// SPDX-License-Identifier: Apache-2.0
// Draws pictures for tests: QR codes (by Debian's qrencode, so that nobody here wrote both sides),
// turned, inverted, with grain, and encoded as PNG, JPEG or WebP.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace godwit::drawing {

struct Canvas {
  Canvas(int wide, int high, std::uint8_t paper)
      : width(wide), height(high), pixels(static_cast<std::size_t>(wide) * high, paper) {}
  std::uint8_t& at(int x, int y) { return pixels[static_cast<std::size_t>(y) * width + x]; }
  std::uint8_t at(int x, int y) const { return pixels[static_cast<std::size_t>(y) * width + x]; }
  int width, height;
  std::vector<std::uint8_t> pixels;
};

enum class Encoding { png, jpeg, webp };

bool can_draw_codes();
// One code with its quiet zone; `level` L, M, Q or H; `module` in pixels, fractions allowed.
Canvas code(std::string_view text, char level, double module);
Canvas turned(const Canvas& canvas, double degrees);
Canvas side_by_side(const std::vector<Canvas>& parts, int gap);
void invert(Canvas& canvas);
void add_grain(Canvas& canvas, int most, std::mt19937& dice);

std::string encoded(const Canvas& canvas, Encoding encoding, int quality);
// PNG in which pixels of this value are transparent.
std::string png_without_paper(const Canvas& canvas, std::uint8_t paper);

}  // namespace godwit::drawing
