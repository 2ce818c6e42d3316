// SPDX-License-Identifier: Apache-2.0
// Capture ids: the name of a piece of evidence. It is a function of what was seen, where and when,
// so that a rebuild from the captures names everything as before.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/time.h"
#include "godwit/transport.h"

namespace godwit {

// "urn:uuid:" + UUIDv5 of (url, time in ms, SHA-256 of the payload).
std::string capture_id(std::string_view url, Time at, std::string_view payload);
// Fills Fetched::capture where it is empty. The payload is the raw body; for a fetch without an
// answer, its outcome and what else than a visit it was for (where robots.txt cannot be had, all
// that waits is given up in one millisecond: a place's visit and the canary there stay apart); a
// request that is not a plain GET adds its method and body, as two POSTs stay apart.
void stamp(std::vector<Fetched>& pages);
// One of several facts that one record proves (a row of a sightings file, a chat of an export):
// UUIDv5 of (the record's id, the part's name).
std::string part_id(std::string_view record_id, std::string_view part);

}  // namespace godwit
