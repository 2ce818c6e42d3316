// SPDX-License-Identifier: Apache-2.0
#include "app/clock.h"

#include <ctime>
#include <utility>

namespace godwit {

Tick machine_tick() {
  timespec boot{};
  clock_gettime(CLOCK_BOOTTIME, &boot);
  return {std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()),
          std::chrono::seconds{boot.tv_sec} + std::chrono::nanoseconds{boot.tv_nsec}};
}

CaseClock::CaseClock(std::optional<Time> starts, double speed, std::function<Tick()> read)
    : read_(std::move(read)), follows_the_wall_(!starts), speed_(speed) {
  const Tick tick = read_();
  began_ = tick.steady;
  last_steady_ = std::chrono::floor<Duration>(tick.steady);
  start_ = last_ = starts.value_or(tick.wall);
}

Time CaseClock::now() {
  const Tick tick = read_();
  if (!follows_the_wall_) {
    const std::chrono::duration<double, std::milli> gone = (tick.steady - began_) * speed_;
    return last_ = std::max(last_, start_ + std::chrono::floor<Duration>(gone));
  }
  const auto steady = std::chrono::floor<Duration>(tick.steady);
  const Time by_steady = last_ + std::max(steady - last_steady_, Duration{});
  last_steady_ = steady;
  return last_ = std::max(tick.wall, by_steady);
}

}  // namespace godwit
