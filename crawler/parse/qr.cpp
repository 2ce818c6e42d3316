// SPDX-License-Identifier: Apache-2.0
// ZXing is spoken to here only; what it throws ends here.
#include "crawler/parse/qr.h"

#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

#include <algorithm>

namespace godwit {
namespace {

void add_codes(const GreyImage& grey, ZXing::Binarizer binarizer, std::vector<std::string>& codes) {
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode | ZXing::BarcodeFormat::MicroQRCode);
  hints.setBinarizer(binarizer);
  hints.setMaxNumberOfSymbols(codes_max);
  const ZXing::ImageView view(grey.pixels.data(), grey.width, grey.height, ZXing::ImageFormat::Lum);
  for (const ZXing::Result& result : ZXing::ReadBarcodes(view, hints)) {
    std::string text = result.text();
    const bool known = std::ranges::find(codes, text) != codes.end();
    if (result.isValid() && !text.empty() && text.size() <= code_bytes_max && !known &&
        codes.size() < codes_max)
      codes.push_back(std::move(text));
  }
}

GreyImage inverted(const GreyImage& grey) {
  GreyImage out = grey;
  for (std::uint8_t& pixel : out.pixels) pixel = static_cast<std::uint8_t>(255 - pixel);
  return out;
}

// Dark on light and light on dark, for a picture may hold both. Where neither shows anything the
// threshold is taken from the whole picture, which is better with faint and with tiny codes.
std::vector<std::string> codes_in(const GreyImage& grey) try {
  std::vector<std::string> codes;
  const GreyImage negative = inverted(grey);
  for (const auto binarizer : {ZXing::Binarizer::LocalAverage, ZXing::Binarizer::GlobalHistogram}) {
    for (const GreyImage* each : {&grey, &negative}) add_codes(*each, binarizer, codes);
    if (!codes.empty()) break;
  }
  return codes;
} catch (...) {
  return {};
}

}  // namespace

Picture read_picture(std::string_view bytes, const ImageLimits& limits) {
  const DecodedImage image = decode_image(bytes, limits);
  Picture picture{image.format, image.width, image.height, {}, {}, image.why};
  if (image.grey.pixels.empty()) return picture;
  picture.codes = codes_in(image.grey);
  picture.hash = picture_hash(image.grey);
  return picture;
}

}  // namespace godwit
