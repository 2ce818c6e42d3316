// SPDX-License-Identifier: Apache-2.0
// TGDataset: one object, keyed by channel number. Links stand in the markdown of the messages
// alone.
#include "crawler/import/chat_export.h"
#include "crawler/platforms/json.h"

namespace godwit {

namespace {

// Seconds since 1970 as a float.
std::optional<Time> unix_time(const Json& value) {
  const auto seconds_since = number_of(value);
  if (!seconds_since || std::abs(*seconds_since) > 250'000'000'000) return std::nullopt;
  return from_ms(*seconds_since * 1'000);
}

// A list, by number: the object's own order is that of its keys as text.
Json clean_messages(const Json& channel) {
  Json all = Json::array();
  for (const char* group : {"text_messages", "generic_media"}) {
    const Json& messages = member(channel, group);
    if (!messages.is_object()) continue;
    for (const auto& [id, message] : messages.items()) {
      const auto number = number_of(Json(id));
      if (!number) continue;
      Json kept =
          only(message, {"date", "is_forwarded", "forwarded_from_id", "title", "extension"});
      if (message.contains("message")) kept["message"] = clean_text(message, "message");
      kept["group"] = group;
      kept["id"] = *number;
      all.push_back(std::move(kept));
    }
  }
  std::sort(all.begin(), all.end(), [](const Json& a, const Json& b) {
    return a["id"].get<std::int64_t>() < b["id"].get<std::int64_t>();
  });
  return all;
}

ExportedPost read_message(const Json& message) {
  ExportedPost exported;
  Post& post = exported.post;
  post.id = std::to_string(integer_of(message, "id").value_or(0));
  post.at = unix_time(member(message, "date"));
  exported.rich.text = text_of(message, "message");
  if (text_of(message, "group") == "generic_media") {
    Media media;
    media.kind = "document";
    media.name = text_of(message, "title");
    post.media.push_back(std::move(media));
  }
  if (!is_true(message, "is_forwarded")) return exported;
  const auto id = number_of(member(message, "forwarded_from_id"));
  std::string url = id && *id > 0 ? "https://t.me/c/" + std::to_string(*id) + "/1" : "";
  if (!url.empty()) exported.links.emplace_back(url, Form::forward);
  post.forwarded_from = Forward{"", std::move(url)};
  return exported;
}

// A piece has the form of the whole, with the messages back in their groups.
Json piece_of(const std::string& id, const Json& channel, Json part, bool last) {
  Json kept = last ? only(channel, {"username", "title", "description", "creation_date", "scam",
                                    "verified", "n_subscribers"})
                   : only(channel, {"username"});
  kept["text_messages"] = Json::object();
  for (Json& message : part) {
    const std::string group = text_of(message, "group");
    const std::string number = std::to_string(message["id"].get<std::int64_t>());
    message.erase("group");
    message.erase("id");
    kept[group][number] = std::move(message);
  }
  return Json{{id, std::move(kept)}};
}

ExportedChat read_chat(const Recogniser& recogniser, const std::string& id, const Json& channel) {
  ExportedChat chat;
  Profile& profile = chat.profile;
  profile.kind = "channel";
  profile.numeric_id = number_of(Json(id));
  profile.username = text_of(channel, "username");
  profile.title = text_of(channel, "title");
  profile.description = text_of(channel, "description");
  profile.verified = is_true(channel, "verified");
  profile.members = number_of(member(channel, "n_subscribers"));
  if (const auto created = unix_time(member(channel, "creation_date")))
    profile.more.emplace_back("created", to_rfc3339(*created));
  if (is_true(channel, "scam")) profile.more.emplace_back("scam", "true");
  chat.address = telegram_address(recogniser, profile.username, profile.numeric_id);
  return chat;
}

}  // namespace

Result<void> import_tgdataset(Importing& job, const Json& root) {
  job.report().format = "TGDataset";
  for (const auto& [id, channel] : root.items()) {
    if (!channel.is_object()) continue;
    ChatFormat format;
    format.piece = [&channel = channel, id = id](Json part, bool last) {
      return piece_of(id, channel, std::move(part), last);
    };
    format.chat = [&, id = id](const Json& piece) {
      return read_chat(job.recogniser(), id, member(piece, id));
    };
    format.posts = [id = id](const Json& piece) {
      std::vector<ExportedPost> posts;
      for (const Json& message : clean_messages(member(piece, id)))
        posts.push_back(read_message(message));
      return posts;
    };
    format.fallback = unix_time(member(channel, "creation_date"));
    if (auto kept = keep_chat(job, format, clean_messages(channel)); !kept) return kept;
  }
  return {};
}

}  // namespace godwit
