// SPDX-License-Identifier: Apache-2.0
#include "crawler/fetch/watchdog.h"

#include <sys/socket.h>
#include <unistd.h>

namespace godwit {

// How late the watchdog may bite. A tick, not an exact wake-up: guarding must cost nothing.
constexpr std::chrono::milliseconds tick{100};

Watchdog::Watchdog() : thread_([this] { watch(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard held(lock_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Watchdog::guard(const void* key, Steady::time_point deadline) {
  const std::lock_guard held(lock_);
  if (guarded_.empty()) changed_.notify_one();
  guarded_[key] = {deadline, -1, false};
}

void Watchdog::uses(const void* key, int descriptor) {
  const std::lock_guard held(lock_);
  if (const auto found = guarded_.find(key); found != guarded_.end())
    found->second.descriptor = descriptor;
}

void Watchdog::leaves(const void* key, int descriptor) {
  const std::lock_guard held(lock_);
  const auto found = guarded_.find(key);
  if (found != guarded_.end() && found->second.descriptor == descriptor)
    found->second.descriptor = -1;
}

bool Watchdog::release(const void* key) {
  const std::lock_guard held(lock_);
  const auto found = guarded_.find(key);
  if (found == guarded_.end()) return false;
  const bool bitten = found->second.bitten;
  guarded_.erase(found);
  return bitten;
}

int Watchdog::close_descriptor(int descriptor) {
  const std::lock_guard held(lock_);
  for (auto& [key, guarded] : guarded_)
    if (guarded.descriptor == descriptor) guarded.descriptor = -1;
  return ::close(descriptor);
}

void Watchdog::watch() {
  std::unique_lock held(lock_);
  while (!stopping_) {
    if (guarded_.empty())
      changed_.wait(held);
    else
      changed_.wait_for(held, tick);
    const Steady::time_point now = Steady::now();
    for (auto& [key, guarded] : guarded_) {
      if (guarded.descriptor < 0 || now < guarded.deadline) continue;
      ::shutdown(guarded.descriptor, SHUT_RDWR);
      guarded.bitten = true;
    }
  }
}

}  // namespace godwit
