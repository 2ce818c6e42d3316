// SPDX-License-Identifier: Apache-2.0
// godwit inspect FILE --url URL: what one saved page or body says, storing nothing.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "godwit/time.h"

namespace godwit {

struct InspectOptions {
  std::string file;        // a body: HTML, JSON, XML, a fragment, a picture; "-" = standard input
  std::string url;         // where it was fetched
  std::optional<Time> at;  // when
  bool json = false;
};

// Exit code: 0, 1 (the file cannot be read or is empty), 2 (bad URL).
int run_inspect(const InspectOptions& options, std::ostream& out, std::ostream& err);

}  // namespace godwit
