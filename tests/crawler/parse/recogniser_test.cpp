// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/recogniser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace godwit {
namespace {

const Recogniser& recogniser() {
  static const Result<Recogniser> loaded = compiled_in_recogniser();
  return loaded.value();
}

std::vector<Reference> references(const RichText& rich, const Place& place = {}) {
  return references_of(recogniser(), rich, place);
}

Anchor anchor_on(const std::string& text, const std::string& words, const std::string& href) {
  const std::size_t begin = text.find(words);
  return {begin, begin + words.size(), href};
}

std::uint16_t announce_of(const std::string& text, const std::string& url, bool own_words = false) {
  for (const Found& found : find_addresses(recogniser(), text, own_words))
    if (found.located.address.url == url) return found.announce;
  ADD_FAILURE() << url << " was not found in: " << text;
  return 0;
}

bool announces(const std::string& text, const std::string& url, bool own_words = false) {
  Reference reference;
  reference.announce = announce_of(text, url, own_words);
  return is_announcement(reference);
}

TEST(References, AreOneForEachAddressAndPost) {
  const std::string text = "t.me/heron_watch, t[.]me/heron_watch and t.me/heron_watch/12";
  const std::vector<Reference> found = references({text, {}});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].address.url, "https://t.me/heron_watch");
  EXPECT_EQ(found[0].steps, std::vector<std::string>{"refang"});
  EXPECT_EQ(found[1].linked_post, "12");
}

TEST(References, TakeTheSurestForm) {
  const std::string text = "@heron_watch, that is t.me/heron_watch, or here";
  std::vector<Reference> found = references({text, {}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].form, Form::text);
  EXPECT_EQ(found[0].written, "t.me/heron_watch");
  found = references({text, {anchor_on(text, "here", "https://t.me/heron_watch")}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].form, Form::href);
  found = references({"@heron_watch", {}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].form, Form::mention);
}

TEST(References, SayWhenALinksTextShowsAnotherPlace) {
  const std::string text = "go to t.me/heron_watch now";
  const std::vector<Reference> found =
      references({text, {anchor_on(text, "t.me/heron_watch", "https://t.me/tern_watch")}});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].address.url, "https://t.me/heron_watch");
  EXPECT_EQ(found[1].address.url, "https://t.me/tern_watch");
  EXPECT_EQ(found[1].steps, std::vector<std::string>{"anchor-text"});
}

TEST(References, EndWhereTheMarkupEndsTheLink) {
  const std::string text = "by @By_PolNeutral";
  const std::vector<Reference> found =
      references({text, {anchor_on(text, "@By_Pol", "https://t.me/By_Pol")}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].address.url, "https://t.me/by_pol");
}

TEST(References, HearTheWordsOfTheLinkItself) {
  const std::string text = "Good morning. Our new channel. The tide turns at six.";
  const std::vector<Reference> found =
      references({text, {anchor_on(text, "Our new channel", "https://t.me/heron_two")}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(is_announcement(found[0]));
}

TEST(References, InheritTheirPlace) {
  const Place place{Form::description, Form::description, "17", true};
  const std::vector<Reference> found =
      references({"Reserve: weather every day at six, tides at noon\n\n@heron_two", {}}, place);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].form, Form::description);
  EXPECT_EQ(found[0].post, "17");
}

TEST(References, KeepAShortContextCutBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "море ";
  text += "t.me/heron_watch";
  for (int i = 0; i < 100; ++i) text += " небо";
  const std::vector<Reference> found = references({text, {}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LE(found[0].context.size(), 240U);
  EXPECT_GT(found[0].context.size(), 200U);
  EXPECT_NE(found[0].context.find("t.me/heron_watch"), std::string::npos);
  EXPECT_NE(static_cast<unsigned char>(found[0].context[0]) & 0xC0U, 0x80U);
}

TEST(References, SurviveAnchorsThatLie) {
  const std::vector<Reference> found =
      references({"short", {{3, 900, "https://t.me/heron_watch"}, {9, 2, "javascript:void(0)"}}});
  ASSERT_EQ(found.size(), 1U);
}

TEST(ReferenceOf, ReadsOneLinkOutsideText) {
  const auto found = reference_of(recogniser(), "https://t.me/heron_watch/5", Form::forward, "9");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->address.url, "https://t.me/heron_watch");
  EXPECT_EQ(found->linked_post, "5");
  EXPECT_EQ(found->form, Form::forward);
  EXPECT_EQ(found->post, "9");
  EXPECT_FALSE(reference_of(recogniser(), "javascript:void(0)", Form::button, ""));
}

TEST(Announcement, ReachesTwoHundredCharactersAndNoFurther) {
  const std::string link = " t.me/heron_two";
  for (const std::string letter : {"a", "ж"}) {
    std::string near, far;
    while (near.size() < 190 * letter.size()) near += letter;
    far = near + near;
    EXPECT_TRUE(announces("our backup channel " + near + link, "https://t.me/heron_two"));
    EXPECT_FALSE(announces("our backup channel " + far + link, "https://t.me/heron_two"));
  }
}

TEST(Announcement, InAChannelsOwnWordsNeedsNoNearness) {
  const std::string text = "Backup channel below." + std::string(900, ' ') + "@heron_two";
  EXPECT_FALSE(announces(text, "https://t.me/heron_two"));
  EXPECT_TRUE(announces(text, "https://t.me/heron_two", true));
}

TEST(Announcement, IsAboutTheNearestReferenceAndItsList) {
  const std::string text =
      "Weather: https://harbour.example/ Our new channels: t.me/heron_a, t.me/heron_b";
  EXPECT_FALSE(announces(text, "https://harbour.example/"));
  EXPECT_TRUE(announces(text, "https://t.me/heron_a"));
  EXPECT_TRUE(announces(text, "https://t.me/heron_b"));
}

TEST(Announcement, DoesNotRunOnIntoAnotherSentence) {
  const std::string text =
      "Our backup channel is t.me/heron_b and our website is https://harbour.example/";
  EXPECT_TRUE(announces(text, "https://t.me/heron_b"));
  EXPECT_FALSE(announces(text, "https://harbour.example/"));
}

TEST(Announcement, IsNotMadeByTheNameOfWhatDied) {
  const std::string text = "t.me/heron_a was deleted, our new channel is t.me/heron_b";
  EXPECT_FALSE(announces(text, "https://t.me/heron_a"));
  EXPECT_TRUE(announces(text, "https://t.me/heron_b"));
}

TEST(Announcement, TellsWhatWasFromWhatIsNew) {
  const auto former = [](const std::string& text, const std::string& url) {
    return (announce_of(text, url) & announce_former) != 0;
  };
  for (const char* text : {"Formerly t.me/heron_a", "Наш старый канал: t.me/heron_a",
                           "القناة السابقة t.me/heron_a", "t.me/heron_a is dead"})
    EXPECT_TRUE(former(text, "https://t.me/heron_a")) << text;
  const std::string both = "Our old channel: t.me/heron_a, our new channel: t.me/heron_b";
  EXPECT_TRUE(former(both, "https://t.me/heron_a"));
  EXPECT_FALSE(former(both, "https://t.me/heron_b"));
  EXPECT_FALSE(announces(both, "https://t.me/heron_a"));
}

TEST(Announcement, WhatIsRepeatedOfAnotherIsNotSaidOfOneself) {
  const std::string text = "@heron_a: Our channel was deleted. New link: t.me/heron_b";
  EXPECT_EQ(announce_of(text, "https://t.me/heron_a") & announce_former, 0);
  EXPECT_FALSE(announces(text, "https://t.me/heron_a"));
  EXPECT_TRUE(announces(text, "https://t.me/heron_b"));
}

TEST(Announcement, IsUndoneByADisavowalOfThatReferenceOnly) {
  const std::string text = "t.me/heron_a is a fake account. Our new channel: t.me/heron_b";
  EXPECT_NE(announce_of(text, "https://t.me/heron_a") & announce_disavowal, 0);
  EXPECT_TRUE(announces(text, "https://t.me/heron_b"));
}

TEST(Announcement, HearsALabelOnlyRightBeforeItsReference) {
  EXPECT_TRUE(announces("Backup: t.me/heron_b", "https://t.me/heron_b"));
  EXPECT_TRUE(announces("резерв @heron_b", "https://t.me/heron_b"));
  EXPECT_FALSE(announces("Restore the backup of the log at t.me/heron_b", "https://t.me/heron_b"));
  const std::string both = "We have moved. Old: t.me/heron_a New: t.me/heron_b";
  EXPECT_FALSE(announces(both, "https://t.me/heron_a"));
  EXPECT_TRUE(announces(both, "https://t.me/heron_b"));
}

TEST(Announcement, IsNotMadeByAnAdvertisementOrByALinksOwnLetters) {
  EXPECT_FALSE(announces("Sponsored: the new channel t.me/heron_shop", "https://t.me/heron_shop"));
  EXPECT_FALSE(announces("see t.me/new_channel", "https://t.me/new_channel"));
}

TEST(MakeRecogniser, PassesTheTablesMistakesOn) {
  const Result<Recogniser> bad =
      make_recogniser(compiled_in_platforms(), "platforms.toml", "[[cues]]\n", "case/lexicon.toml",
                      compiled_in_shorteners());
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().text.substr(0, 18), "case/lexicon.toml:");
}

}  // namespace
}  // namespace godwit
