// SPDX-License-Identifier: Apache-2.0
// The media host of t.me: avatars, photographs, and the pictures whose QR code is the link.
#include <functional>

#include "world/page.h"
#include "world/qr_drawing.h"
#include "world/telegram.h"

namespace godwit::stage {

namespace {

// Grey values, row by row.
struct Grey {
  int width = 0, height = 0;
  std::string values;
};

Grey painted(int width, int height, const std::function<int(int x, int y)>& value) {
  Grey picture{width, height, {}};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) picture.values += static_cast<char>(value(x, y));
  return picture;
}

void put_number(std::string& out, std::uint32_t n) {
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(n >> shift & 255U);
}

std::uint32_t crc_of(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1U ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

std::uint32_t adler_of(std::string_view bytes) {
  std::uint32_t a = 1, b = 0;
  for (const char c : bytes) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16U | a;
}

void put_chunk(std::string& out, std::string_view kind, std::string_view content) {
  put_number(out, static_cast<std::uint32_t>(content.size()));
  const std::string named = std::string(kind) + std::string(content);
  out += named;
  put_number(out, crc_of(named));
}

// zlib's format with nothing compressed: blocks of at most 65,535 bytes.
std::string stored(std::string_view bytes) {
  std::string out = "\x78\x01";
  const std::uint32_t sum = adler_of(bytes);
  do {
    const std::string_view block = bytes.substr(0, 65'535);
    bytes.remove_prefix(block.size());
    out += bytes.empty() ? '\1' : '\0';
    for (const std::size_t n : {block.size(), ~block.size()}) {
      out += static_cast<char>(n & 255U);
      out += static_cast<char>(n >> 8U & 255U);
    }
    out += block;
  } while (!bytes.empty());
  put_number(out, sum);
  return out;
}

std::string png_of(const Grey& picture) {
  std::string head, lines;
  put_number(head, static_cast<std::uint32_t>(picture.width));
  put_number(head, static_cast<std::uint32_t>(picture.height));
  head += std::string("\x08\0\0\0\0", 5);  // eight bits, grey
  const auto width = static_cast<std::size_t>(picture.width);
  for (std::size_t at = 0; at < picture.values.size(); at += width)
    lines += '\0' + picture.values.substr(at, width);
  std::string out = "\x89PNG\r\n\x1a\n";
  put_chunk(out, "IHDR", head);
  put_chunk(out, "IDAT", stored(lines));
  put_chunk(out, "IEND", "");
  return out;
}

Grey qr_picture(std::string_view link) {
  constexpr int scale = 5, margin = 4;
  const Modules code = draw_qr(link);
  const int side = (code.side + 2 * margin) * scale;
  return painted(side, side, [&](int x, int y) {
    const int mx = x / scale - margin, my = y / scale - margin;
    const bool inside = mx >= 0 && my >= 0 && mx < code.side && my < code.side;
    return inside && code.at(mx, my) ? 0 : 255;
  });
}

// Patches of grey: alike for the same luck, unlike for another.
Grey patches(std::uint64_t luck, int side) {
  return painted(side, side, [&](int x, int y) {
    const std::int64_t patch = 8 * (8 * y / side) + 8 * x / side;
    return static_cast<int>(mix(luck, static_cast<std::uint64_t>(patch)) % 256);
  });
}

// The channels of a brand mostly show one picture, and so does who poses as one of them.
std::uint64_t face_of(const Place& place) {
  const int brand = place.brand != nobody ? place.brand : place.mimics;
  const auto own = static_cast<std::uint64_t>(place.number);
  if (brand == nobody || mix(own, "own picture") % 4 == 0) return mix(own, "face");
  return mix(static_cast<std::uint64_t>(brand), "face of a brand");
}

Grey picture_at(const Script& script, const std::string& url) {
  for (const Saying& saying : script.sayings)
    if (is_pictured(saying) && picture_of(saying) == url) return qr_picture(saying.written);
  for (const Place& place : script.places)
    if (photo_of(place) == url) return patches(face_of(place), 160);
  return patches(mix(1, url), 64);
}

}  // namespace

std::string picture_of(const Saying& saying) {
  const std::uint64_t token = mix(mix(static_cast<std::uint64_t>(to_ms(saying.from)), "pictured"),
                                  std::string_view(saying.written));
  return "https://cdn4.telesco.pe/file/" +
         base64url(std::to_string(token) + std::to_string(mix(token, 9))) + ".jpg";
}

Answer media_page(const Script& script, const Ask& ask, Time now) {
  if (!ask.path.starts_with("/file/")) return page(404, "", now);
  Answer answer = page(200, png_of(picture_at(script, "https://" + ask.host + ask.path)), now);
  answer.headers[2].second = "image/png";
  return answer;
}

}  // namespace godwit::stage
