// SPDX-License-Identifier: Apache-2.0
// Image: bytes that somebody published as a picture, to one grey plane. PNG, JPEG and WebP, each
// through the one library that reads it (image_png.cpp, image_jpeg.cpp, image_webp.cpp), and never
// before its header has been held against the limits. The limits bound work and memory instead of
// time, so that the same bytes give the same answer on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

struct ImageLimits {
  std::size_t bytes = 8u << 20;           // of the file
  std::int64_t pixels = 25'000'000;       // width × height, as the header says
  std::int64_t whole_pixels = 8'000'000;  // where a format must be held whole to be read
  std::int64_t kept_pixels = 6'000'000;   // larger ones are shrunk by a whole number
  int side = 16'384;                      // pixels of either side
  int scans = 64;                         // passes of a progressive JPEG; honest ones have ten
};

struct GreyImage {
  int width = 0, height = 0;
  std::vector<std::uint8_t> pixels;  // row by row, 0 = black; empty: could not be decoded
};

struct DecodedImage {
  std::string format;         // "png" | "jpeg" | "webp"; "" = none of these
  int width = 0, height = 0;  // as the file says, before shrinking
  GreyImage grey;             // what is transparent is laid on black or white, whichever shows it
  std::string why;            // one line where something is amiss: too large, damaged, cut short
};

// Do these bytes begin as one of the formats does?
bool looks_like_image(std::string_view bytes);
// Never throws, never fails: see `why`. What a damaged file gave before the damage is kept.
DecodedImage decode_image(std::string_view bytes, const ImageLimits& limits = {});

// 64 bits that stay the same when a picture is scaled or compressed again: the difference hash of 9
// by 8 boxes. "phash:0123456789abcdef", "" for no pixels.
std::string picture_hash(const GreyImage& grey);

}  // namespace godwit
