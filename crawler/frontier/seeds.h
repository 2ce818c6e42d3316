// SPDX-License-Identifier: Apache-2.0
// Seed files: where a crawl begins. One address a line, '#' begins a comment, an optional second
// column is a priority from 0 to 1 (default 0.5) that orders the first looks.
#pragma once

#include <string_view>
#include <vector>

#include "crawler/parse/catalogue.h"
#include "godwit/address.h"
#include "godwit/result.h"

namespace godwit {

// The seeds of a file, highest priority first, file order within a priority, each address once.
// "https://t.me/x", "t.me/x" and "@x" are read alike. Errors (Trouble::usage) name file and line;
// a file without any address is one too.
Result<std::vector<Address>> read_seeds(std::string_view text, std::string_view file_name,
                                        const Catalogue& catalogue);

}  // namespace godwit
