// SPDX-License-Identifier: Apache-2.0
// What pages of accounts on social networks have in common: a login wall that says nothing, and
// words of their own in JSON inside scripts.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/recogniser.h"
#include "crawler/platforms/markers.h"
#include "godwit/observation.h"

namespace godwit {

struct AccountRules {
  std::span<const Marker> markers;
  std::span<const std::string_view> url_keys;   // JSON keys whose values are links of the account
  std::span<const std::string_view> text_keys;  // … and words of its own
};

// One page of an account: state by its markers, title, and the references in its own words.
Observation read_account(const Recogniser& recogniser, const Fetched& page,
                         const AccountRules& rules);

// The values of "key":"…" wherever it stands in `text`, unescaped; at most `most`.
std::vector<std::string> json_values(std::string_view text, std::string_view key, std::size_t most);

}  // namespace godwit
