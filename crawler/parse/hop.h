// SPDX-License-Identifier: Apache-2.0
// Hop: whether a redirect may be followed at all, whatever the address guard says of its target.
#pragma once

#include <optional>
#include <string_view>

#include "crawler/parse/url.h"

namespace godwit {

// True for .onion and .i2p.
bool is_hidden_service(std::string_view host);

// Why not, in words; nullopt where it may. A hidden service never leads out to the clear net (the
// visit would be linkable), and no host talks us down from https to http on itself. The hop stays
// recorded as a fact.
std::optional<std::string_view> refuse_hop(const Url& from, const Url& to);

}  // namespace godwit
