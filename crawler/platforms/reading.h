// SPDX-License-Identifier: Apache-2.0
// What every platform's reading has in common: the frame of an observation, answers that say
// nothing of the place (no answer, redirect, throttled), and how requests and numbers are written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/parse/html.h"
#include "crawler/parse/recogniser.h"
#include "godwit/observation.h"
#include "godwit/transport.h"

namespace godwit {

inline constexpr std::int32_t hops_max = 10;

// Who, when, how it was fetched and what became of it. The address is the request's, or what the
// URL names where the page was imported.
Observation framed(const Recogniser& recogniser, const Fetched& page);

// True where the answer carries no page to read, and `seen` says so: nothing answered, or a
// redirect (its target becomes `redirect`, a reference and a `next` request).
bool unread(const Recogniser& recogniser, const Fetched& page, Observation& seen);
// unread(), or "slow down" (429, 403, 503), which sets `limited`.
bool settled(const Recogniser& recogniser, const Fetched& page, Observation& seen);
// Marks `seen` as a redirect to `target` (absolute), as settled() does for a Location header.
void take_redirect(const Recogniser& recogniser, const Fetched& page, std::string_view target,
                   Observation& seen);

// The answer's body as a page.
Html html_of(const Fetched& page);

// A GET for `url` about `address`, in the right politeness group.
Request look_at(const Recogniser& recogniser, std::string url, const Address& address,
                Purpose purpose = Purpose::visit);

// "505.9K" → 505900, "1 474 933" → 1474933, "3" → 3. nullopt for anything else.
std::optional<std::int64_t> count_of(std::string_view shown);
// "0:27" → 27, "1:02:03" → 3723; 0 for anything else.
std::int64_t seconds_of(std::string_view shown);
// Milliseconds of a Retry-After header, clamped to 24 h; 0 if there is none.
std::int64_t retry_after_ms(std::string_view header, Time now);

// For a path segment or a parameter: all but RFC 3986's unreserved characters.
std::string percent_encoded(std::string_view text);

// Places of known platforms that stand where no reader sees them: comments, JSON in scripts. Only
// what `seen` does not refer to yet.
void append_leaks(const Recogniser& recogniser, const Html& html, Observation& seen);

// Cuts the credentials that links in the words of posts and profiles carry: nothing else may be
// stored or shown. (References do so themselves; the capture keeps the page as it was.)
void drop_secrets(const Recogniser& recogniser, Observation& seen);

void append(std::vector<Reference>& all, std::vector<Reference> more);

}  // namespace godwit
