// SPDX-License-Identifier: Apache-2.0
#include "crawler/fetch/lanes.h"

#include <fmt/format.h>

#include <utility>

namespace godwit {
namespace {

struct ProxyScheme {
  std::string_view scheme;
  std::uint16_t default_port;
  Lane lane;
};
constexpr ProxyScheme proxy_schemes[] = {
    {"http", 80, Lane::proxy},
    {"https", 443, Lane::proxy},
    {"socks5h", 1080, Lane::tor},
};

Error bad_proxy(std::string_view text, std::string_view what) {
  // Credentials may stand before '@': the message shows what comes after.
  const std::size_t at = text.rfind('@');
  if (at != std::string_view::npos) text.remove_prefix(at + 1);
  return {Trouble::usage, fmt::format("proxy {}: {}", text, what)};
}

std::string without_brackets(const std::string& host) {
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

Result<Proxy> parse_proxy(std::string_view text) {
  if (text.empty()) return Proxy{};
  const bool has_scheme = text.find("://") != std::string_view::npos;
  const auto url = parse_url(has_scheme ? std::string(text) : fmt::format("http://{}", text));
  if (!url || url->host.value_or("").empty())
    return bad_proxy(text, "not a URL; write scheme://host:port");
  for (const ProxyScheme& known : proxy_schemes) {
    if (known.scheme != url->scheme) continue;
    const std::uint16_t port = url->port.value_or(known.default_port);
    return Proxy{known.lane,
                 fmt::format("{}://{}:{}", known.scheme, *url->host, port),
                 without_brackets(*url->host),
                 port,
                 percent_decode(url->username),
                 percent_decode(url->password)};
  }
  if (url->scheme.starts_with("socks"))
    return bad_proxy(text, "would resolve names on this machine; use socks5h://");
  return bad_proxy(text, "unknown scheme; use http://, https:// or socks5h://");
}

}  // namespace godwit
