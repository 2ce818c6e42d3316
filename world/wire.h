// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 on the wire, as much as the rehearsal server needs: reading one request within limits,
// writing one answer, gzip where the client asks for it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "world/tls.h"
#include "world/world.h"

namespace godwit {

struct WireRequest {
  std::string method, target;
  std::vector<std::pair<std::string, std::string>> headers;  // names lower case
  std::string body;
  bool keep_alive = true;

  std::string header(std::string_view name) const;  // "" if absent
};

class WireReader {
 public:
  explicit WireReader(Stream& stream) : stream_(stream) {}
  // nullopt: the peer is gone, or what it says is no HTTP, or larger than the limits (32 KiB of
  // head, 1 MiB of body; chunked bodies are not read).
  std::optional<WireRequest> next();

 private:
  bool fill();
  Stream& stream_;
  std::string held_;
};

// The bytes of an answer to `request`. The body is left out for HEAD.
std::string wire_answer(const WireRequest& request, const Answer& answer);

}  // namespace godwit
