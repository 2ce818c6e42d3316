// SPDX-License-Identifier: Apache-2.0
// Hosts whose pages are the same whatever became of the thing, but whose open API tells: what to
// ask, and how to read the answer, as rows of two tables. No key, no account, no login is needed
// for any of them, and asking changes nothing there.
#pragma once

#include <string_view>

#include "crawler/parse/recogniser.h"
#include "godwit/observation.h"
#include "godwit/transport.h"

namespace godwit {

// In `url` and `body`, "{id}" and "{url}" stand for the address's, percent-encoded. The URL names
// the place, so that a capture of the answer says by itself what it is about. The members are JSON
// pointers (RFC 6901), "" where the answer has no such thing.
struct OpenApi {
  std::string_view platform, kind;  // of the addresses it is asked about
  std::string_view url, body;       // a POST where there is a body
  std::string_view alive;           // only the answer about a living place has it
  std::string_view title, description, size;
  bool html = false;  // the description is HTML
};

// nullptr where no open API is known.
const OpenApi* open_api_of(const Address& address);
Request question(const Recogniser& recogniser, const OpenApi& api, const Address& address);
// False where this is a page of the host, not the API's answer. An answer that cannot be understood
// is `degraded`, and proves nothing.
bool read_open_api(const Recogniser& recogniser, const OpenApi& api, const Fetched& page,
                   Observation& seen);

}  // namespace godwit
