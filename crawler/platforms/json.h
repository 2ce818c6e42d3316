// SPDX-License-Identifier: Apache-2.0
// Hostile JSON: depth is judged before parsing, nothing is thrown, and what is missing or of
// another type reads as "nothing".
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace godwit {

inline constexpr std::size_t json_depth_max = 256;

// nullopt: no JSON, or nested deeper than json_depth_max.
std::optional<nlohmann::json> parse_json(std::string_view text);
// The string, where the whole text is one JSON string.
std::optional<std::string> json_string(std::string_view text);

// The member of an object, null where there is none.
const nlohmann::json& member(const nlohmann::json& object, std::string_view name);
std::string text_of(const nlohmann::json& object, std::string_view name);
std::optional<std::int64_t> integer_of(const nlohmann::json& object, std::string_view name);
bool is_true(const nlohmann::json& object, std::string_view name);

}  // namespace godwit
