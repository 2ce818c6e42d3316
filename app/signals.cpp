// SPDX-License-Identifier: Apache-2.0
#include "app/signals.h"

#include <unistd.h>

#include <csignal>

#include "app/commands/command.h"
#include "crawler/fetch/curl_transport.h"

namespace godwit::signals {
namespace {

// What a signal handler may touch: lock-free atomics, and a transport's interrupt().
std::atomic<bool> stop_asked{false};
std::atomic<bool> reload_asked{false};
std::atomic<int> end_signal{0};
std::atomic<CurlTransport*> listener{nullptr};

void interrupt() {
  if (CurlTransport* transport = listener.load()) transport->interrupt();
}

void on_end(int signal) {
  if (end_signal.exchange(signal) != 0) _exit(exit_interrupted);
  stop_asked = true;
  interrupt();
}

void on_reload(int) {
  reload_asked = true;
  interrupt();
}

}  // namespace

void listen(bool may_reload) {
  std::signal(SIGINT, on_end);
  std::signal(SIGTERM, on_end);
  std::signal(SIGHUP, may_reload ? on_reload : on_end);
}

void wake(CurlTransport* transport) { listener = transport; }
const std::atomic<bool>& stop() { return stop_asked; }
bool ended_by_manager() { return end_signal == SIGTERM; }
bool take_reload() { return reload_asked.exchange(false); }
void stop_for_reload() { stop_asked = true; }

bool begin_again() {
  stop_asked = end_signal != 0;
  return end_signal == 0;
}

}  // namespace godwit::signals
