// SPDX-License-Identifier: Apache-2.0
#include "world/qr_drawing.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "godwit/check.h"

namespace godwit::stage {

namespace {

using Codewords = std::vector<std::uint8_t>;

struct Version {
  int number;
  std::size_t data, correction;  // codewords
};
constexpr std::array<Version, 5> versions{
    {{1, 19, 7}, {2, 34, 10}, {3, 55, 15}, {4, 80, 20}, {5, 108, 26}}};
constexpr std::size_t head_and_end = 2;  // codewords that mode, length and terminator take

const Version& version_for(std::size_t bytes) {
  CHECK(bytes <= qr_bytes_max);
  for (const Version& version : versions)
    if (bytes + head_and_end <= version.data) return version;
  return versions.back();
}

// In GF(256) with the polynomial of QR codes, 0x11D.
std::uint8_t product(std::uint8_t a, std::uint8_t b) {
  unsigned sum = 0;
  for (unsigned bit = 0x80; bit != 0; bit >>= 1U) {
    sum = (sum << 1U) ^ ((sum & 0x80U) != 0 ? 0x11DU : 0U);
    if ((b & bit) != 0) sum ^= a;
  }
  return static_cast<std::uint8_t>(sum);
}

// What is left of the data after division by the generator polynomial: Reed and Solomon's check.
Codewords remainder_of(const Codewords& data, std::size_t size) {
  Codewords generator(size, 0);
  generator.back() = 1;
  std::uint8_t root = 1;
  for (std::size_t i = 0; i < size; ++i, root = product(root, 2))
    for (std::size_t j = 0; j < size; ++j) {
      generator[j] = product(generator[j], root);
      if (j + 1 < size) generator[j] ^= generator[j + 1];
    }
  Codewords rest(size, 0);
  for (const std::uint8_t codeword : data) {
    const std::uint8_t factor = codeword ^ rest.front();
    rest.erase(rest.begin());
    rest.push_back(0);
    for (std::size_t j = 0; j < size; ++j) rest[j] ^= product(generator[j], factor);
  }
  return rest;
}

// Mode 0100, eight bits of length, the bytes, a terminator 0000, and padding; then the check.
Codewords codewords_of(std::string_view text, const Version& version) {
  Codewords all;
  unsigned held = 4;  // four bits, while codewords hold eight
  const auto put = [&](unsigned byte) {
    all.push_back(static_cast<std::uint8_t>(held << 4U | byte >> 4U));
    held = byte & 15U;
  };
  put(static_cast<unsigned>(text.size()));
  for (const char c : text) put(static_cast<unsigned char>(c));
  all.push_back(static_cast<std::uint8_t>(held << 4U));
  for (bool odd = true; all.size() < version.data; odd = !odd) all.push_back(odd ? 0xEC : 0x11);
  const Codewords check = remainder_of(all, version.correction);
  all.insert(all.end(), check.begin(), check.end());
  return all;
}

class Drawing {
 public:
  explicit Drawing(const Version& version) {
    grid_.side = 17 + 4 * version.number;
    const std::size_t area = grid_.index(0, grid_.side);
    grid_.dark.assign(area, false);
    taken_.assign(area, false);
    const int side = grid_.side;
    for (int i = 0; i < side; ++i) {  // timing
      set(6, i, i % 2 == 0);
      set(i, 6, i % 2 == 0);
    }
    if (version.number > 1) rings(side - 7, side - 7, 2);
    rings(3, 3, 4);
    rings(side - 4, 3, 4);
    rings(3, side - 4, 4);
    format();
  }

  // Upwards and downwards in columns of two from the right, past what is taken; masked on the way.
  Modules filled(const Codewords& codewords) && {
    std::size_t bit = 0;
    const int side = grid_.side;
    bool upwards = true;
    for (int right = side - 1; right > 0; right -= 2, upwards = !upwards) {
      if (right == 6) --right;
      for (int i = 0; i < side; ++i)
        for (const int x : {right, right - 1}) {
          const int y = upwards ? side - 1 - i : i;
          if (taken_[grid_.index(x, y)]) continue;
          const bool dark =
              bit / 8 < codewords.size() && (codewords[bit / 8] >> (7 - bit % 8) & 1) != 0;
          set(x, y, dark != ((x + y) % 2 == 0));
          ++bit;
        }
    }
    return std::move(grid_);
  }

 private:
  void set(int x, int y, bool dark) {
    if (x < 0 || y < 0 || x >= grid_.side || y >= grid_.side) return;
    grid_.dark[grid_.index(x, y)] = dark;
    taken_[grid_.index(x, y)] = true;
  }

  // A finder with its margin (reach 4), or an alignment pattern (reach 2): squares in squares.
  void rings(int x, int y, int reach) {
    for (int dy = -reach; dy <= reach; ++dy)
      for (int dx = -reach; dx <= reach; ++dx) {
        const int ring = std::max(std::abs(dx), std::abs(dy));
        set(x + dx, y + dy, reach == 4 ? ring != 2 && ring != 4 : ring != 1);
      }
  }

  // Level L and mask 0, protected by a BCH code and masked, as the standard's table C.1 has it.
  void format() {
    constexpr unsigned level_l_mask_0 = 0b111'0111'1100'0100;
    const auto bit = [](int i) { return (level_l_mask_0 >> i & 1U) != 0; };
    const int side = grid_.side;
    for (int i = 0; i < 8; ++i) {
      set(8, i < 6 ? i : i + 1, bit(i));
      set(side - 1 - i, 8, bit(i));
    }
    for (int i = 8; i < 15; ++i) {
      set(i == 8 ? 7 : 14 - i, 8, bit(i));
      set(8, side - 15 + i, bit(i));
    }
    set(8, side - 8, true);  // always dark
  }

  Modules grid_;
  std::vector<bool> taken_;
};

}  // namespace

Modules draw_qr(std::string_view text) {
  const Version& version = version_for(text.size());
  return Drawing(version).filled(codewords_of(text, version));
}

}  // namespace godwit::stage
