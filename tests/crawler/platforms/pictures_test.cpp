// SPDX-License-Identifier: Apache-2.0
// When pictures are asked for, and what comes of them.
#include "crawler/platforms/pictures.h"

#include <gtest/gtest.h>

#include "tests/crawler/parse/drawing.h"
#include "tests/crawler/platforms/platforms_testing.h"

namespace godwit {
namespace {

using namespace testing_platforms;

Observation preview_with_photo(const std::string& photo_url) {
  Observation seen;
  seen.url = "https://t.me/s/harbour_birds";
  seen.address = recogniser().catalogue.locate("https://t.me/harbour_birds")->address;
  seen.profile.photo = "https://cdn4.telesco.pe/file/avatar.jpg";
  Post post;
  post.id = "42";
  post.text = "Our new channel, scan the code";
  post.media.push_back({"photo", "", photo_url, "", 0, {}});
  post.media.push_back({"video", "", "https://cdn4.telesco.pe/file/film.mp4", "", 0, {}});
  seen.posts.push_back(std::move(post));
  return seen;
}

const MediaPolicy allowed{true, {}};

TEST(Pictures, AreNeverAskedForUnlessTheCaseSaysSo) {
  Observation seen = preview_with_photo("https://cdn4.telesco.pe/file/photo.jpg");
  Request named;
  named.url = "https://t.me/i/emoji.png";
  named.purpose = Purpose::media;
  seen.next.push_back(named);
  ask_for_pictures(recogniser(), MediaPolicy{}, seen);
  EXPECT_TRUE(seen.next.empty());
}

TEST(Pictures, PhotosAndAvatarsAreAskedForWithTheirPostAndItsWords) {
  Observation seen = preview_with_photo("https://cdn4.telesco.pe/file/photo.jpg");
  ask_for_pictures(recogniser(), allowed, seen);
  ASSERT_EQ(seen.next.size(), 2U);
  EXPECT_EQ(seen.next[0].purpose, Purpose::avatar);
  EXPECT_EQ(seen.next[1].purpose, Purpose::media);
  EXPECT_EQ(seen.next[1].post, "42");
  EXPECT_EQ(seen.next[1].address.url, "https://t.me/harbour_birds");
  EXPECT_NE(seen.next[1].announce & announce_new, 0);
}

TEST(Pictures, OnlyThePagesOwnHostAndKnownMediaHostsAreAsked) {
  for (const auto& [url, asked] :
       std::vector<std::pair<std::string, bool>>{{"https://cdn1.cdn-telegram.org/file/a.jpg", true},
                                                 {"https://t.me/i/a.jpg", true},
                                                 {"/i/a.jpg", true},
                                                 {"https://pictures.example/a.jpg", false},
                                                 {"https://telesco.pe.evil.example/a.jpg", false},
                                                 {"http://127.0.0.1/a.jpg", false},
                                                 {"data:image/png;base64,AAAA", false}}) {
    Observation seen = preview_with_photo(url);
    seen.profile.photo.clear();
    ask_for_pictures(recogniser(), allowed, seen);
    EXPECT_EQ(seen.next.size(), asked ? 1U : 0U) << url;
  }
  Observation seen = preview_with_photo("https://pictures.example/a.jpg");
  ask_for_pictures(recogniser(), MediaPolicy{true, {"pictures.example"}}, seen);
  EXPECT_EQ(seen.next.size(), 2U);
}

TEST(Pictures, ACanaryBringsNone) {
  Observation seen = preview_with_photo("https://cdn4.telesco.pe/file/photo.jpg");
  seen.purpose = Purpose::canary;
  ask_for_pictures(recogniser(), allowed, seen);
  EXPECT_TRUE(seen.next.empty());
}

TEST(Pictures, OfASiteThoseThatSayQrComeFirst) {
  Fetched page = answered("https://harbour-birds.example/",
                          "<html><body><img src=/a.png><img src=/dot.gif width=1><img src=b.png "
                          "alt='QR code'><img src=https://elsewhere.example/c.png></body></html>");
  const Platforms with_media = make_platforms(recogniser(), allowed);
  std::vector<std::string> urls;
  for (const Request& request : read_page(with_media, page).next)
    if (request.purpose == Purpose::media) urls.push_back(request.url);
  EXPECT_EQ(urls, (std::vector<std::string>{"https://harbour-birds.example/b.png",
                                            "https://harbour-birds.example/a.png"}));
  EXPECT_TRUE(read_page(platforms(), page).next.empty());
}

Fetched picture_of(const drawing::Canvas& canvas, Purpose purpose) {
  Fetched page = answered("https://cdn4.telesco.pe/file/photo.jpg",
                          drawing::encoded(canvas, drawing::Encoding::jpeg, 85));
  page.request.purpose = purpose;
  page.request.address = recogniser().catalogue.locate("https://t.me/harbour_birds")->address;
  return page;
}

TEST(Pictures, ACodesLinkIsAReferenceOfItsPost) {
  if (!drawing::can_draw_codes()) GTEST_SKIP() << "qrencode is not installed";
  Fetched page =
      picture_of(drawing::code("hxxps://t.me/+AbCdEfGhIjKlMnOp", 'M', 6), Purpose::media);
  page.request.post = "42";
  page.request.announce = announce_new;
  const Observation seen = read_page(platforms(), page);
  ASSERT_EQ(seen.references.size(), 1U);
  const Reference& reference = seen.references.front();
  EXPECT_EQ(reference.address.url, "https://t.me/+AbCdEfGhIjKlMnOp");
  EXPECT_EQ(reference.form, Form::qr);
  EXPECT_EQ(reference.post, "42");
  EXPECT_EQ(reference.steps, (std::vector<std::string>{"qr", "scheme"}));
  EXPECT_TRUE(is_announcement(reference));
  EXPECT_EQ(seen.state, State::unknown);
  EXPECT_FALSE(seen.degraded);
  EXPECT_TRUE(seen.profile.photo_hash.empty());
}

TEST(Pictures, AnAvatarLeavesItsHashes) {
  drawing::Canvas canvas(64, 64, 0);
  for (int i = 0; i < 64; ++i) canvas.at(i, i) = 255;
  const Observation seen = read_page(platforms(), picture_of(canvas, Purpose::avatar));
  EXPECT_TRUE(seen.profile.photo_hash.starts_with("phash:"));
  ASSERT_FALSE(seen.profile.more.empty());
  EXPECT_EQ(seen.profile.more[0].first, "content_hash");
  EXPECT_EQ(seen.profile.more[0].second.size(), 7U + 64U);
}

TEST(Pictures, WhatIsNoneOrIsBrokenIsDegradedAndSaysNothingOfThePlace) {
  for (const std::string& body :
       {std::string("<html>gone</html>"), std::string("\x89PNG\r\n\x1a\n")}) {
    Fetched page = answered("https://cdn4.telesco.pe/file/photo.jpg", body);
    page.request.purpose = Purpose::media;
    const Observation seen = read_page(platforms(), page);
    EXPECT_TRUE(seen.degraded);
    EXPECT_EQ(seen.state, State::unknown);
    EXPECT_FALSE(seen.absent);
  }
}

TEST(Pictures, ASavedPictureIsReadWhereverItCameFrom) {
  if (!drawing::can_draw_codes()) GTEST_SKIP() << "qrencode is not installed";
  Fetched page = picture_of(drawing::code("t.me/heron_watch", 'L', 5), Purpose::visit);
  page.imported = true;
  const Observation seen = read_page(platforms(), page);
  ASSERT_EQ(seen.references.size(), 1U);
  EXPECT_EQ(seen.references[0].address.url, "https://t.me/heron_watch");
}

}  // namespace
}  // namespace godwit
