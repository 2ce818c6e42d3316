// SPDX-License-Identifier: Apache-2.0
// Telegram Desktop's result.json, of one chat or of a whole account. Chats with one person, with
// bots and with oneself are not ours to read. The export knows a chat's number and title, not its
// name.
#include "crawler/import/chat_export.h"
#include "crawler/platforms/json.h"
#include "crawler/store/redact.h"

namespace godwit {

namespace {

bool is_personal(const std::string& type) {
  for (const char* each :
       {"personal_chat", "bot_chat", "saved_messages", "replies", "verification_codes"})
    if (type == each) return true;
  return false;
}

std::string kind_of(const std::string& type) {
  if (type.ends_with("channel")) return "channel";
  return type.ends_with("group") ? "group" : "";
}

// --- cleaning ------------------------------------------------------------------------------------

// "date" is the exporter's local time. Where any message says its unix time too, the difference is
// the zone; else UTC.
Duration zone_of(const Json& messages) {
  for (const Json& message : messages) {
    const auto local = parse_time(text_of(message, "date"));
    const auto unix_time = number_of(member(message, "date_unixtime"));
    if (local && unix_time) return *local - from_ms(*unix_time * 1'000);
  }
  return Duration{0};
}

std::optional<Time> time_of(const Json& message, Duration zone) {
  if (const auto unix_time = number_of(member(message, "date_unixtime")))
    if (std::abs(*unix_time) < 250'000'000'000) return from_ms(*unix_time * 1'000);
  const auto local = parse_time(text_of(message, "date"));
  return local ? std::optional(*local - zone) : std::nullopt;
}

// A piece of text: a string, or {type, text, href}.
Json clean_piece(const Json& piece) {
  if (piece.is_string()) return without_contacts(piece.get<std::string>());
  Json kept = only(piece, {"type", "href"});
  const std::string type = text_of(piece, "type");
  std::string text = clean_text(piece, "text");
  if (type == "phone" || type == "email" || type == "bank_card") text.assign(text.size(), '*');
  kept["text"] = text;
  return kept;
}

// "text" where it is there, else "text_entities".
Json clean_words(const Json& message) {
  const Json& text = member(message, "text");
  const bool wordless = text.is_null() || (text.is_string() && text_of(message, "text").empty());
  const Json& words = wordless ? member(message, "text_entities") : text;
  if (words.is_string()) return clean_piece(words);
  Json pieces = Json::array();
  if (words.is_array())
    for (const Json& piece : words) pieces.push_back(clean_piece(piece));
  return pieces;
}

Json clean_buttons(const Json& message) {
  Json urls = Json::array();
  for (const Json& row : member(message, "inline_bot_buttons"))
    for (const Json& button : row)
      for (const char* name : {"url", "data"})
        if (const std::string url = text_of(button, name); url.find("://") != std::string::npos)
          urls.push_back(Json{{"url", url}});
  return urls.empty() ? Json() : Json::array({urls});
}

Json clean_poll(const Json& message) {
  const Json& poll = member(message, "poll");
  if (!poll.is_object()) return {};
  Json kept = only(poll, {"question", "closed", "total_voters"});
  for (const Json& answer : member(poll, "answers"))
    kept["answers"].push_back(only(answer, {"text", "voters"}));
  return kept;
}

Json clean_message(const Importing& job, const Json& message, const std::string& kind,
                   Duration zone) {
  Json kept =
      only(message, {"id", "type", "edited_unixtime", "edited", "reply_to_message_id", "media_type",
                     "mime_type", "file_name", "duration_seconds", "action", "title"});
  if (const auto at = time_of(message, zone))
    kept["date_unixtime"] = std::to_string(to_ms(*at) / 1'000);
  kept["text"] = clean_words(message);
  if (member(message, "photo").is_string()) kept["photo"] = "";  // a path on somebody's disk
  if (member(message, "file").is_string()) kept["file"] = "";
  if (Json buttons = clean_buttons(message); !buttons.is_null())
    kept["inline_bot_buttons"] = std::move(buttons);
  if (Json poll = clean_poll(message); !poll.is_null()) kept["poll"] = std::move(poll);
  const bool channel = kind == "channel";
  if (const std::string author = text_of(message, "author"); channel && !author.empty())
    kept["author"] = author;
  if (const std::string from = hashed_person(job, text_of(message, "from"));
      !channel && !from.empty())
    kept["from"] = from;
  // A name without a number: it may be a channel's or a person's.
  if (const std::string name = hashed_person(job, text_of(message, "forwarded_from"));
      !name.empty())
    kept["forwarded_from"] = name;
  return kept;
}

// --- reading -------------------------------------------------------------------------------------

RichText rich_of(const Json& words) {
  RichText rich;
  if (words.is_string()) rich.text = words.get<std::string>();
  if (!words.is_array()) return rich;
  for (const Json& piece : words) {
    const std::size_t begin = rich.text.size();
    rich.text += piece.is_string() ? piece.get<std::string>() : text_of(piece, "text");
    if (const std::string href = text_of(piece, "href"); !href.empty())
      rich.anchors.push_back({begin, rich.text.size(), href});
  }
  return rich;
}

std::string media_kind(const Json& message) {
  const std::string type = text_of(message, "media_type");
  if (type == "video_file" || type == "animation") return "video";
  if (type == "video_message") return "round_video";
  if (type == "voice_message") return "voice";
  if (type == "audio_file") return "audio";
  if (type == "sticker") return "sticker";
  if (member(message, "photo").is_string()) return "photo";
  return member(message, "file").is_string() ? "document" : "";
}

std::vector<Media> media_of(const Json& message) {
  std::vector<Media> all;
  if (const std::string kind = media_kind(message); !kind.empty()) {
    Media media;
    media.kind = kind;
    media.name = text_of(message, "file_name");
    media.seconds = number_of(member(message, "duration_seconds")).value_or(0);
    all.push_back(std::move(media));
  }
  if (const Json& poll = member(message, "poll"); poll.is_object()) {
    Media media;
    media.kind = "poll";
    media.name = text_of(poll, "question");
    for (const Json& answer : member(poll, "answers"))
      media.details.push_back(text_of(answer, "text"));
    all.push_back(std::move(media));
  }
  return all;
}

// A service message's words, as the web preview words them where it does.
std::string service_of(const Json& message) {
  const std::string action = text_of(message, "action");
  const std::string title = text_of(message, "title");
  if (action == "create_channel") return "Channel created";
  if (action == "edit_group_title") return "Channel name was changed to «" + title + "»";
  return title.empty() ? action : action + ": " + title;
}

ExportedPost read_message(const Json& message) {
  ExportedPost exported;
  Post& post = exported.post;
  if (const auto id = number_of(member(message, "id"))) post.id = std::to_string(*id);
  post.at = time_of(message, Duration{0});
  exported.rich = rich_of(member(message, "text"));
  post.author = text_of(message, "author") + text_of(message, "from");
  if (const std::string name = text_of(message, "forwarded_from"); !name.empty())
    post.forwarded_from = Forward{name, ""};
  if (const auto id = number_of(member(message, "reply_to_message_id")))
    post.reply_to = std::to_string(*id);
  post.edited = message.contains("edited") || message.contains("edited_unixtime");
  post.media = media_of(message);
  if (text_of(message, "type") == "service") post.service = service_of(message);
  for (const Json& row : member(message, "inline_bot_buttons"))
    for (const Json& button : row)
      exported.links.emplace_back(text_of(button, "url"), Form::button);
  return exported;
}

Result<void> import_chat(Importing& job, const Json& chat) {
  const std::string type = text_of(chat, "type");
  if (is_personal(type)) {
    job.skipped("chats with persons and bots are not read");
    return {};
  }
  const Json& all = member(chat, "messages");
  const std::string kind = kind_of(type);
  const Duration zone = zone_of(all);
  Json messages = Json::array();
  for (const Json& message : all)
    if (message.is_object()) messages.push_back(clean_message(job, message, kind, zone));

  ChatFormat format;
  format.piece = [&](Json part, bool last) {
    Json piece = last ? only(chat, {"id", "type", "name"}) : only(chat, {"id", "type"});
    piece["messages"] = std::move(part);
    return piece;
  };
  format.chat = [&](const Json& piece) {
    ExportedChat place;
    place.profile.kind = kind;
    place.profile.title = text_of(piece, "name");
    place.profile.numeric_id = number_of(member(piece, "id"));
    place.address = telegram_address(job.recogniser(), "", place.profile.numeric_id);
    return place;
  };
  format.posts = [](const Json& piece) {
    std::vector<ExportedPost> posts;
    for (const Json& message : member(piece, "messages")) posts.push_back(read_message(message));
    return posts;
  };
  return messages.empty() ? Result<void>{} : keep_chat(job, format, messages);
}

}  // namespace

Result<void> import_telegram_desktop(Importing& job, const Json& root) {
  job.report().format = "Telegram Desktop export";
  if (member(root, "messages").is_array()) return import_chat(job, root);
  for (const char* group : {"chats", "left_chats"})
    for (const Json& chat : member(member(root, group), "list"))
      if (auto done = import_chat(job, chat); !done) return done;
  return {};
}

}  // namespace godwit
