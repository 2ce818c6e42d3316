// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/image.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crawler/parse/image_decoders.h"
#include "godwit/check.h"

namespace godwit {
namespace {

using namespace std::string_view_literals;

bool is_png(std::string_view bytes) { return bytes.starts_with("\x89PNG\r\n\x1a\n"sv); }
bool is_jpeg(std::string_view bytes) { return bytes.starts_with("\xFF\xD8\xFF"sv); }
bool is_webp(std::string_view bytes) {
  return bytes.starts_with("RIFF"sv) && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP"sv;
}

struct FormatRow {
  std::string_view name;
  bool (*is)(std::string_view);
  void (*decode)(std::string_view, const ImageLimits&, DecodedImage&);
};
constexpr std::array formats{FormatRow{"png", is_png, decode_png},
                             FormatRow{"jpeg", is_jpeg, decode_jpeg},
                             FormatRow{"webp", is_webp, decode_webp}};

// Rec. 601 luma in integers.
std::uint32_t luma(const std::uint8_t* rgb) {
  return (77U * rgb[0] + 150U * rgb[1] + 29U * rgb[2]) >> 8U;
}

}  // namespace

bool looks_like_image(std::string_view bytes) {
  return std::ranges::any_of(formats, [&](const FormatRow& row) { return row.is(bytes); });
}

DecodedImage decode_image(std::string_view bytes, const ImageLimits& limits) {
  DecodedImage image;
  for (const FormatRow& row : formats) {
    if (!row.is(bytes)) continue;
    image.format = row.name;
    if (bytes.size() > limits.bytes)
      image.why = fmt::format("a picture of {} bytes, more than {}", bytes.size(), limits.bytes);
    else
      row.decode(bytes, limits, image);
    return image;
  }
  image.why = "neither PNG, JPEG nor WebP";
  return image;
}

std::string picture_hash(const GreyImage& grey) {
  constexpr int columns = 9, rows = 8;
  if (grey.pixels.empty()) return {};
  // The mean of a box; a picture smaller than the grid repeats its pixels.
  const auto box = [&](int column, int row) {
    const auto part = [](int at, int of, int size) {
      return static_cast<int>(std::int64_t{at} * size / of);
    };
    const int left = std::min(part(column, columns, grey.width), grey.width - 1);
    const int top = std::min(part(row, rows, grey.height), grey.height - 1);
    const int right = std::max(part(column + 1, columns, grey.width), left + 1);
    const int bottom = std::max(part(row + 1, rows, grey.height), top + 1);
    std::uint64_t sum = 0;
    for (int y = top; y < bottom; ++y)
      for (int x = left; x < right; ++x)
        sum += grey.pixels[static_cast<std::size_t>(y) * grey.width + x];
    return sum / (static_cast<std::uint64_t>(bottom - top) * (right - left));
  };
  std::uint64_t bits = 0;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column + 1 < columns; ++column)
      bits = bits << 1U | (box(column, row) < box(column + 1, row) ? 1U : 0U);
  return fmt::format("phash:{:016x}", bits);
}

int shrinking_of(int width, int height, const ImageLimits& limits) {
  int box = 1;
  while (std::int64_t{width} * height / (std::int64_t{box} * box) > limits.kept_pixels) ++box;
  return box;
}

std::string too_large(int width, int height, bool whole, const ImageLimits& limits) {
  const std::int64_t pixels = std::int64_t{width} * height;
  const std::int64_t most = whole ? limits.whole_pixels : limits.pixels;
  if (width <= 0 || height <= 0) return "a picture without pixels";
  if (width <= limits.side && height <= limits.side && pixels <= most) return {};
  return fmt::format("{} x {} pixels, more than {}", width, height, most);
}

GreyCanvas::GreyCanvas(int width, int height, const ImageLimits& limits)
    : width_(width),
      height_(height),
      box_(shrinking_of(width, height, limits)),
      columns_((width + box_ - 1) / box_),
      rows_((height + box_ - 1) / box_),
      light_(static_cast<std::size_t>(columns_)),
      cover_(static_cast<std::size_t>(columns_)) {
  lights_.reserve(static_cast<std::size_t>(columns_) * rows_);
  covers_.reserve(static_cast<std::size_t>(columns_) * rows_);
}

void GreyCanvas::put_rgba(std::span<const std::uint8_t> row) {
  CHECK(row.size() >= static_cast<std::size_t>(width_) * 4);
  if (put_ == height_) return;
  const std::uint8_t* pixel = row.data();
  for (int x = 0; x < width_; ++x, pixel += 4) {
    const auto column = static_cast<std::size_t>(x / box_);
    light_[column] += luma(pixel) * pixel[3] / 255U;
    cover_[column] += pixel[3];
  }
  if (++put_ % box_ == 0 || put_ == height_) close_row();
}

void GreyCanvas::close_row() {
  const int tall = put_ - closed_ * box_;
  for (int column = 0; column < columns_; ++column) {
    const int wide = std::min(box_, width_ - column * box_);
    const auto area = static_cast<std::uint32_t>(wide * tall);
    const auto at = static_cast<std::size_t>(column);
    lights_.push_back(static_cast<std::uint8_t>(light_[at] / area));
    covers_.push_back(static_cast<std::uint8_t>(cover_[at] / area));
    light_sum_ += lights_.back();
    cover_sum_ += covers_.back();
    light_[at] = cover_[at] = 0;
  }
  ++closed_;
}

GreyImage GreyCanvas::take() {
  if (put_ > closed_ * box_) close_row();
  // Light strokes on nothing are meant for a dark page.
  const bool on_black = light_sum_ * 2 > cover_sum_;
  if (!on_black || cover_sum_ == 0)
    for (std::size_t i = 0; i < lights_.size(); ++i)
      lights_[i] = static_cast<std::uint8_t>(std::min(255, lights_[i] + 255 - covers_[i]));
  lights_.resize(static_cast<std::size_t>(columns_) * rows_, 255);
  return {columns_, rows_, std::move(lights_)};
}

}  // namespace godwit
