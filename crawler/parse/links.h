// SPDX-License-Identifier: Apache-2.0
// Links: every address in running text (the contract is find_addresses in recogniser.h). Here
// without the announcement words, for who needs only the places.
#pragma once

#include <string_view>
#include <vector>

#include "crawler/parse/catalogue.h"
#include "crawler/parse/recogniser.h"

namespace godwit {

// In text order, not overlapping; linear in the text. `announce` is left 0.
std::vector<Found> find_links(const Catalogue& catalogue, std::string_view text);

}  // namespace godwit
