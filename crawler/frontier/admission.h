// SPDX-License-Identifier: Apache-2.0
// Admission: which requests may ever be made, and how promising a reference is. The last fence
// before the network that belongs to the crawler: godwit reads, it never logs in, joins or writes.
#pragma once

#include <optional>
#include <string>

#include "crawler/frontier/lines.h"
#include "godwit/observation.h"
#include "godwit/transport.h"

namespace godwit {

// http(s), at most 2,048 bytes and 16 path segments, and no page whose purpose is to log in,
// register, join or open a conversation.
bool may_be_asked(const Request& request);
// "" where the URL has none.
std::string host_of(const std::string& url);
// First looks by promise: announcements and where redirects lead first, bare mentions and leaked
// links last.
Turn turn_of(const Reference& reference);
// Where a reference to a site wrote a whole URL of that site's host: that page, canonical, without
// fragment. "" otherwise.
std::string linked_page(const Reference& reference);
// Position of a post in its channel's order: its number, else its time in ms.
std::optional<std::int64_t> mark_of(const Post& post);

}  // namespace godwit
