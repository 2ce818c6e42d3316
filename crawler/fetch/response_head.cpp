// SPDX-License-Identifier: Apache-2.0
#include "crawler/fetch/response_head.h"

#include <algorithm>
#include <charconv>

namespace godwit {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

// "HTTP/1.1 200 OK": 200; 0 where there is no number.
int status_of(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return 0;
  const std::string_view digits = trimmed(line.substr(space)).substr(0, 3);
  int status = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), status);
  return status;
}

// Digits only, and few enough for 63 bits: libcurl reads more as "no length".
bool is_length(std::string_view value) {
  return !value.empty() && value.size() <= 18 &&
         value.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

bool ResponseHead::take(std::string_view line) {
  counted_ += line.size();
  if (over_cap()) return false;
  const bool interim = status_ < 200;
  if (line.starts_with("HTTP/") && (text_.empty() || (block_ended_ && interim))) {
    begin_block(line);
    return true;
  }
  if (block_ended_) return true;  // a trailer: counted, not kept (it came with the body)
  text_ += line;
  if (trimmed(line).empty())
    block_ended_ = true;
  else
    take_header(line);
  return true;
}

void ResponseHead::begin_block(std::string_view status_line) {
  text_ = status_line;
  headers_.clear();
  status_ = status_of(status_line);
  block_ended_ = false;
  malformed_line_ = false;
}

void ResponseHead::take_header(std::string_view line) {
  if ((line.front() == ' ' || line.front() == '\t') && !headers_.empty()) {
    headers_.back().second.append(" ").append(trimmed(line));  // an old folded line
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    malformed_line_ = true;
    return;
  }
  const std::string_view name = line.substr(0, colon);
  malformed_line_ |= trimmed(name) != name;
  headers_.emplace_back(lower_case(trimmed(name)), trimmed(line.substr(colon + 1)));
}

bool ResponseHead::anomalous() const {
  int lengths = 0;
  int codings = 0;
  bool unreadable = false;
  for (const auto& [name, value] : headers_) {
    lengths += name == "content-length";
    codings += name == "transfer-encoding";
    unreadable |= name == "transfer-encoding" && lower_case(value) != "chunked";
    unreadable |= name == "content-length" && !is_length(value);
  }
  return malformed_line_ || unreadable || lengths + codings > 1;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

}  // namespace godwit
