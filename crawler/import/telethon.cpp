// SPDX-License-Identifier: Apache-2.0
// Telethon's to_json() objects, in a list or one a line: channels and their messages, in the form
// of today and of old dumps (to_id in place of peer_id). 4CAT adds _chat to each message. Offsets
// in entities count UTF-16 units.
#include <map>

#include "crawler/import/chat_export.h"
#include "crawler/platforms/json.h"

namespace godwit {

namespace {

struct Gathered {
  Json channel;                   // cleaned, {} where the file has none
  Json messages = Json::array();  // cleaned
};

bool is_message(const Json& object) { return text_of(object, "_").starts_with("Message"); }

// --- cleaning ------------------------------------------------------------------------------------

std::optional<std::int64_t> channel_in(const Json& peer) {
  return number_of(member(peer, "channel_id"));
}

std::optional<std::int64_t> channel_of(const Json& message) {
  const auto now = channel_in(member(message, "peer_id"));
  return now ? now : channel_in(member(message, "to_id"));
}

Json peer_channel(std::int64_t id) { return Json{{"_", "PeerChannel"}, {"channel_id", id}}; }

Json clean_channel(const Json& channel) {
  Json kept = only(channel, {"_", "id", "title", "username", "date", "broadcast", "megagroup",
                             "verified", "restricted", "participants_count"});
  kept["_"] = "Channel";
  for (const Json& name : member(channel, "usernames"))
    kept["usernames"].push_back(only(name, {"username", "active"}));
  for (const Json& reason : member(channel, "restriction_reason"))
    kept["restriction_reason"].push_back(only(reason, {"platform", "reason", "text"}));
  return kept;
}

// Channels only: a person's number or name is not kept.
Json clean_forward(const Json& forward) {
  if (!forward.is_object()) return {};
  Json kept = only(forward, {"channel_post", "date"});
  auto id = channel_in(member(forward, "from_id"));
  if (!id) id = channel_in(forward);  // the old form
  if (id) kept["from_id"] = peer_channel(*id);
  return kept;
}

Json clean_media(const Json& media) {
  if (!media.is_object()) return {};
  Json kept = only(media, {"_"});
  if (const Json& page = member(media, "webpage"); page.is_object())
    kept["webpage"] = only(page, {"url", "title"});
  for (const Json& attribute : member(member(media, "document"), "attributes"))
    if (const std::string name = text_of(attribute, "file_name"); !name.empty())
      kept["document"]["attributes"].push_back(Json{{"file_name", name}});
  if (const Json& question = member(member(member(media, "poll"), "question"), "text");
      question.is_string())
    kept["poll"]["question"]["text"] = question;
  return kept;
}

Json clean_markup(const Json& markup) {
  Json rows = Json::array();
  for (const Json& row : member(markup, "rows"))
    for (const Json& button : member(row, "buttons"))
      if (const std::string url = text_of(button, "url"); !url.empty())
        rows.push_back(Json{{"buttons", Json::array({Json{{"url", url}}})}});
  return rows.empty() ? Json() : Json{{"rows", rows}};
}

Json clean_message(const Importing& job, const Json& message, std::int64_t channel) {
  Json kept =
      only(message, {"_", "id", "date", "views", "edit_date", "grouped_id", "pinned", "post"});
  kept["peer_id"] = peer_channel(channel);
  kept["message"] = clean_text(message, "message");
  for (const Json& entity : member(message, "entities"))
    if (!text_of(entity, "url").empty())
      kept["entities"].push_back(only(entity, {"_", "offset", "length", "url"}));
  const auto put = [&](const char* name, Json value) {
    if (!value.is_null() && !value.empty()) kept[name] = std::move(value);
  };
  put("fwd_from", clean_forward(member(message, "fwd_from")));
  put("media", clean_media(member(message, "media")));
  put("reply_markup", clean_markup(member(message, "reply_markup")));
  put("reply_to", only(member(message, "reply_to"), {"reply_to_msg_id"}));
  put("action", only(member(message, "action"), {"_", "title"}));
  const std::string author = text_of(message, "post_author");
  put("post_author", is_true(message, "post") ? author : hashed_person(job, author));
  std::string from = text_of(message, "_from");  // of a piece that was cleaned before
  if (const auto user = number_of(member(member(message, "from_id"), "user_id")))
    from = std::to_string(*user);
  put("_from", hashed_person(job, from));
  return kept;
}

// --- reading -------------------------------------------------------------------------------------

// Byte offset of a UTF-16 offset; the end of the text where it lies beyond.
std::size_t byte_at(std::string_view text, std::int64_t units) {
  std::size_t at = 0;
  for (std::int64_t passed = 0; at < text.size() && passed < units;) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    passed += size == 4 ? 2 : 1;
    at = std::min(at + size, text.size());
  }
  return at;
}

RichText rich_of(const Json& message) {
  RichText rich{text_of(message, "message"), {}};
  for (const Json& entity : member(message, "entities")) {
    const std::int64_t offset = number_of(member(entity, "offset")).value_or(0);
    const std::int64_t length = number_of(member(entity, "length")).value_or(0);
    if (offset < 0 || length < 0 || offset > 1'000'000 || length > 1'000'000) continue;
    rich.anchors.push_back(
        {byte_at(rich.text, offset), byte_at(rich.text, offset + length), text_of(entity, "url")});
  }
  return rich;
}

std::string media_kind(const std::string& name) {
  if (name == "MessageMediaPhoto") return "photo";
  if (name == "MessageMediaDocument") return "document";
  if (name == "MessageMediaPoll") return "poll";
  if (name == "MessageMediaGeo" || name == "MessageMediaGeoLive" || name == "MessageMediaVenue")
    return "location";
  return name.empty() || name == "MessageMediaWebPage" || name == "MessageMediaContact"
             ? ""
             : "unsupported";
}

std::vector<Media> media_of(const Json& media) {
  const std::string kind = media_kind(text_of(media, "_"));
  if (kind.empty()) return {};
  Media one;
  one.kind = kind;
  for (const Json& attribute : member(member(media, "document"), "attributes"))
    one.name = text_of(attribute, "file_name");
  if (kind == "poll") one.name = text_of(member(member(media, "poll"), "question"), "text");
  return {one};
}

std::string service_of(const Json& action) {
  const std::string name = text_of(action, "_");
  const std::string title = text_of(action, "title");
  if (name == "MessageActionChannelCreate") return "Channel created";
  if (name == "MessageActionChatEditTitle") return "Channel name was changed to «" + title + "»";
  return title.empty() ? name : name + ": " + title;
}

ExportedPost read_message(const Json& message) {
  ExportedPost exported;
  Post& post = exported.post;
  if (const auto id = number_of(member(message, "id"))) post.id = std::to_string(*id);
  post.at = parse_time(text_of(message, "date"));
  exported.rich = rich_of(message);
  post.author = text_of(message, "post_author");
  if (post.author.empty()) post.author = text_of(message, "_from");
  if (const auto id = number_of(member(member(message, "reply_to"), "reply_to_msg_id")))
    post.reply_to = std::to_string(*id);
  post.edited = !member(message, "edit_date").is_null();
  post.pinned = is_true(message, "pinned");
  post.views = number_of(member(message, "views"));
  post.media = media_of(member(message, "media"));
  if (const Json& action = member(message, "action"); action.is_object())
    post.service = service_of(action);
  if (const Json& forward = member(message, "fwd_from"); forward.is_object()) {
    const auto id = channel_in(member(forward, "from_id"));
    const std::int64_t origin = number_of(member(forward, "channel_post")).value_or(1);
    std::string url =
        id ? "https://t.me/c/" + std::to_string(*id) + "/" + std::to_string(origin) : "";
    if (id) exported.links.emplace_back(url, Form::forward);
    post.forwarded_from = Forward{"", std::move(url)};
  }
  for (const Json& row : member(member(message, "reply_markup"), "rows"))
    for (const Json& button : member(row, "buttons"))
      exported.links.emplace_back(text_of(button, "url"), Form::button);
  if (const std::string url = text_of(member(member(message, "media"), "webpage"), "url");
      !url.empty())
    exported.links.emplace_back(url, Form::preview);
  return exported;
}

std::string username_of(const Json& channel) {
  if (std::string name = text_of(channel, "username"); !name.empty()) return name;
  for (const Json& each : member(channel, "usernames"))
    if (is_true(each, "active")) return text_of(each, "username");
  return "";
}

ExportedChat read_chat(const Recogniser& recogniser, const Json& channel, std::int64_t id) {
  ExportedChat chat;
  Profile& profile = chat.profile;
  profile.numeric_id = id;
  profile.username = username_of(channel);
  profile.title = text_of(channel, "title");
  profile.kind = is_true(channel, "broadcast")   ? "channel"
                 : is_true(channel, "megagroup") ? "group"
                                                 : "";
  profile.verified = is_true(channel, "verified");
  profile.members = number_of(member(channel, "participants_count"));
  for (const Json& each : member(channel, "usernames"))
    if (const std::string name = text_of(each, "username"); name != profile.username)
      profile.more.emplace_back("username", name);
  for (const Json& reason : member(channel, "restriction_reason"))
    profile.more.emplace_back("restriction",
                              text_of(reason, "platform") + ": " + text_of(reason, "text"));
  chat.address = telegram_address(recogniser, profile.username, id);
  return chat;
}

ChatFormat format_of(const Importing& job, std::int64_t id, const Json& channel) {
  ChatFormat format;
  format.piece = [&channel](Json part, bool last) {
    Json piece = Json::array();
    if (!channel.is_null())
      piece.push_back(
          last ? channel
               : only(channel, {"_", "id", "username", "usernames", "broadcast", "megagroup"}));
    for (Json& message : part) piece.push_back(std::move(message));
    return piece;
  };
  format.chat = [&job, id](const Json& piece) {
    const bool known = !piece.empty() && !is_message(piece[0]);
    return read_chat(job.recogniser(), known ? piece[0] : Json(), id);
  };
  format.posts = [](const Json& piece) {
    std::vector<ExportedPost> posts;
    for (const Json& each : piece)
      if (is_message(each)) posts.push_back(read_message(each));
    return posts;
  };
  format.fallback = parse_time(text_of(channel, "date"));
  return format;
}

}  // namespace

Result<void> import_telethon(Importing& job, const Json& objects) {
  job.report().format = "Telethon export";
  std::map<std::int64_t, Gathered> places;
  for (const Json& object : objects) {
    if (is_message(object)) {
      const auto id = channel_of(object);
      if (!id) {
        job.skipped("messages outside channels are not read");
        continue;
      }
      Gathered& place = places[*id];
      place.messages.push_back(clean_message(job, object, *id));
      if (const Json& chat = member(object, "_chat"); place.channel.is_null() && chat.is_object())
        place.channel = clean_channel(chat);
    } else if (const auto id = number_of(member(object, "id"));
               id && text_of(object, "_").starts_with("Channel")) {
      places[*id].channel = clean_channel(object);
    } else {
      job.skipped("objects that are neither channel nor message");
    }
  }
  for (auto& [id, place] : places)
    if (auto kept = keep_chat(job, format_of(job, id, place.channel), place.messages); !kept)
      return kept;
  return {};
}

}  // namespace godwit
