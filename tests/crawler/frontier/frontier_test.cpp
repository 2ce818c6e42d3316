// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/frontier.h"

#include <gtest/gtest.h>

#include "tests/crawler/frontier/tiny_web.h"

namespace godwit {
namespace {

using namespace tiny_web;
using Urls = std::vector<std::string>;

// Most tests are about looks, not about canaries: they begin with a canary that lives.
struct Started {
  Frontier frontier;
  Walk walk{frontier};

  explicit Started(std::vector<Address> seeds, FrontierOptions options = without_robots(),
                   Run run = Run::one_pass)
      : frontier(reach(), options) {
    for (const Address& seed : seeds) frontier.add_seed(seed, noon);
    frontier.begin(run, noon);
  }
  // The next request that is no canary.
  Request look() {
    for (int i = 0; i < 10; ++i) {
      const Request request = walk.one();
      if (request.purpose != Purpose::canary) return request;
      frontier.believe(answer(request, walk.now));
    }
    return {};
  }
};

TEST(Frontier, GivesOneServiceOneRequestAtATime) {
  Started s({channel("a"), channel("b"), site("one.test"), site("two.test")});
  Urls urls;
  for (const Request& r : s.frontier.due(noon, 100)) urls.push_back(r.url);
  EXPECT_EQ(urls, (Urls{"https://t.me/canary", "https://one.test/", "https://two.test/"}));
  EXPECT_TRUE(s.frontier.due(noon, 100).empty());
  EXPECT_EQ(s.frontier.next_due(), the_end);
  EXPECT_EQ(s.frontier.in_flight(), 3u);
}

TEST(Frontier, HostsOfOneServiceShareTheirRest) {
  Reach as_written = reach();
  as_written.visit = [](const Address& address) {
    return std::vector<Request>{ask(address.url, address)};
  };
  as_written.canaries_of = [](std::string_view) { return std::vector<std::string>{}; };
  Frontier frontier(as_written, without_robots());
  frontier.add_seed({"telegram", "username", "a", "https://t.me/a"}, noon);
  frontier.add_seed({"telegram", "username", "b", "https://telegram.me/b"}, noon);
  frontier.begin(Run::one_pass, noon);
  const auto first = frontier.due(noon, 9);
  ASSERT_EQ(first.size(), 1u);
  frontier.believe(answer(first[0], noon));
  EXPECT_TRUE(frontier.due(noon + seconds(1), 9).empty());
  EXPECT_EQ(frontier.due(noon + seconds(4), 9).size(), 1u);
}

TEST(Frontier, SeedsAreLookedAtInTheirOrder) {
  Started s({channel("c"), channel("a"), channel("b")});
  EXPECT_EQ(s.walk.finish(), (Urls{"https://t.me/canary", "https://t.me/s/c", "https://t.me/s/a",
                                   "https://t.me/s/b"}));
}

Observation watch_word(const Address& address, bool undo, Time at) {
  Observation fact;
  fact.at = at, fact.address = address, fact.url = address.url, fact.source = Source::analyst;
  fact.word = Word{"watch", address.url, {}, {}, {}, "Ada Reed", undo};
  return fact;
}

TEST(Frontier, WhatIsTakenOffTheWatchListIsNotLookedAtUntilItIsWatchedAgain) {
  Started s({channel("a")}, without_robots(), Run::watch);
  s.frontier.believe(watch_word(channel("b"), false, noon));
  s.frontier.believe(watch_word(channel("b"), true, noon));
  Observation seen = answer(s.look(), s.walk.now);
  seen.references = {link(channel("b")), link(channel("c"))};
  s.frontier.believe(seen);
  s.frontier.believe(watch_word(channel("a"), true, s.walk.now));
  Urls asked;
  for (int i = 0; i < 4; ++i) {
    const Request request = s.look();
    if (request.url.empty()) break;
    asked.push_back(request.url);
    if (request.url == "https://t.me/s/c")
      s.frontier.believe(watch_word(channel("c"), true, s.walk.now));
    s.frontier.believe(answer(request, s.walk.now));
  }
  EXPECT_EQ(asked, Urls{"https://t.me/s/c"}) << "and not even that again, though it was found";
  EXPECT_EQ(s.frontier.figures().found, 3u);
  s.frontier.believe(watch_word(channel("a"), false, s.walk.now));
  EXPECT_EQ(s.look().url, "https://t.me/s/a");
}

TEST(Frontier, IdentityOnlyIsNeverVisited) {
  Started s({channel("a")});
  EXPECT_FALSE(s.frontier.add_seed(bot("helper_bot"), noon));
  Observation seen = answer(s.look(), noon);
  seen.references = {link(bot("helper_bot"))};
  s.frontier.believe(seen);
  EXPECT_EQ(s.frontier.figures().places, 1u);
}

TEST(Frontier, FollowsWhatAPageNamesAnnouncementsFirstMentionsLast) {
  Started s({channel("a")});
  Observation seen = answer(s.look(), s.walk.now);
  seen.references = {link(channel("mention")), link(channel("plain")),
                     link(channel("moved"), announce_new)};
  seen.references[0].form = Form::mention;
  s.frontier.believe(seen);
  EXPECT_EQ(s.walk.finish(),
            (Urls{"https://t.me/s/moved", "https://t.me/s/plain", "https://t.me/s/mention"}));
}

TEST(Frontier, AnnouncementsCostNoHopOthersOne) {
  FrontierOptions options = without_robots();
  options.hops = 1;
  Started s({channel("a")}, options);
  const auto lead_to = [&](const std::string& next, std::uint16_t announce) {
    const Request look = s.look();
    Observation seen = answer(look, s.walk.now);
    seen.references = {link(channel(next), announce)};
    s.frontier.believe(seen);
    return look.url;
  };
  EXPECT_EQ(lead_to("b", announce_new), "https://t.me/s/a");
  EXPECT_EQ(lead_to("c", 0), "https://t.me/s/b");
  EXPECT_EQ(lead_to("d", announce_moved), "https://t.me/s/c");
  EXPECT_EQ(lead_to("e", 0), "https://t.me/s/d");
  EXPECT_EQ(s.look().url, "");
}

TEST(Frontier, APostThatNamesTooManyWaitsBehindTheRest) {
  Started s({channel("a")});
  Observation seen = answer(s.look(), s.walk.now);
  for (int i = 0; i < 25; ++i) {
    seen.references.push_back(link(channel("bait" + std::to_string(i)), announce_new, "7"));
  }
  seen.references.push_back(link(channel("real"), 0, "8"));
  s.frontier.believe(seen);
  EXPECT_EQ(s.look().url, "https://t.me/s/real");
}

TEST(Frontier, OneSourceBringsAtMostFiftyNamesADay) {
  Started s({channel("a")});
  Observation seen = answer(s.look(), s.walk.now);
  for (int i = 0; i < 120; ++i) {
    seen.references.push_back(link(channel("name" + std::to_string(i)), 0, std::to_string(i)));
  }
  s.frontier.believe(seen);
  EXPECT_EQ(s.walk.finish().size(), 50u);
  s.frontier.begin(Run::one_pass, noon + days(1));
  s.walk.now = noon + days(1);
  EXPECT_GE(s.walk.finish().size(), 50u);
  EXPECT_EQ(s.frontier.figures().places, 121u);
}

TEST(Frontier, OneOfAFloodOfNamesStarvesNoReLook) {
  Started s({channel("old")});
  s.frontier.believe(answer(s.look(), s.walk.now));
  Frontier& f = s.frontier;
  for (int i = 0; i < 40; ++i) f.add_seed(channel("new" + std::to_string(i)), noon + days(2));
  f.begin(Run::one_pass, noon + days(2));
  s.walk.now = noon + days(2);
  const Urls urls = s.walk.finish();
  const auto place = std::find(urls.begin(), urls.end(), "https://t.me/s/old") - urls.begin();
  EXPECT_LT(place, 6);
}

TEST(Frontier, NoAddressTwiceInAPassAndAgainInTheNext) {
  Started s({channel("a")});
  s.frontier.believe(answer(s.look(), s.walk.now));
  EXPECT_TRUE(s.frontier.due(s.walk.now + days(9), 9).empty());
  EXPECT_EQ(s.frontier.next_due(), the_end);
  s.frontier.begin(Run::one_pass, s.walk.now + days(9));
  EXPECT_EQ(s.frontier.due(s.walk.now + days(9) + seconds(4), 9).size(), 1u);
}

// What the process before had on its way when it died, nobody noted.
TEST(Frontier, ARestartLeavesEveryServiceAloneForAPauseFirst) {
  Started s({channel("a")}, without_robots(), Run::watch);
  s.frontier.believe(answer(s.look(), s.walk.now));
  const Time later = s.walk.now + days(9);
  s.frontier.begin(Run::watch, later);
  EXPECT_TRUE(s.frontier.due(later, 9).empty());
  EXPECT_GE(s.frontier.next_due(), later + seconds(2));
}

TEST(Frontier, AWatchKnowsWhenItsNextLookIsDue) {
  Started s({channel("a")}, without_robots(), Run::watch);
  s.frontier.believe(answer(s.look(), s.walk.now));
  EXPECT_LT(s.frontier.next_due(), s.walk.now + days(2));
  s.walk.now = s.frontier.next_due();
  EXPECT_EQ(s.look().url, "https://t.me/s/a");
}

TEST(Frontier, AFailedRequestIsTriedThreeTimesThenLeftForLater) {
  Started s({site("one.test")});
  std::vector<Duration> gaps;
  Time last = noon;
  for (Request r = s.walk.one(); !r.url.empty(); r = s.walk.one()) {
    EXPECT_EQ(r.attempt, std::int32_t(gaps.size()));
    gaps.push_back(s.walk.now - last);
    last = s.walk.now;
    s.frontier.believe(failed(r, s.walk.now));
  }
  EXPECT_EQ(gaps, (std::vector<Duration>{Duration{}, seconds(5), seconds(20)}));
  EXPECT_EQ(s.frontier.in_flight(), 0u);
}

TEST(Frontier, AnAbsentLookAsksTheCanaryAtOnce) {
  Started s({channel("a"), channel("b")});
  const Request first = s.walk.one();
  ASSERT_EQ(first.purpose, Purpose::canary);
  s.frontier.believe(answer(first, noon));
  s.walk.now = noon + seconds(40);
  s.frontier.believe(absent(s.walk.one(), s.walk.now));
  EXPECT_EQ(s.walk.one().purpose, Purpose::canary);
}

TEST(Frontier, AFailedCanaryBacksOffAndVoidsTheAbsentLooks) {
  Started s({channel("a"), channel("b")});
  s.frontier.believe(answer(s.walk.one(), s.walk.now));  // the canary lives
  s.walk.now += seconds(40);
  const Request look = s.walk.one();
  s.frontier.believe(absent(look, s.walk.now));
  const Request canary = s.walk.one();
  ASSERT_EQ(canary.purpose, Purpose::canary);
  s.frontier.believe(absent(canary, s.walk.now));
  const Time blocked = s.walk.now;
  const Request again = s.walk.one();
  EXPECT_EQ(again.purpose, Purpose::canary);
  EXPECT_GE(s.walk.now, blocked + seconds(60));
  s.frontier.believe(answer(again, s.walk.now));
  EXPECT_EQ(s.walk.one().url, look.url) << "a voided look is made again";
}

TEST(Frontier, ABanThatLastsIsAskedAboutEverMoreRarely) {
  Started s({channel("a"), channel("b"), channel("c")});
  s.frontier.believe(answer(s.walk.one(), s.walk.now));  // the canary lives
  s.frontier.believe(answer(s.walk.one(), s.walk.now));  // and so does a
  s.walk.now += seconds(40);
  s.frontier.believe(absent(s.walk.one(), s.walk.now));
  std::vector<Time> blocked;
  while (s.walk.now < noon + hours(2)) {
    const Request canary = s.walk.one();
    ASSERT_EQ(canary.purpose, Purpose::canary);
    s.frontier.believe(absent(canary, s.walk.now));
    if (canary.url == "https://t.me/s/a") blocked.push_back(s.walk.now);
  }
  ASSERT_GE(blocked.size(), 5u);
  for (std::size_t i = 2; i < blocked.size(); ++i) {
    EXPECT_GT(blocked[i] - blocked[i - 1], 3 * (blocked[i - 1] - blocked[i - 2]) / 2);
  }
}

TEST(Frontier, ADeadCanaryBesideALivingPageBlocksNothing) {
  Started s({channel("a"), channel("b"), channel("c")});
  s.frontier.believe(absent(s.walk.one(), s.walk.now));  // the canary, at a cold start
  const Request a = s.walk.one();
  EXPECT_EQ(a.url, "https://t.me/s/a");
  s.frontier.believe(answer(a, s.walk.now));
  s.walk.now += seconds(40);
  s.frontier.believe(absent(s.walk.one(), s.walk.now));
  s.frontier.believe(absent(s.walk.one(), s.walk.now));  // the canary again: still dead
  const Request second_opinion = s.walk.one();
  EXPECT_EQ(second_opinion.purpose, Purpose::canary);
  EXPECT_EQ(second_opinion.url, "https://t.me/s/a");
  s.frontier.believe(answer(second_opinion, s.walk.now));
  const Time served = s.walk.now;
  EXPECT_EQ(s.walk.one().url, "https://t.me/s/c");
  EXPECT_LE(s.walk.now, served + seconds(4));
}

TEST(Frontier, RobotsAreAskedOncePerHostAndObeyed) {
  Started s({site("one.test")}, options());
  const Request robots = s.walk.one();
  EXPECT_EQ(robots.url, "https://one.test/robots.txt");
  EXPECT_EQ(robots.purpose, Purpose::robots);
  Observation rules = answer(robots, s.walk.now);
  rules.status = 200;
  rules.profile.more.emplace_back("robots", "User-agent: *\nDisallow: /\n");
  s.frontier.believe(rules);
  EXPECT_TRUE(s.walk.due().empty());
  const auto denied = s.frontier.denied();
  ASSERT_EQ(denied.size(), 1u);
  EXPECT_EQ(denied[0].outcome, Outcome::robots_denied);
  EXPECT_EQ(s.frontier.in_flight(), 1u);
  Observation seen = answer(denied[0].request, denied[0].at);
  seen.outcome = Outcome::robots_denied;
  seen.state = State::unknown;
  s.frontier.believe(seen);
  EXPECT_EQ(s.frontier.in_flight(), 0u);
  EXPECT_EQ(s.frontier.next_due(), the_end);
  EXPECT_EQ(s.frontier.figures().denied, 1);
}

TEST(Frontier, AnUnreachableRobotsFileIsTheOutcomeOfTheLook) {
  Started s({site("gone.test")}, options());
  Observation seen = failed(s.walk.one(), s.walk.now);
  seen.outcome = Outcome::dns_failed;
  s.frontier.believe(seen);
  EXPECT_TRUE(s.walk.due().empty());
  const auto denied = s.frontier.denied();
  ASSERT_EQ(denied.size(), 1u);
  EXPECT_EQ(denied[0].outcome, Outcome::dns_failed);
  EXPECT_EQ(denied[0].request.url, "https://gone.test/");
}

TEST(Frontier, ManyPlacesOfADeadHostEndAPassQuickly) {
  std::vector<Address> seeds;
  for (int i = 0; i < 30; ++i) seeds.push_back(channel("c" + std::to_string(i)));
  Started s(seeds, options());
  int sent = 0;
  for (auto requests = s.walk.due(); !requests.empty() || s.frontier.in_flight() > 0;
       requests = s.walk.due()) {
    sent += int(requests.size());
    for (const Request& r : requests) s.frontier.believe(failed(r, s.walk.now));
    for (const Fetched& page : s.frontier.denied()) {
      s.frontier.believe(failed(page.request, page.at));
    }
    ASSERT_LT(sent, 100);
  }
  EXPECT_LE(sent, 12);
  EXPECT_EQ(s.frontier.figures().looked, 30u);
  EXPECT_LT(s.walk.now, noon + std::chrono::minutes(5));
}

TEST(Frontier, OlderPagesAreFollowedToTheSetDepth) {
  FrontierOptions options = without_robots();
  options.pages_back = 2;
  Started s({channel("a")}, options);
  Urls urls;
  int top = 100;
  for (Request r = s.look(); !r.url.empty(); r = s.look()) {
    urls.push_back(r.url);
    Observation seen = answer(r, s.walk.now);
    seen.posts = {post(std::to_string(top - 20), noon), post(std::to_string(top), noon)};
    seen.older = "https://t.me/s/a?before=" + std::to_string(top - 20);
    top -= 21;
    s.frontier.believe(seen);
  }
  EXPECT_EQ(urls,
            (Urls{"https://t.me/s/a", "https://t.me/s/a?before=80", "https://t.me/s/a?before=59"}));
}

TEST(Frontier, PagingBackEndsAtTheLastSeenPost) {
  Started s({channel("a")});
  const auto page = [&](int low, int high) {
    Observation seen = answer(s.look(), s.walk.now);
    for (int id = low; id <= high; ++id) seen.posts.push_back(post(std::to_string(id), noon));
    seen.older = "https://t.me/s/a?before=" + std::to_string(low);
    s.frontier.believe(seen);
    return seen.url;
  };
  for (int low = 81; low > 1; low -= 20) page(low, low + 19);  // one page and three older ones
  EXPECT_EQ(s.look().url, "");
  s.frontier.begin(Run::one_pass, noon + days(2));
  s.walk.now = noon + days(2);
  EXPECT_EQ(page(111, 130), "https://t.me/s/a");
  EXPECT_EQ(page(91, 110), "https://t.me/s/a?before=111");
  EXPECT_EQ(s.look().url, "");
}

TEST(Frontier, APaginationTrapEnds) {
  FrontierOptions options = without_robots();
  options.pages_back = 1'000'000;
  Started s({channel("same"), channel("rising")}, options);
  int pages = 0;
  for (Request r = s.look(); !r.url.empty() && pages < 100; r = s.look(), ++pages) {
    Observation seen = answer(r, s.walk.now);
    const int id = r.address.id == "same" ? 5 : 5 + pages;
    seen.posts = {post(std::to_string(id), noon)};
    seen.older = r.address.url + "?before=" + std::to_string(pages);
    s.frontier.believe(seen);
  }
  EXPECT_LE(pages, 6);
}

TEST(Frontier, ARedirectLoopEndsAfterTenHops) {
  Started s({site("one.test")});
  int hops = 0;
  for (Request r = s.walk.one(); !r.url.empty() && hops < 100; r = s.walk.one(), ++hops) {
    EXPECT_EQ(r.hop, hops);
    Observation seen = answer(r, s.walk.now);
    seen.state = State::unknown;
    seen.status = 302;
    seen.redirect = "https://one.test/" + std::to_string(hops);
    Request next = r;
    next.url = seen.redirect;
    seen.next = {next};
    s.frontier.believe(seen);
  }
  EXPECT_EQ(hops, 11);  // the first and ten hops
  EXPECT_EQ(s.frontier.figures().looked, 1u);
}

TEST(Frontier, ARedirectToAnotherPlaceIsALookAtThatPlace) {
  Started s({site("short.test")});
  Observation seen = answer(s.walk.one(), s.walk.now);
  seen.state = State::unknown;
  seen.redirect = "https://t.me/moved";
  seen.references = {link(channel("moved"))};
  seen.references[0].form = Form::redirect;
  seen.next = {ask("https://t.me/moved", site("short.test"))};
  s.frontier.believe(seen);
  EXPECT_EQ(s.walk.finish(), (Urls{"https://t.me/canary", "https://t.me/s/moved"}));
}

TEST(Frontier, NeverLogsInOrJoins) {
  Started s({site("one.test")});
  Observation seen = answer(s.walk.one(), s.walk.now);
  for (const char* path :
       {"login", "api/v1/useInviteToken", "Join", "livechat?x=1", "oauth/start"}) {
    Request next;
    next.url = std::string("https://one.test/") + path;
    next.service = "one.test";
    seen.next.push_back(next);
  }
  s.frontier.believe(seen);
  EXPECT_EQ(s.walk.one().url, "");
}

TEST(Frontier, OfASiteOnlyTheLinkedPageIsRead) {
  Started s({channel("a")});
  Observation seen = answer(s.look(), s.walk.now);
  seen.references = {link(site("blog.test"))};
  seen.references[0].written = "https://blog.test/2020/moved#top";
  s.frontier.believe(seen);
  EXPECT_EQ(s.walk.finish(), (Urls{"https://blog.test/2020/moved"}));
}

Request picture(const std::string& url, const std::string& post, Purpose purpose) {
  Request request = ask(url, channel("a"));
  request.purpose = purpose;
  request.post = post;
  return request;
}

TEST(Frontier, PicturesAreAskedForOnceAndAvatarsOnceAWeek) {
  Frontier frontier(reach(), without_robots());
  frontier.add_seed(channel("a"), noon);
  const auto look = [&](Time at, const std::string& token) {
    Observation seen = answer(ask("https://t.me/s/a", channel("a")), at);
    seen.posts = {post("7", at)};
    seen.next = {picture("https://cdn.example/avatar?" + token, "", Purpose::avatar),
                 picture("https://cdn.example/photo?" + token, "7", Purpose::media)};
    frontier.believe(seen);
    Walk walk{frontier, at};
    std::vector<Purpose> asked;
    for (auto requests = walk.due(); !requests.empty() && walk.now < at + hours(1);
         requests = walk.due())
      for (const Request& request : requests) {
        if (request.address.url == "https://t.me/a") asked.push_back(request.purpose);
        frontier.believe(answer(request, walk.now));
      }
    return std::pair(std::count(asked.begin(), asked.end(), Purpose::avatar),
                     std::count(asked.begin(), asked.end(), Purpose::media));
  };
  EXPECT_EQ(look(noon, "1"), std::pair(std::ptrdiff_t{1}, std::ptrdiff_t{1}));
  EXPECT_EQ(look(noon + days(1), "2"), std::pair(std::ptrdiff_t{0}, std::ptrdiff_t{0}));
  EXPECT_EQ(look(noon + days(9), "3"), std::pair(std::ptrdiff_t{1}, std::ptrdiff_t{0}));
}

TEST(Frontier, WhatACodeInAPictureNamesIsLookedAt) {
  Started s({channel("a")}, without_robots());
  Observation seen = answer(s.look(), s.walk.now);
  seen.next = {picture("https://cdn.example/photo", "7", Purpose::media)};
  s.frontier.believe(seen);
  std::vector<std::string> urls;
  for (auto requests = s.walk.due(); !requests.empty(); requests = s.walk.due())
    for (const Request& request : requests) {
      urls.push_back(request.url);
      Observation said = answer(request, s.walk.now);
      if (request.purpose == Purpose::media && request.post == "7")
        said.references = {link(channel("b"), announce_new, "7")};
      if (request.purpose == Purpose::media) said.state = State::unknown;
      s.frontier.believe(said);
    }
  EXPECT_EQ(std::count(urls.begin(), urls.end(), "https://cdn.example/photo"), 1);
  EXPECT_EQ(std::count(urls.begin(), urls.end(), "https://t.me/s/b"), 1);
}

TEST(Frontier, AHintBringsAReLookForward) {
  Started s({channel("a")}, without_robots(), Run::watch);
  s.frontier.believe(answer(s.look(), s.walk.now));
  const Time unhinted = s.frontier.next_due();
  const Time soon = s.walk.now + std::chrono::minutes(10);
  s.frontier.hint({channel("a"), 1.0, "sibling died"}, soon);
  EXPECT_LE(s.frontier.next_due(), soon);
  EXPECT_GT(unhinted, soon);
}

TEST(Frontier, AHintMayNameANewPlace) {
  Started s({channel("a")});
  s.frontier.hint({channel("guess"), 0.9, "next name of the row"}, noon);
  EXPECT_EQ(s.frontier.figures().places, 2u);
}

TEST(Frontier, ImportsLeadOnButAreLookedAtAgain) {
  Started s({});
  Observation seen = answer(ask("https://t.me/s/kept", channel("kept")), noon - days(400));
  seen.source = Source::warc;
  seen.references = {link(channel("named"))};
  s.frontier.believe(seen);
  EXPECT_EQ(s.walk.finish(),
            (Urls{"https://t.me/canary", "https://t.me/s/kept", "https://t.me/s/named"}));
}

// Everything a frontier would do from here on, as text.
Urls future(const Frontier& frontier) {
  Urls rows;
  for (const Planned& p : frontier.plan(noon)) {
    if (p.url.find("robots.txt") == std::string::npos &&
        p.url.find("canary") == std::string::npos) {
      rows.push_back(to_rfc3339(p.due) + " " + std::to_string(int(p.turn)) + " " + p.url);
    }
  }
  return rows;
}

TEST(Frontier, AReplayAtAnyMomentGivesTheSameFuture) {
  std::vector<Observation> ledger;
  Started s({channel("a"), site("one.test"), site("gone.test")}, options());
  for (int step = 0; step < 60; ++step) {
    const auto requests = s.walk.due(3);
    for (const Fetched& page : s.frontier.denied()) {
      Observation seen = answer(page.request, page.at);
      seen.outcome = page.outcome;
      seen.state = State::unknown;
      s.frontier.believe(seen);
      ledger.push_back(seen);
    }
    for (const Request& r : requests) {
      Observation seen = r.url.find("gone.test") != std::string::npos ? failed(r, s.walk.now)
                                                                      : answer(r, s.walk.now);
      if (r.purpose == Purpose::visit && step < 30) {
        seen.references = {link(channel("c" + std::to_string(step)), step % 2 ? announce_new : 0),
                           link(site("s" + std::to_string(step % 7) + ".test"))};
        seen.posts = {post(std::to_string(1000 + step), noon)};
        seen.older = r.address.url + "?before=" + std::to_string(step);
      }
      s.frontier.believe(seen);
      ledger.push_back(seen);
    }
    Frontier replayed(reach(), options());
    for (const Address& seed : {channel("a"), site("one.test"), site("gone.test")}) {
      replayed.add_seed(seed, noon);
    }
    for (const Observation& fact : ledger) replayed.believe(fact);
    replayed.begin(Run::one_pass, noon);
    ASSERT_EQ(future(replayed), future(s.frontier)) << "after step " << step;
  }
  EXPECT_GT(ledger.size(), 40u);
}

}  // namespace
}  // namespace godwit
