// SPDX-License-Identifier: Apache-2.0
// What every command shares: the options before the command's name, the streams, and how an Error
// becomes one line and an exit code (README: exit codes).
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>

#include "app/terminal.h"
#include "godwit/result.h"
#include "godwit/time.h"

namespace godwit {

// Exit codes others rely on.
enum Exit : int {
  exit_ok = 0,
  exit_failure = 1,
  exit_usage = 2,
  exit_partial = 3,   // finished, but some sources failed
  exit_nothing = 4,   // nothing to do, or locked by another run
  exit_blocked = 5,   // a referral: every channel has a closed gate
  exit_changed = 10,  // new successors found (only with --exit-on-change)
  exit_disk_full = 75,
  exit_interrupted = 130,
};

struct Common {
  std::filesystem::path folder = ".";  // -C
  std::optional<Time> now;             // --now, rehearsals only
  std::optional<Time> as_of;           // --as-of: only what was known then
  bool json = false;
  bool quiet = false;
  bool no_colour = false;
};

struct Streams {
  std::istream& in;
  std::ostream& out;  // data
  std::ostream& err;  // talk
};

// Prints "godwit: <text>" as one line and returns the exit code of its trouble.
int complain(std::ostream& err, const Error& error);
int exit_code(Trouble trouble);

}  // namespace godwit
