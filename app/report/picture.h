// SPDX-License-Identifier: Apache-2.0
// The lineage picture as SVG: time on x, a lane a lineage, one bar a channel from first to last
// sight, a cross where it was removed, an open end where it lives, hatched where nobody knows, and
// elbows from the announcement to the child's birth.
#pragma once

#include <string>

#include "godwit/tracker.h"

namespace godwit {

// Lineages of two and more, at most `rows_max` channels, oldest lineages first. "" where there is
// nothing to draw. State is never shown by colour alone.
std::string lineage_picture(const Succession& succession, std::size_t rows_max);
// Deaths a day as bars against their median, "" where nothing died.
std::string deaths_picture(const Succession& succession);

}  // namespace godwit
