// SPDX-License-Identifier: Apache-2.0
// The URL Standard's basic parser (url.spec.whatwg.org, section 4.4) and serialiser (4.5). The
// standard's states are the functions of Parser, under its names; each eats as much as it can and
// says which comes next. All decisions hang on ASCII, so it works on UTF-8 bytes; every byte is
// looked at a bounded number of times.
#include "crawler/parse/url.h"

#include <algorithm>
#include <array>
#include <vector>

#include "crawler/parse/url_host.h"
#include "crawler/parse/url_percent.h"
#include "crawler/parse/url_plain.h"
#include "godwit/utf8.h"

namespace godwit {
namespace {

constexpr std::size_t url_bytes_max = std::size_t{64} * 1024;

struct SpecialScheme {
  std::string_view name;
  std::optional<std::uint16_t> port;
};
constexpr std::array<SpecialScheme, 6> special_schemes{{{"http", std::uint16_t{80}},
                                                        {"https", std::uint16_t{443}},
                                                        {"ws", std::uint16_t{80}},
                                                        {"wss", std::uint16_t{443}},
                                                        {"ftp", std::uint16_t{21}},
                                                        {"file", std::nullopt}}};

const SpecialScheme* special_scheme(std::string_view name) {
  for (const SpecialScheme& each : special_schemes)
    if (each.name == name) return &each;
  return nullptr;
}

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string without_noise(std::string_view input) {
  const auto control_or_space = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!input.empty() && control_or_space(input.front())) input.remove_prefix(1);
  while (!input.empty() && control_or_space(input.back())) input.remove_suffix(1);
  std::string text = repaired_utf8(input);
  std::erase_if(text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  return text;
}

// "." and its percent-encoded twin, counted: 1 for a single-dot segment, 2 for a double-dot one.
int dots_of(std::string_view segment) {
  int dots = 0;
  while (!segment.empty()) {
    const bool plain = segment[0] == '.';
    const bool encoded =
        segment.size() >= 3 && segment[0] == '%' && segment[1] == '2' && lower(segment[2]) == 'e';
    if (!plain && !encoded) return 0;
    segment.remove_prefix(plain ? 1 : 3);
    if (++dots > 2) return 0;
  }
  return dots;
}

// "C:" or "C|"; normalised: "C:" only.
bool is_drive_letter(std::string_view text, bool normalised = false) {
  return text.size() == 2 && is_alpha(text[0]) &&
         (text[1] == ':' || (!normalised && text[1] == '|'));
}

bool starts_with_drive_letter(std::string_view text) {
  return text.size() >= 2 && is_drive_letter(text.substr(0, 2)) &&
         (text.size() == 2 || std::string_view("/\\?#").find(text[2]) != std::string_view::npos);
}

using Segments = std::vector<std::string>;

Segments segments_of(const Url& url) {
  Segments segments;
  std::string_view path = url.path;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t slash = std::min(path.find('/'), path.size());
    segments.emplace_back(path.substr(0, slash));
    path.remove_prefix(slash);
  }
  return segments;
}

class Parser {
 public:
  Parser(std::string_view text, const Url* base) : rest_(text), base_(base) {}

  std::optional<Url> run() {
    scheme_start();
    if (failed_) return std::nullopt;
    if (!url_.opaque_path)
      for (const std::string& segment : path_) url_.path += '/' + segment;
    return std::move(url_);
  }

 private:
  std::string_view rest_;  // what is not yet read
  const Url* base_;
  Url url_;
  Segments path_;
  bool special_ = false;
  bool failed_ = false;

  void fail() { failed_ = true; }
  char peek() const { return rest_.empty() ? '\0' : rest_[0]; }
  bool at_slash() const { return peek() == '/' || (special_ && peek() == '\\'); }
  bool at_path_end() const { return rest_.empty() || peek() == '?' || peek() == '#'; }
  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  std::size_t authority_end() const {
    return std::min(rest_.find_first_of(special_ ? "/\\?#" : "/?#"), rest_.size());
  }

  // -- scheme ----------------------------------------------------------------------------------

  void scheme_start() {
    std::size_t end = 0;
    if (!rest_.empty() && is_alpha(rest_[0]))
      while (end < rest_.size() &&
             (is_alpha(rest_[end]) || is_digit(rest_[end]) ||
              std::string_view("+-.").find(rest_[end]) != std::string_view::npos))
        ++end;
    if (end == 0 || end == rest_.size() || rest_[end] != ':') return no_scheme();
    for (const char c : take(end)) url_.scheme += lower(c);
    take(1);
    special_ = special_scheme(url_.scheme) != nullptr;
    after_scheme();
  }

  void after_scheme() {
    if (url_.scheme == "file") return file();
    if (special_) {
      const bool relative_to_base =
          base_ != nullptr && base_->scheme == url_.scheme && !rest_.starts_with("//");
      return relative_to_base ? relative() : authority_after_slashes();
    }
    if (rest_.starts_with("//")) {
      take(2);
      return authority();
    }
    return rest_.starts_with('/') ? path_start() : opaque_path();
  }

  void no_scheme() {
    if (base_ == nullptr || (base_->opaque_path && peek() != '#')) return fail();
    if (base_->opaque_path) {
      url_ = *base_;
      return query_and_fragment();
    }
    url_.scheme = base_->scheme;
    special_ = special_scheme(url_.scheme) != nullptr;
    return url_.scheme == "file" ? file() : relative();
  }

  // -- relative --------------------------------------------------------------------------------

  void copy_authority_of_base() {
    url_.username = base_->username;
    url_.password = base_->password;
    url_.host = base_->host;
    url_.port = base_->port;
  }

  void relative() {
    if (at_slash()) return relative_slash();
    copy_authority_of_base();
    path_ = segments_of(*base_);
    url_.query = base_->query;
    path_after_base();
  }

  // What follows replaces the base's query, or its last segment.
  void path_after_base() {
    if (at_path_end()) return query_and_fragment();
    url_.query.reset();
    shorten_path();
    path();
  }

  void relative_slash() {
    const bool second = rest_.size() > 1 && (rest_[1] == '/' || (special_ && rest_[1] == '\\'));
    if (second) {
      if (special_) return authority_after_slashes();
      take(2);
      return authority();
    }
    copy_authority_of_base();
    path_start();
  }

  // -- authority -------------------------------------------------------------------------------

  void authority_after_slashes() {
    while (peek() == '/' || peek() == '\\') take(1);
    authority();
  }

  void authority() {
    std::string_view text = take(authority_end());
    const std::size_t at = text.rfind('@');
    if (at != std::string_view::npos) {
      const std::string_view credentials = text.substr(0, at);
      const std::size_t colon = std::min(credentials.find(':'), credentials.size());
      append_encoded(url_.username, credentials.substr(0, colon), EncodeSet::userinfo);
      if (colon < credentials.size())
        append_encoded(url_.password, credentials.substr(colon + 1), EncodeSet::userinfo);
      text.remove_prefix(at + 1);
      if (text.empty()) return fail();
    }
    host_and_port(text);
    if (!failed_) path_start();
  }

  void host_and_port(std::string_view text) {
    std::size_t colon = 0;  // the first ':' outside brackets
    for (bool bracketed = false; colon < text.size(); ++colon) {
      if (text[colon] == '[') bracketed = true;
      if (text[colon] == ']') bracketed = false;
      if (text[colon] == ':' && !bracketed) break;
    }
    const std::string_view name = text.substr(0, colon);
    if (name.empty() && (special_ || colon < text.size())) return fail();
    url_.host = parse_host(name, special_);
    if (!url_.host) return fail();
    if (colon < text.size()) port(text.substr(colon + 1));
  }

  void port(std::string_view text) {
    std::uint32_t value = 0;
    for (const char c : text) {
      if (!is_digit(c)) return fail();
      value = value * 10 + static_cast<std::uint32_t>(c - '0');
      if (value > 65535) return fail();
    }
    if (text.empty()) return;
    const SpecialScheme* scheme = special_scheme(url_.scheme);
    if (scheme == nullptr || scheme->port != value) url_.port = static_cast<std::uint16_t>(value);
  }

  // -- file ------------------------------------------------------------------------------------

  void file() {
    url_.host = "";
    const bool base_is_file = base_ != nullptr && base_->scheme == "file";
    if (at_slash()) {
      take(1);
      if (at_slash()) {
        take(1);
        return file_host();
      }
      if (base_is_file) {
        url_.host = base_->host;
        const Segments base_path = segments_of(*base_);
        if (!starts_with_drive_letter(rest_) && !base_path.empty() &&
            is_drive_letter(base_path[0], true))
          path_.push_back(base_path[0]);
      }
      return path();
    }
    if (!base_is_file) return path();
    url_.host = base_->host;
    path_ = segments_of(*base_);
    url_.query = base_->query;
    if (at_path_end()) return query_and_fragment();
    url_.query.reset();
    if (starts_with_drive_letter(rest_))
      path_.clear();
    else
      shorten_path();
    path();
  }

  void file_host() {
    const std::string_view name = rest_.substr(0, authority_end());
    if (is_drive_letter(name)) return path();  // "file://C|/x": not a host
    take(name.size());
    if (!name.empty()) {
      url_.host = parse_host(name, true);
      if (!url_.host) return fail();
      if (*url_.host == "localhost") url_.host = "";
    }
    path_start();
  }

  // -- path, query, fragment ---------------------------------------------------------------------

  void path_start() {
    if (at_slash())
      take(1);
    else if (!special_ && at_path_end())
      return query_and_fragment();
    path();
  }

  void path() {
    for (;;) {
      const std::string_view raw = take(authority_end());
      const bool slash = at_slash();
      append_segment(raw, slash);
      if (!slash) return query_and_fragment();
      take(1);
    }
  }

  void append_segment(std::string_view raw, bool slash_follows) {
    const int dots = dots_of(raw);
    if (dots == 2) shorten_path();
    if (dots > 0) {
      if (!slash_follows) path_.emplace_back();
      return;
    }
    std::string segment;
    append_encoded(segment, raw, EncodeSet::path);
    if (url_.scheme == "file" && path_.empty() && is_drive_letter(segment)) segment[1] = ':';
    path_.push_back(std::move(segment));
  }

  void shorten_path() {
    const bool drive =
        url_.scheme == "file" && path_.size() == 1 && is_drive_letter(path_[0], true);
    if (!drive && !path_.empty()) path_.pop_back();
  }

  void opaque_path() {
    url_.opaque_path = true;
    std::string_view raw = take(std::min(rest_.find_first_of("?#"), rest_.size()));
    const bool space_before_mark = raw.ends_with(' ') && !rest_.empty();
    if (space_before_mark) raw.remove_suffix(1);
    append_encoded(url_.path, raw, EncodeSet::c0_control);
    if (space_before_mark) url_.path += "%20";
    query_and_fragment();
  }

  void query_and_fragment() {
    if (peek() == '?') {
      take(1);
      const std::string_view raw = take(std::min(rest_.find('#'), rest_.size()));
      url_.query = "";
      append_encoded(*url_.query, raw, special_ ? EncodeSet::special_query : EncodeSet::query);
    }
    if (peek() == '#') {
      take(1);
      url_.fragment = "";
      append_encoded(*url_.fragment, take(rest_.size()), EncodeSet::fragment);
    }
  }
};

}  // namespace

std::optional<Url> parse_url(std::string_view input, const Url* base) {
  if (input.size() > url_bytes_max) return std::nullopt;
  if (std::optional<Url> plain = parse_plain_url(input)) return plain;
  const std::string text = without_noise(input);
  return Parser(text, base).run();
}

std::string to_string(const Url& url, bool with_fragment) {
  std::string out = url.scheme + ":";
  if (url.host) {
    out += "//" + url.username;
    if (!url.password.empty()) out += ":" + url.password;
    if (!url.username.empty() || !url.password.empty()) out += "@";
    out += *url.host;
    if (url.port) out += ":" + std::to_string(*url.port);
  } else if (!url.opaque_path && url.path.starts_with("//")) {
    out += "/.";  // else the path would read as an authority
  }
  out += url.path;
  if (url.query) out += "?" + *url.query;
  if (with_fragment && url.fragment) out += "#" + *url.fragment;
  return out;
}

std::string resolve_url(std::string_view base, std::string_view href) {
  const std::optional<Url> from = parse_url(base);
  const std::optional<Url> url = parse_url(href, from ? &*from : nullptr);
  return url ? to_string(*url) : std::string();
}

}  // namespace godwit
