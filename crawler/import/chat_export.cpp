// SPDX-License-Identifier: Apache-2.0
#include "crawler/import/chat_export.h"

#include <cmath>

#include "crawler/platforms/json.h"
#include "crawler/store/capture_id.h"
#include "crawler/store/redact.h"

namespace godwit {

namespace {

constexpr std::size_t piece_messages = 200;

void add_references(const Recogniser& recogniser, ExportedPost& exported,
                    std::vector<Reference>& all) {
  const Place place{Form::text, Form::href, exported.post.id, exported.post.pinned};
  for (Reference& each : references_of(recogniser, exported.rich, place))
    all.push_back(std::move(each));
  for (const auto& [href, form] : exported.links)
    if (auto reference = reference_of(recogniser, href, form, exported.post.id))
      all.push_back(std::move(*reference));
}

// What a piece says. Pure: the same piece gives the same fact.
Observation read_piece(const Recogniser& recogniser, const ChatFormat& format, const Json& piece) {
  ExportedChat chat = format.chat(piece);
  Observation seen;
  seen.address = std::move(chat.address);
  seen.url = seen.address.url;
  seen.source = Source::chat_export;
  seen.page = Page::messages;
  seen.state = State::alive;
  seen.profile = std::move(chat.profile);
  if (!seen.profile.description.empty())
    seen.references = references_of(recogniser, {seen.profile.description, {}},
                                    {Form::description, Form::description, "", true});
  std::optional<Time> newest;
  for (ExportedPost& exported : format.posts(piece)) {
    add_references(recogniser, exported, seen.references);
    if (exported.post.at) newest = std::max(newest.value_or(*exported.post.at), *exported.post.at);
    exported.post.text = std::move(exported.rich.text);
    seen.posts.push_back(std::move(exported.post));
  }
  seen.at = newest.value_or(format.fallback.value_or(Time{}));
  return seen;
}

Result<void> keep_piece(Importing& job, const ChatFormat& format, Json messages, bool last) {
  const Json piece = format.piece(std::move(messages), last);
  Observation seen = read_piece(job.recogniser(), format, piece);
  if (seen.at == Time{}) {
    job.damaged("1", "a chat without any date");
    return {};
  }
  Fetched record = resource_of(dump(piece), "application/json", seen.at, "");
  seen.capture = record.capture;
  return job.fact(std::move(record), std::move(seen));
}

// Each line an object of its own; lines that are not are damage.
Json parse_lines(Importing& job, std::string_view text) {
  Json objects = Json::array();
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (auto object = parse_json(line))
      objects.push_back(std::move(*object));
    else
      job.damaged(std::to_string(number), "no JSON");
  }
  return objects;
}

bool has_class(const Json& object) { return member(object, "_").is_string(); }

bool is_tgdataset(const Json& root) {
  if (!root.is_object() || root.empty()) return false;
  const Json& first = root.begin().value();
  return first.is_object() && (first.contains("text_messages") || first.contains("generic_media"));
}

bool is_rocketchat_message(const Json& object) {
  return object.is_object() &&
         (object.contains("rid") || (object.contains("msg") && object.contains("ts")));
}

bool is_rocketchat(const Json& root) {
  if (root.is_array()) return !root.empty() && is_rocketchat_message(root[0]);
  for (const char* list : {"messages", "history"})
    if (const Json& messages = member(root, list); messages.is_array() && !messages.empty())
      return is_rocketchat_message(messages[0]);
  return member(root, "channel").is_object() || member(root, "channels").is_array() ||
         member(root, "room").is_object() || is_rocketchat_message(root);
}

bool is_telegram_desktop(const Json& root) {
  return member(member(root, "chats"), "list").is_array() ||
         member(member(root, "left_chats"), "list").is_array() ||
         member(root, "messages").is_array();
}

}  // namespace

Result<void> keep_chat(Importing& job, const ChatFormat& format, const Json& messages) {
  if (messages.empty()) return keep_piece(job, format, Json::array(), true);
  for (std::size_t begin = 0; begin < messages.size(); begin += piece_messages) {
    const std::size_t end = std::min(begin + piece_messages, messages.size());
    Json part = Json::array();
    for (std::size_t i = begin; i < end; ++i) part.push_back(messages[i]);
    if (auto kept = keep_piece(job, format, std::move(part), end == messages.size()); !kept)
      return kept;
  }
  return {};
}

Result<void> import_json(Importing& job, std::string_view text) {
  std::optional<Json> root = parse_json(text);
  const bool single = root.has_value();
  if (!root) root = parse_lines(job, text);
  if (root->empty())
    return Error{Trouble::corrupt, job.file() + ": neither JSON nor lines of JSON"};
  if (single && is_tgdataset(*root)) return import_tgdataset(job, *root);
  if (has_class(*root)) return import_telethon(job, Json::array({std::move(*root)}));
  if (root->is_array() && has_class((*root)[0])) return import_telethon(job, *root);
  if (is_rocketchat(*root)) return import_rocketchat(job, *root);
  if (is_telegram_desktop(*root)) return import_telegram_desktop(job, *root);
  return Error{Trouble::usage,
               job.file() +
                   ": JSON, but no export that is known (Telegram Desktop, Telethon, "
                   "TGDataset, Rocket.Chat)"};
}

Address telegram_address(const Recogniser& recogniser, const std::string& username,
                         std::optional<std::int64_t> id) {
  const std::string url = !username.empty() ? "https://t.me/" + username
                          : id              ? "https://t.me/c/" + std::to_string(*id) + "/1"
                                            : "";
  const auto located = recogniser.catalogue.locate(url);
  if (located) return located->address;
  Address nowhere;
  nowhere.platform = "telegram";
  return nowhere;
}

std::optional<std::int64_t> number_of(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number_float()) {
    const double number = value.get<double>();
    if (std::abs(number) < 9e15) return static_cast<std::int64_t>(number);
  }
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Json only(const Json& object, std::initializer_list<const char*> names) {
  Json kept = Json::object();
  for (const char* name : names)
    if (const Json& value = member(object, name); !value.is_null()) kept[name] = value;
  return kept;
}

std::string clean_text(const Json& object, const char* name) {
  return without_contacts(text_of(object, name));
}

std::string hashed_person(const Importing& job, const std::string& name) {
  const std::string& key = job.options().person_key;
  return key.empty() && !is_hashed_person(name) ? "" : person(name, key);
}

std::string dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace godwit
