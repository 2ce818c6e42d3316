// SPDX-License-Identifier: Apache-2.0
#include "crawler/platforms/hosts.h"

#include <algorithm>

#include "crawler/parse/url.h"

namespace godwit {

std::string host_of(std::string_view url) {
  const auto parsed = parse_url(url);
  if (!parsed || !parsed->host) return {};
  return parsed->host->substr(0, 4) == "www." ? parsed->host->substr(4) : *parsed->host;
}

bool is_host_of(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return host.size() > domain.size() && host.substr(host.size() - domain.size()) == domain &&
         host[host.size() - domain.size() - 1] == '.';
}

bool is_host_of_any(std::string_view host, std::span<const std::string_view> domains) {
  return std::any_of(domains.begin(), domains.end(),
                     [&](std::string_view d) { return is_host_of(host, d); });
}

}  // namespace godwit
