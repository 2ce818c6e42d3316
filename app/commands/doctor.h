// SPDX-License-Identifier: Apache-2.0
// `doctor`: is this machine, and this case, fit for work? One line a check; exit 1 where one fails.
// It writes nothing, and asks nobody but, without a proxy, the resolver.
#pragma once

#include "app/commands/command.h"

namespace godwit {

int run_doctor(const Common& common, Streams streams);

}  // namespace godwit
