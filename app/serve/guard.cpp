// SPDX-License-Identifier: Apache-2.0
#include "app/serve/guard.h"

#include <algorithm>
#include <array>

#include "crawler/store/digest.h"

namespace godwit {
namespace {

constexpr std::string_view first_visit = "/?token=";
constexpr std::size_t target_max = 2'048;

// "a=1; b=2" → the value of `name`, "" if absent or there twice.
std::string cookie_in(std::string_view header, std::string_view name) {
  std::string found;
  while (!header.empty()) {
    std::string_view pair = header.substr(0, header.find(';'));
    header.remove_prefix(std::min(pair.size() + 1, header.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (!pair.starts_with(name) || pair.substr(name.size()).substr(0, 1) != "=") continue;
    if (!found.empty()) return "";
    found = pair.substr(name.size() + 1);
  }
  return found;
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

std::vector<std::string> Asked::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : headers)
    if (key == name) values.push_back(value);
  return values;
}

std::optional<std::string> Asked::only(std::string_view name) const {
  std::vector<std::string> values = all(name);
  return values.size() == 1 ? std::optional(std::move(values.front())) : std::nullopt;
}

bool same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned differ = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    differ |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  return differ == 0;
}

Guard::Guard(std::uint16_t port, std::string secret, std::string token)
    : port_(port), session_(hex(secret)), token_(hex(token)) {}

std::optional<Turned> Guard::judge_form(const Asked& asked) const {
  const std::string port = ":" + std::to_string(port_);
  const std::array<std::string, 3> ours = {"127.0.0.1" + port, "localhost" + port, "[::1]" + port};
  const auto host = asked.only("host");
  if (!host || std::ranges::find(ours, *host) == ours.end())
    return Turned{421, "this is not the machine you asked for"};
  if (!asked.target.starts_with('/') || asked.target.size() > target_max || !is_plain(asked.target))
    return Turned{400, "no such address"};
  if (!asked.all("transfer-encoding").empty() || asked.all("content-length").size() > 1)
    return Turned{400, "say the length once, and in Content-Length"};
  if (asked.method != "GET" && asked.method != "POST")
    return Turned{405, "GET and POST are understood"};
  return std::nullopt;
}

bool Guard::is_first_visit(const Asked& asked) const {
  return asked.method == "GET" && asked.target.starts_with(first_visit);
}

bool Guard::opens(const Asked& asked) {
  const std::string_view given = std::string_view(asked.target).substr(first_visit.size());
  if (token_.empty() || !same_secret(given, token_)) return false;
  token_.clear();
  return true;
}

std::optional<Turned> Guard::judge_right(const Asked& asked) const {
  const auto cookies = asked.only("cookie");
  if (!cookies || !same_secret(cookie_in(*cookies, cookie_name()), session_))
    return Turned{403, "open the address that godwit serve printed"};
  const std::vector<std::string> site = asked.all("sec-fetch-site");
  const bool post = asked.method == "POST";
  for (const std::string& each : site)
    if (each != "same-origin" && (post || each != "none"))
      return Turned{403, "asked from another site"};
  if (!post) return std::nullopt;
  if (asked.only("origin") != "http://" + *asked.only("host"))
    return Turned{403, "posted from another origin"};
  if (asked.only("x-godwit") != "word") return Turned{403, "the header X-Godwit is missing"};
  if (asked.only("content-type") != "application/json") return Turned{415, "JSON is understood"};
  return std::nullopt;
}

std::string Guard::start_url() const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(first_visit) + token_;
}

// Cookies do not know ports: two dashboards on one machine must not overwrite each other's.
std::string Guard::cookie_name() const { return "godwit_" + std::to_string(port_); }

std::string Guard::cookie() const {
  return cookie_name() + "=" + session_ + "; HttpOnly; SameSite=Strict; Path=/";
}

}  // namespace godwit
