// SPDX-License-Identifier: Apache-2.0
// One UTF-8 decoder, and on it the escapes of each format.
#include "graph/export/text.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace godwit {
namespace {

constexpr char32_t replacement = 0xFFFD;

// The next code point of `text` at `at`, which moves past it; U+FFFD and one byte for what is not
// UTF-8 (Unicode 15, table 3-7).
char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned first = byte(at);
  if (first < 0x80) return at++, first;
  const int more = first >= 0xC2 && first <= 0xDF   ? 1
                   : first >= 0xE0 && first <= 0xEF ? 2
                   : first >= 0xF0 && first <= 0xF4 ? 3
                                                    : 0;
  if (more == 0) return at++, replacement;
  char32_t point = first & (0x3FU >> more);
  for (int i = 1; i <= more; ++i) {
    const unsigned next = byte(at + std::size_t(i));
    if ((next & 0xC0U) != 0x80) return at++, replacement;
    point = (point << 6U) | (next & 0x3FU);
  }
  constexpr char32_t least[] = {0, 0x80, 0x800, 0x10000};
  if (point < least[more] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
    return at++, replacement;
  at += std::size_t(more) + 1;
  return point;
}

void append(std::string& out, char32_t point) {
  const auto put = [&](char32_t bits) { out += static_cast<char>(bits); };
  if (point < 0x80) return put(point);
  if (point < 0x800) return put(0xC0 | (point >> 6U)), put(0x80 | (point & 0x3FU));
  if (point < 0x10000) put(0xE0 | (point >> 12U));
  if (point >= 0x10000) put(0xF0 | (point >> 18U)), put(0x80 | ((point >> 12U) & 0x3FU));
  put(0x80 | ((point >> 6U) & 0x3FU)), put(0x80 | (point & 0x3FU));
}

template <class Each>
void for_each_code_point(std::string_view text, const Each& each) {
  for (std::size_t at = 0; at < text.size();) each(next_code_point(text, at));
}

bool forbidden_in_xml(char32_t c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xFFFE || c == 0xFFFF;
}

// What must not reach a terminal as it is: C0, DEL, C1, line separators, bidi controls.
bool unprintable(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

// "-3.25": a negative number is no formula.
bool is_number(std::string_view cell) {
  if (cell.starts_with('-')) cell.remove_prefix(1);
  return !cell.empty() && cell.front() != '.' &&
         cell.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

std::string clean_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for_each_code_point(bytes, [&](char32_t c) { append(out, c); });
  return out;
}

std::string shortened(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    next_code_point(text, at);
    if (at + 3 > bytes_max) break;
    end = at;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string xml_text(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for_each_code_point(text, [&](char32_t c) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&apos;";
        break;
      case '\t':
        out += "&#9;";
        break;
      case '\n':
        out += "&#10;";
        break;
      case '\r':
        out += "&#13;";
        break;
      default:
        append(out, forbidden_in_xml(c) ? replacement : c);
    }
  });
  return out;
}

std::string dot_quoted(std::string_view text) {
  std::string out = "\"";
  for_each_code_point(text, [&](char32_t c) {
    if (c == '"' || c == '\\') out += '\\';
    append(out, c < 0x20 || c == 0x7F ? U' ' : c);
  });
  return out + '"';
}

std::string csv_cell(std::string_view text, bool safe) {
  std::string out = clean_utf8(text);
  std::size_t at = out.find_first_not_of(' ');
  if (safe && at != std::string::npos && !is_number(out)) {
    char32_t first = next_code_point(out, at);
    if (first >= 0xFF01 && first <= 0xFF5E)
      first -= 0xFEE0;  // full-width form of an ASCII character
    if (std::u32string_view(U"=+-@\t\r").find(first) != std::u32string_view::npos)
      out.insert(out.begin(), '\'');
  }
  std::erase(out, '\0');
  if (out.find_first_of(",\"\r\n;\t") == std::string::npos) return out;
  std::string quoted = "\"";
  for (const char c : out) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string printable(std::string_view text) {
  std::string out;
  for_each_code_point(text, [&](char32_t c) {
    if (!unprintable(c)) return append(out, c);
    char code[16];
    std::snprintf(code, sizeof code, "<U+%04X>", static_cast<unsigned>(c));
    out += c == '\n' || c == '\t' ? " " : code;
  });
  return out;
}

std::string defanged(std::string_view url) {
  std::string out = clean_utf8(url);
  if (out.starts_with("http")) out.replace(1, 2, "xx");
  const std::size_t host = out.find("://") == std::string::npos ? 0 : out.find("://") + 3;
  const std::size_t end = std::min(out.find('/', host), out.size());
  std::string safe = out.substr(0, host);
  for (std::size_t i = host; i < end; ++i) safe += out[i] == '.' ? "[.]" : std::string(1, out[i]);
  return safe + out.substr(end);
}

std::string decimal(double value, int digits) {
  if (!std::isfinite(value)) return "0";
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  std::string out = text;
  if (out.find('.') != std::string::npos) {
    out.erase(out.find_last_not_of('0') + 1);
    if (out.back() == '.') out.pop_back();
  }
  return out == "-0" ? "0" : out;
}

}  // namespace godwit
