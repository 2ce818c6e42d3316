// SPDX-License-Identifier: Apache-2.0
// The short way through the URL parser: most links are plain, and need none of its rules.
#pragma once

#include <optional>
#include <string_view>

#include "crawler/parse/url.h"

namespace godwit {

// An absolute http(s) URL that is its own serialisation: a name in small ASCII letters, and nothing
// after it that would be encoded, resolved or cut. nullopt for any other, valid or not. Where it
// answers, parse_url gives the same.
std::optional<Url> parse_plain_url(std::string_view text);

}  // namespace godwit
