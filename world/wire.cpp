// SPDX-License-Identifier: Apache-2.0
// The only file of this room that speaks zlib.
#include "world/wire.h"

#include <zlib.h>

#include <charconv>

namespace godwit {

namespace {

constexpr std::size_t head_max = std::size_t{32} << 10;
constexpr std::size_t body_max = std::size_t{1} << 20;
constexpr std::size_t worth_packing = 256;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r'))
    s.remove_suffix(1);
  return s;
}

std::optional<WireRequest> parse_head(std::string_view head) {
  WireRequest request;
  const std::string_view line = trimmed(head.substr(0, head.find('\n')));
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last ||
      !line.substr(last + 1).starts_with("HTTP/1."))
    return std::nullopt;
  request.method = line.substr(0, first);
  request.target = line.substr(first + 1, last - first - 1);
  request.keep_alive = line.substr(last + 1) != "HTTP/1.0";
  for (std::size_t at = head.find('\n'); at != std::string_view::npos;
       at = head.find('\n', at + 1)) {
    const std::string_view field = head.substr(at + 1, head.find('\n', at + 1) - at - 1);
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos) continue;
    request.headers.emplace_back(lower(field.substr(0, colon)), trimmed(field.substr(colon + 1)));
  }
  if (lower(request.header("connection")) == "close") request.keep_alive = false;
  return request;
}

std::string gzipped(const std::string& body) {
  z_stream z{};
  if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return body;
  std::string out(deflateBound(&z, static_cast<uLong>(body.size())) + 32, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));  // zlib only reads it
  z.avail_in = static_cast<uInt>(body.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

std::string_view reason(int status) {
  constexpr std::pair<int, std::string_view> reasons[] = {{200, "OK"},
                                                          {301, "Moved Permanently"},
                                                          {302, "Found"},
                                                          {400, "Bad Request"},
                                                          {401, "Unauthorized"},
                                                          {404, "Not Found"},
                                                          {405, "Method Not Allowed"},
                                                          {429, "Too Many Requests"},
                                                          {502, "Bad Gateway"}};
  for (const auto& [code, words] : reasons)
    if (code == status) return words;
  return "Status";
}

}  // namespace

std::string WireRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

bool WireReader::fill() {
  char bytes[16 * 1024];
  const std::size_t n = stream_.read(bytes, sizeof bytes);
  held_.append(bytes, n);
  return n > 0;
}

std::optional<WireRequest> WireReader::next() {
  std::size_t end = 0;
  while ((end = held_.find("\r\n\r\n")) == std::string::npos)
    if (held_.size() > head_max || !fill()) return std::nullopt;
  std::optional<WireRequest> request = parse_head(std::string_view(held_).substr(0, end));
  held_.erase(0, end + 4);
  if (!request || !request->header("transfer-encoding").empty()) return std::nullopt;
  const std::string length = request->header("content-length");
  std::size_t size = 0;
  const auto [stop, error] = std::from_chars(length.data(), length.data() + length.size(), size);
  if (!length.empty() && (error != std::errc{} || stop != length.data() + length.size()))
    return std::nullopt;
  if (size > body_max) return std::nullopt;
  if (lower(request->header("expect")) == "100-continue")
    stream_.write("HTTP/1.1 100 Continue\r\n\r\n");
  while (held_.size() < size)
    if (!fill()) return std::nullopt;
  request->body = held_.substr(0, size);
  held_.erase(0, size);
  return request;
}

std::string wire_answer(const WireRequest& request, const Answer& answer) {
  std::string body = answer.body;
  std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " " +
                     std::string(reason(answer.status)) + "\r\n";
  for (const auto& [name, value] : answer.headers)
    head.append(name).append(": ").append(value).append("\r\n");
  if (body.size() >= worth_packing &&
      request.header("accept-encoding").find("gzip") != std::string::npos) {
    body = gzipped(body);
    head += "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n";
  }
  head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  head += request.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return request.method == "HEAD" ? head : head + body;
}

}  // namespace godwit
