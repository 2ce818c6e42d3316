// SPDX-License-Identifier: Apache-2.0
// targets: which living channels to refer next, which to watch instead, which need confirmation.
#pragma once

#include "app/commands/command.h"

namespace godwit {

int run_targets(const Common& common, Streams streams);

}  // namespace godwit
