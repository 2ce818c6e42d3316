// SPDX-License-Identifier: Apache-2.0
#include "tests/crawler/parse/drawing.h"

#include <spng.h>
#include <turbojpeg.h>
#include <webp/encode.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <stdexcept>

namespace godwit::drawing {
namespace {

std::string output_of(const std::string& command) {
  std::string out;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return out;
  char buffer[4096];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  pclose(pipe);
  return out;
}

// Rows of modules, true = dark. qrencode writes two characters a module.
std::vector<std::vector<bool>> modules_of(std::string_view text, char level) {
  const std::string command = "qrencode -t ASCII -m 4 -l " + std::string(1, level) + " -o - -- '" +
                              std::string(text) + "' 2>/dev/null";
  std::vector<std::vector<bool>> rows(1);
  const std::string drawn = output_of(command);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    if (drawn[i] == '\n') {
      rows.emplace_back();
      continue;
    }
    rows.back().push_back(drawn[i] == '#');
    ++i;  // the second character of the module
  }
  while (!rows.empty() && rows.back().empty()) rows.pop_back();
  if (rows.empty()) throw std::runtime_error("qrencode drew nothing");
  return rows;
}

std::string png(const std::vector<std::uint8_t>& pixels, int width, int height, int colour) {
  spng_ctx* context = spng_ctx_new(SPNG_CTX_ENCODER);
  spng_set_option(context, SPNG_ENCODE_TO_BUFFER, 1);
  spng_ihdr header{};
  header.width = static_cast<std::uint32_t>(width);
  header.height = static_cast<std::uint32_t>(height);
  header.color_type = static_cast<std::uint8_t>(colour);
  header.bit_depth = 8;
  spng_set_ihdr(context, &header);
  int error =
      spng_encode_image(context, pixels.data(), pixels.size(), SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE);
  std::size_t size = 0;
  void* bytes = spng_get_png_buffer(context, &size, &error);
  std::string out(static_cast<const char*>(bytes), size);
  std::free(bytes);
  spng_ctx_free(context);
  return out;
}

std::string jpeg(const Canvas& canvas, int quality) {
  tjhandle handle = tjInitCompress();
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  tjCompress2(handle, canvas.pixels.data(), canvas.width, 0, canvas.height, TJPF_GRAY, &bytes,
              &size, TJSAMP_GRAY, quality, quality % 2 == 0 ? 0 : TJFLAG_PROGRESSIVE);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  tjFree(bytes);
  tjDestroy(handle);
  return out;
}

std::string webp(const Canvas& canvas, int quality) {
  std::vector<std::uint8_t> rgb;
  rgb.reserve(canvas.pixels.size() * 3);
  for (const std::uint8_t pixel : canvas.pixels) rgb.insert(rgb.end(), 3, pixel);
  std::uint8_t* bytes = nullptr;
  const std::size_t size = WebPEncodeRGB(rgb.data(), canvas.width, canvas.height, canvas.width * 3,
                                         static_cast<float>(quality), &bytes);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  WebPFree(bytes);
  return out;
}

}  // namespace

bool can_draw_codes() { return !output_of("command -v qrencode").empty(); }

Canvas code(std::string_view text, char level, double module) {
  const auto rows = modules_of(text, level);
  const int side = static_cast<int>(std::ceil(static_cast<double>(rows.size()) * module));
  Canvas canvas(side, side, 255);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      const auto row = static_cast<std::size_t>(y / module);
      const auto column = static_cast<std::size_t>(x / module);
      if (row < rows.size() && column < rows[row].size() && rows[row][column]) canvas.at(x, y) = 0;
    }
  return canvas;
}

Canvas turned(const Canvas& canvas, double degrees) {
  const double angle = degrees * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
  const auto extent = [](double a, double b) {
    return static_cast<int>(std::ceil(std::abs(a) + std::abs(b) - 1e-6));
  };
  Canvas out(extent(canvas.width * c, canvas.height * s),
             extent(canvas.width * s, canvas.height * c), 255);
  // Each pixel is the bilinear mean of where it came from.
  const auto sample = [&](int x, int y) {
    const bool inside = x >= 0 && y >= 0 && x < canvas.width && y < canvas.height;
    return inside ? double{static_cast<double>(canvas.at(x, y))} : 255.0;
  };
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) {
      const double dx = x + .5 - out.width / 2.0, dy = y + .5 - out.height / 2.0;
      const double fx = c * dx + s * dy + canvas.width / 2.0 - .5;
      const double fy = -s * dx + c * dy + canvas.height / 2.0 - .5;
      const int x0 = static_cast<int>(std::floor(fx)), y0 = static_cast<int>(std::floor(fy));
      const double u = fx - x0, v = fy - y0;
      const double top = sample(x0, y0) * (1 - u) + sample(x0 + 1, y0) * u;
      const double bottom = sample(x0, y0 + 1) * (1 - u) + sample(x0 + 1, y0 + 1) * u;
      out.at(x, y) = static_cast<std::uint8_t>(std::lround(top * (1 - v) + bottom * v));
    }
  return out;
}

Canvas side_by_side(const std::vector<Canvas>& parts, int gap) {
  int width = gap, height = 0;
  for (const Canvas& part : parts) {
    width += part.width + gap;
    height = std::max(height, part.height);
  }
  Canvas page(width, height + 2 * gap, 255);
  int left = gap;
  for (const Canvas& part : parts) {
    for (int y = 0; y < part.height; ++y)
      for (int x = 0; x < part.width; ++x) page.at(left + x, gap + y) = part.at(x, y);
    left += part.width + gap;
  }
  return page;
}

void invert(Canvas& canvas) {
  for (std::uint8_t& pixel : canvas.pixels) pixel = static_cast<std::uint8_t>(255 - pixel);
}

void add_grain(Canvas& canvas, int most, std::mt19937& dice) {
  if (most == 0) return;
  const auto grains = static_cast<unsigned>(2 * most + 1);
  for (std::uint8_t& pixel : canvas.pixels) {
    const int grain = static_cast<int>(dice() % grains) - most;
    pixel = static_cast<std::uint8_t>(std::clamp(pixel + grain, 0, 255));
  }
}

std::string encoded(const Canvas& canvas, Encoding encoding, int quality) {
  switch (encoding) {
    case Encoding::png:
      return png(canvas.pixels, canvas.width, canvas.height, SPNG_COLOR_TYPE_GRAYSCALE);
    case Encoding::jpeg:
      return jpeg(canvas, quality);
    case Encoding::webp:
      return webp(canvas, quality);
  }
  return {};
}

std::string png_without_paper(const Canvas& canvas, std::uint8_t paper) {
  std::vector<std::uint8_t> pixels;
  for (const std::uint8_t pixel : canvas.pixels) {
    pixels.push_back(pixel);
    pixels.push_back(pixel == paper ? 0 : 255);
  }
  return png(pixels, canvas.width, canvas.height, SPNG_COLOR_TYPE_GRAYSCALE_ALPHA);
}

}  // namespace godwit::drawing
