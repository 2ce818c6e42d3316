// SPDX-License-Identifier: Apache-2.0
// Sites, feeds, pastes, hubs, file hosts and accounts, on hand-written neutral pages.
#include "crawler/platforms/account.h"
#include "crawler/platforms/reading.h"
#include "godwit/names.h"
#include "tests/crawler/platforms/platforms_testing.h"

namespace godwit {
namespace {

using namespace testing_platforms;

Observation fixture(const std::string& file, const std::string& url, int status = 200) {
  return read(url, content(std::filesystem::path(GODWIT_FIXTURES) / file), status);
}

const Reference* of_form(const Observation& seen, Form form, std::string_view address) {
  for (const Reference& each : seen.references)
    if (each.form == form && each.address.url == address) return &each;
  return nullptr;
}

std::vector<std::string> urls_of(const std::vector<Request>& requests) {
  std::vector<std::string> urls;
  for (const Request& each : requests) urls.push_back(each.url);
  return urls;
}

TEST(Website, KeepsWhatTellsMirrorsOfOneOwner) {
  const Observation seen = read(
      "https://harbour-birds.example/",
      "<html><head><link rel='shortcut icon' href=/bird.png><script async "
      "src=https://www.googletagmanager.com/gtag/js?id=G-1AB2CD3EF4></script><script>ga('create', "
      "'UA-1234567-1'); var MAX_G-12345678 = 1; x='UA-12'</script></head></html>");
  EXPECT_EQ(seen.profile.photo, "https://harbour-birds.example/bird.png");
  std::vector<std::string> counted;
  for (const auto& [name, value] : seen.profile.more)
    if (name == "analytics") counted.push_back(value);
  EXPECT_EQ(counted, (std::vector<std::string>{"G-1AB2CD3EF4", "UA-1234567-1"}));
}

TEST(Website, VisitsBlogsAndBelievesOnlyWhatWasSeenOfTheirHosts) {
  const auto blog = [](const std::string& url) {
    return recogniser().catalogue.locate(url)->address;
  };
  for (const char* url : {"https://terns.wordpress.com/", "https://terns.blogspot.com/",
                          "https://terns.tumblr.com/", "https://medium.com/@terns",
                          "https://terns.substack.com/", "https://terns.livejournal.com/"})
    EXPECT_EQ(urls_of(visit(platforms(), blog(url))), std::vector<std::string>{url});
  EXPECT_TRUE(read("https://terns.blogspot.com/", "", 404).absent);
  EXPECT_FALSE(read("https://terns.blogspot.com/2019/01/x.html", "", 404).absent);
  EXPECT_FALSE(read("https://terns.tumblr.com/", "", 404).absent);
  Fetched typo = answered("https://terns.wordpress.com/", "", 302);
  typo.location = "https://wordpress.com/typo/?subdomain=terns";
  EXPECT_TRUE(read_page(platforms(), typo).absent);
}

TEST(Posts, CarryNoCredentials) {
  const Observation seen = read(
      "https://chat.example.org/api/v1/channels.anonymousread?roomName=harbour",
      R"({"messages":[{"_id":"a","rid":"r","msg":"go.rocket.chat/auth?host=chat.example&token=SECRET1",)"
      R"("ts":"2019-11-22T00:00:00.000Z","u":{"_id":"u"}}],"success":true})");
  ASSERT_EQ(seen.posts.size(), 1U);
  EXPECT_EQ(seen.posts[0].text.find("SECRET1"), std::string::npos) << seen.posts[0].text;
}

TEST(Website, GivesLinksTextDescriptionCanonicalAndLeaks) {
  const Observation seen = fixture("site/front.html", "https://harbour-birds.example/");
  EXPECT_EQ(seen.profile.title, "Harbour Birds");
  EXPECT_EQ(seen.profile.more.at(0),
            (std::pair<std::string, std::string>{"registrable_domain", "harbour-birds.example"}));
  EXPECT_NE(of_form(seen, Form::href, "https://t.me/harbour_birds"), nullptr);
  EXPECT_NE(of_form(seen, Form::href, "https://files.fm/u/abc123"), nullptr);
  EXPECT_NE(of_form(seen, Form::href, "https://tides.example/"), nullptr);
  EXPECT_NE(of_form(seen, Form::description, "https://t.me/harbour_birds_2"), nullptr);
  EXPECT_NE(of_form(seen, Form::canonical, "https://birds-harbour.example/"), nullptr);
  EXPECT_NE(of_form(seen, Form::leak, "https://t.me/harbour_birds_old"), nullptr);
  EXPECT_NE(of_form(seen, Form::leak, "https://t.me/harbour_birds_chat"), nullptr);
}

TEST(Website, ItsOwnPagesAreNoReferencesAndOnlyTellingOnesAreAskedFor) {
  const Observation seen = fixture("site/front.html", "https://harbour-birds.example/");
  EXPECT_EQ(reference_to(seen, "https://harbour-birds.example/"), nullptr);
  EXPECT_EQ(urls_of(seen.next),
            (std::vector<std::string>{"https://harbour-birds.example/feed.xml",
                                      "https://harbour-birds.example/about",
                                      "https://harbour-birds.example/contact"}));
  EXPECT_TRUE(fixture("site/front.html", "https://harbour-birds.example/about").next.empty());
}

TEST(Website, AFeedsEntriesArePosts) {
  const Observation seen = fixture("site/feed.xml", "https://harbour-birds.example/feed.xml");
  ASSERT_EQ(seen.posts.size(), 2u);
  EXPECT_EQ(seen.posts[0].id, "https://harbour-birds.example/?p=7");
  EXPECT_EQ(to_rfc3339(*seen.posts[0].at), "2026-03-01T08:30:00.000Z");
  EXPECT_EQ(to_rfc3339(*seen.posts[1].at), "2026-02-28T09:30:00.000Z");
  EXPECT_EQ(seen.posts[0].text, "We moved\nOur new channel: here");
  EXPECT_NE(
      reference_to(seen, "https://t.me/harbour_birds_2", "https://harbour-birds.example/?p=7"),
      nullptr);
}

TEST(Website, AtomIsAFeedToo) {
  const Observation seen =
      read("https://harbour-birds.example/atom.xml",
           "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>Birds</title>"
           "<entry><id>urn:1</id><title>Terns</title><updated>2026-03-01T08:00:00Z</updated>"
           "<link rel='alternate' href='https://harbour-birds.example/1'/>"
           "<content type='html'>&lt;a "
           "href='https://t.me/harbour_birds'>x&lt;/a></content></entry></feed>");
  ASSERT_EQ(seen.posts.size(), 1u);
  EXPECT_EQ(seen.posts[0].id, "urn:1");
  EXPECT_NE(reference_to(seen, "https://t.me/harbour_birds", "urn:1"), nullptr);
}

TEST(Website, AnXmlBombIsReadWithoutExpansion) {
  const Observation seen =
      read("https://harbour-birds.example/feed.xml",
           "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"
           "<rss><channel><title>&b;</title><item><title>&b;</title></item></channel></rss>");
  EXPECT_EQ(seen.posts.size(), 1u);
  EXPECT_LT(seen.profile.title.size(), 16u);
}

TEST(Website, WhatItShowsFromElsewhereIsAReference) {
  const Observation seen = read("https://harbour-birds.example/x",
                                "<iframe src='//t.me/harbour_birds/7?embed=1'></iframe>"
                                "<script async src='https://telegram.org/js/telegram-widget.js' "
                                "data-telegram-post='quay_notes/3'></script>");
  ASSERT_NE(reference_to(seen, "https://t.me/harbour_birds"), nullptr);
  EXPECT_EQ(reference_to(seen, "https://t.me/harbour_birds")->linked_post, "7");
  EXPECT_NE(reference_to(seen, "https://t.me/quay_notes"), nullptr);
}

TEST(Paste, AHubThatAScriptDrawsStillTellsItsPlaces) {
  const Observation seen = read(
      "https://linktr.ee/harbourbirds",
      "<script type='application/json'>{\"url\":\"https:\\/\\/t.me\\/harbour_birds\"}</script>");
  ASSERT_NE(reference_to(seen, "https://t.me/harbour_birds"), nullptr);
  EXPECT_EQ(reference_to(seen, "https://t.me/harbour_birds")->form, Form::leak);
}

TEST(Website, AMetaRefreshIsARedirect) {
  const Observation seen = read(
      "https://old-birds.example/",
      "<meta http-equiv=Refresh content='0; URL=https://new-birds.example/start'><p>moved</p>");
  EXPECT_EQ(seen.redirect, "https://new-birds.example/start");
  EXPECT_NE(of_form(seen, Form::redirect, "https://new-birds.example/"), nullptr);
  ASSERT_EQ(seen.next.size(), 1u);
  EXPECT_EQ(seen.next[0].hop, 1);
}

TEST(Website, ARedirectIsFollowedAtMostTenTimes) {
  Fetched page = answered("https://old-birds.example/", "", 301);
  page.location = "https://new-birds.example/";
  page.request.hop = 9;
  EXPECT_EQ(read_page(platforms(), page).next.at(0).hop, 10);
  page.request.hop = 10;
  const Observation last = read_page(platforms(), page);
  EXPECT_TRUE(last.next.empty());
  EXPECT_EQ(last.redirect, "https://new-birds.example/");
}

TEST(Website, AHostThatIsGoneLooksAbsentAndATimeoutDoesNot) {
  Fetched page = answered("https://gone-birds.example/", "", 0);
  for (const auto& [outcome, absent] :
       std::vector<std::pair<Outcome, bool>>{{Outcome::dns_failed, true},
                                             {Outcome::connect_failed, true},
                                             {Outcome::timed_out, false},
                                             {Outcome::tls_failed, false},
                                             {Outcome::robots_denied, false}}) {
    page.outcome = outcome;
    const Observation seen = read_page(platforms(), page);
    EXPECT_EQ(seen.absent, absent) << name_of(outcome);
    EXPECT_EQ(seen.state, State::unknown) << name_of(outcome);
  }
}

TEST(Website, AShortLinkIsAskedOnlyWhereItLeads) {
  const auto requests =
      visit(platforms(), recogniser().catalogue.locate("https://t.co/abc123")->address);
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].purpose, Purpose::resolve);
}

TEST(Website, WhatIsNoTextIsNotParsed) {
  Fetched page = answered("https://harbour-birds.example/tide.png",
                          "\x89PNG <a href='https://t.me/harbour_birds'>");
  page.headers = {{"content-type", "image/png"}};
  EXPECT_TRUE(read_page(platforms(), page).references.empty());
}

TEST(Paste, IsAHubOfLinksWithItsTime) {
  const Observation paste = fixture("paste/paste.html", "https://justpaste.it/harbourbirds");
  EXPECT_EQ(paste.profile.title, "Harbour birds: all links");
  EXPECT_NE(of_form(paste, Form::text, "https://t.me/harbour_birds_2"), nullptr);
  EXPECT_NE(of_form(paste, Form::href, "https://files.fm/u/abc123"), nullptr);
  EXPECT_EQ(paste.references.size(), 2u);
  const Observation article =
      fixture("paste/article.html", "https://telegra.ph/Harbour-Birds-01-02");
  EXPECT_EQ(article.profile.more.at(0),
            (std::pair<std::string, std::string>{"published", "2026-01-02T10:00:00.000Z"}));
}

TEST(FileHost, TellsNameSizeAndWords) {
  const Observation seen = fixture("filehost/file.html", "https://files.fm/u/abc123");
  EXPECT_EQ(seen.profile.title, "tides.pdf");
  EXPECT_EQ(seen.profile.more.at(0), (std::pair<std::string, std::string>{"file_size", "12.5 MB"}));
  ASSERT_NE(reference_to(seen, "https://t.me/harbour_birds_2"), nullptr);
  EXPECT_TRUE(is_announcement(*reference_to(seen, "https://t.me/harbour_birds_2")));
}

TEST(FileHost, ADownloadLinkThatAnswersWithAPageIsDead) {
  Fetched page = answered("https://files.fm/down.php?i=abc123", "<p>no</p>");
  page.headers = {{"content-type", "text/html; charset=utf-8"}};
  EXPECT_TRUE(read_page(platforms(), page).absent);
  page.headers = {{"content-type", "application/pdf"}};
  EXPECT_EQ(read_page(platforms(), page).state, State::alive);
}

TEST(FileHost, AsksAnOpenApiWhereThePageIsAlwaysTheSame) {
  const auto asked = [](const char* place) {
    return visit(platforms(), recogniser().catalogue.locate(place)->address);
  };
  const std::vector<Request> file = asked("https://mega.nz/#!AbCdEfGh!sEcReT");
  ASSERT_EQ(file.size(), 1u);
  EXPECT_EQ(file[0].method, "POST");
  EXPECT_EQ(file[0].url, "https://g.api.mega.co.nz/cs?id=1&n=AbCdEfGh");
  EXPECT_EQ(file[0].body, R"([{"a":"g","p":"AbCdEfGh"}])");
  EXPECT_EQ(file[0].service, "mega.nz");
  EXPECT_EQ(asked("https://yadi.sk/d/Tides123").at(0).url,
            "https://cloud-api.yandex.net/v1/disk/public/resources"
            "?public_key=https%3A%2F%2Fdisk.yandex.ru%2Fd%2FTides123&limit=1");
  EXPECT_TRUE(asked("https://mega.nz/chat/AbCdEfGh").empty());  // no API tells of chats
  EXPECT_TRUE(asked("https://gofile.io/d/AbC123").empty());     // its API wants a token
}

// Whatever was asked, the URL alone says what about: captures must be enough to rebuild a case.
TEST(FileHost, TheUrlOfAQuestionNamesThePlace) {
  for (const char* place :
       {"https://mega.nz/file/AbCdEfGh", "https://mega.nz/folder/AbCdEfGh",
        "https://disk.yandex.ru/d/Tides123", "https://disk.yandex.ru/public?hash=a%2Bb%3D",
        "https://archive.org/details/harbour-birds", "https://streamable.com/tides",
        "https://u.pcloud.link/publink/show?code=XZabcdef", "https://discord.gg/tides",
        "https://bsky.app/profile/tides.example", "https://bsky.app/profile/did:plc:tides"}) {
    const Address address = recogniser().catalogue.locate(place)->address;
    const std::vector<Request> asked = visit(platforms(), address);
    ASSERT_EQ(asked.size(), 1u) << place;
    EXPECT_NE(asked[0].url, place);
    const auto named = recogniser().catalogue.locate(asked[0].url);
    ASSERT_TRUE(named) << asked[0].url;
    EXPECT_EQ(named->address.url, address.url);
    EXPECT_EQ(named->address.kind, address.kind);
  }
}

TEST(FileHost, AnApiThatLiesProvesNothing) {
  const std::string deep(100'000, '[');
  const std::vector<std::pair<const char*, std::string>> answers{
      {"https://g.api.mega.co.nz/cs?id=1&n=AbCdEfGh", "[-9.5]"},
      {"https://g.api.mega.co.nz/cs?id=1&n=AbCdEfGh", R"(["-9"])"},
      {"https://g.api.mega.co.nz/cs?id=1&n=AbCdEfGh", "[]"},
      {"https://g.api.mega.co.nz/cs?id=1&n=AbCdEfGh", "-3"},
      {"https://g.api.mega.co.nz/cs?id=2&n=AbCdEfGh", R"([{"f":[]}])"},
      {"https://g.api.mega.co.nz/cs?id=2&n=AbCdEfGh", deep},
      {"https://g.api.mega.co.nz/cs?id=2&n=AbCdEfGh", ""},
      {"https://archive.org/metadata/harbour-birds", R"({"metadata":null})"},
      {"https://api.pcloud.com/showpublink?code=XZabcdef", R"({"result":"7002"})"},
      {"https://ajax.streamable.com/videos/tides", R"({"status":{"status":2}})"},
      {"https://discord.com/api/v9/invites/tides", R"({"code":"10006"})"},
      {"https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile?actor=tides.example",
       "\xff\xfe{\"did\""}};
  for (const auto& [url, body] : answers) {
    const Observation seen = read(url, body);
    EXPECT_EQ(seen.state, State::unknown) << url << ' ' << body.substr(0, 40);
    EXPECT_FALSE(seen.absent) << url << ' ' << body.substr(0, 40);
  }
  for (const std::string& body : {std::string("[-9.5]"), deep, std::string("<html>")})
    EXPECT_TRUE(read("https://g.api.mega.co.nz/cs?id=1&n=AbCdEfGh", body).degraded);
  const Observation huge =
      read("https://g.api.mega.co.nz/cs?id=1&n=AbCdEfGh", R"([{"s":1e400,"at":7}])");
  EXPECT_TRUE(huge.profile.more.empty());
}

TEST(FileHost, AnUnverifiedSignalProvesNoAbsence) {
  const Observation seen =
      fixture("filehost/missing.html", "https://www.dropbox.com/s/abcdefghijk/x.pdf", 404);
  EXPECT_FALSE(seen.absent);
  EXPECT_EQ(seen.state, State::unknown);
}

TEST(FileHost, ARedirectCanSayThatTheFileIsGone) {
  Fetched page = answered("https://www.mediafire.com/file/abcdefghijk1234/x.zip/file", "", 302);
  page.location = "https://www.mediafire.com/error.php?errno=320&origin=download";
  const Observation seen = read_page(platforms(), page);
  EXPECT_TRUE(seen.absent);
}

TEST(Reading, AHopOutOfAHiddenServiceOrOutOfTlsIsToldAndNotFollowed) {
  const auto after = [](const char* from, const char* to) {
    Fetched page = answered(from, "", 302);
    page.location = to;
    return read_page(platforms(), page);
  };
  const std::string onion = "http://" + std::string(56, 'a') + ".onion/";
  for (const auto& [from, to] :
       {std::pair<std::string, std::string>{onion, "https://tides.example/"},
        {"https://tides.example/a", "http://tides.example/b"}}) {
    const Observation seen = after(from.c_str(), to.c_str());
    EXPECT_EQ(seen.redirect, to);
    EXPECT_TRUE(seen.next.empty()) << from;
  }
  EXPECT_EQ(after("http://tides.example/a", "https://tides.example/a").next.size(), 1u);
}

TEST(Account, GivesTheLinksOfItsOwnWords) {
  const Observation twitter = fixture("twitter/account.html", "https://twitter.com/harbour_birds");
  EXPECT_NE(reference_to(twitter, "https://t.me/harbour_birds_2"), nullptr);
  EXPECT_NE(reference_to(twitter, "https://harbour-birds.example/"), nullptr);
  const Observation instagram =
      fixture("instagram/account.html", "https://www.instagram.com/harbourbirds/");
  ASSERT_NE(reference_to(instagram, "https://t.me/harbour_birds_2"), nullptr);
  EXPECT_TRUE(is_announcement(*reference_to(instagram, "https://t.me/harbour_birds_2")));
  EXPECT_NE(reference_to(instagram, "https://linktr.ee/harbourbirds"), nullptr);
}

TEST(Account, ValuesInScriptsAreUnescapedAndCounted) {
  EXPECT_EQ(json_values(R"({"a":"x\/y","a":"\"q\"","b":"z","a":"open)", "a", 9),
            (std::vector<std::string>{"x/y", "\"q\""}));
  EXPECT_EQ(json_values(R"("a":"1","a":"2")", "a", 1).size(), 1u);
}

TEST(Reading, CountsAsTheyAreShown) {
  const std::vector<std::pair<std::string, std::optional<std::int64_t>>> cases{
      {"505.9K", 505'900},
      {"3.1M", 3'100'000},
      {"1 474 933", 1'474'933},
      {"2\u00A0310", 2'310},
      {"17", 17},
      {"422.0K", 422'000},
      {"1,234", 1'234},
      {"", std::nullopt},
      {"K", std::nullopt},
      {"1.5", std::nullopt},
      {"abc", std::nullopt},
      {"1.2345K", std::nullopt}};
  for (const auto& [shown, count] : cases) EXPECT_EQ(count_of(shown), count) << shown;
}

TEST(Reading, RetryAfterIsSecondsOrADateAndNeverMoreThanADay) {
  const Time now = *parse_time("1994-11-06T08:49:00Z");
  EXPECT_EQ(retry_after_ms("120", now), 120'000);
  EXPECT_EQ(retry_after_ms("Sun, 06 Nov 1994 08:49:37 GMT", now), 37'000);
  EXPECT_EQ(retry_after_ms("99999999999", now), 86'400'000);
  EXPECT_EQ(retry_after_ms("-5", now), 0);
  EXPECT_EQ(retry_after_ms("soon", now), 0);
}

}  // namespace
}  // namespace godwit
