// SPDX-License-Identifier: Apache-2.0
#include "app/clock.h"

#include <ctime>
#include <utility>

namespace godwit {

Tick machine_tick() {
  timespec boot{};
  clock_gettime(CLOCK_BOOTTIME, &boot);
  return {std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()),
          Duration{std::int64_t{boot.tv_sec} * 1000 + boot.tv_nsec / 1'000'000}};
}

CaseClock::CaseClock(std::optional<Time> starts, double speed, std::function<Tick()> read)
    : read_(std::move(read)), follows_the_wall_(!starts), speed_(speed) {
  const Tick tick = read_();
  began_ = last_steady_ = tick.steady;
  start_ = last_ = starts.value_or(tick.wall);
}

Time CaseClock::now() {
  const Tick tick = read_();
  if (!follows_the_wall_) {
    const double gone = double((tick.steady - began_).count()) * speed_;
    return last_ = std::max(last_, start_ + Duration{static_cast<std::int64_t>(gone)});
  }
  const Time by_steady = last_ + std::max(tick.steady - last_steady_, Duration{});
  last_steady_ = tick.steady;
  return last_ = std::max(tick.wall, by_steady);
}

}  // namespace godwit
