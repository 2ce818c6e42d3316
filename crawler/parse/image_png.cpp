// SPDX-License-Identifier: Apache-2.0
// libspng is spoken to here only.
#include <fmt/format.h>
#include <spng.h>

#include <memory>

#include "crawler/parse/image_decoders.h"

namespace godwit {
namespace {

constexpr std::size_t largest_chunk = 1u << 20;  // of text, colour profiles and the like

struct Closer {
  void operator()(spng_ctx* context) const { spng_ctx_free(context); }
};
using Context = std::unique_ptr<spng_ctx, Closer>;

std::string damage(int error) { return fmt::format("PNG: {}", spng_strerror(error)); }

// A broken checksum hides no code: it is not looked at.
int open(spng_ctx* context, std::string_view bytes, const ImageLimits& limits, spng_ihdr& header) {
  const auto side = static_cast<std::uint32_t>(limits.side);
  if (int error = spng_set_image_limits(context, side, side)) return error;
  if (int error = spng_set_chunk_limits(context, largest_chunk, 2 * largest_chunk)) return error;
  if (int error = spng_set_crc_action(context, SPNG_CRC_USE, SPNG_CRC_DISCARD)) return error;
  if (int error = spng_set_png_buffer(context, bytes.data(), bytes.size())) return error;
  return spng_get_ihdr(context, &header);
}

// Row after row, each forgotten at once.
int read_rows(spng_ctx* context, int width, GreyCanvas& canvas) {
  std::vector<std::uint8_t> row(static_cast<std::size_t>(width) * 4);
  const int flags = SPNG_DECODE_TRNS | SPNG_DECODE_PROGRESSIVE;
  int error = spng_decode_image(context, nullptr, 0, SPNG_FMT_RGBA8, flags);
  while (error == 0) {
    error = spng_decode_row(context, row.data(), row.size());
    if (error == 0 || error == SPNG_EOI) canvas.put_rgba(row);
  }
  return error == SPNG_EOI ? 0 : error;
}

// The rows of an interlaced picture come seven times over: it must be held whole.
int read_whole(spng_ctx* context, int width, int height, GreyCanvas& canvas) {
  const std::size_t line = static_cast<std::size_t>(width) * 4;
  std::vector<std::uint8_t> pixels(line * static_cast<std::size_t>(height));
  const int error =
      spng_decode_image(context, pixels.data(), pixels.size(), SPNG_FMT_RGBA8, SPNG_DECODE_TRNS);
  if (error != 0) return error;
  for (std::size_t at = 0; at < pixels.size(); at += line)
    canvas.put_rgba(std::span(pixels).subspan(at, line));
  return 0;
}

}  // namespace

void decode_png(std::string_view bytes, const ImageLimits& limits, DecodedImage& image) {
  const Context context(spng_ctx_new(0));
  if (!context) {
    image.why = "PNG: no memory";
    return;
  }
  spng_ihdr header{};
  if (const int error = open(context.get(), bytes, limits, header)) {
    image.why = damage(error);
    return;
  }
  image.width = static_cast<int>(header.width);
  image.height = static_cast<int>(header.height);
  const bool interlaced = header.interlace_method != 0;
  image.why = too_large(image.width, image.height, interlaced, limits);
  if (!image.why.empty()) return;
  GreyCanvas canvas(image.width, image.height, limits);
  const int error = interlaced ? read_whole(context.get(), image.width, image.height, canvas)
                               : read_rows(context.get(), image.width, canvas);
  if (error != 0) image.why = damage(error);
  image.grey = canvas.take();
}

}  // namespace godwit
