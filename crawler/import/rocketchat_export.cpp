// SPDX-License-Identifier: Apache-2.0
// Rocket.Chat: saved answers of its API (messages, channels, rooms) and the lines of its own room
// export. Neither says on which host the room is: a quoted message of the same room does
// (message_link), else ImportOptions::place.
#include <map>
#include <set>

#include "crawler/import/chat_export.h"
#include "crawler/parse/url.h"
#include "crawler/platforms/json.h"

namespace godwit {

namespace {

// An ISO string, {"$date": ms}, {"$date": "ISO"} or ms.
std::optional<Time> time_of(const Json& value) {
  if (value.is_object()) return time_of(member(value, "$date"));
  if (value.is_string()) return parse_time(value.get_ref<const std::string&>());
  const auto ms = number_of(value);
  return ms && std::abs(*ms) < 250'000'000'000'000 ? std::optional(from_ms(*ms)) : std::nullopt;
}

Json clean_attachment(const Json& attachment) {
  Json kept = only(attachment, {"title", "title_link", "message_link"});
  if (const std::string text = clean_text(attachment, "text"); !text.empty()) kept["text"] = text;
  return kept;
}

Json clean_message(const Importing& job, const Json& message) {
  Json kept = only(message, {"_id", "rid", "ts", "t", "editedAt", "pinned", "tmid"});
  kept["msg"] = clean_text(message, "msg");
  std::string author = text_of(member(message, "u"), "username");
  if (author.empty()) author = text_of(message, "username");
  if (const std::string person = hashed_person(job, author); !person.empty())
    kept["u"]["username"] = person;
  for (const Json& url : member(message, "urls")) kept["urls"].push_back(only(url, {"url"}));
  for (const Json& attachment : member(message, "attachments"))
    kept["attachments"].push_back(clean_attachment(attachment));
  return kept;
}

Json clean_room(const Json& room) {
  return only(room, {"_id", "t", "name", "fname", "topic", "description", "announcement",
                     "usersCount", "msgs", "ts", "_updatedAt", "archived", "ro", "default"});
}

ExportedPost read_message(const Json& message) {
  ExportedPost exported;
  Post& post = exported.post;
  post.id = text_of(message, "_id");
  post.at = time_of(member(message, "ts"));
  exported.rich.text = text_of(message, "msg");
  post.author = text_of(member(message, "u"), "username");
  post.reply_to = text_of(message, "tmid");
  post.edited = message.contains("editedAt");
  post.pinned = is_true(message, "pinned");
  if (const std::string t = text_of(message, "t"); !t.empty())
    post.service = t == "r" ? "room renamed: " + exported.rich.text : t;
  for (const Json& url : member(message, "urls"))
    exported.links.emplace_back(text_of(url, "url"), Form::preview);
  for (const Json& attachment : member(message, "attachments"))
    for (const char* name : {"title_link", "message_link"})
      if (const std::string link = text_of(attachment, name); !link.empty())
        exported.links.emplace_back(link, Form::forward);
  return exported;
}

// The id in "https://host/channel/name?msg=ID", "" if none.
std::string quoted_id(const std::string& link) {
  const auto url = parse_url(link);
  return url && url->query ? query_value(*url->query, "msg").value_or("") : "";
}

// The room's own place: where a quote of one of its own messages leads, else what the options say.
Address place_of(const Importing& job, const Json& messages, const std::string& place) {
  std::set<std::string> ids;
  for (const Json& message : messages) ids.insert(text_of(message, "_id"));
  for (const Json& message : messages)
    for (const Json& attachment : member(message, "attachments")) {
      const std::string link = text_of(attachment, "message_link");
      const auto located = job.recogniser().catalogue.locate(link);
      if (located && located->address.platform == "rocketchat" && ids.contains(quoted_id(link)))
        return located->address;
    }
  if (const auto located = job.recogniser().catalogue.locate(place)) return located->address;
  Address nowhere;
  nowhere.platform = "rocketchat";
  return nowhere;
}

ExportedChat read_chat(const Json& piece) {
  const Json& room = member(piece, "room");
  const Json& place = member(piece, "place");
  ExportedChat chat;
  chat.address = {"rocketchat", text_of(place, "kind"), text_of(place, "id"),
                  text_of(place, "url")};
  chat.profile.kind = "room";
  chat.profile.username = text_of(room, "name");
  chat.profile.title =
      text_of(room, "fname").empty() ? text_of(room, "name") : text_of(room, "fname");
  chat.profile.members = number_of(member(room, "usersCount"));
  for (const char* part : {"topic", "description", "announcement"})
    if (const std::string text = text_of(room, part); !text.empty())
      chat.profile.description += (chat.profile.description.empty() ? "" : "\n") + text;
  if (const std::string id = text_of(room, "_id"); !id.empty())
    chat.profile.more.emplace_back("room_id", id);
  return chat;
}

Result<void> import_room(Importing& job, const Json& room, const Json& messages,
                         const std::string& hint) {
  Json cleaned = Json::array();
  for (const Json& message : messages) cleaned.push_back(clean_message(job, message));
  std::stable_sort(cleaned.begin(), cleaned.end(), [](const Json& a, const Json& b) {
    return time_of(member(a, "ts")) < time_of(member(b, "ts"));
  });
  const Address address = place_of(job, cleaned, hint);
  const Json place{{"kind", address.kind}, {"id", address.id}, {"url", address.url}};
  ChatFormat format;
  format.piece = [&](Json part, bool last) {
    Json piece{{"messages", std::move(part)}, {"place", place}};
    piece["room"] = last ? clean_room(room) : only(room, {"_id"});
    return piece;
  };
  format.chat = read_chat;
  format.posts = [](const Json& piece) {
    std::vector<ExportedPost> posts;
    for (const Json& message : member(piece, "messages")) posts.push_back(read_message(message));
    return posts;
  };
  format.fallback = time_of(member(room, "_updatedAt"));
  if (!format.fallback) format.fallback = time_of(member(room, "ts"));
  return keep_chat(job, format, cleaned);
}

// The place that an earlier import found, else what the analyst said.
std::string hint_of(const Importing& job, const Json& root) {
  const std::string kept = text_of(member(root, "place"), "url");
  return kept.empty() ? job.options().place : kept;
}

// Conversations between persons (t = "d") are not ours to read.
bool is_private(const Json& room) { return text_of(room, "t") == "d"; }

}  // namespace

Result<void> import_rocketchat(Importing& job, const Json& root) {
  job.report().format = "Rocket.Chat export";
  std::map<std::string, Json> rooms;  // messages by room
  Json known = Json::object();
  const auto sort_in = [&](const Json& message) {
    if (message.is_object())
      rooms.try_emplace(text_of(message, "rid"), Json::array()).first->second.push_back(message);
  };
  if (root.is_array())
    std::for_each(root.begin(), root.end(), sort_in);
  else if (root.contains("msg"))
    sort_in(root);
  for (const char* list : {"messages", "history"})
    for (const Json& message : member(root, list)) sort_in(message);
  for (const char* one : {"room", "channel"})
    if (const Json& room = member(root, one); room.is_object() && !room.empty())
      known[text_of(room, "_id")] = room;
  for (const char* list : {"channels", "rooms"})
    for (const Json& room : member(root, list)) known[text_of(room, "_id")] = room;

  for (const auto& [id, room] : known.items()) rooms.try_emplace(id, Json::array());
  for (const auto& [id, messages] : rooms) {
    const Json& room = member(known, id);
    if (is_private(room)) {
      job.skipped("conversations between persons are not read");
      continue;
    }
    if (auto kept = import_room(job, room, messages, hint_of(job, root)); !kept) return kept;
  }
  return {};
}

}  // namespace godwit
