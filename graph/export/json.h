// SPDX-License-Identifier: Apache-2.0
// JSON out: one way to print it (bad bytes become U+FFFD, never an exception) and stable UUIDs.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "godwit/time.h"
#include "godwit/tracker.h"

namespace godwit {

// `indent` < 0: one line. Ends with '\n'.
std::string json_text(const nlohmann::ordered_json& json, int indent = 1);
// RFC 3339, or null where the time is one of the two ends.
nlohmann::ordered_json json_time(Time t);
nlohmann::ordered_json json_time(const std::optional<Time>& t);
// One piece of evidence, as it stands in an edge.
nlohmann::ordered_json evidence_json(const Evidence& evidence);
// An edge as the lineages document writes it, evidence and all.
nlohmann::ordered_json edge_json(const Edge& edge);
// RFC 4122 version 5 of `name` in the name space `space` (a UUID in its usual form).
std::string uuid5(std::string_view space, std::string_view name);

}  // namespace godwit
