// SPDX-License-Identifier: Apache-2.0
// Percent-encoding, percent-decoding, and the query as key=value pairs.
#include "crawler/parse/url_percent.h"

#include <algorithm>

#include "crawler/parse/url.h"

namespace godwit {
namespace {

// The printable ASCII characters that each set adds to "controls and everything from 0x7F up".
constexpr std::string_view members(EncodeSet set) {
  switch (set) {
    case EncodeSet::c0_control:
      return "";
    case EncodeSet::fragment:
      return " \"<>`";
    case EncodeSet::query:
      return " \"#<>";
    case EncodeSet::special_query:
      return " \"#<>'";
    case EncodeSet::path:
      return " \"#<>?^`{}";
    case EncodeSet::userinfo:
      return " \"#<>?^`{}/:;=@[\\]|";
    case EncodeSet::component:
      return " \"#<>?^`{}/:;=@[\\]|$%&+,";
  }
  return "";
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode_form(std::string text) {
  for (char& c : text)
    if (c == '+') c = ' ';
  return percent_decode(text);
}

}  // namespace

void append_encoded(std::string& out, std::string_view bytes, EncodeSet set) {
  static constexpr char digits[] = "0123456789ABCDEF";
  const std::string_view extra = members(set);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte > 0x7E || extra.find(c) != std::string_view::npos) {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
}

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int high = text[at] == '%' && at + 2 < text.size() ? hex_value(text[at + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[at + 2]) : -1;
    if (low < 0) {
      out += text[at];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return out;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (decode_form(std::string(pair.substr(0, equals))) != name || pair.empty()) continue;
    if (equals == std::string_view::npos) return std::string();
    return decode_form(std::string(pair.substr(equals + 1)));
  }
  return std::nullopt;
}

}  // namespace godwit
