// SPDX-License-Identifier: Apache-2.0
// What must hold whatever the world and the network do.
#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>
#include <string>

#include "crawler/frontier/robots.h"
#include "crawler/parse/url.h"
#include "sim/rehearsal.h"

namespace godwit::sim {
namespace {

WorldOptions small_world() {
  WorldOptions options;
  options.seed = 7;
  options.brands = 6;
  options.days = 5;
  return options;
}

const Stage& stage() {
  static const Stage made(small_world());
  return made;
}

Faults rough() {
  Faults faults;
  faults.time_out = .01;
  faults.reset = .02;
  faults.slow_down = .005;
  return faults;
}

TEST(Sim, AnyNumberOfThreadsWritesTheSameLedger) {
  const auto ledger_with = [](std::size_t threads) {
    tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    Rehearsal rehearsal(stage(), {.seed = 3, .faults = rough(), .frontier = {}});
    rehearsal.passes(stage().world.suggested_looks());
    return rehearsal.facts();
  };
  const auto one = ledger_with(1);
  EXPECT_GT(one.size(), 200u);
  EXPECT_TRUE(one == ledger_with(8));
}

TEST(Sim, AStopAtAnyRequestThenAReplayFindsTheSame) {
  Rehearsal whole(stage(), {});
  whole.pass();
  for (const std::int64_t k : {1, 7, 30, 75}) {
    Rehearsal halted(stage(), {});
    CrawlLimits first;
    first.max_requests = k;
    halted.pass(first);
    EXPECT_LE(halted.requests().size(), std::size_t(k));
    // A kill in mid-flight: what was asked but not kept is asked again.
    CrawlLimits killed;
    killed.until = halted.network().now() + seconds(11);
    halted.pass(killed);
    halted.pass();
    EXPECT_EQ(halted.alive(), whole.alive()) << "stopped after " << k;
  }
}

TEST(Sim, NoServiceIsAskedFasterThanItsPaceOrTwiceAtOnce) {
  Rehearsal rehearsal(stage(), {.seed = 5, .faults = rough(), .frontier = {}});
  rehearsal.pass();
  std::map<std::string, Seen> last;  // by service
  for (const Seen& s : rehearsal.requests()) {
    const auto before = last.find(s.request.service);
    if (before != last.end()) {
      const Duration least = s.request.service == "t.me" ? seconds(2) : seconds(1);
      EXPECT_GE(s.began - before->second.ended, least) << s.request.url;
    }
    last[s.request.service] = s;
  }
  EXPECT_TRUE(last.contains("t.me"));
}

TEST(Sim, ASlowDownIsHeard) {
  Faults faults;
  faults.most_per_minute = 10;
  Rehearsal rehearsal(stage(), {.seed = 5, .faults = faults, .frontier = {}});
  rehearsal.pass();
  std::map<std::string, int> refused;
  int most = 0;
  for (const Observation& fact : rehearsal.facts()) {
    if (fact.limited) most = std::max(most, ++refused[fact.url]);
  }
  EXPECT_FALSE(refused.empty()) << "the world must be stricter than our pace";
  EXPECT_LE(most, 4);
}

TEST(Sim, WhatRobotsForbidsIsNeverAsked) {
  Rehearsal rehearsal(stage(), {});
  rehearsal.pass();
  std::map<std::string, Robots> rules;  // by robots.txt URL
  int asked = 0;
  for (const Seen& s : rehearsal.requests()) {
    const std::string file = robots_url_of(s.request.url);
    if (s.request.url == file) {
      const Answer answer = stage().world.answer("GET", file, "", s.began);
      rules[file] = answer.status == 200 ? parse_robots(answer.body, robots_agent) : Robots{};
      continue;
    }
    ASSERT_TRUE(rules.contains(file)) << s.request.url << " before its robots.txt";
    const auto url = parse_url(s.request.url);
    EXPECT_TRUE(allows(rules[file], url->path + (url->query ? "?" + *url->query : "")))
        << s.request.url;
    ++asked;
  }
  EXPECT_GT(asked, 20);
}

TEST(Sim, NothingIsEverJoinedWrittenOrLoggedInto) {
  Rehearsal rehearsal(stage(), {});
  rehearsal.passes(stage().world.suggested_looks());
  for (const Seen& s : rehearsal.requests()) {
    for (const char* word : {"useInviteToken", "login", "livechat", "chat.postMessage", "_rl=1"}) {
      EXPECT_EQ(s.request.url.find(word), std::string::npos) << s.request.url;
    }
    if (s.request.method != "GET") {
      EXPECT_NE(s.request.url.find("validateInviteToken"), std::string::npos);
    }
  }
}

TEST(Sim, NearlyAllThatCanBeReachedIsReached) {
  std::size_t found = 0, reachable = 0, requests = 0;
  std::string missed;
  for (const std::uint64_t seed : {1, 2, 3}) {
    WorldOptions options = small_world();
    options.seed = seed;
    const Stage another(options);
    Rehearsal rehearsal(another, {.seed = seed, .faults = rough(), .frontier = {}});
    rehearsal.passes(another.world.suggested_looks());
    const auto alive = rehearsal.alive();
    const Truth& truth = another.world.truth();
    for (const int index : truth.reachable) {
      const TruthChannel& channel = truth.channels[std::size_t(index)];
      const bool seen = std::any_of(channel.urls.begin(), channel.urls.end(),
                                    [&](const TruthUrl& u) { return alive.contains(u.url); });
      found += seen;
      if (!seen) missed += "\n" + channel.platform + " " + channel.role + " " + channel.urls[0].url;
    }
    reachable += truth.reachable.size();
    requests += rehearsal.requests().size();
  }
  std::cout << found << " of " << reachable << " reachable channels seen alive in " << requests
            << " requests\n";
  EXPECT_GE(double(found), .95 * double(reachable)) << "missed:" << missed;
}

// Successors whose every announcement is a QR code in a picture.
std::set<std::string> named_by_pictures_alone(const Truth& truth) {
  std::set<std::string> urls;
  for (const TruthEdge& edge : truth.edges) {
    const bool pictured = std::ranges::all_of(
        edge.announced, [](const TruthAnnouncement& a) { return a.writing == "qr"; });
    if (edge.relation == "continues" && !edge.announced.empty() && pictured)
      urls.insert(truth.channels[std::size_t(edge.to)].urls[0].url);
  }
  return urls;
}

TEST(Sim, ASuccessorNamedByPicturesAloneIsFoundWherePicturesAreAllowed) {
  WorldOptions options = small_world();
  options.days = 10;
  options.pictured = 1;
  const auto found_with = [&](bool media) {
    const Stage pictures(options, {media, {}});
    Rehearsal rehearsal(pictures, {});
    rehearsal.passes(pictures.world.suggested_looks());
    std::size_t found = 0;
    const std::set<std::string> alive = rehearsal.alive();
    for (const std::string& url : named_by_pictures_alone(pictures.world.truth()))
      found += alive.contains(url);
    std::set<std::string> faces;
    for (const Observation& fact : rehearsal.facts()) faces.insert(fact.profile.photo_hash);
    EXPECT_EQ(faces.size() > 2, media) << "avatars are told apart";
    return found;
  };
  const std::size_t with = found_with(true);
  std::cout << with << " successors were found by a QR code alone\n";
  EXPECT_GT(with, 0u);
  EXPECT_EQ(found_with(false), 0u);
}

TEST(Sim, AnArchiveIsFollowedToItsEndByAnApiAlone) {
  WorldOptions options = small_world();
  options.days = 14;
  options.archives = true;
  const Stage archives(options);
  Rehearsal rehearsal(archives, {});
  rehearsal.passes(archives.world.suggested_looks());
  Tracker tracker;
  for (const Observation& fact : rehearsal.facts()) tracker.apply(fact);
  int alive = 0, gone = 0;
  for (const Channel& channel : tracker.succession().channels) {
    const std::string& platform = channel.urls.back().address.platform;
    if (platform != "mega" && platform != "yandex_disk") continue;
    alive += channel.state == State::alive;
    gone += channel.state == State::gone;
  }
  std::cout << alive << " archives alive, " << gone << " gone\n";
  EXPECT_GT(alive, 0);
  EXPECT_GT(gone, 0);
}

// What graph makes of the facts: URLs of channels it calls gone although they lived on.
std::vector<std::string> wrongly_gone(const Rehearsal& rehearsal, const Truth& truth) {
  Tracker tracker;
  Time last = the_beginning;
  for (const Observation& fact : rehearsal.facts()) {
    tracker.apply(fact);
    last = std::max(last, fact.at);
  }
  std::set<std::string> living;
  for (const TruthChannel& channel : truth.channels) {
    if (channel.born <= last && (!channel.died || *channel.died > last)) {
      if (!channel.urls.back().to) living.insert(channel.urls.back().url);
    }
  }
  std::vector<std::string> wrong;
  for (const Channel& channel : tracker.succession().channels) {
    const std::string& url = channel.urls.back().address.url;
    if (channel.state == State::gone && living.contains(url)) wrong.push_back(url);
  }
  return wrong;
}

TEST(Sim, ASoftBanProvesNoDeath) {
  const Time begins = stage().world.begins();
  Faults faults;
  faults.soft_ban_from = begins + std::chrono::minutes(2);
  faults.soft_ban_to = begins + hours(30);
  Rehearsal rehearsal(stage(), {.seed = 1, .faults = faults, .frontier = {}});
  rehearsal.passes({begins, begins + hours(9), begins + hours(18), begins + hours(27)});
  int absent = 0, in_a_row = 0, most = 0, failed_canaries = 0;
  for (const Observation& fact : rehearsal.facts()) {
    if (fact.purpose == Purpose::canary) {
      in_a_row = 0;
      failed_canaries += fact.absent;
    } else if (fact.absent && fact.address.platform == "telegram") {
      ++absent;
      most = std::max(most, ++in_a_row);
    }
  }
  std::cout << absent << " absent looks under a soft ban, " << failed_canaries
            << " failed canaries\n";
  EXPECT_GT(failed_canaries, 0);
  EXPECT_LT(failed_canaries, 60) << "each pass gives up once its patience ends";
  EXPECT_GT(absent, 0);
  EXPECT_LE(most, 9) << "absent looks in a row without asking a canary: 30 s of them";
  EXPECT_EQ(wrongly_gone(rehearsal, stage().world.truth()), std::vector<std::string>{});
}

TEST(Sim, OutagesAndBadLinesProveNoDeathEither) {
  const Time begins = stage().world.begins();
  Faults faults = rough();
  faults.time_out = faults.reset = .1;
  for (const char* host : {"t.me", "justpaste.it", "files.fm"}) {
    faults.outages.push_back({host, begins + hours(5), begins + hours(7)});
    faults.outages.push_back({host, begins + hours(20), begins + hours(21)});
  }
  Rehearsal rehearsal(stage(), {.seed = 2, .faults = faults, .frontier = {}});
  std::vector<Time> looks;
  for (int i = 0; i < 12; ++i) looks.push_back(begins + hours(3 * i));
  rehearsal.passes(looks);
  EXPECT_EQ(wrongly_gone(rehearsal, stage().world.truth()), std::vector<std::string>{});
}

TEST(Sim, AWatchForgetsNobody) {
  Rehearsal rehearsal(stage(), {.seed = 4, .faults = rough(), .frontier = {}});
  CrawlLimits limits;
  limits.run = Run::watch;
  limits.until = stage().world.begins() + days(1);
  const CrawlSummary sum = rehearsal.pass(limits);
  EXPECT_EQ(sum.ending, Ending::time_up);
  std::map<std::string, Time> last_look;  // of living places
  Duration longest{};
  for (const Observation& fact : rehearsal.facts()) {
    if (fact.state != State::alive || fact.purpose != Purpose::visit) continue;
    const auto [known, fresh] = last_look.try_emplace(fact.url, fact.at);
    if (!fresh) longest = std::max(longest, fact.at - known->second);
    known->second = fact.at;
  }
  std::cout << sum.requests << " requests in a day of watching " << last_look.size()
            << " pages; the longest gap between two living looks: "
            << double(longest.count()) / 3.6e6 << " h\n";
  EXPECT_LT(longest, hours(20));
  EXPECT_GT(last_look.size(), 10u);
}

TEST(Sim, AHostThatIsDownIsLookedAtAgainWhenItIsBack) {
  const std::string host = "t.me";
  Faults faults;
  faults.outages = {{host, stage().world.begins(), stage().world.begins() + hours(2)}};
  Rehearsal rehearsal(stage(), {.seed = 1, .faults = faults, .frontier = {}});
  rehearsal.pass();
  const auto telegram = [&] {
    const auto alive = rehearsal.alive();
    return std::count_if(alive.begin(), alive.end(),
                         [](const std::string& url) { return url.starts_with("https://t.me/"); });
  };
  EXPECT_EQ(telegram(), 0);
  rehearsal.passes({stage().world.begins() + hours(12)});
  EXPECT_GT(telegram(), 5);
}

// A site that only sends its visitors round in circles, and a channel whose pages never end.
Answer trap(const Request& request, Time) {
  if (request.url.ends_with("/robots.txt")) return {404, {}, ""};
  return {302, {{"Location", "/" + std::to_string(std::hash<std::string>{}(request.url))}}, ""};
}

TEST(Sim, ATrapOfRedirectsEnds) {
  SimTransport network(trap, trap, {}, 1, stage().world.begins());
  MemoryLedger ledger;
  Frontier frontier(reach_through(stage().platforms, stage().recogniser.catalogue), {});
  frontier.add_seed(stage().recogniser.catalogue.locate("https://round.example/")->address,
                    network.now());
  const auto sum = crawl(network, network, stage().platforms, ledger, frontier, {}, {}, {});
  ASSERT_TRUE(sum);
  EXPECT_EQ(sum->ending, Ending::nothing_due);
  EXPECT_EQ(network.log().size(), 12u) << "robots.txt, the page, and ten hops";
}

}  // namespace
}  // namespace godwit::sim
