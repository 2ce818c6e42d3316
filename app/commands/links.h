// SPDX-License-Identifier: Apache-2.0
// `godwit links`: text lines in, the addresses in each line out. Streams: a line is answered before
// the next is read, and nothing is kept between lines.
#pragma once

#include <iosfwd>

namespace godwit {

struct LinksOptions {
  bool json = false;  // one JSON document per input line; else a table of what was found
};

// Exit code 0, or 1 with one line on `err` where the tables cannot be loaded.
int run_links(const LinksOptions& options, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace godwit
