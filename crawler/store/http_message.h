// SPDX-License-Identifier: Apache-2.0
// http_message: the head of an HTTP/1 message as an archive holds it, and chunked bodies. Archives
// are written by many hands, so it is lenient: bare LF ends a line, a head may lack its blank line.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace godwit {

struct HttpHead {
  std::string first_line;  // "HTTP/1.1 200 OK" or "POST /x HTTP/1.1"
  int status = 0;          // of an answer, else 0
  std::vector<std::pair<std::string, std::string>> headers;  // names lower case, values trimmed
  std::size_t length = 0;  // bytes of the block up to and with the blank line

  // First value, "" if absent. `name` in lower case.
  std::string header(std::string_view name) const;
};

// nullopt where the first line is not HTTP's.
std::optional<HttpHead> parse_http_head(std::string_view block);
// A body in chunks (RFC 9112 section 7.1), trailers dropped; nullopt where it is not whole chunks.
std::optional<std::string> dechunk(std::string_view body);

}  // namespace godwit
