// SPDX-License-Identifier: Apache-2.0
// A platform that reads no page: the trace itself says what a look would have shown. Everything
// else, loop, frontier, politeness, canaries, is the real code; this is what lets a schedule live
// through years within minutes.
#pragma once

#include <string>

#include "crawler/crawl/crawl.h"
#include "crawler/platforms/platforms.h"
#include "sim/sim_transport.h"
#include "world/trace.h"

namespace godwit::sim {

// All its channels are on one service.
inline constexpr const char* trace_service = "t.me";

Address address_of(const Trace& trace, int life);
// The table with this one platform. `trace` must outlive it.
Platforms trace_platforms(const Trace& trace);
Reach reach_through_trace();
// What its server answers: a body nobody reads; while it takes us for a robot, a mark.
Serve trace_server();
Serve trace_soft_ban();

}  // namespace godwit::sim
