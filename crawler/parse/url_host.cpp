// SPDX-License-Identifier: Apache-2.0
// The host parser of the URL Standard. The only file of the URL parser that speaks to ICU. One
// limit is ours: names over 2,048 bytes that need IDNA fail, since punycode takes quadratic time
// (DNS carries 253).
#include "crawler/parse/url_host.h"

#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/stringpiece.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

#include "crawler/parse/url.h"
#include "crawler/parse/url_percent.h"
#include "godwit/utf8.h"

namespace godwit {
namespace {

constexpr std::size_t idna_bytes_max = 2048;
constexpr std::string_view digits = "0123456789";
constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";
// Besides the C0 controls; a domain may not hold '%' and DEL either.
constexpr std::string_view forbidden = " #/:<>?@[\\]^|";

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

bool has_forbidden(std::string_view host, bool domain) {
  return std::ranges::any_of(host, [&](char c) {
    if (c == '\0' || c == '\t' || c == '\n' || c == '\r') return true;
    if (forbidden.find(c) != std::string_view::npos) return true;
    return domain && (static_cast<unsigned char>(c) < 0x20 || c == '%' || c == 0x7F);
  });
}

std::optional<std::string> domain_to_ascii(const std::string& domain) {
  const std::string lower = ascii_lower(domain);
  if (is_ascii(lower) && !lower.starts_with("xn--") && lower.find(".xn--") == std::string::npos)
    return lower;
  if (domain.size() > idna_bytes_max) return std::nullopt;
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna(icu::IDNA::createUTS46Instance(
      UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
          UIDNA_NONTRANSITIONAL_TO_UNICODE,
      error));
  if (U_FAILURE(error) != 0) return std::nullopt;
  icu::IDNAInfo info;
  std::string ascii;
  icu::StringByteSink<std::string> sink(&ascii);
  idna->nameToASCII_UTF8(domain, sink, info, error);
  // CheckHyphens and VerifyDnsLength are false in the standard; ICU always checks them.
  constexpr std::uint32_t unchecked =
      UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG | UIDNA_ERROR_DOMAIN_NAME_TOO_LONG |
      UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
  if (U_FAILURE(error) != 0 || (info.getErrors() & ~unchecked) != 0) return std::nullopt;
  if (ascii.empty() || !is_ascii(ascii)) return std::nullopt;
  return ascii;
}

// One part of an IPv4 address: decimal, 0octal or 0xhex. Values over 2^32 come out as 2^32.
std::optional<std::uint64_t> ipv4_number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  unsigned base = 10;
  if (text.size() >= 2 && (text.starts_with("0x") || text.starts_with("0X"))) {
    text.remove_prefix(2);
    base = 16;
  } else if (text.size() >= 2 && text[0] == '0') {
    text.remove_prefix(1);
    base = 8;
  }
  std::uint64_t value = 0;
  for (const char c : text) {
    const std::size_t digit = hex_digits.find(ascii_lower(std::string_view(&c, 1))[0]);
    if (digit == std::string_view::npos || digit >= base) return std::nullopt;
    value = std::min<std::uint64_t>(value * base + digit, std::uint64_t{1} << 32);
  }
  return value;
}

std::vector<std::string_view> split_dots(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0;;) {
    const std::size_t dot = text.find('.', at);
    parts.push_back(text.substr(at, dot - at));
    if (dot == std::string_view::npos) return parts;
    at = dot + 1;
  }
}

// Must the host be an IPv4 address, by its last part?
bool ends_in_number(std::string_view host) {
  std::vector<std::string_view> parts = split_dots(host);
  if (parts.back().empty()) {
    if (parts.size() == 1) return false;
    parts.pop_back();
  }
  const std::string_view last = parts.back();
  if (!last.empty() && last.find_first_not_of(digits) == std::string_view::npos) return true;
  return ipv4_number(last).has_value();
}

std::optional<std::string> parse_ipv4(std::string_view host) {
  std::vector<std::string_view> parts = split_dots(host);
  if (parts.back().empty() && parts.size() > 1) parts.pop_back();
  if (parts.size() > 4) return std::nullopt;
  std::uint64_t address = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::optional<std::uint64_t> number = ipv4_number(parts[i]);
    if (!number) return std::nullopt;
    const bool last = i + 1 == parts.size();
    const std::uint64_t limit = last ? std::uint64_t{1} << (8 * (5 - parts.size())) : 256;
    if (*number >= limit) return std::nullopt;
    address += last ? *number : *number << (8 * (3 - i));
  }
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += std::to_string((address >> shift) & 255);
    if (shift > 0) out += '.';
  }
  return out;
}

using Pieces = std::array<std::uint16_t, 8>;

// "1.2.3.4" at the end of an IPv6 address: exactly four decimal parts without leading zeros.
bool read_embedded_ipv4(std::string_view text, Pieces& pieces, std::size_t& piece) {
  const std::vector<std::string_view> parts = split_dots(text);
  if (piece > 6 || parts.size() != 4) return false;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string_view part = parts[i];
    if (part.empty() || part.size() > 3 || part.find_first_not_of(digits) != part.npos)
      return false;
    if (part.size() > 1 && part[0] == '0') return false;
    const int value = std::stoi(std::string(part));
    if (value > 255) return false;
    pieces[piece + i / 2] = static_cast<std::uint16_t>(pieces[piece + i / 2] * 256 + value);
  }
  piece += 2;
  return true;
}

// The standard's IPv6 parser: up to eight pieces, one "::" at most.
std::optional<Pieces> parse_ipv6(std::string_view text) {
  Pieces pieces{};
  std::size_t piece = 0;
  std::optional<std::size_t> compress;
  std::size_t at = 0;
  if (text.starts_with(':')) {
    if (!text.starts_with("::")) return std::nullopt;
    at = 2;
    compress = ++piece;  // "::" stands for at least one piece
  }
  while (at < text.size()) {
    if (piece == 8) return std::nullopt;
    if (text[at] == ':') {
      if (compress) return std::nullopt;
      ++at;
      compress = ++piece;
      continue;
    }
    const std::size_t end = std::min(text.find_first_not_of(hex_digits, at), text.size());
    if (end < text.size() && text[end] == '.') {
      if (end == at || !read_embedded_ipv4(text.substr(at), pieces, piece)) return std::nullopt;
      break;
    }
    if (end - at > 4 || (end < text.size() && text[end] != ':')) return std::nullopt;
    pieces[piece++] = static_cast<std::uint16_t>(
        std::stoul("0" + std::string(text.substr(at, end - at)), nullptr, 16));
    at = end + 1;
    if (end + 1 == text.size()) return std::nullopt;  // a single ':' at the end
  }
  if (!compress && piece != 8) return std::nullopt;
  if (compress) {
    // What was read after "::" belongs at the end.
    for (std::size_t moved = piece - *compress, to = 7; moved > 0 && piece > 0;
         --moved, --to, --piece)
      std::swap(pieces[to], pieces[piece - 1]);
  }
  return pieces;
}

// Hexadecimal, the first longest run of two or more zero pieces as "::".
std::string ipv6_text(const Pieces& pieces) {
  std::size_t best = 8, best_length = 1;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t end = i;
    while (end < 8 && pieces[end] == 0) ++end;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
  }
  std::string out = "[";
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == best) {
      out += i == 0 ? "::" : ":";
      i += best_length - 1;
      continue;
    }
    std::array<char, 8> hex{};
    std::snprintf(hex.data(), hex.size(), "%x", pieces[i]);
    out += hex.data();
    if (i < 7) out += ':';
  }
  return out + "]";
}

}  // namespace

std::optional<std::string> parse_host(std::string_view text, bool special) {
  if (text.starts_with('[')) {
    if (!text.ends_with(']')) return std::nullopt;
    const std::optional<Pieces> pieces = parse_ipv6(text.substr(1, text.size() - 2));
    return pieces ? std::optional(ipv6_text(*pieces)) : std::nullopt;
  }
  if (!special) {
    if (has_forbidden(text, false)) return std::nullopt;
    std::string out;
    append_encoded(out, text, EncodeSet::c0_control);
    return out;
  }
  const std::optional<std::string> ascii = domain_to_ascii(repaired_utf8(percent_decode(text)));
  if (!ascii || ascii->empty() || has_forbidden(*ascii, true)) return std::nullopt;
  return ends_in_number(*ascii) ? parse_ipv4(*ascii) : ascii;
}

std::string host_as_shown(std::string_view host) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna(
      icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_UNICODE, error));
  if (U_FAILURE(error) != 0 || host.size() > idna_bytes_max) return {};
  icu::IDNAInfo info;
  std::string shown;
  icu::StringByteSink<std::string> sink(&shown);
  idna->nameToUnicodeUTF8({host.data(), static_cast<std::int32_t>(host.size())}, sink, info, error);
  return U_FAILURE(error) != 0 || info.hasErrors() ? std::string() : shown;
}

bool is_ip_literal(std::string_view host) {
  return host.starts_with('[') || (!host.empty() && ends_in_number(host));
}

}  // namespace godwit
