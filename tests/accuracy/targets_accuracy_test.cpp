// SPDX-License-Identifier: Apache-2.0
// Whom to refer: the program's choice against simpler ones, in a world that does not know its
// formula. 300 of 2,000 channels are referred, a ninth each week; what counts is the reach that is
// left over 60 days. GODWIT_SEEDS=N takes
// other than ten seeds, GODWIT_FIRST_SEED=N other ones.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "graph/reach.h"
#include "tests/accuracy/takedown_sim.h"

namespace godwit::test {
namespace {

using Places = std::vector<std::uint32_t>;

// The `count` with the most of something, smaller place first among equals.
template <class Worth>
Places most_of(std::size_t n, std::size_t count, const Worth& worth) {
  Places all(n);
  std::iota(all.begin(), all.end(), 0U);
  std::stable_sort(all.begin(), all.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return worth(a) > worth(b); });
  all.resize(std::min(count, n));
  return all;
}

std::vector<Places> neighbours(const std::vector<Sighted>& all) {
  std::vector<Places> near(all.size());
  for (std::uint32_t u = 0; u < all.size(); ++u) {
    near[u] = all[u].linked;
    std::sort(near[u].begin(), near[u].end());
    near[u].erase(std::unique(near[u].begin(), near[u].end()), near[u].end());
  }
  return near;
}

// --- the program's own choice

Places greedy(const std::vector<Sighted>& all, std::size_t count, std::uint64_t) {
  std::map<std::uint32_t, Places> lineages;
  for (std::uint32_t u = 0; u < all.size(); ++u) lineages[all[u].lineage].push_back(u);
  std::vector<Reached> field;
  for (std::uint32_t u = 0; u < all.size(); ++u) {
    const Sighted& s = all[u];
    std::map<std::uint32_t, Bond> bonds;
    for (const std::uint32_t w : lineages[s.lineage]) bonds[w];
    for (const std::uint32_t w : s.linked) bonds[w].links += 1;
    Reached r{s.audience, regrowth(s.lineage_deaths, s.lineage_followed), {}};
    for (auto& [w, bond] : bonds) {
      bond.kin = all[w].lineage == s.lineage;
      bond.audience_ratio = all[w].audience / s.audience;
      bond.announced = bond.kin ? all[w].announced : 0;
      bond.deaths = bond.kin ? s.lineage_deaths : 0;
      bond.names = static_cast<double>(all[w].linked.size());
      if (w != u) r.helpers.push_back({w, share_of(bond)});
    }
    std::stable_sort(r.helpers.begin(), r.helpers.end(),
                     [](const Helper& a, const Helper& b) { return a.share > b.share; });
    if (r.helpers.size() > 32) r.helpers.resize(32);
    field.push_back(std::move(r));
  }
  Places chosen;
  for (const auto& pick :
       ResidualReach(std::move(field)).choose(count, [](const ResidualReach::Pick&) {
         return true;
       }))
    chosen.push_back(pick.channel);
  return chosen;
}

// --- the simpler ones

Places at_random(const std::vector<Sighted>& all, std::size_t count, std::uint64_t seed) {
  return most_of(all.size(), count,
                 [&](std::uint32_t u) { return luck(seed, 99, all[u].channel, 0); });
}
Places by_audience(const std::vector<Sighted>& all, std::size_t count, std::uint64_t) {
  return most_of(all.size(), count, [&](std::uint32_t u) { return all[u].audience; });
}
Places by_degree(const std::vector<Sighted>& all, std::size_t count, std::uint64_t) {
  const auto near = neighbours(all);
  return most_of(all.size(), count, [&](std::uint32_t u) { return near[u].size(); });
}
Places by_audience_and_degree(const std::vector<Sighted>& all, std::size_t count, std::uint64_t) {
  const auto near = neighbours(all);
  return most_of(all.size(), count, [&](std::uint32_t u) {
    return all[u].audience * static_cast<double>(near[u].size());
  });
}
Places by_hazard(const std::vector<Sighted>& all, std::size_t count, std::uint64_t) {
  return most_of(all.size(), count, [&](std::uint32_t u) { return all[u].hazard; });
}
Places by_age(const std::vector<Sighted>& all, std::size_t count, std::uint64_t) {
  return most_of(all.size(), count, [&](std::uint32_t u) { return all[u].age; });
}

// Takes one after the other off the graph; `worth` sees the degrees that are left.
template <class Worth>
Places one_by_one(const std::vector<Sighted>& all, std::size_t count, const Worth& worth) {
  const auto near = neighbours(all);
  std::vector<std::size_t> degree(all.size());
  std::vector<bool> out(all.size(), false);
  for (std::size_t u = 0; u < all.size(); ++u) degree[u] = near[u].size();
  Places chosen;
  while (chosen.size() < std::min(count, all.size())) {
    const std::vector<double> worths = worth(near, degree, out);
    std::uint32_t best = UINT32_MAX;
    for (std::uint32_t u = 0; u < all.size(); ++u)
      if (!out[u] && (best == UINT32_MAX || worths[u] > worths[best])) best = u;
    chosen.push_back(best);
    out[best] = true;
    for (const std::uint32_t w : near[best]) --degree[w];
  }
  return chosen;
}

// Collective influence with balls of radius 2 (Morone and Makse, 2015).
Places by_collective_influence(const std::vector<Sighted>& all, std::size_t count, std::uint64_t) {
  return one_by_one(all, count, [](const auto& near, const auto& degree, const auto& out) {
    std::vector<double> worth(near.size(), 0);
    std::vector<std::uint32_t> mark(near.size(), UINT32_MAX);
    for (std::uint32_t u = 0; u < near.size(); ++u) {
      if (out[u]) continue;
      mark[u] = u;
      for (const std::uint32_t w : near[u]) mark[w] = u;
      double rim = 0;
      for (const std::uint32_t w : near[u])
        for (const std::uint32_t x : near[w]) {
          if (out[w] || out[x] || mark[x] == u) continue;
          mark[x] = u;
          rim += static_cast<double>(degree[x]) - 1;
        }
      worth[u] = (static_cast<double>(degree[u]) - 1) * rim;
    }
    return worth;
  });
}

// The highest degree inside the 2-core, then the highest of what is left (Zdeborová et al., 2016).
Places by_core(const std::vector<Sighted>& all, std::size_t count, std::uint64_t) {
  return one_by_one(all, count, [](const auto& near, const auto& degree, const auto& out) {
    std::vector<std::size_t> left = degree;
    std::vector<bool> gone = out;
    Places leaves;
    for (std::uint32_t u = 0; u < near.size(); ++u)
      if (!gone[u] && left[u] < 2) gone[u] = true, leaves.push_back(u);
    while (!leaves.empty()) {
      const std::uint32_t u = leaves.back();
      leaves.pop_back();
      for (const std::uint32_t w : near[u])
        if (!gone[w] && --left[w] < 2) gone[w] = true, leaves.push_back(w);
    }
    std::vector<double> worth(near.size());
    for (std::size_t u = 0; u < near.size(); ++u)
      worth[u] = gone[u] ? static_cast<double>(degree[u]) : 1e6 + static_cast<double>(left[u]);
    return worth;
  });
}

struct Named {
  const char* name;
  Places (*choose)(const std::vector<Sighted>&, std::size_t, std::uint64_t);
};
constexpr Named policies[] = {

    {"godwit", greedy},        {"random", at_random},
    {"audience", by_audience}, {"audience x degree", by_audience_and_degree},
    {"degree", by_degree},     {"CI, l = 2", by_collective_influence},
    {"CoreHD", by_core},       {"highest hazard", by_hazard},
    {"oldest", by_age}};

// Seeds 1 to 10 and 101 to 110 were looked at while the priors were chosen: not reported.
constexpr std::uint64_t first_seed = 11;

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* given = std::getenv(name);
  return given != nullptr ? std::strtoull(given, nullptr, 10) : otherwise;
}

std::vector<std::uint64_t> seeds() {
  std::vector<std::uint64_t> all(number_from("GODWIT_SEEDS", 10));
  std::iota(all.begin(), all.end(), number_from("GODWIT_FIRST_SEED", first_seed));
  return all;
}

struct Spread {
  double mean = 0, low = 0, high = 0;
};
// The mean with its 95 % interval over 2,000 draws of seeds with replacement.
Spread bootstrap(const std::vector<double>& each) {
  std::vector<double> means;
  for (std::uint64_t draw = 0; draw < 2000; ++draw) {
    double sum = 0;
    for (std::size_t i = 0; i < each.size(); ++i)
      sum += each[static_cast<std::size_t>(luck(5, draw, i, 0) * double(each.size()))];
    means.push_back(sum / double(each.size()));
  }
  std::sort(means.begin(), means.end());
  return {std::accumulate(each.begin(), each.end(), 0.0) / double(each.size()), means[50],
          means[1949]};
}

// Runs every policy on every seed, prints the table and gives the differences godwit - other.
std::map<std::string, Spread> compare(const char* title, TakedownOptions options) {
  std::map<std::string, std::vector<double>> mean_reach, last, hidden, born;
  for (const std::uint64_t seed : seeds()) {
    options.seed = seed;
    for (const Named& policy : policies) {
      const TakedownRun run = simulate(options, policy.choose);
      mean_reach[policy.name].push_back(run.mean_reach);
      last[policy.name].push_back(run.last_reach);
      hidden[policy.name].push_back(run.hidden);
      born[policy.name].push_back(run.successors);
    }
  }
  std::printf("%s, %zu seeds\n%-20s %11s %8s %8s %7s   godwit less it, 95 %%\n", title,
              seeds().size(), "policy", "reach, mean", "day 60", "hidden", "reborn");
  std::map<std::string, Spread> less;
  for (const Named& policy : policies) {
    std::vector<double> difference = mean_reach["godwit"];
    for (std::size_t i = 0; i < difference.size(); ++i) difference[i] -= mean_reach[policy.name][i];
    const Spread d = less[policy.name] = bootstrap(difference);
    std::printf("%-20s %10.1f%% %7.1f%% %7.1f%% %7.0f   %+5.1f  [%+5.1f, %+5.1f]\n", policy.name,
                100 * bootstrap(mean_reach[policy.name]).mean,
                100 * bootstrap(last[policy.name]).mean, 100 * bootstrap(hidden[policy.name]).mean,
                bootstrap(born[policy.name]).mean, 100 * d.mean, 100 * d.low, 100 * d.high);
  }
  return less;
}

void expect_below(const std::map<std::string, Spread>& less, std::vector<const char*> others) {
  for (const char* other : others) EXPECT_LT(less.at(other).high, 0) << other;
}

TEST(TargetsAccuracy, ReferringWhatGodwitPutsForwardLeavesLessReachThanSimplerChoices) {
  expect_below(compare("a ninth each week", {}),
               {"random", "audience", "degree", "CI, l = 2", "CoreHD"});
}

// Where so much is unknown the lead over mere audience is within the noise; it is printed.
TEST(TargetsAccuracy, AlsoThanTheStructuralOnesWhereATenthOfTheLineagesIsWrongAndLinksAreUnseen) {
  TakedownOptions options;
  options.links_missing = 0.3;
  options.lineages_wrong = 0.1;
  expect_below(compare("30 % of links unseen, 10 % of lineages wrong", options),
               {"random", "degree", "CI, l = 2", "CoreHD"});
}

TEST(TargetsAccuracy, AllAtOnceAgainstSpreadOverTenDays) {
  std::vector<double> once, spread, difference;
  for (const std::uint64_t seed : seeds()) {
    TakedownOptions options;
    options.seed = seed;
    options.rounds = 1;
    once.push_back(simulate(options, greedy).mean_reach);
    options.rounds = 11;
    options.days_between = 1;
    spread.push_back(simulate(options, greedy).mean_reach);
    difference.push_back(once.back() - spread.back());
  }
  const Spread d = bootstrap(difference);
  std::printf("all at once %.1f %%, over ten days %.1f %%, difference %+.2f [%+.2f, %+.2f]\n",
              100 * bootstrap(once).mean, 100 * bootstrap(spread).mean, 100 * d.mean, 100 * d.low,
              100 * d.high);
}

}  // namespace
}  // namespace godwit::test
