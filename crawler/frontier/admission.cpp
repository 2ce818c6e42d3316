// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/admission.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "crawler/parse/url.h"

namespace godwit {
namespace {

constexpr std::size_t longest_url = 2048;
constexpr int deepest_path = 16;
// Path segments of pages that exist to be acted on, not read. In lower case.
constexpr std::array<std::string_view, 12> acting = {
    "login", "logout",   "signin", "sign-in",        "signup",   "sign-up",
    "oauth", "register", "join",   "useinvitetoken", "livechat", "logon"};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool acts(std::string_view path) {
  int segments = 0;
  while (!path.empty()) {
    path.remove_prefix(1);  // '/'
    const std::size_t end = std::min(path.find('/'), path.size());
    if (++segments > deepest_path) return true;
    if (std::find(acting.begin(), acting.end(), lower(path.substr(0, end))) != acting.end())
      return true;
    path.remove_prefix(end);
  }
  return false;
}

}  // namespace

bool may_be_asked(const Request& request) {
  if (request.url.size() > longest_url) return false;
  if (request.method != "GET" && request.method != "POST") return false;
  const auto url = parse_url(request.url);
  if (!url || !url->host || (url->scheme != "http" && url->scheme != "https")) return false;
  return !acts(url->path);
}

std::string host_of(const std::string& url) {
  const auto parsed = parse_url(url);
  return parsed && parsed->host ? *parsed->host : std::string{};
}

Turn turn_of(const Reference& reference) {
  if (is_announcement(reference) || reference.form == Form::redirect) return Turn::announced;
  if (reference.form == Form::mention || reference.form == Form::leak) return Turn::doubtful;
  return Turn::fresh;
}

std::string linked_page(const Reference& reference) {
  const bool site = reference.address.platform == "site";
  // The key of a shared link is no part of the place, but without it the door is shut.
  const bool keyed = reference.address.platform == "dropbox" &&
                     reference.written.find("rlkey=") != std::string::npos;
  if (!(site || keyed) || reference.written.size() > longest_url) return {};
  auto page = parse_url(reference.written);
  const auto home = parse_url(reference.address.url);
  const auto bare = [](std::string_view host) {
    return host.starts_with("www.") ? host.substr(4) : host;
  };
  if (!page || !home || !page->host || !home->host) return {};
  if (keyed ? bare(*page->host) != bare(*home->host) : page->host != home->host) return {};
  if (page->scheme != "http" && page->scheme != "https") return {};
  page->username.clear();
  page->password.clear();
  return to_string(*page, false);
}

std::optional<std::int64_t> mark_of(const Post& post) {
  std::int64_t number = 0;
  const char* const end = post.id.data() + post.id.size();
  const auto [stop, error] = std::from_chars(post.id.data(), end, number);
  if (error == std::errc{} && stop == end && !post.id.empty() && number >= 0) return number;
  if (post.at) return to_ms(*post.at);
  return std::nullopt;
}

}  // namespace godwit
