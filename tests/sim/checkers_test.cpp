// SPDX-License-Identifier: Apache-2.0
// Who checks the checkers: what they must blame, and what they must not.
#include "tests/sim/checkers.h"

#include <gtest/gtest.h>

#include "tests/graph/builder.h"

namespace godwit::sim {
namespace {

using test::day;
using test::Seen;

// A harbour that stood from the first day on; a lighthouse beside it that always stands.
Truth truth_of(std::optional<TruthAbsence> away, std::optional<Time> died) {
  TruthChannel harbour;
  harbour.urls = {{test::telegram("harbour").url, day(0), died}};
  harbour.born = day(0);
  harbour.died = died, harbour.away = away;
  Truth truth;
  truth.channels = {harbour};
  return truth;
}

// Seen on day 1, absent on days 2, 2.5 and 3, each time beside a living lighthouse.
Tracker called_gone() {
  Tracker tracker(1);
  tracker.apply(Seen("harbour", day(1)).id(7));
  for (const double at : {2.0, 2.5, 3.0}) {
    tracker.apply(Seen("harbour", day(at)).absent());
    tracker.apply(Seen("lighthouse", day(at)).id(8));
  }
  return tracker;
}

bool blamed(const Truth& truth) {
  Tracker tracker = called_gone();
  Findings findings;
  judge_deaths(tracker, truth, day(9), findings);
  return !findings.none();
}

TEST(CheckerOfDeaths, BlamesADeathOfWhatWasThere) {
  EXPECT_TRUE(blamed(truth_of(std::nullopt, std::nullopt)));
  EXPECT_TRUE(blamed(truth_of(std::nullopt, day(4)))) << "it died later than was said";
}

TEST(CheckerOfDeaths, BlamesNoRightDeath) {
  EXPECT_FALSE(blamed(truth_of(std::nullopt, day(1.5))));
  EXPECT_FALSE(blamed(truth_of(std::nullopt, day(2)))) << "within a minute";
}

TEST(CheckerOfDeaths, BlamesNoDeathOfWhatCameBackLater) {
  EXPECT_FALSE(blamed(truth_of(TruthAbsence{day(1.5), day(5)}, std::nullopt)));
  EXPECT_TRUE(blamed(truth_of(TruthAbsence{day(5), day(6)}, std::nullopt)));
}

TEST(CheckerOfDeaths, BlamesNoDeathOfWhoseAddressSomebodyElseTook) {
  Truth truth = truth_of(std::nullopt, day(1.5));
  truth.channels.push_back(truth.channels.front());
  truth.channels.back().born = truth.channels.back().urls.front().from = day(1.8);
  truth.channels.back().died.reset(), truth.channels.back().urls.front().to.reset();
  EXPECT_FALSE(blamed(truth));
}

}  // namespace
}  // namespace godwit::sim
