// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/lines.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>

namespace godwit {
namespace {

const Time noon = from_ms(1'600'000'000'000);

Errand errand(const std::string& url, Turn turn = Turn::fresh, Time due = noon,
              const std::string& service = "a.test") {
  Errand e;
  e.request.url = url;
  e.request.service = service;
  e.request.due = due;
  e.key = key_of(e.request);
  e.turn = turn;
  return e;
}

Lines lines() { return Lines({}, 1); }

// Takes everything that goes at `now`, answering at once without a rest.
std::vector<std::string> order(Lines& l, Time now) {
  std::vector<std::string> urls;
  while (const Errand* next = l.next(now)) {
    const std::string key = next->key;
    const Request r = l.depart(key, now, true);
    urls.push_back(r.url);
    l.settle(key);
  }
  return urls;
}

TEST(Lines, WhatMattersMoreGoesFirstAndTiesGoByDueTimeThenUrl) {
  Lines l = lines();
  l.add(errand("d", Turn::doubtful));
  l.add(errand("c", Turn::fresh));
  l.add(errand("b", Turn::fresh));
  l.add(errand("z", Turn::fresh, noon - seconds(1)));
  l.add(errand("n", Turn::announced));
  l.add(errand("y", Turn::completing));
  l.add(errand("x", Turn::canary));
  EXPECT_EQ(order(l, noon), (std::vector<std::string>{"x", "y", "n", "z", "b", "c", "d"}));
}

TEST(Lines, TheSameErrandWaitsOnce) {
  Lines l = lines();
  EXPECT_TRUE(l.add(errand("a")));
  EXPECT_FALSE(l.add(errand("a")));
  const std::string key = l.next(noon)->key;
  l.depart(key, noon, true);
  EXPECT_FALSE(l.add(errand("a"))) << "it is out";
  EXPECT_TRUE(l.settle(key).has_value());
  EXPECT_TRUE(l.add(errand("a")));
}

TEST(Lines, ALineWithItsConnectionTakenHasNoMoment) {
  Lines l = lines();
  l.add(errand("a"));
  l.add(errand("b"));
  EXPECT_EQ(l.next_moment(), noon);
  const std::string key = l.next(noon)->key;
  l.depart(key, noon, true);
  EXPECT_EQ(l.next_moment(), the_end);
  EXPECT_EQ(l.next(noon), nullptr);
  l.settle(key);
  l.note("a.test",
         {.at = noon, .limited = false, .failed = false, .unsure = false, .retry_after = {}});
  EXPECT_EQ(l.next_moment(), noon + seconds(1));
  EXPECT_EQ(l.next(noon), nullptr);
  EXPECT_NE(l.next(noon + seconds(1)), nullptr);
}

TEST(Lines, WhatIsPlannedWaitsForItsPass) {
  Lines l = lines();
  Errand later = errand("later");
  later.planned = true;
  l.add(std::move(later));
  EXPECT_EQ(l.next_moment(), the_end);
  l.wake(noon - seconds(1));
  EXPECT_EQ(l.next_moment(), the_end);
  l.wake(noon);
  EXPECT_EQ(l.next_moment(), noon);
}

TEST(Lines, ADeniedErrandTakesNoConnection) {
  Lines l = lines();
  l.add(errand("a"));
  l.add(errand("b"));
  l.depart(l.next(noon)->key, noon, false);
  EXPECT_EQ(l.out(), 1u);
  EXPECT_NE(l.next(noon), nullptr);
}

TEST(Lines, WhateverHappensNothingIsLostAndNoConnectionIsSharedTwice) {
  EXPECT_TRUE(rc::check("conservation under random orders", [] {
    Lines l = lines();
    std::map<std::string, std::string> out;  // key → service
    std::size_t added = 0, settled = 0;
    Time now = noon;
    for (int step = 0; step < 60; ++step) {
      const int choice = *rc::gen::inRange(0, 4);
      if (choice == 0) {
        const int n = *rc::gen::inRange(0, 30);
        Errand e = errand("u" + std::to_string(n), Turn(n % int(turns)),
                          now + seconds(*rc::gen::inRange(-5, 5)), n % 2 ? "a.test" : "b.test");
        e.planned = n % 5 == 0;
        if (l.add(std::move(e))) ++added;
      } else if (choice == 1) {
        if (const Errand* next = l.next(now)) {
          RC_ASSERT(next->request.due <= now);
          const std::string key = next->key, service = next->request.service;
          for (const auto& [k, s] : out) RC_ASSERT(s != service);
          l.depart(key, now, true);
          out[key] = service;
        }
      } else if (choice == 2 && !out.empty()) {
        l.note(out.begin()->second,
               {.at = now, .limited = false, .failed = false, .unsure = false, .retry_after = {}});
        RC_ASSERT(l.settle(out.begin()->first).has_value());
        out.erase(out.begin());
        ++settled;
      } else {
        now += seconds(*rc::gen::inRange(0, 4));
        if (*rc::gen::inRange(0, 9) == 0) l.wake(now);
      }
      RC_ASSERT(l.waiting() + l.out() + settled == added);
      RC_ASSERT(l.out() == out.size());
    }
  }));
}

TEST(Lines, OfTheRelooksTheMostValuableGoesFirstAndOfEqualsTheOneDueLongest) {
  Lines l = lines();
  for (const char* url : {"a", "b", "c", "d", "e", "f"})
    l.add(errand(url, Turn::relook, noon - seconds(*url)));  // 'f' has been due longest
  const Lines::Value early_letters = [](const Errand& e, std::size_t nth) {
    return nth % 4 == 3 ? 0 : -double(e.request.url[0]);
  };
  std::string taken;
  while (const Errand* next = l.next(noon, early_letters)) {
    const std::string key = next->key;
    taken += l.depart(key, noon, true).url;
    l.settle(key);
  }
  EXPECT_EQ(taken, "abcfde");
}

TEST(Lines, ASpentBudgetWaitsForTheNextDay) {
  PolitenessOptions options;
  options.most_a_day = 2;
  Lines l(options, 1);
  for (const char* url : {"a", "b", "c"}) l.add(errand(url, Turn::fresh));
  for (int i = 0; i < 2; ++i) {
    const std::string key = l.next(noon + seconds(10 * i))->key;
    l.depart(key, noon + seconds(10 * i), true);
    l.settle(key);
    l.note("a.test", {.at = noon + seconds(10 * i)});
  }
  EXPECT_EQ(l.next(noon + hours(1)), nullptr);
  const Time midnight = from_ms((to_ms(noon) / days(1).count() + 1) * days(1).count());
  EXPECT_EQ(l.next_moment(), midnight);
  EXPECT_NE(l.next(midnight), nullptr);
}

}  // namespace
}  // namespace godwit
