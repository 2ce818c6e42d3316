// SPDX-License-Identifier: Apache-2.0
// How a case's configuration binds its frontier: rates, budgets of the day, quiet hours.
#pragma once

#include <map>
#include <string>

#include "app/case.h"
#include "crawler/frontier/frontier.h"

namespace godwit {

// `rates` (of the command line) go before the case's.
FrontierOptions frontier_options(const Config& config, const std::map<std::string, double>& rates,
                                 const Catalogue& catalogue);

}  // namespace godwit
