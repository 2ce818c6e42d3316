// SPDX-License-Identifier: Apache-2.0
// Hosts of URLs: domain names by UTS-46, IPv4 in all its spellings, IPv6, opaque hosts
// (url.spec.whatwg.org, section 3.5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace godwit {

// The host as serialised, nullopt where the standard says failure. `special`: the scheme is http,
// https, ws, wss, ftp or file. Takes valid UTF-8.
std::optional<std::string> parse_host(std::string_view text, bool special);
// A serialised host with its "xn--" labels in Unicode, UTF-8; "" where they mean nothing.
std::string host_as_shown(std::string_view host);
// Of a serialised host: "[::1]" or "127.0.0.1".
bool is_ip_literal(std::string_view host);

}  // namespace godwit
