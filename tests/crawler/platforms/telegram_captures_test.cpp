// SPDX-License-Identifier: Apache-2.0
// Every shared capture of t.me against values found by hand. The captures stay where they are.
#include "godwit/names.h"
#include "tests/crawler/platforms/platforms_testing.h"

namespace godwit {
namespace {

using namespace testing_platforms;

const std::filesystem::path captures = std::filesystem::path(GODWIT_SHARED) / "data/telegram";

struct Expected {
  std::string file, url;
  Page page = Page::unknown;
  State state = State::unknown;
  bool absent = false;
  std::string kind, title;
  std::optional<std::int64_t> members, numeric_id;
  std::size_t posts = 0;
  std::string older;
};

void PrintTo(const Expected& e, std::ostream* out) { *out << e.file; }

class TelegramCaptures : public testing::TestWithParam<Expected> {};

TEST_P(TelegramCaptures, SayWhatWasFoundByHand) {
  const Expected& e = GetParam();
  if (!std::filesystem::exists(captures / e.file))
    GTEST_SKIP() << "shared captures absent: " << captures;
  const Observation seen = read(e.url, content(captures / e.file));
  EXPECT_EQ(name_of(seen.page), name_of(e.page));
  EXPECT_EQ(name_of(seen.state), name_of(e.state));
  EXPECT_EQ(seen.absent, e.absent);
  EXPECT_EQ(seen.profile.kind, e.kind);
  EXPECT_EQ(seen.profile.title, e.title);
  EXPECT_EQ(seen.profile.members, e.members);
  EXPECT_EQ(seen.profile.numeric_id, e.numeric_id);
  EXPECT_EQ(seen.posts.size(), e.posts);
  EXPECT_EQ(seen.older, e.older);
  EXPECT_FALSE(seen.limited);
  EXPECT_FALSE(seen.degraded);
}

const std::string tchan = "tchan's test channel 👍";
constexpr std::int64_t tchan_id = 1591537674;

Expected fragment(const std::string& name, std::optional<std::int64_t> id = tchan_id) {
  return {"captures/fragments/" + name + ".html",
          "https://t.me/s/tchantest",
          Page::embed,
          State::alive,
          false,
          "channel",
          tchan,
          std::nullopt,
          id,
          1,
          ""};
}

std::vector<Expected> expectations() {
  std::vector<Expected> all{
      {"captures/landing_channel_2021_nexta_live.html", "https://t.me/nexta_live", Page::landing,
       State::alive, false, "channel", "NEXTA Live", 1474933, std::nullopt, 0, ""},
      {"captures/landing_channel_2026_durov.html", "https://t.me/durov", Page::landing,
       State::alive, false, "channel", "Pavel Durov", 11110268, std::nullopt, 0, ""},
      {"captures/landing_group_2026_tdlibchat.html", "https://t.me/tdlibchat", Page::landing,
       State::alive, false, "group", "TDLib chat", 16674, std::nullopt, 0, ""},
      {"captures/landing_nonexistent_2021.html", "https://t.me/nexta_live1432", Page::landing,
       State::unknown, true, "", "", std::nullopt, std::nullopt, 0, ""},
      {"captures/post_2024_chollometro_28542.html", "https://t.me/chollometro/28542", Page::post,
       State::alive, false, "", "Chollometro", std::nullopt, std::nullopt, 0, ""},
      {"captures/post_2024_teslahunt_2351.html", "https://t.me/teslahunt/2351", Page::post,
       State::alive, false, "", "Tesla Hunt", std::nullopt, std::nullopt, 0, ""},
      {"captures/embed_2026_tdlibchat_10000_reply.html", "https://t.me/tdlibchat/10000?embed=1",
       Page::embed, State::alive, false, "group", "TDLib chat", std::nullopt, 1279877202, 1, ""},
      {"captures/s_2021_nexta_live_TEXT_REDACTED.html", "https://t.me/s/nexta_live", Page::preview,
       State::alive, false, "channel", "NEXTA Live", 1480000, 1413275904, 18,
       "https://t.me/s/nexta_live?before=13358"},
      {"captures/s_2023_feedjam.html", "https://t.me/s/feedjam", Page::preview, State::alive, false,
       "channel", "feedjam", 1, 1922921053, 7, ""},
      {"reconstructed/invite_channel_live.RECONSTRUCTED.html", "https://t.me/+AbCdEfGhIjKlMnOp",
       Page::invite, State::alive, false, "channel", "Example Garden News", 1234, std::nullopt, 0,
       ""},
      {"reconstructed/invite_dead_or_revoked.RECONSTRUCTED.html", "https://t.me/+ZzZzZzZzZzZzZzZz",
       Page::invite, State::unknown, true, "", "", std::nullopt, std::nullopt, 0, ""},
      {"captures/fragments/tchan_channel_info.html", "https://t.me/s/tchantest", Page::preview,
       State::alive, false, "channel", tchan, 1, std::nullopt, 0, ""},
      {"captures/fragments/tchan_no_posts_found.html", "https://t.me/s/some_channel", Page::preview,
       State::unknown, false, "channel", "", std::nullopt, std::nullopt, 0, ""}};
  for (const char* name :
       {"tchan_audio_document", "tchan_emoji_message", "tchan_forwarded_text_message",
        "tchan_location_message", "tchan_location_message_3", "tchan_photo_single",
        "tchan_round_video_single", "tchan_service_message_channel_created",
        "tchan_service_message_channel_video_changed", "tchan_service_message_pinned",
        "tchan_text_message_link_no_preview", "tchan_text_message_link_with_regular_preview",
        "tchan_text_message_multiline", "tchan_unsigned_text_message", "tchan_video_single",
        "tchan_video_single_2"})
    all.push_back(fragment(name));
  Expected poll = fragment("any2feed_message_poll", std::nullopt);
  poll.title = "IT-старт";
  all.push_back(poll);
  return all;
}
INSTANTIATE_TEST_SUITE_P(All, TelegramCaptures, testing::ValuesIn(expectations()));

// The one message of a fragment, and its page.
struct OneMessage {
  Observation seen;
  Post post;
};
std::optional<OneMessage> message(const std::string& name) {
  const auto file = captures / "captures/fragments" / (name + ".html");
  if (!std::filesystem::exists(file)) return std::nullopt;
  OneMessage one{read("https://t.me/s/tchantest", content(file)), {}};
  if (one.seen.posts.size() == 1) one.post = one.seen.posts[0];
  return one;
}
#define MESSAGE(name)                                                 \
  const auto found = message(name);                                   \
  if (!found) GTEST_SKIP() << "shared captures absent: " << captures; \
  const Post& post = found->post;                                     \
  [[maybe_unused]] const Observation& seen = found->seen

TEST(TelegramFragments, TheHeaderHoldsSingularAndPluralCounters) {
  MESSAGE("tchan_channel_info");
  (void)post;
  EXPECT_EQ(seen.profile.username, "tchantest");
  const std::vector<std::pair<std::string, std::string>> more{
      {"photos", "3"}, {"videos", "2"}, {"links", "4"}};
  EXPECT_EQ(seen.profile.more, more);
}

TEST(TelegramFragments, AServiceMessageHasNoViewsAndNoText) {
  MESSAGE("tchan_service_message_channel_created");
  EXPECT_EQ(post.id, "1");
  EXPECT_EQ(post.service, "Channel created");
  EXPECT_EQ(post.text, "");
  EXPECT_FALSE(post.views);
}

TEST(TelegramFragments, APinIsAServiceMessage) {
  MESSAGE("tchan_service_message_pinned");
  EXPECT_EQ(post.id, "92");
  EXPECT_EQ(post.service, tchan + " pinned «Going to pin this message»");
  EXPECT_TRUE(post.pinned);
  EXPECT_TRUE(seen.references.empty());
}

TEST(TelegramFragments, WhatAPersonTypedIsNoServiceMessage) {
  MESSAGE("tchan_service_message_channel_video_changed");
  EXPECT_EQ(post.id, "82");
  EXPECT_FALSE(post.service);
  EXPECT_EQ(post.text, "+ \"Channel video changed\"");
  EXPECT_EQ(post.views, 3'100'000);
}

TEST(TelegramFragments, AForwardNamesItsSource) {
  MESSAGE("tchan_forwarded_text_message");
  EXPECT_EQ(post.text, ";)");
  EXPECT_EQ(post.forwarded_from, (Forward{"Some user", "https://t.me/some_user"}));
  const Reference* forward = reference_to(seen, "https://t.me/some_user", "89");
  ASSERT_NE(forward, nullptr);
  EXPECT_EQ(forward->form, Form::forward);
}

TEST(TelegramFragments, ALinkInAnEditedTextIsAReference) {
  MESSAGE("tchan_text_message_link_no_preview");
  EXPECT_EQ(post.text, "This is a message with a link\n\nhttps://brasil.io/");
  EXPECT_TRUE(post.edited);
  EXPECT_NE(reference_to(seen, "https://brasil.io/", "24"), nullptr);
}

TEST(TelegramFragments, ALinkPreviewIsAReferenceToo) {
  MESSAGE("tchan_text_message_link_with_regular_preview");
  EXPECT_EQ(post.id, "94");
  EXPECT_FALSE(post.edited);
  EXPECT_EQ(post.views, 1);
  std::set<Form> forms;
  for (const Reference& each : seen.references)
    if (each.address.url == "https://agenciabrasil.ebc.com.br/") forms.insert(each.form);
  EXPECT_EQ(forms, (std::set<Form>{Form::href, Form::preview}));
}

TEST(TelegramFragments, TextKeepsItsLinesAndItsEmoji) {
  const auto lines = message("tchan_text_message_multiline"),
             emoji = message("tchan_emoji_message");
  if (!lines || !emoji) GTEST_SKIP() << "shared captures absent: " << captures;
  EXPECT_EQ(lines->post.text, "Bigger\ntext\nmessage\nnumber\n34");
  EXPECT_EQ(emoji->post.text, "👍");
  EXPECT_EQ(lines->post.author, "");
}

struct MediaCase {
  std::string file, kind, name;
  std::int64_t seconds;
  std::string at;
};
TEST(TelegramFragments, MediaKeepTheirKindNameAndLength) {
  const std::vector<MediaCase> cases{
      {"tchan_photo_single", "photo", "", 0, "2023-02-24T07:35:28.000Z"},
      {"tchan_video_single", "video", "", 6, "2023-02-24T07:36:49.000Z"},
      {"tchan_video_single_2", "video", "", 27, "2023-02-24T07:38:13.000Z"},
      {"tchan_round_video_single", "round_video", "", 5, "2023-02-24T07:35:45.000Z"},
      {"tchan_audio_document", "audio", "AUD-20130329-WA0000", 0, "2023-02-24T07:33:58.000Z"},
      {"tchan_location_message", "location", "", 0, "2023-02-24T07:31:38.000Z"},
      {"tchan_location_message_3", "location", "", 0, "2023-02-24T11:23:40.000Z"},
      {"any2feed_message_poll", "poll", "Как лучше?", 0, "2023-02-27T16:21:02.000Z"}};
  for (const MediaCase& each : cases) {
    const auto found = message(each.file);
    if (!found) GTEST_SKIP() << "shared captures absent: " << captures;
    ASSERT_EQ(found->post.media.size(), 1u) << each.file;
    const Media& media = found->post.media[0];
    EXPECT_EQ(media.kind, each.kind) << each.file;
    EXPECT_EQ(media.name, each.name) << each.file;
    EXPECT_EQ(media.seconds, each.seconds) << each.file;
    ASSERT_TRUE(found->post.at) << each.file;
    EXPECT_EQ(to_rfc3339(*found->post.at), each.at) << each.file;
  }
}

TEST(TelegramFragments, APollKeepsItsAnswers) {
  MESSAGE("any2feed_message_poll");
  EXPECT_EQ(post.id, "488");
  EXPECT_EQ(post.views, 1'100);
  EXPECT_EQ(post.media[0].details,
            (std::vector<std::string>{"Anonymous Poll", "16% Несколько постов в день",
                                      "83% Один пост в несколько дней",
                                      "3% Свой вариант в комментарии"}));
}

Observation capture(const std::string& name, const std::string& url) {
  return read(url, content(captures / "captures" / name));
}
#define NEED_CAPTURES \
  if (!std::filesystem::exists(captures)) GTEST_SKIP() << "shared captures absent: " << captures

TEST(TelegramPages, ALandingPagesDescriptionHoldsReferences) {
  NEED_CAPTURES;
  const Observation seen =
      capture("landing_channel_2021_nexta_live.html", "https://t.me/nexta_live");
  for (const char* url :
       {"https://t.me/nextamail_bot", "https://t.me/nexta_tv", "https://t.me/luxta_tv"}) {
    const Reference* reference = reference_to(seen, url);
    ASSERT_NE(reference, nullptr) << url;
    EXPECT_EQ(reference->form, Form::description) << url;
  }
  EXPECT_NE(seen.profile.description.find("info@nexta.tv"), std::string::npos);
  EXPECT_EQ(seen.profile.username, "nexta_live");
}

TEST(TelegramPages, TheMarkOfVerifiedIsNoPartOfTheTitle) {
  NEED_CAPTURES;
  const Observation seen = capture("landing_channel_2026_durov.html", "https://t.me/durov");
  EXPECT_TRUE(seen.profile.verified);
  EXPECT_EQ(seen.profile.description, "Founder of Telegram.");
  EXPECT_TRUE(seen.canary);
}

TEST(TelegramPages, AGroupTellsWhoIsOnline) {
  NEED_CAPTURES;
  const Observation seen = capture("landing_group_2026_tdlibchat.html", "https://t.me/tdlibchat");
  EXPECT_EQ(seen.profile.more,
            (std::vector<std::pair<std::string, std::string>>{{"online", "362"}}));
  EXPECT_EQ(seen.profile.photo, "");
}

TEST(TelegramPages, APostWrapperAsksForItsEmbed) {
  NEED_CAPTURES;
  const Observation seen = capture("post_2024_teslahunt_2351.html", "https://t.me/teslahunt/2351");
  ASSERT_EQ(seen.next.size(), 1u);
  EXPECT_EQ(seen.next[0].url, "https://t.me/teslahunt/2351?embed=1");
  EXPECT_EQ(seen.next[0].service, "t.me");
  EXPECT_EQ(seen.address.url, "https://t.me/teslahunt");
}

TEST(TelegramPages, AnEmbeddedReplyNamesWhatItAnswers) {
  NEED_CAPTURES;
  const Observation seen =
      capture("embed_2026_tdlibchat_10000_reply.html", "https://t.me/tdlibchat/10000?embed=1");
  ASSERT_EQ(seen.posts.size(), 1u);
  EXPECT_EQ(seen.posts[0].id, "10000");
  EXPECT_EQ(seen.posts[0].reply_to, "https://t.me/tdlibchat/9999");
  EXPECT_EQ(to_rfc3339(*seen.posts[0].at), "2021-01-13T10:37:36.000Z");
  EXPECT_EQ(seen.posts[0].text.substr(0, 22), "If you set permissions");
}

TEST(TelegramPages, APreviewHoldsAllItsPosts) {
  NEED_CAPTURES;
  const Observation seen =
      capture("s_2021_nexta_live_TEXT_REDACTED.html", "https://t.me/s/nexta_live");
  ASSERT_EQ(seen.posts.size(), 18u);
  EXPECT_EQ(seen.posts.front().id, "13358");
  EXPECT_EQ(seen.posts.back().id, "13377");
  EXPECT_EQ(to_rfc3339(*seen.posts[0].at), "2021-02-19T17:39:40.000Z");
  EXPECT_EQ(seen.posts[0].views, 505'900);
  const Post* album = post_of(seen, "13373");
  ASSERT_NE(album, nullptr);
  EXPECT_EQ(album->album, (std::vector<std::string>{"13373", "13374", "13375"}));
  EXPECT_EQ(album->media.size(), 3u);
  int previews = 0, forwards = 0;
  for (const Reference& each : seen.references) {
    previews += each.form == Form::preview ? 1 : 0;
    forwards += each.form == Form::forward ? 1 : 0;
  }
  EXPECT_EQ(previews, 5);
  EXPECT_EQ(forwards, 1);
  const Reference* forward = reference_to(seen, "https://t.me/luxta_tv", "13365");
  ASSERT_NE(forward, nullptr);
  EXPECT_EQ(forward->linked_post, "2320");
  EXPECT_EQ(seen.profile.more,
            (std::vector<std::pair<std::string, std::string>>{
                {"photos", "5880"}, {"videos", "4780"}, {"files", "3"}, {"links", "1630"}}));
}

TEST(TelegramPages, TheOldestPageHasNoOlder) {
  NEED_CAPTURES;
  const Observation seen = capture("s_2023_feedjam.html", "https://t.me/s/feedjam");
  EXPECT_EQ(seen.posts[0].service, "Channel created");
  EXPECT_EQ(to_rfc3339(*seen.posts[0].at), "2023-07-29T08:50:03.000Z");
}

}  // namespace
}  // namespace godwit
