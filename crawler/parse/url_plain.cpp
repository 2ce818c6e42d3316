// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/url_plain.h"

#include <array>
#include <cstdint>

namespace godwit {
namespace {

enum Where : std::uint8_t { in_host = 1, in_path = 2, in_query = 4 };  // query or fragment

// Where a byte may stand and mean itself. Percent signs are left to the parser in paths ("%2e").
constexpr std::array<std::uint8_t, 256> means_itself = [] {
  std::array<std::uint8_t, 256> table{};
  const auto allow = [&](std::string_view chars, unsigned where) {
    for (const char c : chars) {
      std::uint8_t& cell = table[static_cast<unsigned char>(c)];
      cell = static_cast<std::uint8_t>(cell | where);
    }
  };
  allow("abcdefghijklmnopqrstuvwxyz0123456789-.", in_host | in_path | in_query);
  allow("ABCDEFGHIJKLMNOPQRSTUVWXYZ_~!$&()*+,;=:@/", in_path | in_query);
  allow("%?", in_query);
  return table;
}();

// The longest beginning of `text` whose bytes may all stand there; cut off the text.
std::string_view take(std::string_view& text, Where where) {
  std::size_t size = 0;
  while (size < text.size() && (means_itself[static_cast<unsigned char>(text[size])] & where) != 0)
    ++size;
  const std::string_view taken = text.substr(0, size);
  text.remove_prefix(size);
  return taken;
}

// No label in punycode, and none at the end that could be a number: that would be an IPv4 address.
bool is_plain_name(std::string_view host) {
  const std::size_t last = host.rfind('.') + 1;  // 0 where there is one label
  return last < host.size() && host[last] >= 'a' && host[last] <= 'z' &&
         host.find("xn--") == std::string_view::npos;
}

bool has_dot_segment(std::string_view path) { return path.find("/.") != std::string_view::npos; }

}  // namespace

std::optional<Url> parse_plain_url(std::string_view text) {
  Url url;
  for (const std::string_view scheme : {"https", "http"})
    if (text.starts_with(scheme) && text.substr(scheme.size()).starts_with("://")) {
      url.scheme = scheme;
      text.remove_prefix(scheme.size() + 3);
      break;
    }
  if (url.scheme.empty()) return std::nullopt;
  const std::string_view host = take(text, in_host);
  const std::string_view path = text.starts_with('/') ? take(text, in_path) : "/";
  if (!is_plain_name(host) || has_dot_segment(path)) return std::nullopt;
  url.host = host;
  url.path = path;
  for (auto [mark, part] : {std::pair('?', &url.query), std::pair('#', &url.fragment)}) {
    if (!text.starts_with(mark)) continue;
    text.remove_prefix(1);
    *part = std::string(take(text, in_query));
  }
  return text.empty() ? std::optional(std::move(url)) : std::nullopt;
}

}  // namespace godwit
