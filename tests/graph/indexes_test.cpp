// SPDX-License-Identifier: Apache-2.0
// What is looked up fast must be what is there: each index against the plain way of asking.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "graph/known.h"
#include "graph/parallel.h"
#include "graph/timeline.h"
#include "tests/graph/builder.h"

namespace godwit::test {
namespace {

Time minute(int n) { return day(0) + std::chrono::minutes(n); }

TEST(Moments, AreAsManyAsAreCountedOneByOne) {
  EXPECT_TRUE(rc::check([] {
    auto minutes = *rc::gen::container<std::vector<int>>(*rc::gen::inRange<std::size_t>(0, 300),
                                                         rc::gen::inRange(0, 100));
    std::sort(minutes.begin(), minutes.end());
    Moments moments;
    for (const int n : minutes) moments.add(minute(n));
    const int from = *rc::gen::inRange(-5, 105), to = *rc::gen::inRange(-5, 105);
    const auto there =
        std::count_if(minutes.begin(), minutes.end(), [&](int n) { return n >= from && n <= to; });
    if (from <= to)
      RC_ASSERT(moments.count(minute(from), minute(to)) == static_cast<std::size_t>(there));
  }));
}

TEST(Timeline, HoldsWhoCameAndHasNotGone) {
  EXPECT_TRUE(rc::check([] {
    using Each = std::pair<Time, std::uint32_t>;
    std::set<Each> truth;
    Timeline line;
    // So many that blocks are split; then so few that some fall empty.
    const auto comings = *rc::gen::inRange<std::uint32_t>(0, 4000);
    const auto step = *rc::gen::inRange<std::uint32_t>(1, 97);
    for (std::uint32_t i = 0; i < comings; ++i) {
      const Each each{minute(static_cast<int>(i * step % 3001)), i};
      if (truth.insert(each).second) line.insert({each.first, each.second});
    }
    const auto kept = *rc::gen::inRange<std::uint32_t>(0, 5);
    for (std::uint32_t i = 0; i < comings; ++i)
      if (i % 5 >= kept) {
        const Each each{minute(static_cast<int>(i * step % 3001)), i};
        line.erase({each.first, each.second});
        truth.erase(each);
      }
    const Time from = minute(*rc::gen::inRange(-10, 3010)), to = from + std::chrono::hours(7);
    std::vector<Each> found, expected;
    line.each(from, to, [&](const Timeline::Entry& e) {
      found.emplace_back(e.at, e.of);
      return true;
    });
    for (const Each& each : truth)
      if (each.first >= from && each.first <= to) expected.push_back(each);
    RC_ASSERT(found == expected);
  }));
}

TEST(Lists, GiveEachItsOwnOnAnyNumberOfThreads) {
  const auto length = [](std::size_t i) { return i * i % 4; };
  for (const std::size_t n : {0U, 1U, 1023U, 1024U, 1025U, 5000U})
    for (const int threads : {1, 2, 8}) {
      const Lists<std::size_t> lists(n, threads, [&](std::size_t i, std::vector<std::size_t>& own) {
        for (std::size_t k = 0; k < length(i); ++k) own.push_back(10 * i + k);
      });
      for (std::size_t i = 0; i < n; ++i) {
        ASSERT_EQ(lists[i].size(), length(i)) << i << " of " << n;
        for (std::size_t k = 0; k < length(i); ++k) ASSERT_EQ(lists[i][k], 10 * i + k);
      }
    }
}

// Handles and titles of few letters, so that they share trigrams; some titles very long.
Facts little_fleet() {
  Facts facts;
  const auto name = [](std::size_t longest) {
    return *rc::gen::container<std::string>(*rc::gen::inRange<std::size_t>(1, longest),
                                            rc::gen::element('a', 'b', 'c', 'e', 't', 'r', 'n'));
  };
  const int ships = *rc::gen::inRange(2, 12);
  for (int i = 0; i < ships; ++i)
    facts.take(Seen("h" + name(30), day(i * 5 % 13)).id(i + 1).title(name(i % 3 == 0 ? 400 : 40)));
  return facts;
}

TEST(Known, NamesOverlapByTheTrigramsTheyShareHoweverTheseAreFound) {
  EXPECT_TRUE(rc::check([] {
    const Facts facts = little_fleet();
    const Known known(facts, 1);
    const auto weight = [&](std::uint32_t gram) { return known.gram_weight(gram); };
    const auto check = [&](const Name& a, const Name& b) {
      if (a.stem.empty() || b.stem.empty()) return;
      RC_ASSERT(std::abs(known.overlap(a, b) - overlap(a.grams, b.grams, weight)) < 1e-12);
    };
    for (NodeNo u = 0; u < known.nodes().size(); ++u)
      for (NodeNo v = 0; v < known.nodes().size(); ++v) {
        check(known.handle(u), known.handle(v));
        check(known.title(u), known.title(v));
        check(known.handle(u), known.title(v));
      }
  }));
}

TEST(Known, TellsTheOrderOfBirths) {
  EXPECT_TRUE(rc::check([] {
    const Facts facts = little_fleet();
    const Known known(facts, 2);
    std::vector<NodeNo> order(known.nodes().size());
    for (NodeNo v = 0; v < order.size(); ++v) order[v] = v;
    std::sort(order.begin(), order.end(), [&](NodeNo a, NodeNo b) {
      return std::tuple(known.node(a).birth(), a) < std::tuple(known.node(b).birth(), b);
    });
    RC_ASSERT(known.by_birth() == order);
  }));
}

}  // namespace
}  // namespace godwit::test
