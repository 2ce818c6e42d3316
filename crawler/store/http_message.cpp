// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/http_message.h"

#include <charconv>

namespace godwit {

namespace {

// Takes one line off the front, without its line end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

// "HTTP/1.1 200 OK" -> 200; 0 for anything else.
int status_of(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (!line.starts_with("HTTP/") || space == std::string_view::npos) return 0;
  const std::string_view code = trimmed(line.substr(space)).substr(0, 3);
  int status = 0;
  const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), status);
  return error == std::errc{} && end == code.data() + 3 && status >= 100 ? status : 0;
}

bool request_line(std::string_view line) {
  const std::size_t version = line.rfind(" HTTP/");
  return version != std::string_view::npos && version > 0 && line[0] >= 'A' && line[0] <= 'Z';
}

}  // namespace

std::string HttpHead::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

std::optional<HttpHead> parse_http_head(std::string_view block) {
  std::string_view rest = block;
  HttpHead head;
  const std::string_view first = take_line(rest);
  head.status = status_of(first);
  if (head.status == 0 && !request_line(first)) return std::nullopt;
  head.first_line = first;
  while (!rest.empty()) {
    const bool folded = rest.front() == ' ' || rest.front() == '\t';
    const std::string_view line = take_line(rest);
    if (line.empty()) break;
    if (folded && !head.headers.empty()) {
      head.headers.back().second += ' ' + std::string(trimmed(line));
    } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
      head.headers.emplace_back(lower(trimmed(line.substr(0, colon))),
                                trimmed(line.substr(colon + 1)));
    }
  }
  head.length = block.size() - rest.size();
  return head;
}

std::optional<std::string> dechunk(std::string_view body) {
  std::string out;
  while (!body.empty()) {
    const std::string_view line = take_line(body);
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
    if (error != std::errc{} || end == line.data()) return std::nullopt;
    const std::string_view extension =
        trimmed(line.substr(static_cast<std::size_t>(end - line.data())));
    if (!extension.empty() && extension.front() != ';') return std::nullopt;
    if (size == 0) return out;
    if (size > body.size()) return std::nullopt;
    out.append(body.substr(0, size));
    body.remove_prefix(size);
    if (!take_line(body).empty()) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace godwit
