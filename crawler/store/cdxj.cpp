// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/cdxj.h"

#include <algorithm>
#include <vector>

#include "crawler/store/http_message.h"
#include "crawler/store/json_text.h"

namespace godwit {

namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join(const std::vector<std::string_view>& parts, char with) {
  std::string out;
  for (const std::string_view part : parts) {
    if (!out.empty()) out += with;
    out += part;
  }
  return out;
}

// "www.", "www2."
std::string_view without_www(std::string_view host) {
  if (!host.starts_with("www")) return host;
  const std::size_t end = host.find_first_not_of("0123456789", 3);
  return end != std::string_view::npos && host[end] == '.' ? host.substr(end + 1) : host;
}

std::string sorted_query(std::string_view query) {
  std::vector<std::string_view> pairs = split(query, '&');
  std::stable_sort(pairs.begin(), pairs.end(), [](std::string_view a, std::string_view b) {
    return a.substr(0, a.find('=')) < b.substr(0, b.find('='));
  });
  return join(pairs, '&');
}

// The media type alone, without parameters.
std::string mime_of(std::string type) {
  type.resize(std::min(type.find(';'), type.size()));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  return type;
}

}  // namespace

std::string surt(std::string_view url) {
  std::string lower(url);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  const std::size_t slashes = lower.find("://");
  if (!lower.starts_with("http") || slashes == std::string::npos) return std::string(url);
  std::string_view rest = std::string_view(lower).substr(slashes + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t host_end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view host = without_www(rest.substr(0, host_end));
  std::string_view path = rest.substr(host_end);
  const std::size_t colon = host.rfind(':');
  std::string port;
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
    port = host.substr(colon);
    host = host.substr(0, colon);
  }
  std::vector<std::string_view> labels = split(host, '.');
  std::reverse(labels.begin(), labels.end());
  std::string key = join(labels, ',') + port + ")";
  const std::size_t query = path.find('?');
  if (path.empty() || path[0] == '?') key += '/';
  key += path.substr(0, query);
  if (query != std::string_view::npos && query + 1 < path.size())
    key += '?' + sorted_query(path.substr(query + 1));
  return key;
}

std::string cdxj_line(const WarcEntry& entry, std::string_view file_name) {
  const WarcRecord& record = entry.record;
  if (record.type != "response" && record.type != "resource") return "";
  std::string mime = record.field("Content-Type");
  std::string status;
  if (record.type == "response") {
    const auto head = parse_http_head(record.block);
    if (!head) return "";
    mime = head->header("content-type");
    status = std::to_string(head->status);
  }
  std::string digits = to_rfc3339(record.date).substr(0, 19);
  std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
  std::string line = surt(record.target) + ' ' + digits + ' ';
  std::replace(line.begin(), line.end(), '\n', ' ');
  JsonWriter json(line);
  json.open('{');
  const auto put = [&](std::string_view key, std::string_view value) {
    json.key(key), json.string(value);
  };
  put("url", record.target);
  if (const std::string type = mime_of(mime); !type.empty()) put("mime", type);
  if (!status.empty()) put("status", status);
  put("digest", record.field("WARC-Payload-Digest"));
  put("length", std::to_string(entry.length));
  put("offset", std::to_string(entry.offset));
  put("filename", file_name);
  json.close('}');
  return line;
}

}  // namespace godwit
