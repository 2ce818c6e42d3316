// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/hop.h"

namespace godwit {

bool is_hidden_service(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string_view top = host.substr(host.rfind('.') + 1);
  return top == "onion" || top == "i2p";
}

std::optional<std::string_view> refuse_hop(const Url& from, const Url& to) {
  const std::string_view from_host = from.host ? *from.host : std::string_view();
  const std::string_view to_host = to.host ? *to.host : std::string_view();
  if (is_hidden_service(from_host) && !is_hidden_service(to_host))
    return "a hidden service redirects to the clear net";
  if (from.scheme == "https" && to.scheme == "http" && from_host == to_host)
    return "the host redirects from https to http on itself";
  return std::nullopt;
}

}  // namespace godwit
