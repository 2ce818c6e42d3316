// SPDX-License-Identifier: Apache-2.0
// The clock of a command. It never goes back, and never stands still: where the machine's clock is
// set back it runs on by the steady one, and where that leaps ahead (a machine that slept, a clock
// put right) it follows. In a rehearsal it starts where it is told and runs at a speed of its own.
#pragma once

#include <functional>
#include <optional>

#include "godwit/time.h"

namespace godwit {

// What the machine says. `steady` counts on while the machine sleeps; it is finer than our time,
// for a millisecond of the machine's is half a second of a fast rehearsal's.
struct Tick {
  Time wall{};
  std::chrono::nanoseconds steady{};
};
Tick machine_tick();

class CaseClock final : public Clock {
 public:
  // `starts`: a rehearsal's; `speed`: its seconds per real second.
  explicit CaseClock(std::optional<Time> starts = {}, double speed = 1,
                     std::function<Tick()> read = machine_tick);
  Time now() override;

 private:
  std::function<Tick()> read_;
  bool follows_the_wall_;
  double speed_;
  std::chrono::nanoseconds began_;  // steady
  Time start_;
  Time last_;
  Duration last_steady_;  // whole milliseconds: no rest is lost between two calls
};

}  // namespace godwit
