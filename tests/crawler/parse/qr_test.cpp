// SPDX-License-Identifier: Apache-2.0
// Pictures with invitations in them, as people post them: codes of every size and angle, light on
// dark, two to a picture, compressed; and pictures that are made to hurt.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <tuple>

#include "crawler/parse/picture_child.h"
#include "tests/crawler/parse/drawing.h"

namespace godwit {
namespace {

using drawing::Canvas;
using drawing::Encoding;

struct Drawn {
  std::string bytes;
  std::vector<std::string> texts;
};

std::string hash_of(std::mt19937& dice, int size) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string hash;
  for (int i = 0; i < size; ++i) hash += letters[dice() % letters.size()];
  return hash;
}

std::string invitation(int number, std::mt19937& dice) {
  switch (number % 4) {
    case 0:
      return "https://t.me/+" + hash_of(dice, 16);
    case 1:
      return "https://t.me/joinchat/" + hash_of(dice, 22);
    case 2:
      return "https://go.rocket.chat/invite?host=chat.harbour.example&path=invite%2F" +
             hash_of(dice, 6);
    default:
      return "t.me/heron_watch_" + std::to_string(number);
  }
}

// The number alone decides how a picture is made: scale, angle, colours, format, quality.
Drawn draw(int number) {
  std::mt19937 dice(static_cast<unsigned>(number) + 1);
  constexpr std::array angles{0.0, 90.0, 180.0, 270.0, 7.0, -12.0, 20.0, 33.0, 45.0, 61.0};
  const double angle = angles[static_cast<std::size_t>(number) % angles.size()];
  const double module = 2.5 + (number * 7 % 40) / 4.0;  // pixels
  const bool negative = number % 4 == 3;
  const int codes = number % 5 == 2 ? 2 : 1;
  Drawn drawn;
  std::vector<Canvas> parts;
  for (int i = 0; i < codes; ++i) {
    drawn.texts.push_back(invitation(number + i, dice));
    const char level = "LMQH"[static_cast<std::size_t>(number + i) % 4];
    parts.push_back(drawing::turned(drawing::code(drawn.texts.back(), level, module), angle));
  }
  Canvas page = drawing::side_by_side(parts, 30 + number % 50);
  drawing::add_grain(page, number % 25, dice);
  if (negative) drawing::invert(page);
  const int quality = 30 + number % 60;
  drawn.bytes = drawing::encoded(page,
                                 static_cast<Encoding>(number % 3 == 0   ? Encoding::png
                                                       : number % 3 == 1 ? Encoding::jpeg
                                                                         : Encoding::webp),
                                 quality);
  return drawn;
}

TEST(Qr, ReadsInvitationsAsPeoplePostThem) {
  if (!drawing::can_draw_codes()) GTEST_SKIP() << "qrencode is not installed";
  constexpr int pictures = 100, wanted = 95;
  int read = 0;
  std::string missed;
  for (int number = 0; number < pictures; ++number) {
    const Drawn drawn = draw(number);
    const Picture picture = read_picture(drawn.bytes);
    const bool all = std::ranges::all_of(drawn.texts, [&](const std::string& text) {
      return std::ranges::find(picture.codes, text) != picture.codes.end();
    });
    EXPECT_LE(picture.codes.size(), drawn.texts.size()) << "picture " << number;
    read += all ? 1 : 0;
    if (!all) missed += " " + std::to_string(number) + (picture.why.empty() ? "" : picture.why);
  }
  std::printf("QR: %d of %d generated invitations read (wanted %d); missed:%s\n", read, pictures,
              wanted, missed.c_str());
  EXPECT_GE(read, wanted);
}

TEST(Qr, ReadsCodesOfBothColoursInOnePicture) {
  if (!drawing::can_draw_codes()) GTEST_SKIP() << "qrencode is not installed";
  Canvas light = drawing::code("https://t.me/+AbCdEfGhIjKlMnOp", 'M', 5);
  Canvas dark = drawing::code("https://t.me/heron_watch", 'M', 5);
  drawing::invert(dark);
  const Canvas page = drawing::side_by_side({light, dark}, 40);
  const Picture picture = read_picture(drawing::encoded(page, Encoding::png, 0));
  EXPECT_EQ(picture.codes.size(), 2U);
}

TEST(Qr, ReadsACodeDrawnOnNothing) {
  if (!drawing::can_draw_codes()) GTEST_SKIP() << "qrencode is not installed";
  for (const bool white : {false, true}) {
    Canvas page = drawing::code("https://t.me/heron_watch", 'M', 6);
    if (white) drawing::invert(page);
    const std::uint8_t paper = white ? 0 : 255;
    const std::string png = drawing::png_without_paper(page, paper);
    EXPECT_EQ(read_picture(png).codes, std::vector<std::string>{"https://t.me/heron_watch"});
  }
}

// Every three corners may be a code: of thousands, hours would be spent on their combinations.
TEST(Qr, AStormOfCornersIsNotSearched) {
  constexpr int tile = 18, side = 1200;
  Canvas storm(side, side, 255);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      const int u = x % tile / 2, v = y % tile / 2;
      if (u < 7 && v < 7 && std::max(std::abs(u - 3), std::abs(v - 3)) != 2) storm.at(x, y) = 0;
    }
  for (int turn = 0; turn < 2; ++turn, drawing::invert(storm)) {
    const Picture picture = read_picture(drawing::encoded(storm, Encoding::png, 0));
    EXPECT_TRUE(picture.codes.empty());
    EXPECT_NE(picture.why.find("corners"), std::string::npos) << picture.why;
  }
}

TEST(Qr, ACodeIsFoundInARoughTexture) {
  if (!drawing::can_draw_codes()) GTEST_SKIP() << "qrencode is not installed";
  Canvas page(900, 700, 128);
  std::mt19937 dice(9);
  for (int y = 0; y < page.height; y += 3)
    for (int x = 0; x < page.width; x += 3) {
      const auto shade = static_cast<std::uint8_t>(dice() % 256);
      for (int v = y; v < std::min(y + 3, page.height); ++v)
        for (int u = x; u < x + 3; ++u) page.at(u, v) = shade;
    }
  const Canvas code = drawing::code("https://t.me/heron_watch", 'M', 6);
  for (int y = 0; y < code.height; ++y)
    for (int x = 0; x < code.width; ++x) page.at(300 + x, 200 + y) = code.at(x, y);
  const Picture picture = read_picture(drawing::encoded(page, Encoding::png, 0));
  EXPECT_EQ(picture.codes, std::vector<std::string>{"https://t.me/heron_watch"}) << picture.why;
}

// Mutation found an assertion inside ZXing, which no catch can stop.
TEST(Qr, APictureThatKillsItsReaderKillsNothingElse) {
  constexpr std::string_view png("\x89PNG\r\n\x1a\n", 8);
  const PictureReader aborts = [](std::string_view, const ImageLimits&) -> Picture {
    std::abort();
  };
  const PictureReader leaves = [](std::string_view, const ImageLimits&) -> Picture { ::_exit(0); };
  for (const PictureReader reader : {aborts, leaves}) {
    const Picture picture = read_picture_apart(png, {}, reader);
    EXPECT_EQ(picture.why, "its reader died of it");
    EXPECT_TRUE(picture.codes.empty());
  }
}

TEST(Qr, AReaderApartGivesTheSameAnswer) {
  if (!drawing::can_draw_codes()) GTEST_SKIP() << "qrencode is not installed";
  const Canvas code = drawing::code("https://t.me/heron_watch", 'M', 6);
  for (const Encoding how : {Encoding::png, Encoding::jpeg}) {
    const std::string bytes = drawing::encoded(code, how, 80);
    const Picture here = read_picture(bytes), apart = read_picture_apart(bytes);
    EXPECT_EQ(apart.codes, std::vector<std::string>{"https://t.me/heron_watch"});
    EXPECT_EQ(std::tie(apart.format, apart.width, apart.height, apart.codes, apart.hash, apart.why),
              std::tie(here.format, here.width, here.height, here.codes, here.hash, here.why));
  }
  EXPECT_EQ(read_picture_apart("no picture").why, read_picture("no picture").why);
}

TEST(Qr, APictureWithoutCodesSaysNothing) {
  Canvas page(400, 300, 200);
  std::mt19937 dice(5);
  drawing::add_grain(page, 120, dice);
  const Picture picture = read_picture(drawing::encoded(page, Encoding::jpeg, 80));
  EXPECT_TRUE(picture.codes.empty());
  EXPECT_EQ(picture.why, "");
  EXPECT_EQ(picture.format, "jpeg");
  EXPECT_EQ(picture.width, 400);
}

// A header may promise anything; nothing is decoded before it is believed.
TEST(Image, ABombIsRefusedByItsHeader) {
  Canvas small(8, 8, 255);
  std::string png = drawing::encoded(small, Encoding::png, 0);
  const std::string side = {'\0', '\0', char(0x3A), char(0x98)};  // 15000 pixels
  png.replace(16, 8, side + side);
  const DecodedImage image = decode_image(png);
  EXPECT_TRUE(image.grey.pixels.empty());
  EXPECT_NE(image.why.find("pixels"), std::string::npos) << image.why;
}

TEST(Image, ManyScansOfAJpegAreRefused) {
  Canvas small(64, 64, 120);
  std::string jpeg = drawing::encoded(small, Encoding::jpeg, 80);
  const std::size_t scan = jpeg.find("\xFF\xDA");
  ASSERT_NE(scan, std::string::npos);
  const std::string one = jpeg.substr(scan, jpeg.size() - scan - 2);
  for (int i = 0; i < 100; ++i) jpeg.insert(scan, one);
  EXPECT_NE(decode_image(jpeg).why.find("scans"), std::string::npos);
}

TEST(Image, WhatIsCutShortGivesWhatItHas) {
  Canvas page(200, 200, 30);
  for (const Encoding encoding : {Encoding::png, Encoding::jpeg, Encoding::webp}) {
    std::mt19937 dice(3);
    drawing::add_grain(page, 90, dice);
    std::string bytes = drawing::encoded(page, encoding, 90);
    bytes.resize(bytes.size() / 2);
    const DecodedImage image = decode_image(bytes);
    EXPECT_NE(image.why, "") << image.format;
    EXPECT_EQ(image.width, 200) << image.format;
  }
}

TEST(Image, LargePicturesAreShrunkWithinTheLimit) {
  Canvas page(3000, 2500, 255);
  for (const Encoding encoding : {Encoding::png, Encoding::jpeg, Encoding::webp}) {
    const DecodedImage image = decode_image(drawing::encoded(page, encoding, 80));
    EXPECT_EQ(image.why, "") << image.format;
    EXPECT_EQ(image.width, 3000);
    EXPECT_LE(image.grey.pixels.size(), ImageLimits{}.kept_pixels) << image.format;
    EXPECT_EQ(image.grey.pixels.size(),
              static_cast<std::size_t>(image.grey.width) * image.grey.height);
  }
}

TEST(Image, OtherBytesAreNoPicture) {
  for (const std::string_view bytes : {"", "GIF89a", "<html>", "\x89PN", "RIFF1234WAVE"}) {
    EXPECT_FALSE(looks_like_image(bytes));
    EXPECT_NE(decode_image(bytes).why, "");
  }
}

TEST(Image, ThePictureHashSurvivesCompressionAndSize) {
  Canvas page(300, 240, 0);
  for (int y = 0; y < 240; ++y)
    for (int x = 0; x < 300; ++x)
      page.at(x, y) =
          static_cast<std::uint8_t>(127 + 120 * std::sin(x / 37.0) * std::cos(y / 23.0));
  const std::string png = picture_hash(decode_image(drawing::encoded(page, Encoding::png, 0)).grey);
  const std::string jpeg =
      picture_hash(decode_image(drawing::encoded(page, Encoding::jpeg, 60)).grey);
  EXPECT_EQ(png.size(), 22U);
  EXPECT_EQ(png, jpeg);
  EXPECT_NE(png, picture_hash(GreyImage{2, 1, {0, 255}}));
}

}  // namespace
}  // namespace godwit
