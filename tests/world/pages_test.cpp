// SPDX-License-Identifier: Apache-2.0
// The pages, page by page: the shapes of platforms.md 1 and 3, by plain search.
#include <gtest/gtest.h>

#include "tests/world/reading.h"
#include "world/page.h"
#include "world/world.h"

namespace godwit {
namespace {

class Pages : public testing::Test {
 protected:
  // The first channel, over a few worlds, for which `wanted` holds.
  template <class Wanted>
  void find(Wanted wanted) {
    for (std::uint64_t seed = 1; seed < 30; ++seed) {
      WorldOptions options;
      options.seed = seed;
      world_ = std::make_unique<World>(options);
      for (const TruthChannel& c : world_->truth().channels) {
        if (!wanted(c)) continue;
        found_ = c;
        return;
      }
    }
    FAIL() << "no such channel in thirty worlds";
  }
  Answer at(const std::string& url, Time t) const { return get(*world_, url, t); }
  std::string name() const { return handle_in(found_.urls[0].url); }

  std::unique_ptr<World> world_;
  TruthChannel found_;
};

bool open_channel(const TruthChannel& c) {
  return c.kind == "channel" && c.role == "member" && c.urls.size() == 1;
}
bool contains(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

// How data-view begins for a channel of this number: eighteen bytes are a whole count of letters.
std::string view_of(std::int64_t number) {
  return stage::base64url("{\"c\":-" + std::to_string(number) + ",\"");
}

TEST_F(Pages, ThePreviewHasTheSelectorsOfARealOne) {
  find([&](const TruthChannel& c) { return open_channel(c) && c.generation == 1; });
  const Answer answer = at(world_->seeds()[0].replace(8, 5, "t.me/s/"), world_->begins());
  ASSERT_EQ(answer.status, 200);
  for (const std::string_view part : {"<main class=\"tgme_main\" data-url=\"/",
                                      "<section class=\"tgme_channel_history js-message_history\">",
                                      "tgme_channel_info_header_title",
                                      "tgme_channel_info_header_username\"><a href=\"https://t.me/",
                                      "tgme_channel_info_description",
                                      "<span class=\"counter_value\">",
                                      "<span class=\"counter_type\">subscribers",
                                      "tgme_header_counter",
                                      "tgme_widget_message_wrap js-widget_message_wrap",
                                      "data-post=\"",
                                      "data-view=\"",
                                      "tgme_widget_message_text js-message_text",
                                      "<a class=\"tgme_widget_message_date\" href=\"https://t.me/",
                                      "<time datetime=\"2019-11-1",
                                      "tgme_widget_message_owner_name",
                                      "tgme_widget_message_views",
                                      "<link rel=\"prev\" href=\"/s/",
                                      "<link rel=\"canonical\" href=\"/s/",
                                      "tme_messages_more",
                                      "al:ios:url\" content=\"tg://resolve?domain="})
    EXPECT_TRUE(contains(answer.body, part)) << part;
  EXPECT_EQ(between(answer.body, "data-post=\"", "\"").size(), 20U);
  EXPECT_GT(answer.body.size(), 40'000U);
}

TEST_F(Pages, PagingShowsEveryPostOnceAndEnds) {
  find(open_channel);
  const Time t =
      found_.born > world_->begins() ? found_.born + seconds(5400) : world_->begins() + hours(1);
  std::string next = "https://t.me/s/" + name();
  std::set<std::string> posts;
  std::size_t seen = 0;
  while (!next.empty()) {
    const std::string body = at(next, t).body;
    for (const std::string& id : between(body, "data-post=\"", "\"")) {
      posts.insert(id);
      ++seen;
    }
    const auto older = between(body, "<link rel=\"prev\" href=\"", "\"");
    next = older.empty() ? "" : "https://t.me" + older[0];
  }
  EXPECT_EQ(posts.size(), seen);
  EXPECT_GT(seen, 20U);
}

TEST_F(Pages, TheNumberStandsInEveryPostAndSurvivesARename) {
  find([](const TruthChannel& c) { return c.urls.size() == 2 && c.kind == "channel" && !c.died; });
  const Time renamed = *found_.urls[0].to;
  ASSERT_EQ(renamed, found_.urls[1].from);
  const std::string before = at("https://t.me/s/" + name(), renamed - hours(1)).body;
  const std::string after =
      at("https://t.me/s/" + handle_in(found_.urls[1].url), renamed + hours(1)).body;
  const std::string number = view_of(*found_.numeric_id);
  for (const std::string& body : {before, after}) {
    const auto views = between(body, "data-view=\"", "\"");
    ASSERT_FALSE(views.empty());
    for (const std::string& view : views) EXPECT_TRUE(view.starts_with(number)) << view;
  }
  EXPECT_TRUE(contains(at(found_.urls[0].url, renamed + hours(1)).body, "tgme_icon_user"));
}

TEST_F(Pages, ADeadNameLooksLikeAFreeOne) {
  find([](const TruthChannel& c) { return open_channel(c) && c.died && !c.restricted; });
  const Answer answer = at(found_.urls[0].url, *found_.died + seconds(300));
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(contains(answer.body, "tgme_page_title"));
  EXPECT_TRUE(contains(answer.body, "<i class=\"tgme_icon_user\"></i>"));
  EXPECT_TRUE(contains(answer.body, "<meta name=\"robots\" content=\"noindex, nofollow\">"));
  const Answer preview = at("https://t.me/s/" + name(), *found_.died + seconds(300));
  EXPECT_EQ(preview.status, 302);
  EXPECT_EQ(stage::lower(header_of(preview, "Location")), found_.urls[0].url);
}

TEST_F(Pages, ARestrictedChannelLeavesANotice) {
  find([](const TruthChannel& c) { return c.restricted && open_channel(c); });
  const std::string body = at("https://t.me/s/" + name(), *found_.died + hours(1)).body;
  EXPECT_TRUE(contains(
      body, "tme_no_messages_found\">This channel can’t be displayed because it violated"));
}

TEST_F(Pages, AGroupHasNoPreview) {
  find([](const TruthChannel& c) { return c.kind == "group" && c.generation == 1; });
  const Answer preview = at("https://t.me/s/" + name(), world_->begins());
  EXPECT_EQ(preview.status, 302);
  const std::string body = at(found_.urls[0].url, world_->begins()).body;
  EXPECT_TRUE(contains(body, " members, "));
  EXPECT_TRUE(contains(body, " online</div>"));
  EXPECT_FALSE(contains(body, "href=\"/s/"));
}

TEST_F(Pages, AnInviteIsAliveUntilItsChannelDies) {
  find([](const TruthChannel& c) {
    return c.kind == "invite" && c.died && *c.died - c.born > hours(5);
  });
  const std::string& url = found_.urls[0].url;
  const std::string joinchat = "https://t.me/joinchat/" + name().substr(1);
  const Time alive = *found_.died - hours(1), dead = *found_.died + hours(1);
  EXPECT_TRUE(
      contains(at(url, alive).body, "You are invited to the channel <strong dir=\"auto\">"));
  EXPECT_TRUE(
      contains(at(url, alive).body, "al:ios:url\" content=\"tg://join?invite=" + name().substr(1)));
  EXPECT_EQ(at(joinchat, alive).body, at(url, alive).body);
  EXPECT_TRUE(contains(at(url, dead).body, "You are invited to a <strong>group chat</strong>"));
  EXPECT_TRUE(contains(at(url, dead).body, "tgme_icon_group"));
}

TEST_F(Pages, AStrangerHasTheHandleButAnotherNumber) {
  find([](const TruthChannel& c) { return c.role == "stranger"; });
  const std::string body = at("https://t.me/s/" + name(), found_.born + days(2)).body;
  const std::string number = view_of(*found_.numeric_id);
  for (const std::string& view : between(body, "data-view=\"", "\""))
    EXPECT_TRUE(view.starts_with(number));
  int holders = 0;
  for (const TruthChannel& c : world_->truth().channels)
    for (const TruthUrl& u : c.urls) holders += u.url == found_.urls[0].url ? 1 : 0;
  EXPECT_EQ(holders, 2);
}

TEST_F(Pages, TheCanariesAreAlwaysAlive) {
  find(open_channel);
  for (const Time t : {world_->begins(), world_->ends() - hours(1)}) {
    EXPECT_TRUE(contains(at("https://t.me/durov", t).body, "tgme_page_title"));
    EXPECT_TRUE(
        contains(at("https://t.me/telegram/400", t).body, "data-telegram-post=\"telegram/400\""));
    EXPECT_TRUE(
        contains(at("https://t.me/telegram/400?embed=1", t).body, "data-post=\"telegram/400\""));
  }
}

TEST_F(Pages, UnderASoftBanEvenTheCanaryLooksDead) {
  find(open_channel);
  const Answer banned = world_->soft_banned("GET", "https://t.me/telegram", "", world_->begins());
  EXPECT_EQ(banned.status, 200);
  EXPECT_TRUE(contains(banned.body, "tgme_icon_user"));
  EXPECT_EQ(world_->soft_banned("GET", "https://t.me/s/telegram", "", world_->begins()).status,
            302);
}

TEST_F(Pages, AMissingPostHasAnEmbedThatSaysSo) {
  find(open_channel);
  EXPECT_TRUE(contains(at("https://t.me/telegram/999999?embed=1", world_->begins()).body,
                       "tgme_widget_message_error\">Post not found"));
}

TEST_F(Pages, ARoomIsReadWithoutALogin) {
  find([](const TruthChannel& c) {
    return c.kind == "room" && (!c.died || *c.died - c.born > days(1));
  });
  const std::string url = found_.urls[0].url, host = url.substr(0, url.find("/channel/"));
  Time t = found_.born + hours(1);
  while (at(host + "/api/info", t).status == 0)
    t += hours(1);  // the server may be down for a night
  const auto ask = [&](const std::string& path) { return at(host + path, t); };
  EXPECT_TRUE(contains(ask("/api/info").body, "\"version\":"));
  EXPECT_TRUE(contains(ask("/api/v1/settings.public").body, "Accounts_AllowAnonymousRead"));
  const Answer missing = ask("/api/v1/channels.anonymousread?roomName=nowhere");
  EXPECT_EQ(missing.status, 400);
  EXPECT_TRUE(contains(missing.body, "\"errorType\":\"error-room-not-found\""));
  EXPECT_EQ(ask("/api/v1/channels.info?roomName=" + name()).status, 401);
  const Answer messages = ask("/api/v1/channels.anonymousread?roomName=" + name());
  const bool open = messages.status == 200;
  EXPECT_TRUE(contains(messages.body, open ? "\"success\":true" : "error-not-allowed"));
  EXPECT_FALSE(header_of(messages, "X-RateLimit-Reset").empty());
  EXPECT_EQ(
      world_->answer("POST", host + "/api/v1/validateInviteToken", "{\"token\":\"x\"}", t).body,
      "{\"valid\":false,\"success\":true}");
}

TEST_F(Pages, ADeadSiteDoesNotAnswerAndAMovedOneRedirects) {
  find([](const TruthChannel& c) { return c.kind == "site" && c.generation == 1 && c.died; });
  EXPECT_EQ(at(found_.urls[0].url, *found_.died).status, 0);
  EXPECT_FALSE(world_->knows_host(found_.urls[0].url.substr(8, found_.urls[0].url.size() - 9),
                                  *found_.died));
  EXPECT_EQ(at(found_.urls[0].url, world_->begins()).status, 200);
  const Answer robots = at(found_.urls[0].url + "robots.txt", world_->begins());
  EXPECT_TRUE(contains(robots.body, "User-agent: *"));
  EXPECT_TRUE(contains(at(found_.urls[0].url + "feed.xml", world_->begins()).body,
                       "<rss version=\"2.0\">"));
}

TEST_F(Pages, AShortLinkLeadsToItsChannel) {
  std::string body;
  find([](const TruthChannel& c) { return c.kind == "channel"; });
  for (std::uint64_t seed = 1; seed < 10 && body.empty(); ++seed) {
    WorldOptions options;
    options.seed = seed;
    world_ = std::make_unique<World>(options);
    for (const TruthEdge& edge : world_->truth().edges)
      for (const TruthAnnouncement& a : edge.announced)
        if (a.writing == "shortened") {
          const Answer answer = at(a.written, a.from);
          EXPECT_EQ(answer.status, 301);
          bool known = false;
          for (const TruthUrl& u : world_->truth().channels[static_cast<std::size_t>(edge.to)].urls)
            known |= u.url == header_of(answer, "Location");
          // The saying may be of the predecessor: then the link is to it.
          for (const TruthUrl& u :
               world_->truth().channels[static_cast<std::size_t>(edge.from)].urls)
            known |= u.url == header_of(answer, "Location");
          EXPECT_TRUE(known);
          body = a.written;
        }
  }
  EXPECT_FALSE(body.empty()) << "no short link in ten worlds";
  EXPECT_EQ(at("https://is.gd/nothing", world_->begins()).status, 404);
}

TEST_F(Pages, OtherPathsAndHostsAreNotFound) {
  find(open_channel);
  const Time t = world_->begins();
  EXPECT_EQ(at("https://justpaste.it/nothing-here", t).status, 404);
  EXPECT_EQ(at("https://files.fm/u/nothinghere", t).status, 404);
  EXPECT_EQ(at("https://nowhere.example/", t).status, 0);
  EXPECT_EQ(at("http://t.me/durov", t).status, 301);
  EXPECT_EQ(header_of(at("https://telegram.me/durov", t), "Location"), "https://t.me/durov");
  EXPECT_EQ(world_->answer("DELETE", "https://t.me/durov", "", t).status, 405);
}

TEST(Numbers, AreWrittenAsTelegramWritesThem) {
  EXPECT_EQ(stage::spaced_number(11'110'268), "11 110 268");
  EXPECT_EQ(stage::spaced_number(999), "999");
  EXPECT_EQ(stage::rounded_number(999), "999");
  EXPECT_EQ(stage::rounded_number(5'880), "5.88K");
  EXPECT_EQ(stage::rounded_number(12'000), "12K");
  EXPECT_EQ(stage::rounded_number(1'480'000), "1.48M");
  EXPECT_EQ(stage::http_date(from_ms(1'573'776'000'000)), "Fri, 15 Nov 2019 00:00:00 GMT");
}

TEST(OptionalPages, AnArchiveIsToldOfByAnApiAlone) {
  WorldOptions options;
  options.seed = 4;
  options.archives = true;
  const World world(options);
  int mega = 0, yandex = 0;
  for (const TruthChannel& c : world.truth().channels) {
    if (c.platform != "mega" && c.platform != "yandex_disk") continue;
    const std::string& url = c.urls[0].url;
    for (const Time t : {world.begins() + hours(1), world.ends() - hours(1)}) {
      const bool there = !c.died || t < *c.died;
      if (c.platform == "mega") {
        ++mega;
        EXPECT_EQ(get(world, url, t).status, 200);
        const Answer told =
            world.answer("POST", "https://g.api.mega.co.nz/cs?id=2&n=" + handle_in(url),
                         R"([{"a":"f","c":1,"r":1,"ca":1}])", t);
        EXPECT_EQ(told.body.starts_with("[{\"f\":[{"), there) << url;
        EXPECT_EQ(told.body == "-9", !there) << url;
      } else {
        ++yandex;
        const Answer told = get(
            world, "https://cloud-api.yandex.net/v1/disk/public/resources?public_key=" + url, t);
        EXPECT_EQ(told.status, there ? 200 : 404) << url;
        EXPECT_EQ(told.body.find("DiskNotFoundError") == std::string::npos, there);
      }
    }
  }
  EXPECT_GT(mega, 0);
  EXPECT_GT(yandex, 0);
}

TEST(OptionalPages, APicturedLinkStandsInNoWords) {
  WorldOptions options;
  options.seed = 4;
  options.pictured = 1;
  const World world(options);
  int pictured = 0;
  for (const TruthEdge& edge : world.truth().edges)
    for (const TruthAnnouncement& a : edge.announced) {
      if (a.writing != "qr") continue;
      const TruthChannel& from = world.truth().channels[static_cast<std::size_t>(a.where)];
      const std::string page = get(world, "https://t.me/s/" + handle_in(a.url), a.from).body;
      EXPECT_EQ(page.find(a.written), std::string::npos) << a.url;
      const auto pictures = between(page, "background-image:url('", "')");
      if (from.urls.size() > 1 || pictures.empty()) continue;
      const Answer picture = get(world, pictures.back(), a.from);
      EXPECT_EQ(header_of(picture, "Content-Type"), "image/png");
      EXPECT_TRUE(picture.body.starts_with("\x89PNG"));
      ++pictured;
    }
  EXPECT_GT(pictured, 3);
}

}  // namespace
}  // namespace godwit
