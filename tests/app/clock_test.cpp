// SPDX-License-Identifier: Apache-2.0
#include "app/clock.h"

#include <gtest/gtest.h>

namespace godwit {
namespace {

const Time noon = from_ms(1'600'000'000'000);

class Machine : public ::testing::Test {
 protected:
  void pass(Duration wall, std::chrono::nanoseconds steady) {
    tick_.wall += wall, tick_.steady += steady;
  }
  std::function<Tick()> read() {
    return [this] { return tick_; };
  }
  Tick tick_{noon, hours(7)};
};

TEST_F(Machine, TheClockFollowsTheMachine) {
  CaseClock clock({}, 1, read());
  EXPECT_EQ(clock.now(), noon);
  pass(seconds(5), seconds(5));
  EXPECT_EQ(clock.now(), noon + seconds(5));
}

TEST_F(Machine, AfterASleepTheClockLeapsAhead) {
  CaseClock clock({}, 1, read());
  pass(hours(9), hours(9));
  EXPECT_EQ(clock.now(), noon + hours(9));
  pass(days(400), seconds(1));  // somebody put it right
  EXPECT_EQ(clock.now(), noon + hours(9) + days(400));
}

TEST_F(Machine, SetBackItNeitherGoesBackNorStandsStill) {
  CaseClock clock({}, 1, read());
  pass(hours(-2), seconds(1));
  EXPECT_EQ(clock.now(), noon + seconds(1));
  pass(seconds(60), seconds(60));
  EXPECT_EQ(clock.now(), noon + seconds(61));
}

// Else a pause of a second could be kept on the clock and be cut to half of it in truth.
TEST_F(Machine, AFastRehearsalSeesLessThanAMillisecondOfTheMachine) {
  CaseClock clock(noon, 600, read());
  pass({}, std::chrono::microseconds(1700));
  EXPECT_EQ(clock.now(), noon + Duration{1020});
}

TEST_F(Machine, ARehearsalRunsAtItsOwnSpeedWhateverTheWallSays) {
  CaseClock clock(noon + days(3), 600, read());
  pass(hours(-5), seconds(2));
  EXPECT_EQ(clock.now(), noon + days(3) + seconds(1200));
}

}  // namespace
}  // namespace godwit
