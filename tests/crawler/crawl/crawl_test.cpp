// SPDX-License-Identifier: Apache-2.0
#include "crawler/crawl/crawl.h"

#include <gtest/gtest.h>

#include <string>

#include "sim/memory_ledger.h"
#include "sim/sim_transport.h"

namespace godwit {
namespace {

using sim::MemoryLedger;
using sim::SimTransport;

const Time noon = from_ms(1'600'000'000'000);

// Three sites: one links to two, two to three; /robots.txt of three says no.
Answer three_sites(const Request& request, Time) {
  const std::string& url = request.url;
  if (url == "https://three.example/robots.txt") return {200, {}, "User-agent: *\nDisallow: /"};
  if (url.ends_with("/robots.txt")) return {404, {}, "none"};
  const std::string to = url == "https://one.example/" ? "two" : "three";
  return {200,
          {{"Content-Type", "text/html"}},
          "<!doctype html><title>Tides</title><p>See <a href=\"https://" + to +
              ".example/\">there</a>."};
}

class CrawlTest : public testing::Test {
 protected:
  Frontier frontier() const {
    Frontier made(reach_through(platforms_, recogniser_.catalogue), {});
    made.add_seed(recogniser_.catalogue.locate("https://one.example/")->address, noon);
    return made;
  }
  CrawlSummary crawl_once(CrawlLimits limits = {}) {
    Frontier f = frontier();
    EXPECT_TRUE(resume(ledger_, f, {}));
    return crawl(network_, network_, platforms_, ledger_, f, {}, limits, {}).value();
  }
  std::vector<std::string> asked() const {
    std::vector<std::string> urls;
    for (const sim::Seen& s : network_.log()) urls.push_back(s.request.url);
    return urls;
  }

  Recogniser recogniser_ = compiled_in_recogniser().value();
  Platforms platforms_ = make_platforms(recogniser_);
  SimTransport network_{three_sites, three_sites, {}, 1, noon};
  MemoryLedger ledger_;
};

TEST_F(CrawlTest, OnePassFollowsWhatItFindsUntilNothingNewIsDue) {
  const CrawlSummary sum = crawl_once();
  EXPECT_EQ(sum.ending, Ending::nothing_due);
  EXPECT_EQ(asked(),
            (std::vector<std::string>{"https://one.example/robots.txt", "https://one.example/",
                                      "https://two.example/robots.txt", "https://two.example/",
                                      "https://three.example/robots.txt"}));
  EXPECT_EQ(sum.requests, 5);
  EXPECT_EQ(sum.facts, 6);
  EXPECT_EQ(sum.denied, 1);
  EXPECT_EQ(sum.new_places, 2u);
  EXPECT_EQ(ledger_.facts.back().outcome, Outcome::robots_denied);
  EXPECT_EQ(ledger_.facts.back().address.url, "https://three.example/");
}

TEST_F(CrawlTest, ASecondPassAtOnceHasNothingToDo) {
  crawl_once();
  const std::size_t before = asked().size();
  EXPECT_EQ(crawl_once().ending, Ending::nothing_due);
  EXPECT_EQ(asked().size(), before);
}

TEST_F(CrawlTest, StopsAtItsRequestsAndGoesOnFromThere) {
  CrawlLimits limits;
  limits.max_requests = 2;
  EXPECT_EQ(crawl_once(limits).ending, Ending::enough);
  EXPECT_EQ(asked().size(), 2u);
  EXPECT_EQ(crawl_once().ending, Ending::nothing_due);
  EXPECT_EQ(asked().size(), 5u);
}

TEST_F(CrawlTest, StopsAtItsTime) {
  CrawlLimits limits;
  limits.until = noon + seconds(1);
  const CrawlSummary sum = crawl_once(limits);
  EXPECT_EQ(sum.ending, Ending::time_up);
  EXPECT_LE(sum.ended, noon + seconds(2));
}

TEST_F(CrawlTest, AStopFlagDrainsWhatIsInFlight) {
  std::atomic<bool> stop = false;
  CrawlLimits limits;
  limits.stop = &stop;
  Frontier f = frontier();
  const Follow stop_at_first = [&](const Observation&) {
    stop = true;
    return std::vector<Hint>{};
  };
  const auto sum = crawl(network_, network_, platforms_, ledger_, f, stop_at_first, limits, {});
  EXPECT_EQ(sum->ending, Ending::stopped);
  EXPECT_EQ(f.in_flight(), 0u);
  EXPECT_EQ(ledger_.facts.size(), asked().size());
}

TEST_F(CrawlTest, AServiceThatAsksToBeLeftAloneIsNotWaitedFor) {
  SimTransport slow(
      [](const Request&, Time) {
        return Answer{429, {{"Retry-After", "7200"}}, ""};
      },
      three_sites, {}, 1, noon);
  Frontier f = frontier();
  const auto sum = crawl(slow, slow, platforms_, ledger_, f, {}, {}, {});
  EXPECT_EQ(sum->ending, Ending::put_off);
  EXPECT_EQ(sum->limited, 1);
  EXPECT_LT(slow.now(), noon + seconds(5));
}

TEST_F(CrawlTest, AnAddressCountsOnceAsItWasFoundLast) {
  int attempts = 0;  // the first look at one.example fails, the second does not
  SimTransport shaky(
      [&](const Request& request, Time now) {
        if (request.url == "https://one.example/" && attempts++ == 0) return Answer{};
        return three_sites(request, now);
      },
      three_sites, {}, 1, noon);
  Frontier f = frontier();
  const auto sum = crawl(shaky, shaky, platforms_, ledger_, f, {}, {}, {});
  EXPECT_EQ(attempts, 2);
  EXPECT_EQ(sum->alive, 2);
  EXPECT_EQ(sum->unreachable, 0);
  EXPECT_EQ(sum->absent, 0);  // what has no robots.txt is not absent
}

TEST_F(CrawlTest, ProgressIsToldAboutOnceAGlance) {
  Frontier f = frontier();
  std::vector<Time> told;
  const auto sum = crawl(network_, network_, platforms_, ledger_, f, {}, {},
                         [&](const CrawlSummary& so_far) { told.push_back(so_far.ended); });
  ASSERT_GE(told.size(), 2u);
  for (std::size_t i = 1; i + 1 < told.size(); ++i) EXPECT_GE(told[i] - told[i - 1], seconds(1));
  EXPECT_EQ(told.back(), sum->ended);
}

class FullDisk final : public Ledger {
 public:
  Result<void> append(std::span<const Fetched>, std::span<const Observation>) override {
    return Error{Trouble::disk_full, "no space left; free some and go on"};
  }
  Result<void> replay(const std::function<void(const Observation&)>&) const override { return {}; }
};

TEST_F(CrawlTest, WhatCannotBeKeptIsNotBelieved) {
  FullDisk full;
  Frontier f = frontier();
  const auto sum = crawl(network_, network_, platforms_, full, f, {}, {}, {});
  ASSERT_FALSE(sum);
  EXPECT_EQ(sum.error().trouble, Trouble::disk_full);
  EXPECT_EQ(f.figures().looked, 0u);
  EXPECT_EQ(f.in_flight(), 1u);
}

}  // namespace
}  // namespace godwit
