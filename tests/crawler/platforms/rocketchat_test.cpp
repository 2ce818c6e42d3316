// SPDX-License-Identifier: Apache-2.0
// Rocket.Chat's answers: documented ones, those of several versions, and what a visit may ask.
#include "godwit/names.h"
#include "tests/crawler/platforms/platforms_testing.h"

namespace godwit {
namespace {

using namespace testing_platforms;

const std::string read_url =
    "https://chat.example.org/api/v1/channels.anonymousread?roomName=harbour&count=4";

Observation fixture(const std::string& file, const std::string& url = read_url, int status = 200) {
  return read(url, content(std::filesystem::path(GODWIT_FIXTURES) / "rocketchat" / file), status);
}
Address address(const std::string& url) { return recogniser().catalogue.locate(url)->address; }

TEST(RocketChat, AChannelIsVisitedThroughItsAnonymousRead) {
  const auto requests =
      visit(platforms(), address("https://chat.example.org/channel/harbour?msg=1"));
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].method, "GET");
  EXPECT_EQ(requests[0].url.substr(0, 83),
            "https://chat.example.org/api/v1/channels.anonymousread?roomName=harbour&count=50&of");
}

TEST(RocketChat, AnInviteIsValidatedAndNeverUsed) {
  for (const char* url :
       {"https://chat.example.org/invite/kDKQ3H",
        "https://go.rocket.chat/invite?host=chat.example.org&path=invite%2FkDKQ3H"}) {
    const auto requests = visit(platforms(), address(url));
    ASSERT_EQ(requests.size(), 1u) << url;
    EXPECT_EQ(requests[0].method, "POST");
    EXPECT_EQ(requests[0].url, "https://chat.example.org/api/v1/validateInviteToken");
    EXPECT_EQ(requests[0].body, R"({"token":"kDKQ3H"})");
  }
}

TEST(RocketChat, AMessageNeedsOnlyFiveFields) {
  const Observation seen = fixture("messages.json");
  ASSERT_EQ(seen.posts.size(), 3u);
  EXPECT_EQ(seen.posts[1].id, "m2");
  EXPECT_EQ(to_rfc3339(*seen.posts[1].at), "2026-03-01T09:00:00.000Z");
  EXPECT_TRUE(seen.posts[1].edited);
  EXPECT_EQ(seen.posts[1].author, "");
  EXPECT_EQ(seen.posts[1].media.at(0).kind, "photo");
  EXPECT_EQ(seen.address.url, "https://chat.example.org/channel/harbour");
}

TEST(RocketChat, ANewTopicIsTheRoomsOwnWord) {
  const Observation seen = fixture("messages.json");
  const Reference* moved = reference_to(seen, "https://chat.example.net/channel/harbour2", "m3");
  ASSERT_NE(moved, nullptr);
  EXPECT_EQ(moved->form, Form::description);
  EXPECT_TRUE(is_announcement(*moved));
  EXPECT_EQ(seen.posts[0].service->substr(0, 13), "topic changed");
}

TEST(RocketChat, LinksOfMessagesAndAttachmentsAreReferences) {
  const Observation seen = fixture("messages.json");
  EXPECT_EQ(reference_to(seen, "https://t.me/harbour_birds", "m2")->form, Form::href);
  EXPECT_EQ(reference_to(seen, "https://files.fm/u/abc123", "m2")->form, Form::preview);
}

TEST(RocketChat, WhoJoinedIsNotKept) {
  const Observation seen = fixture("messages.json");
  EXPECT_EQ(seen.posts[2].service, "user joined");
  EXPECT_EQ(seen.posts[2].text, "");
}

TEST(RocketChat, PagesByOffsetAndHistoryByTime) {
  EXPECT_EQ(fixture("messages.json").older, read_url + "&offset=4");
  const std::string history =
      "https://chat.example.org/api/v1/channels.history?roomName=harbour&count=4";
  EXPECT_EQ(fixture("messages.json", history).older,
            history + "&latest=2026-03-01T08%3A00%3A00.000Z");
  EXPECT_EQ(fixture("messages.json", history + "0").older, "");
}

TEST(RocketChat, ARoomTellsItsWordsAndThatItIsArchived) {
  const Observation seen =
      fixture("room.json", "https://chat.example.org/api/v1/rooms.info?roomName=harbour");
  EXPECT_EQ(seen.profile.title, "Harbour");
  EXPECT_EQ(seen.profile.members, 12);
  EXPECT_EQ(seen.profile.description,
            "Tides and terns\nOur new channel: https://t.me/harbour_birds_2");
  ASSERT_EQ(seen.references.size(), 1u);
  EXPECT_TRUE(is_announcement(seen.references[0]));
  const std::pair<std::string, std::string> archived{"archived", "true"};
  EXPECT_NE(std::find(seen.profile.more.begin(), seen.profile.more.end(), archived),
            seen.profile.more.end());
}

TEST(RocketChat, BeingThrottledSaysNothingOfTheRoom) {
  const Observation seen = fixture("too_many_requests.json", read_url, 429);
  EXPECT_TRUE(seen.limited);
  EXPECT_FALSE(seen.absent);
  EXPECT_EQ(seen.retry_after_ms, 42'000);
}

TEST(RocketChat, TheResetHeaderIsAnEpochInMilliseconds) {
  Fetched page = answered(read_url, R"({"success":false,"error":"slow"})", 429);
  page.headers = {{"x-ratelimit-remaining", "0"},
                  {"x-ratelimit-reset", std::to_string(to_ms(page.at) + 30'000)}};
  EXPECT_EQ(read_page(platforms(), page).retry_after_ms, 30'000);
}

TEST(RocketChat, DeepOrBrokenJsonIsNoPage) {
  for (const std::string& body :
       {std::string(100'000, '['), std::string("{\"a\":"), std::string("null"),
        "{\"messages\":" + std::string(300, '[') + std::string(300, ']') + "}"}) {
    const Observation seen = read(read_url, body);
    EXPECT_EQ(seen.page, Page::unknown);
    EXPECT_EQ(seen.state, State::unknown);
  }
}

TEST(RocketChat, AHostThatIsGoneLooksAbsent) {
  Fetched page = answered(read_url, "", 0);
  page.outcome = Outcome::dns_failed;
  EXPECT_TRUE(read_page(platforms(), page).absent);
}

struct Body {
  std::string file, call;
  Page page;
  State state;
  bool absent;
  std::size_t posts;
};
TEST(RocketChat, ReadsEveryDocumentedBody) {
  const auto folder = std::filesystem::path(GODWIT_SHARED) / "data/rocketchat";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "shared bodies absent: " << folder;
  const std::vector<Body> bodies{
      {"any.401.not_logged_in.CODE_DERIVED", "channels.info", Page::notice, State::unknown, false,
       0},
      {"any.429.too_many_requests.CODE_DERIVED", "channels.anonymousread", Page::notice,
       State::unknown, false, 0},
      {"channels.anonymousread.get.200.Success", "channels.anonymousread", Page::messages,
       State::alive, false, 2},
      {"channels.anonymousread.get.400.Example_1", "channels.anonymousread", Page::notice,
       State::unknown, true, 0},
      {"channels.anonymousread.get.400.disabled.CODE_DERIVED", "channels.anonymousread",
       Page::notice, State::private_, false, 0},
      {"channels.history.get.200.Example", "channels.history", Page::messages, State::alive, false,
       4},
      {"channels.info.get.200.Example", "channels.info", Page::room, State::alive, false, 0},
      {"channels.list.get.200.Success", "channels.list", Page::hub, State::alive, false, 0},
      {"channels.messages.get.200.Success", "channels.messages", Page::messages, State::alive,
       false, 4},
      {"chat.getDiscussions.get.200.Example_1", "chat.getDiscussions", Page::messages, State::alive,
       false, 1},
      {"chat.getDiscussions.get.400.Example_1", "chat.getDiscussions", Page::notice, State::unknown,
       false, 0},
      {"chat.getDiscussions.get.400.Incorrect_room_ID", "chat.getDiscussions", Page::notice,
       State::unknown, false, 0},
      {"chat.getMessage.get.200.Success", "chat.getMessage", Page::messages, State::alive, false,
       1},
      {"chat.getThreadMessages.get.200.Example", "chat.getThreadMessages", Page::messages,
       State::alive, false, 2},
      {"chat.syncMessages.get.200.Example", "chat.syncMessages", Page::messages, State::alive,
       false, 2},
      {"info.get.200.anonymous.CODE_DERIVED", "info", Page::site, State::alive, false, 0},
      {"rooms.info.get.200.Success", "rooms.info", Page::room, State::alive, false, 0},
      {"rooms.info.get.400.Example_1", "rooms.info", Page::notice, State::unknown, false, 0},
      {"rooms.nameExists.get.200.Success", "rooms.nameExists", Page::room, State::alive, false, 0},
      {"settings.public.get.200.Success_Example", "settings.public", Page::site, State::alive,
       false, 0},
      {"useInviteToken.post.400.Invalid_Token", "useInviteToken", Page::invite, State::unknown,
       true, 0},
      {"useInviteToken.post.400.Token_Expired", "useInviteToken", Page::invite, State::unknown,
       true, 0},
      {"useInviteToken.post.400.User_Is_Banned", "useInviteToken", Page::notice, State::unknown,
       false, 0},
      {"validateInviteToken.post.200.invalid_or_expired.CODE_DERIVED", "validateInviteToken",
       Page::invite, State::unknown, true, 0},
      {"validateInviteToken.post.200.valid.CODE_DERIVED", "validateInviteToken", Page::invite,
       State::alive, false, 0}};
  for (const Body& each : bodies) {
    const Observation seen = read("https://chat.example.org/api/v1/" + each.call,
                                  content(folder / (each.file + ".json")));
    EXPECT_EQ(name_of(seen.page), name_of(each.page)) << each.file;
    EXPECT_EQ(name_of(seen.state), name_of(each.state)) << each.file;
    EXPECT_EQ(seen.absent, each.absent) << each.file;
    EXPECT_EQ(seen.posts.size(), each.posts) << each.file;
  }
}

TEST(RocketChat, NoDocumentedBodyUpsetsTheReaderOrNamesAPerson) {
  const auto folder = std::filesystem::path(GODWIT_SHARED) / "data/rocketchat";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "shared bodies absent: " << folder;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const Observation seen = read(read_url, content(entry.path()));
    for (const Post& post : seen.posts)
      EXPECT_EQ(post.author.find("marc"), std::string::npos) << entry.path();
  }
}

}  // namespace
}  // namespace godwit
