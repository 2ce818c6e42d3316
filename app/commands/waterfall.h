// SPDX-License-Identifier: Apache-2.0
// How `explain` is worded and written; split from show.cpp, which only asks.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "app/terminal.h"
#include "godwit/tracker.h"

namespace godwit {

// The evidence for and against, one line each, and which candidates lost and why. Reads well at 80
// columns. `only_from`: canonical URL of the one candidate to show, "" = all.
void print_waterfall(const Explanation& explanation, const std::string& only_from,
                     const Succession& all, std::ostream& out, const Terminal& terminal);
std::string explanation_json(const Explanation& explanation, const std::string& only_from,
                             bool rehearsal);

}  // namespace godwit
