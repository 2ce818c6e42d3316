// SPDX-License-Identifier: Apache-2.0
// The command line: words to options, options to commands. CLI11 is spoken to here only.
#pragma once

#include "app/commands/command.h"

namespace godwit {

// Returns the exit code. Usage errors are one line on streams.err and exit 2.
int run_command_line(int argc, char** argv, Streams streams);

}  // namespace godwit
