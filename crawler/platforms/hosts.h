// SPDX-License-Identifier: Apache-2.0
// Whose page is it? Hosts are compared as parse/url serialises them.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace godwit {

// The host of a URL without a leading "www.", "" if it has none.
std::string host_of(std::string_view url);
// Is `host` the `domain` or below it?
bool is_host_of(std::string_view host, std::string_view domain);
// Is it, or is it below, one of these?
bool is_host_of_any(std::string_view host, std::span<const std::string_view> domains);

}  // namespace godwit
