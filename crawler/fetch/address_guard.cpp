// SPDX-License-Identifier: Apache-2.0
// The tables of blocks and names, and the two judges that read them.
#include "crawler/fetch/address_guard.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "crawler/parse/hop.h"

namespace godwit {
namespace {

// An IPv6 address, or the first `bits` of one, as two halves.
struct Bits128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
};

struct Block4 {
  std::uint32_t base;
  int bits;
  std::string_view name;
  bool lifted = false;  // by allow_private
};
struct Block6 {
  Bits128 base;
  int bits;
  std::string_view name;
  bool lifted = false;
};

// IANA IPv4 Special-Purpose Address Registry, less the rows that are globally reachable, and
// multicast.
constexpr Block4 blocks4[] = {
    {0x00000000, 8, "this network (0.0.0.0/8)"},
    {0x0a000000, 8, "private (10.0.0.0/8)", true},
    {0x64400000, 10, "shared (100.64.0.0/10)", true},
    {0x7f000000, 8, "loopback (127.0.0.0/8)", true},
    {0xa9fe0000, 16, "link-local (169.254.0.0/16)"},
    {0xac100000, 12, "private (172.16.0.0/12)", true},
    {0xc0000000, 24, "IETF protocols (192.0.0.0/24)"},
    {0xc0000200, 24, "documentation (192.0.2.0/24)"},
    {0xc0586300, 24, "6to4 relay (192.88.99.0/24)"},
    {0xc0a80000, 16, "private (192.168.0.0/16)", true},
    {0xc6120000, 15, "benchmarking (198.18.0.0/15)"},
    {0xc6336400, 24, "documentation (198.51.100.0/24)"},
    {0xcb007100, 24, "documentation (203.0.113.0/24)"},
    {0xe0000000, 4, "multicast (224.0.0.0/4)"},
    {0xf0000000, 4, "reserved (240.0.0.0/4)"},
};

// IANA IPv6 Special-Purpose Address Registry. NAT64 (64:ff9b::/96) is judged by the IPv4 address
// inside it; the other ways of writing IPv4 in IPv6 have no honest use in a public answer.
constexpr Block6 blocks6[] = {
    {{0, 1}, 128, "loopback (::1)", true},
    {{0, 0x0000'ffff'0000'0000}, 96, "IPv4-mapped (::ffff:0:0/96)"},
    {{0, 0}, 64, "unspecified and IPv4-compatible (::/64)"},
    {{0x0064'ff9b'0001'0000, 0}, 48, "local-use NAT64 (64:ff9b:1::/48)"},
    {{0x0100'0000'0000'0000, 0}, 64, "discard (100::/64)"},
    {{0x2001'0000'0000'0000, 0}, 32, "Teredo (2001::/32)"},
    {{0x2001'0000'0000'0000, 0}, 23, "IETF protocols (2001::/23)"},
    {{0x2001'0db8'0000'0000, 0}, 32, "documentation (2001:db8::/32)"},
    {{0x2002'0000'0000'0000, 0}, 16, "6to4 (2002::/16)"},
    {{0x3fff'0000'0000'0000, 0}, 20, "documentation (3fff::/20)"},
    {{0xfc00'0000'0000'0000, 0}, 7, "unique local (fc00::/7)", true},
    {{0xfe80'0000'0000'0000, 0}, 10, "link-local (fe80::/10)"},
    {{0xfec0'0000'0000'0000, 0}, 10, "site-local (fec0::/10)"},
    {{0xff00'0000'0000'0000, 0}, 8, "multicast (ff00::/8)"},
};
constexpr Block6 nat64{{0x0064'ff9b'0000'0000, 0}, 96, "NAT64 (64:ff9b::/96)"};
constexpr Block6 global_unicast{{0x2000'0000'0000'0000, 0}, 3, "global unicast (2000::/3)"};

// Names that mean a machine or network near us (RFC 6761, 6762, 8375; ICANN's .internal).
constexpr std::string_view local_names[] = {"localhost", "localdomain", "local", "internal",
                                            "home.arpa"};

bool holds(const Block4& block, std::uint32_t address) {
  return ((address ^ block.base) >> (32 - block.bits)) == 0;
}

bool holds(const Block6& block, const Bits128& address) {
  const auto differ = [](std::uint64_t a, std::uint64_t b, int bits) {
    return bits > 0 && ((a ^ b) >> (64 - bits)) != 0;
  };
  return !differ(address.high, block.base.high, std::min(block.bits, 64)) &&
         !differ(address.low, block.base.low, std::max(block.bits - 64, 0));
}

Refusal special(std::string_view name) {
  return {"special-address", fmt::format("the address is {}", name)};
}

std::optional<Refusal> refuse4(std::uint32_t address, bool allow_private) {
  for (const Block4& block : blocks4)
    if (holds(block, address) && !(block.lifted && allow_private)) return special(block.name);
  return std::nullopt;
}

std::optional<Refusal> refuse6(const in6_addr& address, bool allow_private) {
  Bits128 bits;
  for (std::size_t i = 0; i < 8; ++i) {
    bits.high = bits.high << 8 | address.s6_addr[i];
    bits.low = bits.low << 8 | address.s6_addr[i + 8];
  }
  if (holds(nat64, bits)) return refuse4(static_cast<std::uint32_t>(bits.low), allow_private);
  for (const Block6& block : blocks6)
    if (holds(block, bits)) {
      if (block.lifted && allow_private) return std::nullopt;
      return special(block.name);
    }
  if (!holds(global_unicast, bits)) return special("not global unicast (outside 2000::/3)");
  return std::nullopt;
}

// `name` itself or anything below it.
bool lies_under(std::string_view host, std::string_view name) {
  if (!host.ends_with(name)) return false;
  return host.size() == name.size() || host[host.size() - name.size() - 1] == '.';
}

std::string_view without_root_dot(std::string_view host) {
  return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

// What no URL of ours holds once parse/url has serialised it, and what two parsers read two ways.
// The authority must be plain; behind '?' a backslash is just a character.
std::optional<Refusal> refuse_writing(std::string_view url) {
  for (const char c : url)
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f)
      return Refusal{"characters", "the URL holds a space or a control character"};
  const std::string_view before_query = url.substr(0, url.find_first_of("?#"));
  if (before_query.find('\\') != std::string_view::npos)
    return Refusal{"characters", "the URL holds a backslash"};
  const std::size_t slashes = before_query.find("//");
  if (slashes == std::string_view::npos) return std::nullopt;
  const std::string_view rest = before_query.substr(slashes + 2);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  if (authority.find('@') != std::string_view::npos)
    return Refusal{"userinfo", "the URL holds a user name"};
  if (authority.find('%') != std::string_view::npos)
    return Refusal{"characters", "the host is percent-encoded"};
  return std::nullopt;
}

std::optional<Refusal> refuse_port(const Url& url, const Permitted& reach) {
  if (!url.port || *url.port == 80 || *url.port == 443) return std::nullopt;
  if (std::ranges::find(reach.extra_ports, *url.port) != reach.extra_ports.end())
    return std::nullopt;
  return Refusal{"port", fmt::format("port {} is not among those allowed", *url.port)};
}

std::optional<Refusal> refuse_name(std::string_view host, const Permitted& reach) {
  if (is_hidden_service(host)) {
    if (reach.hidden_services) return std::nullopt;
    return Refusal{"onion-without-tor", "hidden services need a socks5h:// proxy"};
  }
  if (reach.allow_private) return std::nullopt;
  for (const std::string_view name : local_names)
    if (lies_under(host, name))
      return Refusal{"special-name", fmt::format("names under .{} are local", name)};
  if (host.find('.') == std::string_view::npos)
    return Refusal{"special-name", "a name without a dot is local"};
  return std::nullopt;
}

bool is_ipv4(std::string_view host) {
  in_addr ignored{};
  return inet_pton(AF_INET, std::string(host).c_str(), &ignored) == 1;
}

std::optional<Refusal> refuse_host(std::string_view host, const Permitted& reach,
                                   const Limits& limits) {
  if (host.starts_with('[') && host.ends_with(']'))
    return refuse_ip(host.substr(1, host.size() - 2), reach.allow_private);
  host = without_root_dot(host);
  if (is_ipv4(host)) return refuse_ip(host, reach.allow_private);
  if (host.empty()) return Refusal{"unparseable", "the URL names no host"};
  if (host.size() > limits.host) return Refusal{"too-long", "the host name is too long"};
  return refuse_name(host, reach);
}

std::optional<Refusal> refuse_parts(const Url& url, const Permitted& reach, const Limits& limits) {
  if (url.scheme != "http" && url.scheme != "https")
    return Refusal{"scheme", "only http and https are fetched"};
  if (!url.username.empty() || !url.password.empty())
    return Refusal{"userinfo", "the URL holds a user name"};
  if (auto refusal = refuse_port(url, reach)) return refusal;
  return refuse_host(url.host.value_or(""), reach, limits);
}

}  // namespace

Judged judge_url(std::string_view url, const Permitted& reach, const Limits& limits) {
  if (url.size() > limits.url)
    return {Refusal{"too-long", fmt::format("the URL is longer than {}", limits.url)}, {}};
  if (auto refusal = refuse_writing(url)) return {std::move(refusal), {}};
  std::optional<Url> parsed = parse_url(url);
  if (!parsed) return {Refusal{"unparseable", "the URL cannot be parsed"}, {}};
  if (auto refusal = refuse_parts(*parsed, reach, limits)) return {std::move(refusal), {}};
  return {std::nullopt, std::move(*parsed)};
}

std::optional<Refusal> refuse_address(const sockaddr& address, bool allow_private) {
  // Copied out: the kernel's structures may alias nothing else.
  if (address.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address, sizeof v4);
    return refuse4(ntohl(v4.sin_addr.s_addr), allow_private);
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address, sizeof v6);
    return refuse6(v6.sin6_addr, allow_private);
  }
  return Refusal{"special-address", "the address is neither IPv4 nor IPv6"};
}

std::optional<Refusal> refuse_ip(std::string_view ip, bool allow_private) {
  const std::string text(ip);
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return refuse4(ntohl(v4.s_addr), allow_private);
  in6_addr v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6) == 1) return refuse6(v6, allow_private);
  return Refusal{"special-address", "the address cannot be read"};
}

}  // namespace godwit
