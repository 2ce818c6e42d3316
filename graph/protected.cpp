// SPDX-License-Identifier: Apache-2.0
#include "graph/protected.h"

#include <algorithm>

namespace godwit {

namespace {

constexpr std::string_view scheme_end = "://";

std::string_view host_of(std::string_view url) {
  const auto scheme = url.find(scheme_end);
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + scheme_end.size());
  return url.substr(0, url.find_first_of("/?#:"));
}

bool held(const std::vector<std::string>& sorted, std::string_view text) {
  return std::binary_search(sorted.begin(), sorted.end(), text);
}

}  // namespace

Protected::Protected(std::vector<std::string> places) {
  for (std::string& place : places)
    (place.find(scheme_end) == std::string::npos ? hosts_ : urls_).push_back(std::move(place));
  std::sort(urls_.begin(), urls_.end());
  std::sort(hosts_.begin(), hosts_.end());
}

bool Protected::covers(std::string_view url) const {
  if (held(urls_, url)) return true;
  for (std::string_view host = host_of(url); !host.empty();) {
    if (held(hosts_, host)) return true;
    const auto dot = host.find('.');
    host.remove_prefix(dot == std::string_view::npos ? host.size() : dot + 1);
  }
  return false;
}

}  // namespace godwit
