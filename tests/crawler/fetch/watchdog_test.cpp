// SPDX-License-Identifier: Apache-2.0
// The watchdog shuts what is over time, and nothing else.
#include "crawler/fetch/watchdog.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace godwit {
namespace {

using std::chrono::milliseconds;
using Steady = Watchdog::Steady;

struct Pair {
  Pair() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0); }
  ~Pair() {
    for (const int end : ends)
      if (end >= 0) ::close(end);
  }
  // Whether the far end sees the connection end within `time`.
  bool ends_within(milliseconds time) const {
    pollfd wait{ends[1], POLLIN, 0};
    return ::poll(&wait, 1, static_cast<int>(time.count())) > 0;
  }
  int ends[2] = {-1, -1};
};

TEST(Watchdog, ShutsTheSocketOfAnExchangeThatIsOverTime) {
  Watchdog watchdog;
  Pair late, early;
  watchdog.guard(&late, Steady::now() + milliseconds{50});
  watchdog.uses(&late, late.ends[0]);
  watchdog.guard(&early, Steady::now() + milliseconds{60'000});
  watchdog.uses(&early, early.ends[0]);
  EXPECT_TRUE(late.ends_within(milliseconds{5000}));
  EXPECT_FALSE(early.ends_within(milliseconds{10}));
  EXPECT_TRUE(watchdog.release(&late));
  EXPECT_FALSE(watchdog.release(&early));
}

TEST(Watchdog, LeavesAloneWhatWasReleasedLeftOrClosed) {
  Watchdog watchdog;
  Pair released, left, closed;
  const Steady::time_point soon = Steady::now() + milliseconds{150};
  for (Pair* pair : {&released, &left, &closed}) {
    watchdog.guard(pair, soon);
    watchdog.uses(pair, pair->ends[0]);
  }
  EXPECT_FALSE(watchdog.release(&released));
  watchdog.leaves(&left, left.ends[0]);
  watchdog.close_descriptor(closed.ends[0]);
  // The closed number is given to somebody else at once.
  Pair stranger;
  EXPECT_EQ(stranger.ends[0], closed.ends[0]);
  closed.ends[0] = -1;
  EXPECT_FALSE(stranger.ends_within(milliseconds{500}));
  EXPECT_FALSE(released.ends_within(milliseconds{0}));
  EXPECT_FALSE(left.ends_within(milliseconds{0}));
}

}  // namespace
}  // namespace godwit
