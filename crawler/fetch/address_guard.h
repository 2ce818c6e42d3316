// SPDX-License-Identifier: Apache-2.0
// address_guard: what may be reached at all. Asked twice: with the URL before anything is sent, and
// with the socket address before each connect (a name may lead anywhere, and lead elsewhere the
// next time). Pure: it resolves nothing and opens nothing.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/fetch/limits.h"
#include "crawler/parse/url.h"

namespace godwit {

// What this process may reach. By default the public web, on its own two ports.
struct Permitted {
  // Lifts the guard from this machine and its private networks (loopback, RFC 1918, unique local,
  // shared, their names), for tests and measurements. Link-local and the rest stay shut.
  bool allow_private = false;
  // .onion and .i2p have a meaning only behind a socks5h proxy; elsewhere they would leak to DNS.
  bool hidden_services = false;
  std::vector<std::uint16_t> extra_ports;  // beside 80 and 443
};

// Why something may not be reached: a word to count by, and one line for people.
struct Refusal {
  std::string_view reason;  // unparseable | too-long | characters | scheme | userinfo | port |
                            // special-name | special-address | onion-without-tor | hop |
                            // method | header
  std::string text;
};

struct Judged {
  std::optional<Refusal> refusal;
  Url url;  // parsed, where not refused
};

// Judges a URL as it will be asked for: scheme, writing, port, and the host as far as its name
// tells.
Judged judge_url(std::string_view url, const Permitted& reach, const Limits& limits = {});

// Judges the address a socket is about to speak to, by the IANA special-purpose registries (RFC
// 6890 and its updates), IPv4 inside IPv6 included. Other families than IPv4 and IPv6 are refused.
std::optional<Refusal> refuse_address(const sockaddr& address, bool allow_private);

// The same for a written IP address ("192.0.2.1", "2001:db8::1"); text that is none is refused.
std::optional<Refusal> refuse_ip(std::string_view ip, bool allow_private);

}  // namespace godwit
