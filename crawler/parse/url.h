// SPDX-License-Identifier: Apache-2.0
// The one URL parser of godwit: the WHATWG URL Standard (url.spec.whatwg.org) with ICU's UTS-46 for
// hosts. It feeds scope, de-duplication and the transfer alike: two parsers that disagree are a
// hole.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace godwit {

struct Url {
  std::string scheme;  // lower case, without ':'
  std::string username, password;
  std::optional<std::string> host;      // serialised: ASCII domain, dotted IPv4, or "[v6]"
  std::optional<std::uint16_t> port;    // nullopt = the scheme's default
  std::string path;                     // begins with '/' unless opaque
  std::optional<std::string> query;     // without '?'
  std::optional<std::string> fragment;  // without '#'
  bool opaque_path = false;             // "tg:resolve…", "mailto:…"
  bool operator==(const Url&) const = default;
};

// nullopt where the standard says failure. `base` may be null. Time linear in the input; inputs
// over 64 KiB fail.
std::optional<Url> parse_url(std::string_view input, const Url* base = nullptr);
// The standard's serialisation.
std::string to_string(const Url& url, bool with_fragment = true);
// href resolved against base and serialised, "" on failure.
std::string resolve_url(std::string_view base, std::string_view href);
// Percent-decodes once; malformed escapes stay as they are.
std::string percent_decode(std::string_view text);
// First value of a query parameter, percent-decoded ('+' = space); nullopt if absent.
std::optional<std::string> query_value(std::string_view query, std::string_view name);
// "example.co.uk" for "a.b.example.co.uk" by the public suffix list; the host itself where there is
// none.
std::string registrable_domain(std::string_view host);
// Does the (ASCII, lower case) host end in a suffix of that list, or in one reserved for examples?
bool has_public_suffix(std::string_view host);

}  // namespace godwit
