// SPDX-License-Identifier: Apache-2.0
// What must hold for any set of facts.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>

#include "graph/succession.h"
#include "tests/graph/builder.h"

namespace godwit::test {
namespace {

// A small world with everything in it: renames, re-used handles, announcements, deaths, words.
std::vector<Observation> little_world() {
  std::vector<Observation> all;
  const auto facts = *rc::gen::inRange(5, 40);
  for (int i = 0; i < facts; ++i) {
    const auto handle = [] { return "tern" + std::to_string(*rc::gen::inRange(0, 6)); };
    const Time at = day(*rc::gen::inRange(0, 400) / 10.0);
    const std::string place = handle(), other = handle();
    switch (*rc::gen::inRange(0, 9)) {
      case 0:
        all.push_back(Seen(place, at).absent());
        break;
      case 1:
        all.push_back(Seen(place, at).id(*rc::gen::inRange(1, 5)).gone());
        break;
      case 2:
        all.push_back(Seen(place, at).id(*rc::gen::inRange(1, 5)).announces(other, at));
        break;
      case 3:
        all.push_back(Seen(place, at).announces(other, at - days(1), announce_backup));
        break;
      case 4:
        all.push_back(Seen(place, at).disowns(other, at).forwards(handle(), at));
        break;
      case 5:
        all.push_back(Seen(site(place + ".example"), at).sighting(*rc::gen::arbitrary<bool>()));
        break;
      case 6:
        all.push_back(word(*rc::gen::element<std::string>("confirm", "reject", "merge"), place,
                           other, at, *rc::gen::arbitrary<bool>()));
        break;
      case 7:
        all.push_back(Seen(place, at).limited());
        break;
      default:
        all.push_back(Seen(place, at)
                          .id(*rc::gen::inRange(1, 5))
                          .title("Terns " + other)
                          .post("the terns of the harbour number " + other, at - hours(5)));
    }
  }
  // Every page has a capture of its own.
  for (std::size_t i = 0; i < all.size(); ++i) all[i].capture = "urn:uuid:" + std::to_string(i);
  return all;
}

TEST(Property, TheOrderOfFactsLeavesNoTrace) {
  EXPECT_TRUE(rc::check([] {
    const auto all = little_world();
    auto shuffled = all;
    std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(*rc::gen::arbitrary<unsigned>()));
    RC_ASSERT(spell(answer(all)) == spell(answer(shuffled)));
  }));
}

TEST(Property, SayingItTwiceAddsNothing) {
  EXPECT_TRUE(rc::check([] {
    auto all = little_world();
    const std::string once = spell(answer(all));
    const auto again = all;
    all.insert(all.end(), again.begin(), again.end());
    RC_ASSERT(spell(answer(all)) == once);
  }));
}

TEST(Property, TheNumberOfThreadsLeavesNoTrace) {
  EXPECT_TRUE(rc::check([] {
    const auto all = little_world();
    const std::string one = spell(answer(all, 1));
    RC_ASSERT(spell(answer(all, 2)) == one);
    RC_ASSERT(spell(answer(all, 8)) == one);
  }));
}

TEST(Property, AskingInBetweenLeavesNoTrace) {
  EXPECT_TRUE(rc::check([] {
    const auto all = little_world();
    Tracker tracker(1);
    for (const Observation& o : all) {
      tracker.apply(o);
      if (*rc::gen::inRange(0, 4) == 0) tracker.succession();
    }
    RC_ASSERT(spell(tracker.succession()) == spell(answer(all)));
  }));
}

// Two thousand orders, each asked again and again on the way, so that nearly all is remembered.
TEST(Property, WhatIsRememberedIsTheRebuildInAnyOrder) {
  EXPECT_TRUE(rc::check([] {
    auto all = little_world();
    const std::string rebuilt = spell(answer(all));
    std::mt19937 dice(*rc::gen::arbitrary<unsigned>());
    for (int order = 0; order < 20; ++order) {
      std::shuffle(all.begin(), all.end(), dice);
      Tracker tracker(1);
      for (std::size_t i = 0; i < all.size(); ++i) {
        tracker.apply(all[i]);
        if (dice() % 3 != 0) continue;
        const std::string now = spell(tracker.succession());
        if (dice() % 8 == 0)
          RC_ASSERT(now == spell(answer({all.begin(), all.begin() + static_cast<long>(i) + 1})));
      }
      RC_ASSERT(spell(tracker.succession()) == rebuilt);
    }
  }));
}

// As a crawl goes on: the same channels looked at again and again, often within the hour, now and
// then with another post or nothing there; some that nothing but a moment ties to the others.
Observation one_more_look(double now, int number) {
  const std::string name = *rc::gen::element<std::string>(
      "tern1", "tern2", "tern3", "tern4", "skua", "petrel", "fulmar", "dunlin", "knot", "gannet");
  Seen look(name, day(now));
  const int what = *rc::gen::inRange(0, 14);
  const std::string words = "the birds of the harbour number ";
  if (what < 2) look.post(words + std::to_string(*rc::gen::inRange(0, 4)), day(now - 0.1));
  if (what == 2) look.post("a wholly other bird, number " + name, day(now - 0.1));
  if (what == 3 || what == 4) look.absent();
  if (what == 5) look.limited();
  if (what == 6) look.gone();
  Observation o = look;
  o.capture = "urn:uuid:look-" + std::to_string(number);
  return o;
}

TEST(Property, WhatIsTakenInPlaceIsTheRebuild) {
  std::size_t looks = 0, in_place = 0;
  EXPECT_TRUE(rc::check([&] {
    Facts facts;
    for (const Observation& o : little_world()) facts.take(o);
    Remembered memory;
    std::optional<Conclusion> c(std::in_place, facts, 1, start_weights(), &memory);
    double now = *rc::gen::inRange(10, 45);
    for (int i = 0; i < 20; ++i) {
      now += *rc::gen::element(-0.1, 0.01, 0.02, 0.03, 0.2, 0.5, 1.0);
      ++looks;
      if (c->take(facts.take(one_more_look(now, i)), memory))
        ++in_place;
      else
        c.emplace(facts, 1, start_weights(), &memory);
      const Conclusion rebuilt(facts, 1, start_weights());
      RC_ASSERT(spell(write_succession(*c, 1)) == spell(write_succession(rebuilt, 1)));
    }
  }));
  EXPECT_GT(in_place, looks / 8);
}

TEST(Property, ProbabilitiesOfAChildSumToAtMostOne) {
  EXPECT_TRUE(rc::check([] {
    std::map<std::string, double> sum;
    for (const Edge& e : answer(little_world()).edges)
      if (e.relation != Relation::absorbed) sum[e.to] += e.probability;
    for (const auto& [to, p] : sum) RC_ASSERT(p <= 1 + 1e-6);
  }));
}

// Every forest over a few nodes, counted one by one: what the matrix-tree theorem must equal.
std::vector<std::vector<double>> by_counting(const std::vector<std::vector<double>>& odds,
                                             const std::vector<double>& root) {
  const std::size_t n = root.size();
  std::vector<std::vector<double>> p(n, std::vector<double>(n, 0));
  std::vector<std::size_t> parent(n, n);
  double total = 0;
  const std::function<void(std::size_t, double)> fill = [&](std::size_t v, double weight) {
    if (weight == 0) return;
    if (v == n) {
      for (std::size_t i = 0; i < n; ++i) {
        std::size_t at = i, steps = 0;
        while (parent[at] != n && steps++ <= n) at = parent[at];
        if (steps > n) return;  // a cycle
      }
      total += weight;
      for (std::size_t i = 0; i < n; ++i)
        if (parent[i] != n) p[parent[i]][i] += weight;
      return;
    }
    parent[v] = n;
    fill(v + 1, weight * root[v]);
    for (std::size_t u = 0; u < n; ++u)
      if (u != v) parent[v] = u, fill(v + 1, weight * odds[u][v]);
    parent[v] = n;
  };
  fill(0, 1);
  for (auto& row : p)
    for (double& each : row) each /= total;
  return p;
}

TEST(Property, TheMatrixTreeTheoremCountsAllForests) {
  EXPECT_TRUE(rc::check([] {
    const auto n = *rc::gen::inRange<std::size_t>(2, 5);
    std::vector<std::vector<double>> odds(n, std::vector<double>(n, 0));
    std::vector<double> root(n);
    std::vector<Chosen> all(n);
    std::vector<float> none(n);
    for (std::size_t v = 0; v < n; ++v) {
      none[v] = static_cast<float>(*rc::gen::inRange(-30, 30)) / 10;
      root[v] = std::exp2(none[v]);
      for (std::size_t u = 0; u < n; ++u) {
        if (u == v) continue;
        Choice c;
        c.from = static_cast<NodeNo>(u);
        c.bits = static_cast<float>(*rc::gen::inRange(-30, 30)) / 10;
        c.impostor = -100;
        odds[u][v] = std::exp2(c.bits);
        all[v].choices.push_back(c);
      }
      choose(all[v], none[v]);
    }
    settle_cycles(all, none, std::vector<Time>(n));
    const auto truth = by_counting(odds, root);
    for (std::size_t v = 0; v < n; ++v)
      for (const Choice& c : all[v].choices)
        RC_ASSERT(std::abs(c.probability - truth[c.from][v]) < 1e-6);
  }));
}

}  // namespace
}  // namespace godwit::test
