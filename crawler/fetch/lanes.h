// SPDX-License-Identifier: Apache-2.0
// lanes: how traffic leaves this machine. One process has one lane, chosen by its proxy setting,
// and a request keeps it over all of its hops: nothing falls back to a direct connection, ever.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/fetch/address_guard.h"
#include "crawler/parse/url.h"
#include "godwit/result.h"

namespace godwit {

enum class Lane : std::uint8_t {
  direct,
  proxy,  // http:// or https:// proxy: CONNECT for https, absolute-form for http
  tor,    // socks5h://: the proxy resolves names, hidden services included
};

struct Proxy {
  Lane lane = Lane::direct;
  std::string url;   // "scheme://host:port", "" in the direct lane
  std::string host;  // without brackets
  std::uint16_t port = 0;
  std::string user, password;  // decoded; never part of `url`, so that no log shows them
};

// Reads "--proxy": "" = direct. Schemes http (also meant by none), https and socks5h. socks4 and
// socks5 are errors: they resolve names on this machine, where the questions can be watched.
Result<Proxy> parse_proxy(std::string_view text);

}  // namespace godwit
