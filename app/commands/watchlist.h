// SPDX-License-Identifier: Apache-2.0
// The watch list: `watchlist` shows it in the form that `crawl --seeds` reads, `unwatch` takes
// addresses off. Both ways it is changed by dated facts with the analyst's name.
#pragma once

#include <string>
#include <vector>

#include "app/commands/command.h"

namespace godwit {

int run_watchlist(const Common& common, Streams streams);
// `urls`: as typed; what was found along the way may be taken off like what was asked for.
int run_unwatch(const Common& common, const std::vector<std::string>& urls, Streams streams);

}  // namespace godwit
