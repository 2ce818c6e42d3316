// SPDX-License-Identifier: Apache-2.0
// The parts of the Rocket.Chat reader. Private to crawler/platforms/rocketchat*.cpp.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/recogniser.h"
#include "godwit/observation.h"

namespace godwit::rocketchat {

// One message, and what it refers to. Needs only _id, rid, ts, u._id and msg; nullopt without them.
struct Message {
  Post post;
  std::string room_id;
  std::vector<Reference> references;
};
std::optional<Message> read_message(const Recogniser& recogniser, const nlohmann::json& json);

// A room's title, description and counters, with the references in its words.
void read_room(const Recogniser& recogniser, const nlohmann::json& room, Observation& seen);

// What an answer that is no success says, over all versions of the server.
struct Refusal {
  std::string type;          // "error-room-not-found", "" if the server did not say
  std::string text;          // as worded
  std::int64_t wait_ms = 0;  // "You must wait 42 seconds", clamped to 24 h
};
// nullopt: it is a success.
std::optional<Refusal> refusal_of(const nlohmann::json& answer);

}  // namespace godwit::rocketchat
