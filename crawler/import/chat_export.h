// SPDX-License-Identifier: Apache-2.0
// chat_export: what all exports of chats have in common. A chat is kept in pieces of at most 200
// messages. Each piece is a small export in the same form, cleaned of what concerns private
// persons; it is one `resource` record and one fact, dated by its newest message. The readers see
// only cleaned pieces, so importing a piece again, from the captures of a case, gives the very same
// fact.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/import/importing.h"

namespace godwit {

using Json = nlohmann::json;

// A message, before its links are judged.
struct ExportedPost {
  Post post;  // without its text
  RichText rich;
  std::vector<std::pair<std::string, Form>> links;  // outside the text
};

// Where the messages stand, and what is said of the place.
struct ExportedChat {
  Address address;  // empty url where the export does not say
  Profile profile;
};

// One format's way to make a piece and to read it.
struct ChatFormat {
  // A small export of these cleaned messages. `last`: with all that is known of the chat, else with
  // what names it only, since the profile is as of the end.
  std::function<Json(Json messages, bool last)> piece;
  std::function<ExportedChat(const Json& piece)> chat;
  std::function<std::vector<ExportedPost>(const Json& piece)> posts;
  // Dates a piece without messages.
  std::optional<Time> fallback;
};

// Keeps `messages` (cleaned, oldest first) piece by piece; the profile alone where there are none.
Result<void> keep_chat(Importing& job, const ChatFormat& format, const Json& messages);

// JSON or NDJSON of any known form.
Result<void> import_json(Importing& job, std::string_view text);
// The forms; each says in the report what it is.
Result<void> import_telegram_desktop(Importing& job, const Json& root);
Result<void> import_telethon(Importing& job, const Json& objects);
Result<void> import_tgdataset(Importing& job, const Json& root);
Result<void> import_rocketchat(Importing& job, const Json& root);

// The place of a Telegram channel: by name where it has one, else by number.
Address telegram_address(const Recogniser& recogniser, const std::string& username,
                         std::optional<std::int64_t> id);
// "12" or 12 or 12.0; nullopt for anything else.
std::optional<std::int64_t> number_of(const Json& value);
// Copies the named members that are there and not null.
Json only(const Json& object, std::initializer_list<const char*> names);
// Text without the phone numbers and mailboxes in it.
std::string clean_text(const Json& object, const char* name);
// The keyed hash of a private person, "" without a key.
std::string hashed_person(const Importing& job, const std::string& name);
std::string dump(const Json& value);

}  // namespace godwit
