// SPDX-License-Identifier: Apache-2.0
// Watchdog: a thread that ends exchanges whose time is long up, by shutting their socket down. The
// transfer library looks at its clock only between its own steps, and some floods never let it. The
// watchdog touches nothing but descriptors, and closes them itself, under one lock: so it can never
// shut down a number that meanwhile belongs to somebody else.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace godwit {

class Watchdog {
 public:
  using Steady = std::chrono::steady_clock;

  Watchdog();
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // From now on the exchange `key` must be released before `deadline`.
  void guard(const void* key, Steady::time_point deadline);
  // The exchange speaks through `descriptor` now.
  void uses(const void* key, int descriptor);
  // The exchange has done with `descriptor`, which somebody else may close.
  void leaves(const void* key, int descriptor);
  // The exchange is over. True where its time had run out and its socket was shut.
  bool release(const void* key);
  // Closes a descriptor that some exchange may have used. Returns close()'s answer.
  int close_descriptor(int descriptor);

 private:
  struct Guarded {
    Steady::time_point deadline;
    int descriptor = -1;
    bool bitten = false;
  };
  void watch();

  std::mutex lock_;
  std::condition_variable changed_;
  std::unordered_map<const void*, Guarded> guarded_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace godwit
