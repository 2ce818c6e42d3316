// SPDX-License-Identifier: Apache-2.0
// Messages, rooms and refusals of Rocket.Chat's REST API. Older servers leave out what newer
// schemas require, so nothing is required here but what makes a message one. Who wrote it is a
// private person: no name is kept, save the public alias of a bot.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "crawler/platforms/json.h"
#include "crawler/platforms/reading.h"
#include "crawler/platforms/rocketchat.h"

namespace godwit::rocketchat {

namespace {

using nlohmann::json;

constexpr std::int64_t day_s = 86'400;

// REST: "2018-10-05T01:10:47.524Z". DDP and exports: {"$date": ms}.
std::optional<Time> time_of(const json& value) {
  if (value.is_string()) return parse_time(value.get_ref<const std::string&>());
  const auto ms = integer_of(value, "$date");
  if (!ms || *ms < 0 || *ms > INT64_MAX / 8) return std::nullopt;
  return from_ms(*ms);
}

// Message types of the system. `words` is shown as the service text; `own`: `msg` holds the room's
// own words (a new topic …); the rest would name a person, who is not kept.
struct SystemType {
  std::string_view type, words;
  bool own;
};
constexpr std::array system_types{
    SystemType{"r", "room renamed", true},
    SystemType{"room_changed_topic", "topic changed", true},
    SystemType{"room_changed_description", "description changed", true},
    SystemType{"room_changed_announcement", "announcement changed", true},
    SystemType{"room_changed_privacy", "privacy changed", true},
    SystemType{"room_changed_avatar", "avatar changed", false},
    SystemType{"room-archived", "room archived", false},
    SystemType{"room-unarchived", "room unarchived", false},
    SystemType{"message_pinned", "message pinned", false},
    SystemType{"discussion-created", "discussion created", true},
    SystemType{"rm", "message removed", false},
    SystemType{"uj", "user joined", false},
    SystemType{"ujt", "user joined", false},
    SystemType{"au", "user added", false},
    SystemType{"ul", "user left", false},
    SystemType{"ru", "user removed", false},
    SystemType{"wm", "welcome message", true}};

const SystemType* system_type(std::string_view type) {
  const auto found = std::find_if(system_types.begin(), system_types.end(),
                                  [&](const SystemType& s) { return s.type == type; });
  return found == system_types.end() ? nullptr : &*found;
}

struct MediaField {
  std::string_view field, kind;
};
constexpr std::array media_fields{MediaField{"image_url", "photo"},
                                  MediaField{"audio_url", "audio"},
                                  MediaField{"video_url", "video"}};

class MessageReader {
 public:
  MessageReader(const Recogniser& recogniser, const json& source, Message& message)
      : recogniser_(recogniser), json_(source), message_(message) {}

  void read() {
    Post& post = message_.post;
    const std::string text = text_of(json_, "msg");
    const std::string type = text_of(json_, "t");
    const SystemType* system = system_type(type);
    post.at = time_of(member(json_, "ts"));
    post.edited = !member(json_, "editedAt").is_null();
    post.pinned = is_true(json_, "pinned") || type == "message_pinned";
    post.reply_to = text_of(json_, "tmid");
    post.author = text_of(json_, "alias");
    if (type.empty())
      post.text = text;
    else if (system == nullptr)
      post.service = type;
    else if (!system->own || text.empty())
      post.service = std::string(system->words);
    else
      post.service = std::string(system->words) + ": " + text;
    const bool own = post.pinned || (system != nullptr && system->own);
    place_ = {post.pinned ? Form::pinned
              : own       ? Form::description
                          : Form::text,
              post.pinned ? Form::pinned
              : own       ? Form::description
                          : Form::href,
              post.id, own};
    if (type.empty() || own) read_words(text);
    for (const json& attachment : items(json_, "attachments")) read_attachment(attachment);
    read_files();
  }

 private:
  static std::vector<json> items(const json& object, std::string_view name) {
    const json& list = member(object, name);
    return list.is_array() ? list.get<std::vector<json>>() : std::vector<json>();
  }

  void take(const RichText& rich) {
    append(message_.references, references_of(recogniser_, rich, place_));
  }

  // The text, with the links that the server found in it.
  void read_words(const std::string& text) {
    RichText rich;
    rich.text = text;
    for (const json& url : items(json_, "urls")) {
      const std::string href = text_of(url, "url");
      if (href.empty()) continue;
      const std::size_t at = text.find(href);
      const std::size_t begin = at == std::string::npos ? text.size() : at;
      rich.anchors.push_back({begin, at == std::string::npos ? begin : begin + href.size(), href});
    }
    std::stable_sort(rich.anchors.begin(), rich.anchors.end(),
                     [](const Anchor& a, const Anchor& b) { return a.begin < b.begin; });
    take(rich);
  }

  void read_attachment(const json& attachment) {
    for (const std::string_view field : {"title_link", "message_link", "author_link"})
      if (auto reference = reference_of(recogniser_, text_of(attachment, field), Form::preview,
                                        message_.post.id))
        message_.references.push_back(std::move(*reference));
    RichText quote;
    quote.text = text_of(attachment, "text");
    take(quote);
    for (const MediaField& row : media_fields) {
      Media media;
      media.url = text_of(attachment, row.field);
      if (media.url.empty()) continue;
      media.kind = row.kind;
      media.name = text_of(attachment, "title");
      message_.post.media.push_back(std::move(media));
    }
  }

  void read_files() {
    if (!message_.post.media.empty()) return;
    std::vector<json> files = items(json_, "files");
    if (files.empty() && member(json_, "file").is_object()) files.push_back(member(json_, "file"));
    for (const json& file : files) {
      Media media;
      media.kind = "document";
      media.name = text_of(file, "name");
      if (const std::string type = text_of(file, "type"); !type.empty())
        media.details.push_back(type);
      message_.post.media.push_back(std::move(media));
    }
  }

  const Recogniser& recogniser_;
  const json& json_;
  Message& message_;
  Place place_;
};

// "… [error-room-not-found]" → "error-room-not-found"; a bare code is one itself.
std::string type_in(const std::string& text) {
  if (!text.empty() && text.back() == ']')
    if (const std::size_t open = text.rfind('['); open != std::string::npos)
      return text.substr(open + 1, text.size() - open - 2);
  return text.compare(0, 6, "error-") == 0 && text.find(' ') == std::string::npos ? text
                                                                                  : std::string();
}

// "You must wait 42 seconds before trying this endpoint again."
std::int64_t wait_in(const std::string& text) {
  constexpr std::string_view mark = "must wait ";
  const std::size_t at = text.find(mark);
  if (at == std::string::npos) return 0;
  std::int64_t seconds = 0;
  std::from_chars(text.data() + at + mark.size(), text.data() + text.size(), seconds);
  return std::clamp<std::int64_t>(seconds, 0, day_s) * 1000;
}

}  // namespace

std::optional<Message> read_message(const Recogniser& recogniser, const json& json) {
  Message message;
  message.post.id = text_of(json, "_id");
  message.room_id = text_of(json, "rid");
  const bool whole = !message.post.id.empty() && !message.room_id.empty() &&
                     time_of(member(json, "ts")) && !text_of(member(json, "u"), "_id").empty() &&
                     member(json, "msg").is_string();
  if (!whole) return std::nullopt;
  MessageReader(recogniser, json, message).read();
  return message;
}

void read_room(const Recogniser& recogniser, const json& room, Observation& seen) {
  Profile& profile = seen.profile;
  const std::string type = text_of(room, "t");
  if (type != "c" && type != "p" && !type.empty())
    return;  // direct talks and desks are private persons'
  profile.kind = type == "p" ? "group" : "channel";
  profile.username = text_of(room, "name");
  profile.title = text_of(room, "fname");
  if (profile.title.empty()) profile.title = profile.username;
  profile.members = integer_of(room, "usersCount");
  profile.more.emplace_back("room_id", text_of(room, "_id"));
  if (const auto messages = integer_of(room, "msgs"))
    profile.more.emplace_back("messages", std::to_string(*messages));
  if (is_true(room, "archived")) profile.more.emplace_back("archived", "true");
  if (const auto made = time_of(member(room, "ts")))
    profile.more.emplace_back("created", to_rfc3339(*made));
  for (const std::string_view field : {"description", "topic", "announcement"}) {
    const std::string words = text_of(room, field);
    if (words.empty()) continue;
    if (!profile.description.empty()) profile.description += '\n';
    profile.description += words;
  }
  RichText rich;
  rich.text = profile.description;
  append(seen.references,
         references_of(recogniser, rich, {Form::description, Form::description, {}, true}));
}

std::optional<Refusal> refusal_of(const json& answer) {
  const json& success = member(answer, "success");
  const bool refused =
      (success.is_boolean() && !success.get<bool>()) || text_of(answer, "status") == "error";
  if (!refused) return std::nullopt;
  Refusal refusal;
  refusal.text = text_of(answer, "error");
  if (refusal.text.empty()) refusal.text = text_of(answer, "message");
  refusal.type = text_of(answer, "errorType");
  if (refusal.type.empty()) refusal.type = type_in(refusal.text);
  refusal.wait_ms = wait_in(refusal.text);
  return refusal;
}

}  // namespace godwit::rocketchat
