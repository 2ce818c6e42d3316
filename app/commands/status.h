// SPDX-License-Identifier: Apache-2.0
// `status`: what the case holds, what is due, what blocked us and since when.
#pragma once

#include "app/commands/command.h"

namespace godwit {

// `metrics`: as OpenMetrics text.
int run_status(const Common& common, bool metrics, Streams streams);

}  // namespace godwit
