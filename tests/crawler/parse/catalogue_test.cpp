// SPDX-License-Identifier: Apache-2.0
// Which URL is which place: the table of platforms as compiled in, and what its loader refuses.
#include "crawler/parse/catalogue.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <re2/re2.h>

#include <ctime>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "crawler/parse/url.h"

using namespace godwit;

namespace {

const Catalogue& catalogue() {
  static const Catalogue loaded = [] {
    Result<Catalogue> result =
        Catalogue::load(compiled_in_platforms(), "platforms.toml", compiled_in_shorteners());
    if (!result) ADD_FAILURE() << result.error().text;
    return std::move(result).value();
  }();
  return loaded;
}

Located locate(std::string_view url) { return catalogue().locate(url).value_or(Located{}); }

std::vector<std::string> steps_of(std::string_view url) {
  std::vector<std::string> steps;
  (void)catalogue().locate(url, &steps);
  return steps;
}

struct Case {
  std::string_view input, platform, kind, url, post = "";
};

void expect_all(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    const Located found = locate(each.input);
    EXPECT_EQ(found.address.platform, each.platform) << each.input;
    EXPECT_EQ(found.address.kind, each.kind) << each.input;
    EXPECT_EQ(found.address.url, each.url) << each.input;
    EXPECT_EQ(found.post, each.post) << each.input;
  }
}

// The text of the Error that loading gives; "" if it loads.
std::string refusal(std::string_view platforms, std::string_view shorteners = "") {
  const Result<Catalogue> result = Catalogue::load(platforms, "p.toml", shorteners);
  return result ? "" : result.error().text;
}

}  // namespace

// -- addresses ------------------------------------------------------------------------------------

TEST(Catalogue, KnowsMessengersAndTheirInvitations) {
  expect_all({
      {"http://telegram.me/Bird_Harbour/12?single", "telegram", "username",
       "https://t.me/bird_harbour", "12"},
      {"https:\\\\t.me\\joinchat\\AbC", "telegram", "invite", "https://t.me/+AbC"},
      {"tg://addlist?slug=AbC", "telegram", "folder", "https://t.me/addlist/AbC"},
      {"t.me/c/1234567890/12", "telegram", "private_post", "https://t.me/c/1234567890", "12"},
      {"//t.me/bird_harbour", "telegram", "username", "https://t.me/bird_harbour"},
      {"https://tt.me/Bird_Harbour", "tamtam", "channel", "https://tamtam.chat/bird_harbour"},
      {"https://app.element.io/#/room/#birds:Harbour.example", "matrix", "room",
       "https://matrix.to/#/#birds:harbour.example"},
      {"matrix:roomid/aBc:harbour.example?via=x", "matrix", "room_id",
       "https://matrix.to/#/!aBc:harbour.example"},
      {"https://discord.com/invite/AbC?event=1", "discord", "invite", "https://discord.gg/AbC"},
      {"sgnl://signal.group/#AbC", "signal", "group", "https://signal.group/#AbC"},
      {"https://www.whatsapp.com/channel/0029VaAbCdEfGhIjKlMnOp", "whatsapp", "channel",
       "https://whatsapp.com/channel/0029VaAbCdEfGhIjKlMnOp"},
      {"xmpp:Birds@Conference.Harbour.example?join", "xmpp", "room",
       "xmpp:birds@conference.harbour.example?join"},
      {"viber://invite?g2=AQ%2Bb%3D", "viber", "invite", "https://invite.viber.com/?g2=AQ%2Bb%3D"},
      {"https://threema.id/abcdefg8", "threema", "id", "https://threema.id/ABCDEFG8"},
  });
}

TEST(Catalogue, FoldsMirrorsMobileHostsAndPosts) {
  expect_all({
      {"https://x.com/Birds/status/20?s=20&t=x", "twitter", "account", "https://twitter.com/birds",
       "20"},
      {"https://mobile.twitter.com/birds/with_replies", "twitter", "account",
       "https://twitter.com/birds"},
      {"http://nitter.net/birds/status/20#m", "twitter", "account", "https://twitter.com/birds",
       "20"},
      {"https://fxtwitter.com/i/status/20", "twitter", "status", "https://twitter.com/i/status/20"},
      {"https://youtu.be/AAAAAAAAAA_?t=3", "youtube", "video",
       "https://www.youtube.com/watch?v=AAAAAAAAAA_"},
      {"https://m.youtube.com/watch?app=x&v=AAAAAAAAAA_", "youtube", "video",
       "https://www.youtube.com/watch?v=AAAAAAAAAA_"},
      {"https://www.youtube.com/@Birds/videos", "youtube", "handle",
       "https://www.youtube.com/@birds"},
      {"http://instagram.com/Birds/p/AbC/?igsh=x", "instagram", "account",
       "https://www.instagram.com/birds", "AbC"},
      {"https://mbasic.facebook.com/groups/Birds", "facebook", "group",
       "https://www.facebook.com/groups/birds"},
      {"https://m.vk.com/wall-12_34?from=x", "vk", "wall", "https://vk.com/wall-12", "34"},
      {"https://birds.blogspot.com.br/2020/01/x.html", "blogspot", "blog",
       "https://birds.blogspot.com/"},
      {"https://www.linktr.ee/@Birds?x=y", "linkhub", "hub", "https://linktr.ee/birds"},
      {"https://graph.org/Birds-01-02", "telegraph", "page", "https://telegra.ph/Birds-01-02"},
      {"https://lbry.tv/@birds#1/tide:2", "odysee", "channel", "https://odysee.com/@birds:1",
       "tide:2"},
  });
}

TEST(Catalogue, KeepsKeysOfFilesExactlyAndSecretsOut) {
  expect_all({
      {"https://www.files.fm/f/ABC123#x", "files.fm", "file", "https://files.fm/u/abc123"},
      {"https://dropbox.com/scl/fi/AbC/x.pdf?rlkey=zz&dl=0", "dropbox", "file",
       "https://www.dropbox.com/scl/fi/AbC"},
      {"https://www.dropbox.com/sh/AbC/dEf?dl=0", "dropbox", "folder",
       "https://www.dropbox.com/sh/AbC"},
      {"https://drive.google.com/drive/u/0/folders/AAAAAAAAAAAAAAAAAAA", "google_drive", "folder",
       "https://drive.google.com/drive/folders/AAAAAAAAAAAAAAAAAAA"},
      {"https://docs.google.com/document/d/AAAAAAAAAAAAAAAAAAAAAAAAA/edit#x", "google_drive",
       "file", "https://drive.google.com/file/d/AAAAAAAAAAAAAAAAAAAAAAAAA"},
      {"https://mega.co.nz/#!AbCdEfGh!secret", "mega", "file", "https://mega.nz/file/AbCdEfGh"},
      {"https://privatebin.net/?abcdef#secret", "privatebin", "paste",
       "https://privatebin.net/?abcdef"},
      {"https://justpaste.it/u/Keeper", "justpaste.it", "account", "https://justpaste.it/u/Keeper"},
  });
}

TEST(Catalogue, FindsRocketChatOnHostsThatNobodyElseKnows) {
  expect_all({
      {"https://Chat.Birds.example/channel/General?msg=x", "rocketchat", "channel",
       "https://chat.birds.example/channel/General"},
      {"https://chat.birds.example:3000/group/keepers/", "rocketchat", "group",
       "https://chat.birds.example:3000/group/keepers"},
      {"http://chat.birds.example/invite/kDKQ3H", "rocketchat", "invite",
       "https://chat.birds.example/invite/kDKQ3H"},
      {"https://birds.example/chat/channel/general/thread/x", "rocketchat", "channel",
       "https://birds.example/chat/channel/general"},
      {"https://go.rocket.chat/invite?host=chat.birds.example&path=invite%2FkDKQ3H&secure=no",
       "rocketchat", "invite", "https://chat.birds.example/invite/kDKQ3H"},
      {"https://go.rocket.chat/room?rid=1&path=channel%2Fx&host=chat.birds.example", "rocketchat",
       "channel", "https://chat.birds.example/channel/x"},
      {"https://www.youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa", "youtube", "channel",
       "https://www.youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa"},
      {"https://www.youtube.com/channel/birds", "", "", ""},
      {"https://discord.com/invite/AbC", "discord", "invite", "https://discord.gg/AbC"},
      {"https://birds.example/video/channel/tide", "site", "site", "https://birds.example/"},
      {"https://birds.example/channel/tide/today", "site", "site", "https://birds.example/"},
  });
}

TEST(Catalogue, TakesAStrangerForASite) {
  expect_all({
      {"http://Birds.Example:80/a/b?utm_source=x#y", "site", "site", "https://birds.example/"},
      {"https://www.birds.example", "site", "site", "https://www.birds.example/"},
      {"https://birds.example:8443/", "site", "site", "https://birds.example:8443/"},
      {"https://keeper:secret@birds.example./", "site", "site", "https://birds.example/"},
      {"http://0x7f.1/", "site", "site", "https://127.0.0.1/"},
      {"https://t.me@birds.example/x", "site", "site", "https://birds.example/"},
      {"https://birds.example/@keeper", "mastodon", "account", "https://birds.example/@keeper"},
  });
}

TEST(Catalogue, LeavesShortLinksToBeResolved) {
  expect_all({{"http://www.bit.ly/AbC/?x", "shortener", "short", "https://bit.ly/AbC"},
              {"https://t.co/AbC", "shortener", "short", "https://t.co/AbC"},
              {"https://bit.ly/", "", "", ""}});
  EXPECT_TRUE(catalogue().is_shortener("t.co"));
  EXPECT_TRUE(catalogue().is_shortener("www.bit.ly"));
  EXPECT_FALSE(catalogue().is_shortener("t.me"));
}

TEST(Catalogue, FindsNoPlaceWhereNoneIs) {
  for (const std::string_view url : {"",
                                     "birds",
                                     "birds.example/x",
                                     "javascript:alert(1)",
                                     "data:text/html,x",
                                     "mailto:x@t.me",
                                     "http://",
                                     "https://t.me/proxy?server=x",
                                     "https://t.me/+15551234567",
                                     "https://wa.me/15551234567",
                                     "https://twitter.com/home",
                                     "https://www.instagram.com/explore/tags/birds",
                                     "https://www.youtube.com/",
                                     "https://signal.me/#eu/AbC",
                                     "xmpp:keeper@birds.example",
                                     "https://matrix.to/#/@keeper:birds.example",
                                     "file:///etc/passwd",
                                     "https://./",
                                     "https://birds../",
                                     "https://birds..example/"})
    EXPECT_EQ(locate(url).address.url, "") << url;
}

// -- wrappers -------------------------------------------------------------------------------------

TEST(Catalogue, UnwrapsWithoutARequestAndSaysSo) {
  const std::vector<std::pair<std::string_view, std::string_view>> wrapped{
      {"https://l.facebook.com/l.php?u=https%3A%2F%2Ft.me%2Fbirds&h=x", "unwrap l.facebook.com"},
      {"https://l.facebook.com/l.php?u=https%253A%252F%252Ft.me%252Fbirds",
       "unwrap l.facebook.com"},
      {"https://l.instagram.com/?u=https%3A%2F%2Ft.me%2Fbirds&e=x", "unwrap l.instagram.com"},
      {"https://vk.com/away.php?to=https%3A%2F%2Ft.me%2Fbirds", "unwrap vk.com"},
      {"https://vk.com/away.php?to=t.me%2Fbirds", "unwrap vk.com"},
      {"https://www.google.com/url?q=https://t.me/birds&sa=D", "unwrap www.google.com"},
      {"https://google.co.uk/url?sa=t&url=https%3A%2F%2Ft.me%2Fbirds&q=", "unwrap google.co.uk"},
      {"https://t.me/iv?url=https%3A%2F%2Ft.me%2Fbirds&rhash=1", "unwrap t.me"},
      {"https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fbirds", "unwrap t.me"},
      {"tg://msg_url?url=t.me/birds", "unwrap t.me"},
      {"https://web.archive.org/web/20200101000000id_/http:/t.me/birds", "unwrap web.archive.org"},
      {"https://archive.ph/20200101/https://t.me/birds", "unwrap archive.ph"},
      {"https://www.youtube.com/redirect?event=x&q=https%3A%2F%2Ft.me%2Fbirds",
       "unwrap www.youtube.com"},
      {"https://tgstat.com/en/channel/@birds", "unwrap tgstat.com"},
      {"https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Ft.me%2Fbirds&data=x",
       "unwrap eur01.safelinks.protection.outlook.com"},
  };
  for (const auto& [url, step] : wrapped) {
    EXPECT_EQ(locate(url).address.url, "https://t.me/birds") << url;
    EXPECT_EQ(steps_of(url), std::vector<std::string>{std::string(step)}) << url;
  }
}

TEST(Catalogue, UnwrapsWrappersInWrappersButNotForever) {
  std::string url = "https://t.me/birds";
  const auto wrap = [&] { url = "https://web.archive.org/web/2020/" + url; };
  wrap(), wrap();
  EXPECT_EQ(locate(url).address.url, "https://t.me/birds");
  EXPECT_EQ(steps_of(url).size(), 2U);
  for (int i = 0; i < 50; ++i) wrap();
  EXPECT_EQ(locate(url).address.url, "");
}

TEST(Catalogue, DropsCredentialsFromWhatWasWritten) {
  EXPECT_EQ(locate("https://go.rocket.chat/auth?host=chat.birds.example&token=SECRET&userId=KEEPER")
                .address.url,
            "https://chat.birds.example/");
  EXPECT_EQ(
      catalogue().without_secrets(
          "see https://go.rocket.chat/auth?host=h.example&token=SECRET&userId=KEEPER#x, token=3"),
      "see https://go.rocket.chat/auth?host=h.example&token=&userId=#x, token=3");
  EXPECT_EQ(catalogue().without_secrets("rocketchat://auth?token=SECRET&host=h.example"),
            "rocketchat://auth?token=&host=h.example");
  EXPECT_EQ(catalogue().without_secrets("https://birds.example/?token=1"),
            "https://birds.example/?token=1");
}

// -- hosts ----------------------------------------------------------------------------------------

TEST(Catalogue, KnowsWhoseHostItIs) {
  for (const std::string_view host :
       {"t.me", "T.ME", "www.t.me", "birds.t.me", "telegram.dog", "files.fm", "nitter.net",
        "bit.ly", "birds.wordpress.com", "abc.onion"})
    EXPECT_TRUE(catalogue().knows_host(host)) << host;
  for (const std::string_view host :
       {"birds.example", "xt.me", "t.me.birds.example", "files.fm.birds.example", "", "me"})
    EXPECT_FALSE(catalogue().knows_host(host)) << host;
}

TEST(Catalogue, GivesHostsOfOneServiceOneBudget) {
  EXPECT_EQ(catalogue().service_of("telegram.dog"), "t.me");
  EXPECT_EQ(catalogue().service_of("Birds.T.me"), "t.me");
  EXPECT_EQ(catalogue().service_of("mobile.x.com"), "twitter.com");
  EXPECT_EQ(catalogue().service_of("nitter.net"), "nitter.net");  // a mirror is not the platform
  EXPECT_EQ(catalogue().service_of("a.birds.co.uk"), "birds.co.uk");
}

TEST(Catalogue, CanariesAreCanonicalPlacesOfTheirService) {
  const std::vector<std::string> canaries = catalogue().canaries_of("t.me");
  ASSERT_GE(canaries.size(), 2U);
  for (const std::string& url : canaries) {
    EXPECT_EQ(locate(url).address.url, url);
    EXPECT_TRUE(catalogue().is_canary(url));
  }
  EXPECT_FALSE(catalogue().is_canary("https://t.me/birds"));
  EXPECT_TRUE(catalogue().canaries_of("birds.example").empty());
}

// -- the table itself -----------------------------------------------------------------------------

// The platforms that a user asks for by name; each says in the manual what is done about it.
TEST(Catalogue, ThePlatformsPeopleAskForAreInTheManual) {
  std::ifstream file(std::string(GODWIT_SOURCE) + "/docs/platforms.md");
  const std::string manual((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
  int rows = 0;
  for (const char* name :
       {"telegram",  "rocketchat", "files.fm",     "dropbox",      "google_drive", "google_photos",
        "mediafire", "mega",       "archive.org",  "pcloud",       "gofile",       "yandex_disk",
        "sendvid",   "twitter",    "instagram",    "justpaste.it", "telegraph",    "pastebin",
        "linkhub",   "redirector", "twitter_short"})
    for (const char* state : {"visited", "recognised", "needs a token"})
      rows += manual.find("| " + std::string(name) + " | " + state + " |") != std::string::npos;
  for (const char* shown : {"nitter", "*site*"})
    EXPECT_NE(manual.find(shown), std::string::npos) << shown;
  std::printf("platforms asked for by name: %d of 21 in docs/platforms.md, of %zu rows in all\n",
              rows, catalogue().rows().size());
  EXPECT_EQ(rows, 21);
}

TEST(Catalogue, HoldsFiftyFivePlatformsEachInTheManual) {
  EXPECT_GE(catalogue().rows().size(), 55U);
  std::ifstream file(std::string(GODWIT_SOURCE) + "/docs/platforms.md");
  const std::string manual((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
  for (const PlatformRow& row : catalogue().rows()) {
    EXPECT_NE(manual.find("| " + row.name + " |"), std::string::npos)
        << row.name << " is not in docs/platforms.md";
    for (const LivenessSignal& signal : row.signals)
      EXPECT_TRUE(re2::RE2::FullMatch(signal.date, R"(20\d\d-\d\d-\d\d)")) << row.name;
  }
}

TEST(Catalogue, AnAddressNamesItself) {
  EXPECT_TRUE(rc::check([] {
    const std::string tail = *rc::gen::container<std::string>(
        rc::gen::elementOf(std::string("abcXYZ019/?=&#@:.-_%+! ")));
    const std::string host = *rc::gen::elementOf(std::vector<std::string>{
        "t.me/", "tg:", "twitter.com/", "vk.com/", "matrix.to/#/#", "birds.example/channel/",
        "www.youtube.com/", "odysee.com/@", "birds.blogspot.de/", "mega.nz/#!",
        "disk.yandex.ru/public?hash=", "invite.viber.com/?g2=", "birds.example:8080/@",
        "web.archive.org/web/2020/https://", "paste.ee/p/", "xmpp:", "lbry://@",
        "www.facebook.com/", "1drv.ms/u/"});
    const std::optional<Located> found = catalogue().locate("https://" + host + tail);
    if (!found) return;
    const std::optional<Located> again = catalogue().locate(found->address.url);
    RC_ASSERT(again.has_value());
    RC_ASSERT(again->address.url == found->address.url);
    RC_ASSERT(again->address.kind == found->address.kind);
    RC_ASSERT(again->address.id == found->address.id);
    RC_ASSERT(again->post.empty());
  }));
}

TEST(Catalogue, HostileUrlsTakeLinearTime) {
  std::string wrapped = "https://t.me/x", slashes = "https://birds.example",
              marks = "https://matrix.to/#/";
  while (wrapped.size() < 60000) wrapped = "https://web.archive.org/web/2020/" + wrapped;
  while (slashes.size() < 60000) slashes += "/channel/invite";
  while (marks.size() < 60000) marks += "#a:%3A";
  std::string secrets;
  while (secrets.size() < 60000) secrets += "go.rocket.chat/auth?token=x&token=y ";
  EXPECT_EQ(catalogue().without_secrets(secrets).find("token=x"), std::string::npos);
  for (const std::string& url : {wrapped, slashes, marks, secrets}) {
    const std::clock_t start = std::clock();  // of this process alone: the machine may be busy
    (void)catalogue().locate(url);
    EXPECT_LT(std::clock() - start, CLOCKS_PER_SEC) << url.substr(0, 40);
  }
}

// -- refusals -------------------------------------------------------------------------------------

TEST(Catalogue, NamesTheLineOfWhatIsWrong) {
  const std::string form =
      "[[platform]]\nname = \"birds\"\nhosts = [\"birds.example\"]\n[[platform.form]]\n";
  const std::string places =
      "kind = \"page\"\nid = \"{x}\"\nurl = \"https://birds.example/{id}\"\n";
  const std::vector<std::pair<std::string, std::string>> refused{
      {"[[platform]]\nname = \"a\"\nname = \"b\"\n", "p.toml:3:"},
      {"[[platform]\n", "p.toml:1:"},
      {"colour = 1\n", "p.toml:1:1: unknown key \"colour\""},
      {"[[platform]]\nname = \"a\"\n  depht = 1\n", "p.toml:3:3: unknown key \"depht\""},
      {"[[platform]]\nhosts = [\"a.example\"]\n", "p.toml:1:1: missing key \"name\""},
      {"[[platform]]\nname = 7\n", "p.toml:2:8: \"name\" must be a string"},
      {"[[platform]]\nname = \"a\"\nhosts = \"a.example\"\n",
       "p.toml:3:9: \"hosts\" must be an array of strings"},
      {"[[platform]]\nname = \"a\"\nvisit = \"perhaps\"\n",
       "p.toml:3:9: \"visit\" must be one of: recognised, visited, token"},
      {"[[platform]]\nname = \"a\"\n[[platform]]\nname = \"a\"\n",
       "p.toml:4:8: a second row named \"a\""},
      {"[[platform]]\nname = \"a\"\nhosts = [\"x.example\"]\n[[platform]]\nname = \"b\"\nhosts = "
       "[\"x.example\"]\n",
       "p.toml:6:9: \"x.example\" is a host of \"a\" already"},
      {form + "path = '/(?P<x>['\n" + places, "p.toml:5:8: broken pattern in \"path\""},
      {form + "path = '/x'\n" + places, "p.toml:7:6: \"id\" names {x}, which nothing captures"},
      {form + "path = '/(?P<x>a)'\nkind = \"page\"\nid = \"{x\"\nurl = \"u\"\n",
       "p.toml:7:6: \"id\" has an open brace"},
      {form + "path = '/(?P<x>a)'\nkind = \"page\"\nid = \"{x|loud}\"\nurl = \"u\"\n",
       "p.toml:7:6: \"id\" has an unknown filter \"|loud\""},
      {form + "path = '/x'\nquery = { q = '(' }\nunwrap = \"{q}\"\n",
       "p.toml:6:15: broken pattern in \"q\""},
      {"[[platform]]\nname = \"a\"\n[[platform.form]]\npath = '/x'\nunwrap = \"u\"\n",
       "p.toml:3:1: a form needs hosts or a scheme"},
  };
  for (const auto& [toml, expected] : refused)
    EXPECT_EQ(refusal(toml).substr(0, expected.size()), expected) << toml;
  EXPECT_EQ(refusal(form + "path = '/(?P<x>a)'\n" + places), "");
  EXPECT_EQ(refusal("", "bit.ly\n\nno host\n"), "shorteners.txt:3:1: \"no host\" is no host name");
}

// -- the list of link forms
// --------------------------------------------------------------------------

namespace {

struct Row {
  std::string platform, kind, pattern, rule;
  std::vector<std::string> examples;
};

std::vector<Row> link_forms() {
  std::ifstream file(std::string(GODWIT_SHARED) + "/data/links/link_forms.tsv");
  std::vector<Row> rows;
  std::string line;
  for (std::getline(file, line); std::getline(file, line);) {
    std::vector<std::string> cells;
    std::istringstream in(line);
    for (std::string cell; std::getline(in, cell, '\t');) cells.push_back(cell);
    std::istringstream examples(cells.at(9));
    Row row{cells[0], cells[1], cells[2], cells[4], {}};
    for (std::string each; examples >> each;) row.examples.push_back(each);
    rows.push_back(row);
  }
  return rows;
}

// The list's platforms and kinds in our words, where they differ; "-": a person's number, no place;
// "*": a wrapper, whose inner link decides.
const std::map<std::string, std::string> our_words{
    {"telegram phone", "-"},
    {"telegram post", "telegram username"},
    {"telegram web_client", "telegram username"},
    {"rocketchat invite_cloud", "rocketchat invite"},
    {"files.fm item", "files.fm file"},
    {"dropbox share", "dropbox file"},
    {"google_photos share", "google_photos album"},
    {"archive.org wayback", "*"},
    {"pcloud public", "pcloud file"},
    {"onedrive share", "onedrive file"},
    {"yandex_disk public", "yandex_disk file"},
    {"wetransfer transfer", "wetransfer short"},
    {"paste_other paste", "paste paste"},
    {"twitter user", "twitter account"},
    {"twitter short", "shortener short"},
    {"instagram user", "instagram account"},
    {"linkhub profile", "linkhub hub"},
    {"linkhub carrd", "carrd hub"},
    {"facebook redirect", "*"},
    {"vk redirect", "*"},
    {"matrix uri", "matrix room"},
    {"discord invite", "discord invite"},
    {"whatsapp group", "whatsapp invite"},
    {"whatsapp phone", "-"},
    {"signal user", "-"},
    {"viber community", "viber invite"},
    {"xmpp room_or_user", "xmpp room"},
    {"wickr_session_simplex other", "simplex contact"},
    {"odysee claim", "odysee channel"},
    {"rumble object", ""},
    {"4shared item", "4shared file"},
    {"peertube video", "peertube playlist"},
    {"tiktok user", "tiktok account"},
    {"archive_mirror snapshot", "archive.today snapshot"},
    {"hoop channel", "hoop channel"},
    {"mega file_or_folder", ""},
    {"youtube channel", ""},
    {"twitter status", ""},
    {"facebook page_or_group", ""},
    {"vk object", ""},
    {"ok.ru object", ""},
    {"tamtam channel_or_join", ""},
    {"max channel_or_join", ""},
    {"bitchute video_or_channel", ""}};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// What the patterns capture beside the identity: the key of a secret, the name of a form.
const std::set<std::string> not_identity{"k_ey", "key", "F", "joinchat"};

// What the list's own pattern captures from the example: parts of the identity.
std::vector<std::string> captured(const Row& row, const std::string& example) {
  const re2::RE2 pattern(row.pattern);
  const int groups = pattern.NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> found(static_cast<std::size_t>(groups));
  std::vector<std::string> out;
  if (!pattern.Match(example, 0, example.size(), re2::RE2::UNANCHORED, found.data(), groups))
    return out;
  for (std::size_t i = 1; i < found.size(); ++i) {
    std::string part = percent_decode(std::string_view(found[i].data(), found[i].size()));
    if (part.starts_with('@')) part.erase(0, 1);
    if (!not_identity.contains(part)) out.push_back(std::move(part));
  }
  return out;
}

}  // namespace

TEST(Catalogue, MapsEveryExampleOfTheListOfLinkForms) {
  const std::vector<Row> rows = link_forms();
  if (rows.empty()) GTEST_SKIP() << "no data/links/link_forms.tsv beside this tree";
  int examples = 0;
  for (const Row& row : rows)
    for (const std::string& example : row.examples) {
      SCOPED_TRACE(example);
      ++examples;
      const std::string name = row.platform + " " + row.kind;
      const std::string words = our_words.contains(name) ? our_words.at(name) : name;
      const Located found = locate(example);
      const Address& address = found.address;
      if (words == "-") {
        EXPECT_TRUE(address.empty());
        continue;
      }
      if (words == "*") {
        EXPECT_EQ(address.platform, "telegram");
        EXPECT_EQ(steps_of(example).size(), 1U);
        continue;
      }
      const std::string found_words =
          words.empty() ? address.platform : address.platform + " " + address.kind;
      EXPECT_EQ(found_words, words.empty() ? row.platform : words);
      EXPECT_EQ(locate(address.url).address.url, address.url);
      // Every part of the list's identity is in ours, in the case the list asks for.
      for (const std::string& part : captured(row, example)) {
        const std::string identity = address.id + " " + address.url + "_" + found.post;
        const bool exact = row.rule == "EXACT";
        const bool kept = exact ? identity.find(part) != std::string::npos
                                : lower(identity).find(lower(part)) != std::string::npos;
        EXPECT_TRUE(kept) << "lost: " << part << " in " << identity;
      }
    }
  std::printf("%d examples of %zu link forms\n", examples, rows.size());
}
