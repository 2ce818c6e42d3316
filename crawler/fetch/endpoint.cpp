// SPDX-License-Identifier: Apache-2.0
#include "crawler/fetch/endpoint.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

namespace godwit {
namespace {

struct Written {
  std::string ip;
  int port = 0;
};

Written written(const sockaddr& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address, sizeof v4);
    inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
    return {text, ntohs(v4.sin_port)};
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address, sizeof v6);
    inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
    return {text, ntohs(v6.sin6_port)};
  }
  return {};
}

bool is_ipv6(std::string_view ip) { return ip.find(':') != std::string_view::npos; }

}  // namespace

Result<Endpoint> Endpoint::of(const Proxy& proxy, bool allow_private) {
  Endpoint endpoint;
  endpoint.direct_ = proxy.lane == Lane::direct;
  endpoint.allow_private_ = allow_private;
  if (endpoint.direct_) return endpoint;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(proxy.port);
  if (const int code = getaddrinfo(proxy.host.c_str(), port.c_str(), &hints, &found); code != 0)
    return Error{Trouble::failure,
                 fmt::format("proxy {}: cannot find {}: {}; check the name, or give an address",
                             proxy.url, proxy.host, gai_strerror(code))};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found, &freeaddrinfo);
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    const Written to = written(*each->ai_addr);
    endpoint.allowed_.push_back({to.ip, to.port});
  }
  endpoint.pin(proxy);
  return endpoint;
}

void Endpoint::pin(const Proxy& proxy) {
  if (is_ipv6(proxy.host)) return;  // needs no resolving, and has no place in that syntax
  pinned_ = fmt::format("{}:{}:", proxy.host, proxy.port);
  for (const Allowed& each : allowed_) {
    if (!pinned_.ends_with(':')) pinned_ += ',';
    pinned_ += is_ipv6(each.ip) ? fmt::format("[{}]", each.ip) : each.ip;
  }
}

std::optional<Refusal> Endpoint::refuse(const sockaddr& address) const {
  if (direct_) return refuse_address(address, allow_private_);
  const Written to = written(address);
  return refuse_peer(to.ip, to.port);
}

std::optional<Refusal> Endpoint::refuse_peer(const std::string& ip, int port) const {
  if (direct_) return refuse_ip(ip, allow_private_);
  if (std::ranges::find(allowed_, Allowed{ip, port}) != allowed_.end()) return std::nullopt;
  return Refusal{"special-address", fmt::format("{}:{} is not the proxy", ip, port)};
}

}  // namespace godwit
