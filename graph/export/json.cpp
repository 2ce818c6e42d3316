// SPDX-License-Identifier: Apache-2.0
#include "graph/export/json.h"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace godwit {

std::string json_text(const nlohmann::ordered_json& json, int indent) {
  return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

nlohmann::ordered_json json_time(Time t) {
  if (t <= the_beginning || t >= the_end) return nullptr;
  return to_rfc3339(t);
}

nlohmann::ordered_json json_time(const std::optional<Time>& t) {
  return t ? json_time(*t) : nlohmann::ordered_json(nullptr);
}

std::string uuid5(std::string_view space, std::string_view name) {
  const boost::uuids::uuid in = boost::uuids::string_generator()(space.begin(), space.end());
  return boost::uuids::to_string(boost::uuids::name_generator_sha1(in)(name.data(), name.size()));
}

}  // namespace godwit
