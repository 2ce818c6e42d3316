// SPDX-License-Identifier: Apache-2.0
// Telegram's pages in every state, on hand-written neutral pages.
#include "tests/crawler/platforms/platforms_testing.h"

namespace godwit {
namespace {

using namespace testing_platforms;

Observation fixture(const std::string& file, const std::string& url) {
  return read(url, content(std::filesystem::path(GODWIT_FIXTURES) / "telegram" / file));
}

TEST(Telegram, IsVisitedByItsPreviewFirstAndInvitesByTheirLandingPage) {
  const auto& catalogue = recogniser().catalogue;
  const auto preview =
      visit(platforms(), catalogue.locate("https://telegram.me/Harbour_Birds")->address);
  ASSERT_EQ(preview.size(), 1u);
  EXPECT_EQ(preview[0].url, "https://t.me/s/harbour_birds");
  EXPECT_EQ(preview[0].service, "t.me");
  EXPECT_EQ(preview[0].address.url, "https://t.me/harbour_birds");
  const auto invite =
      visit(platforms(), catalogue.locate("https://t.me/joinchat/AbCdEfGhIjKlMnOp")->address);
  ASSERT_EQ(invite.size(), 1u);
  EXPECT_EQ(invite[0].url, "https://t.me/+AbCdEfGhIjKlMnOp");
  EXPECT_TRUE(visit(platforms(), catalogue.locate("https://t.me/c/1234567890/5")->address).empty());
}

TEST(Telegram, AllItsHostsAreOneService) {
  for (const char* host : {"t.me", "telegram.me", "telegram.dog", "harbour_birds.t.me"})
    EXPECT_EQ(recogniser().catalogue.service_of(host), "t.me") << host;
}

TEST(Telegram, A302FromThePreviewIsNotADeath) {
  Fetched page = answered("https://t.me/s/harbour_talk", "", 302);
  page.location = "https://t.me/harbour_talk";
  page.request.address = recogniser().catalogue.locate("https://t.me/harbour_talk")->address;
  const Observation seen = read_page(platforms(), page);
  EXPECT_EQ(seen.state, State::unknown);
  EXPECT_FALSE(seen.absent);
  EXPECT_FALSE(seen.limited);
  EXPECT_EQ(seen.redirect, "https://t.me/harbour_talk");
  EXPECT_TRUE(seen.references.empty());
  ASSERT_EQ(seen.next.size(), 1u);
  EXPECT_EQ(seen.next[0].url, "https://t.me/harbour_talk");
  EXPECT_EQ(seen.next[0].hop, 1);
  EXPECT_EQ(seen.next[0].address, seen.address);
}

TEST(Telegram, APreviewTellsTheChannelsWholeProfile) {
  const Profile profile = fixture("preview.html", "https://t.me/s/harbour_birds").profile;
  EXPECT_EQ(profile.kind, "channel");
  EXPECT_EQ(profile.title, "Harbour Birds");
  EXPECT_EQ(profile.username, "Harbour_Birds");
  EXPECT_EQ(profile.description, "Gulls and terns.\nOur backup channel: @harbour_birds_2");
  EXPECT_EQ(profile.members, 12'300);
  EXPECT_EQ(profile.numeric_id, 1234567890);
  EXPECT_EQ(profile.photo, "https://cdn.example/hb.jpg");
  EXPECT_TRUE(profile.verified);
}

TEST(Telegram, ANestedTextIsReadOnce) {
  const Observation seen = fixture("preview.html", "https://t.me/s/harbour_birds");
  EXPECT_EQ(post_of(seen, "42")->text, "We moved! Our new channel is here\n#terns");
}

TEST(Telegram, ATextsLinkIsMendedAndAHashtagIsNone) {
  const Observation seen = fixture("preview.html", "https://t.me/s/harbour_birds");
  const Reference* link = reference_to(seen, "https://t.me/harbour_birds_2", "42");
  ASSERT_NE(link, nullptr);
  EXPECT_EQ(link->written.find("&amp;"), std::string::npos);
  for (const Reference& each : seen.references)
    EXPECT_EQ(each.written.find("q=%23"), std::string::npos);
}

TEST(Telegram, ButtonsForwardsAndLinkPreviewsAreReferences) {
  const Observation seen = fixture("preview.html", "https://t.me/s/harbour_birds");
  EXPECT_EQ(reference_to(seen, "https://t.me/+AbCdEfGhIjKlMnOp", "42")->form, Form::button);
  EXPECT_EQ(reference_to(seen, "https://tides.example/", "42")->form, Form::preview);
  EXPECT_EQ(reference_to(seen, "https://t.me/quay_notes", "41")->form, Form::forward);
  EXPECT_EQ(reference_to(seen, "https://t.me/quay_notes", "41")->linked_post, "7");
  EXPECT_EQ(post_of(seen, "41")->author, "The warden");
}

TEST(Telegram, ADescriptionIsTheChannelsOwnWord) {
  const Observation seen = fixture("preview.html", "https://t.me/s/harbour_birds");
  const Reference* backup = nullptr;
  for (const Reference& each : seen.references)
    if (each.form == Form::description && each.address.url == "https://t.me/harbour_birds_2")
      backup = &each;
  ASSERT_NE(backup, nullptr);
  EXPECT_TRUE(is_announcement(*backup));
}

TEST(Telegram, APinMarksThePostItQuotes) {
  const Observation seen = fixture("preview.html", "https://t.me/s/harbour_birds");
  EXPECT_TRUE(post_of(seen, "42")->pinned);
  EXPECT_FALSE(post_of(seen, "43")->pinned);
  EXPECT_EQ(post_of(seen, "44")->service, "Harbour Birds pinned «We moved! Our new...»");
  EXPECT_EQ(reference_to(seen, "https://t.me/harbour_birds_2", "42")->form, Form::pinned);
}

TEST(Telegram, AReplysQuoteIsNotItsText) {
  const Observation seen = fixture("preview.html", "https://t.me/s/harbour_birds");
  EXPECT_EQ(post_of(seen, "43")->text, "Thank you all");
  EXPECT_EQ(post_of(seen, "43")->reply_to, "https://t.me/Harbour_Birds/42");
}

TEST(Telegram, WhatTheWebDoesNotShowIsUnsupported) {
  const Observation seen = fixture("preview.html", "https://t.me/s/harbour_birds");
  ASSERT_EQ(post_of(seen, "45")->media.size(), 1u);
  EXPECT_EQ(post_of(seen, "45")->media[0].kind, "unsupported");
  EXPECT_EQ(post_of(seen, "45")->text, "");
}

TEST(Telegram, GoesOnBeforeTheSmallestIdWhereThePageForgotItsLink) {
  EXPECT_EQ(fixture("preview_no_prev.html", "https://t.me/s/harbour_birds").older,
            "https://t.me/s/Harbour_Birds?before=40");
}

TEST(Telegram, OfAPersonOnlyTheKindIsKept) {
  const Observation seen = fixture("landing_user.html", "https://t.me/somebody_here");
  Profile only_kind;
  only_kind.kind = "user";
  only_kind.username = "somebody_here";
  EXPECT_EQ(seen.profile, only_kind);
  EXPECT_TRUE(seen.references.empty());
}

TEST(Telegram, EachKindOfLandingPageIsKnown) {
  EXPECT_EQ(fixture("landing_channel.html", "https://t.me/harbour_birds").profile.kind, "channel");
  EXPECT_EQ(fixture("landing_group.html", "https://t.me/harbour_talk").profile.kind, "group");
  EXPECT_EQ(fixture("landing_bot.html", "https://t.me/tide_table_bot").profile.kind, "bot");
  EXPECT_EQ(fixture("landing_bot.html", "https://t.me/tide_table_bot").profile.more,
            (std::vector<std::pair<std::string, std::string>>{{"monthly_users", "2310"}}));
}

TEST(Telegram, ARestrictionWithCurlyOrStraightApostropheIsRestricted) {
  const std::string page =
      content(std::filesystem::path(GODWIT_FIXTURES) / "telegram/restricted.html");
  std::string straight = page;
  straight.replace(straight.find("\u2019"), 3, "'");
  for (const std::string& each : {page, straight}) {
    const Observation seen = read("https://t.me/s/quay_notes", each);
    EXPECT_EQ(seen.state, State::restricted);
    EXPECT_EQ(seen.profile, Profile());  // the stub must not overwrite what was known
  }
}

TEST(Telegram, NeitherTitleNorStatusMakesADeath) {
  const Observation other = fixture("else.html", "https://t.me/harbour_birds");
  EXPECT_EQ(other.page, Page::unknown);
  EXPECT_FALSE(other.absent);
  EXPECT_FALSE(
      read("https://t.me/harbour_birds", "<p>not found</p>" + std::string(600, ' '), 404).absent);
}

TEST(Telegram, RefusalsAndShortBodiesAreOurTroubleNotTheChannels) {
  for (const int status : {429, 403, 503}) {
    Fetched page = answered("https://t.me/s/harbour_birds", "slow down", status);
    page.headers = {{"retry-after", "120"}};
    const Observation seen = read_page(platforms(), page);
    EXPECT_TRUE(seen.limited) << status;
    EXPECT_FALSE(seen.absent) << status;
    EXPECT_EQ(seen.retry_after_ms, 120'000) << status;
  }
  EXPECT_TRUE(read("https://t.me/harbour_birds", "<html></html>").limited);
}

TEST(Telegram, MessagesWithinMessagesAreReadOnceAndSoon) {
  std::string page = "<main class='tgme_main' data-url='/x'><section class='tgme_channel_history'>";
  std::string end = "</section></main>";
  for (int i = 0; i < 300; ++i) {
    page += "<div class='tgme_widget_message' data-post='x/" + std::to_string(i) + "'>";
    for (int k = 0; k < 40; ++k) page += "<i>t.me/harbour_birds</i> ";
    end = "</div>" + end;
  }
  EXPECT_EQ(read("https://t.me/s/x", page + end).posts.size(), 1u);
}

TEST(Telegram, APageInAJsonStringIsReadAsAPage) {
  std::string quoted = "\"";
  for (const char c : content(std::filesystem::path(GODWIT_FIXTURES) / "telegram/preview.html")) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\n')
      quoted += "\\n";
    else
      quoted += c;
  }
  EXPECT_EQ(read("https://t.me/s/harbour_birds?before=46", quoted + "\"").posts.size(), 6u);
}

TEST(Telegram, AFailedFetchIsAnObservationThatProvesNothing) {
  Fetched page = answered("https://t.me/s/harbour_birds", "", 0);
  page.outcome = Outcome::timed_out;
  page.why = "no answer in 60 s";
  const Observation seen = read_page(platforms(), page);
  EXPECT_EQ(seen.outcome, Outcome::timed_out);
  EXPECT_EQ(seen.state, State::unknown);
  EXPECT_FALSE(seen.absent);
  EXPECT_EQ(seen.why, "no answer in 60 s");
}

}  // namespace
}  // namespace godwit
