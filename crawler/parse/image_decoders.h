// SPDX-License-Identifier: Apache-2.0
// What the decoders of image.h share. Private to crawler/parse/image*.cpp.
#pragma once

#include <span>

#include "crawler/parse/image.h"

namespace godwit {

// Takes rows of pixels, top to bottom, and shrinks them as they come by averaging boxes: a picture
// is never held twice.
class GreyCanvas {
 public:
  GreyCanvas(int width, int height, const ImageLimits& limits);

  // The next row: width × 4 bytes, red, green, blue, alpha.
  void put_rgba(std::span<const std::uint8_t> row);
  // All rows that came; those that did not are white.
  GreyImage take();

 private:
  void close_row();

  int width_, height_;
  int box_;                                   // pixels of a side that become one
  int columns_, rows_;                        // of the small picture
  int put_ = 0, closed_ = 0;                  // rows in, rows out
  std::vector<std::uint32_t> light_, cover_;  // sums of the open row's boxes
  std::vector<std::uint8_t> lights_, covers_;
  std::uint64_t light_sum_ = 0, cover_sum_ = 0;
};

// By how much each side must be divided.
int shrinking_of(int width, int height, const ImageLimits& limits);
// "" if a picture of this size may be decoded. `whole`: it must be held whole.
std::string too_large(int width, int height, bool whole, const ImageLimits& limits);

// Each fills width, height, grey, why.
void decode_png(std::string_view bytes, const ImageLimits& limits, DecodedImage& image);
void decode_jpeg(std::string_view bytes, const ImageLimits& limits, DecodedImage& image);
void decode_webp(std::string_view bytes, const ImageLimits& limits, DecodedImage& image);

}  // namespace godwit
