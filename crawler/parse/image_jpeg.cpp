// SPDX-License-Identifier: Apache-2.0
// libjpeg-turbo is spoken to here only, through its TurboJPEG interface, which keeps libjpeg's
// setjmp to itself.
#include <fmt/format.h>
#include <turbojpeg.h>

#include <memory>

#include "crawler/parse/image_decoders.h"

namespace godwit {
namespace {

struct Closer {
  void operator()(void* handle) const { tjDestroy(handle); }
};
using Handle = std::unique_ptr<void, Closer>;

// Each scan of a progressive picture passes over all of it, and one may be ten bytes long.
int scans_in(std::string_view bytes) {
  int scans = 0;
  for (std::size_t at = bytes.find("\xFF\xDA"); at != std::string_view::npos;
       at = bytes.find("\xFF\xDA", at + 2))
    ++scans;
  return scans;
}

// The decoder shrinks by itself, in eighths; of these the largest that keeps within the limit.
tjscalingfactor scaling_of(int width, int height, const ImageLimits& limits) {
  int eighths = 8;
  const auto pixels = [&](int part) { return std::int64_t{width} * height * part * part / 64; };
  while (eighths > 1 && pixels(eighths) > limits.kept_pixels) eighths /= 2;
  return {eighths, 8};
}

}  // namespace

void decode_jpeg(std::string_view bytes, const ImageLimits& limits, DecodedImage& image) {
  const Handle handle(tjInitDecompress());
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  int subsampling = 0, colours = 0;
  if (!handle || tjDecompressHeader3(handle.get(), data, bytes.size(), &image.width, &image.height,
                                     &subsampling, &colours) != 0) {
    image.why = fmt::format("JPEG: {}", tjGetErrorStr2(handle.get()));
    return;
  }
  const int scans = scans_in(bytes);
  image.why = too_large(image.width, image.height, false, limits);
  if (image.why.empty() && scans > limits.scans)
    image.why = fmt::format("JPEG of {} scans, more than {}", scans, limits.scans);
  if (!image.why.empty()) return;
  const tjscalingfactor scaling = scaling_of(image.width, image.height, limits);
  GreyImage grey{TJSCALED(image.width, scaling), TJSCALED(image.height, scaling), {}};
  grey.pixels.assign(static_cast<std::size_t>(grey.width) * grey.height, 255);
  if (tjDecompress2(handle.get(), data, bytes.size(), grey.pixels.data(), grey.width, 0,
                    grey.height, TJPF_GRAY, TJFLAG_LIMITSCANS) != 0)
    image.why = fmt::format("JPEG: {}", tjGetErrorStr2(handle.get()));
  image.grey = std::move(grey);
}

}  // namespace godwit
