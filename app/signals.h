// SPDX-License-Identifier: Apache-2.0
// What a user or a service manager tells a running crawl:
//
//   SIGINT, SIGTERM  once: drain and save; twice: end at once (what was acknowledged is safe)
//   SIGHUP           watch: read the settings and seeds again; crawl: as SIGINT
#pragma once

#include <atomic>

namespace godwit {

class CurlTransport;

namespace signals {

// From now on. `may_reload`: SIGHUP asks for a reload.
void listen(bool may_reload);
// Its wait() is cut short by a signal; nullptr: nobody's.
void wake(CurlTransport* transport);
// True once the crawl is to drain.
const std::atomic<bool>& stop();
// The last end was asked for by SIGTERM: a service manager's, not a person's.
bool ended_by_manager();
// True once for each SIGHUP.
bool take_reload();
// Drains the crawl for a reload; begin_again() lets the next one run.
void stop_for_reload();
// False where somebody asked for the end meanwhile.
bool begin_again();

}  // namespace signals
}  // namespace godwit
