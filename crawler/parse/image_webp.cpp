// SPDX-License-Identifier: Apache-2.0
// libwebp is spoken to here only. Of an animation the first frame is read.
#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>

#include "crawler/parse/image_decoders.h"

namespace godwit {
namespace {

// Releases what libwebp allocated, on every way out.
struct Output {
  WebPDecoderConfig config{};
  ~Output() { WebPFreeDecBuffer(&config.output); }
};
struct Closer {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};

// The bytes of the first frame; the whole file where there is only one, or none.
std::string_view first_frame(std::string_view bytes) {
  const WebPData data{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
  const std::unique_ptr<WebPDemuxer, Closer> demuxer(WebPDemux(&data));
  WebPIterator frame{};
  if (!demuxer || WebPDemuxGetFrame(demuxer.get(), 1, &frame) == 0) return bytes;
  const std::string_view found(reinterpret_cast<const char*>(frame.fragment.bytes),
                               frame.fragment.size);
  WebPDemuxReleaseIterator(&frame);
  return found;
}

}  // namespace

void decode_webp(std::string_view bytes, const ImageLimits& limits, DecodedImage& image) {
  Output out;
  if (WebPInitDecoderConfig(&out.config) == 0) return;
  const auto head_of = [&](std::string_view part) {
    return WebPGetFeatures(reinterpret_cast<const std::uint8_t*>(part.data()), part.size(),
                           &out.config.input) == VP8_STATUS_OK;
  };
  bool readable = head_of(bytes);
  if (readable && out.config.input.has_animation != 0) {
    bytes = first_frame(bytes);
    readable = head_of(bytes) && out.config.input.has_animation == 0;
  }
  if (!readable) {
    image.why = "WebP: damaged";
    return;
  }
  constexpr int lossless = 2;
  image.width = out.config.input.width;
  image.height = out.config.input.height;
  image.why = too_large(image.width, image.height, out.config.input.format == lossless, limits);
  if (!image.why.empty()) return;
  const int shrinking = shrinking_of(image.width, image.height, limits);
  out.config.options.use_scaling = shrinking > 1 ? 1 : 0;
  out.config.options.scaled_width = (image.width + shrinking - 1) / shrinking;
  out.config.options.scaled_height = (image.height + shrinking - 1) / shrinking;
  out.config.output.colorspace = MODE_RGBA;
  if (WebPDecode(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), &out.config) !=
      VP8_STATUS_OK) {
    image.why = "WebP: damaged";
    return;  // libwebp has freed what it had; the pointer still shows there
  }
  const WebPDecBuffer& output = out.config.output;
  GreyCanvas canvas(output.width, output.height, limits);
  for (int y = 0; y < output.height; ++y)
    canvas.put_rgba({output.u.RGBA.rgba + std::ptrdiff_t{y} * output.u.RGBA.stride,
                     static_cast<std::size_t>(output.width) * 4});
  image.grey = canvas.take();
}

}  // namespace godwit
