// SPDX-License-Identifier: Apache-2.0
// ZXing is spoken to here only; what it throws ends here.
#include "crawler/parse/qr.h"

#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace godwit {
namespace {

// ZXing tries every three of the finder patterns it sees: of thousands, painted on purpose, that is
// hours. Sixteen codes have 48; textures look like some hundreds.
constexpr std::size_t finders_max = 400;
constexpr int least_contrast = 56;  // of a stretch that may hold a code
constexpr int stretch = 64;         // pixels of a row that share a threshold

// Counts what looks like the corner of a code: 1:1:3:1:1, dark and light, along a row and down.
class FinderCount {
 public:
  explicit FinderCount(const GreyImage& grey) : grey_(grey) {}

  bool passes(std::size_t most) {
    for (int y = 0; y < grey_.height; y += 3) {
      read_row(y);
      for (std::size_t i = 0; i + 5 < starts_.size(); ++i) {
        const int* s = &starts_[i];
        if (!is_dark(s[0], y)) continue;
        const std::array<int, 5> runs{s[1] - s[0], s[2] - s[1], s[3] - s[2], s[4] - s[3],
                                      s[5] - s[4]};
        if (is_pattern(runs) && is_pattern(runs_down((s[2] + s[3]) / 2, y)) && ++found_ > most)
          return true;
      }
    }
    return false;
  }

 private:
  std::uint8_t at(int x, int y) const {
    return grey_.pixels[static_cast<std::size_t>(y) * grey_.width + x];
  }
  bool is_dark(int x, int y) const { return at(x, y) < thresholds_[x / stretch]; }

  static bool is_pattern(const std::array<int, 5>& runs) {
    constexpr std::array<int, 5> shape{1, 1, 3, 1, 1};
    int sum = 0;
    for (const int run : runs) sum += run;
    const double module = sum / 7.0, slack = module * .5 + .5;
    for (std::size_t i = 0; i < runs.size(); ++i)
      if (std::abs(runs[i] - shape[i] * module) > slack) return false;
    return sum >= 7;
  }

  // Where dark and light change in this row. A flat stretch is all light.
  void read_row(int y) {
    thresholds_.clear();
    for (int x = 0; x < grey_.width; x += stretch) {
      const auto* from = grey_.pixels.data() + static_cast<std::size_t>(y) * grey_.width + x;
      const auto [low, high] = std::minmax_element(from, from + std::min(stretch, grey_.width - x));
      thresholds_.push_back(*high - *low < least_contrast ? 0 : (*low + *high + 1) / 2);
    }
    starts_.assign(1, 0);
    for (int x = 1; x < grey_.width; ++x)
      if (is_dark(x, y) != is_dark(x - 1, y)) starts_.push_back(x);
    starts_.push_back(grey_.width);
  }

  // The five runs of the column through the middle of a pattern.
  std::array<int, 5> runs_down(int x, int y) const {
    std::array<int, 5> runs{};
    const int threshold = thresholds_[x / stretch];
    const auto walk = [&](int from, int step, std::size_t first) {
      bool dark = true;
      for (int row = from, part = 0; row >= 0 && row < grey_.height; row += step) {
        if ((at(x, row) < threshold) != dark) {
          dark = !dark;
          if (++part == 3) return;
        }
        ++runs[step > 0 ? first + part : first - part];
      }
    };
    walk(y, 1, 2);
    walk(y - 1, -1, 2);
    return runs;
  }

  const GreyImage& grey_;
  std::vector<int> thresholds_, starts_;  // of the row
  std::size_t found_ = 0;
};

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

bool is_crowded(const GreyImage& grey) {
  return FinderCount(grey).passes(finders_max) || FinderCount(inverted(grey)).passes(finders_max);
}

}  // namespace

Picture read_picture(std::string_view bytes, const ImageLimits& limits) {
  const DecodedImage image = decode_image(bytes, limits);
  Picture picture{image.format, image.width, image.height, {}, {}, image.why};
  if (image.grey.pixels.empty()) return picture;
  if (is_crowded(image.grey))
    picture.why = "more corners of codes than any codes have";
  else
    picture.codes = codes_in(image.grey);
  picture.hash = picture_hash(image.grey);
  return picture;
}

}  // namespace godwit
