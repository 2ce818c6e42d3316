// SPDX-License-Identifier: Apache-2.0
// Endpoint: the sockets a transport may open. In the direct lane every public address; behind a
// proxy the proxy's own addresses and nothing else, resolved once, at the start.
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>
#include <vector>

#include "crawler/fetch/lanes.h"

namespace godwit {

class Endpoint {
 public:
  // Resolves a proxy's name; the direct lane resolves nothing.
  static Result<Endpoint> of(const Proxy& proxy, bool allow_private);

  // Judges one socket about to connect.
  std::optional<Refusal> refuse(const sockaddr& address) const;
  // Judges the peer of a connection by its written address, as libcurl tells it.
  std::optional<Refusal> refuse_peer(const std::string& ip, int port) const;
  // "host:port:address,…" for CURLOPT_RESOLVE; "" in the direct lane.
  const std::string& pinned() const { return pinned_; }

 private:
  void pin(const Proxy& proxy);

  struct Allowed {
    std::string ip;
    int port = 0;
    bool operator==(const Allowed&) const = default;
  };
  bool direct_ = true;
  bool allow_private_ = false;
  std::vector<Allowed> allowed_;
  std::string pinned_;
};

}  // namespace godwit
