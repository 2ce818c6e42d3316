// SPDX-License-Identifier: Apache-2.0
#include "crawler/platforms/open_api.h"

#include <algorithm>
#include <array>
#include <utility>

#include "crawler/platforms/json.h"
#include "crawler/platforms/markers.h"
#include "crawler/platforms/reading.h"

namespace godwit {
namespace {

using Json = nlohmann::json;

// Last known to hold: 2026-11-22 (sources: seeds/platforms.toml). MEGA's requests are numbered by
// the asker: 1 and 2 tell files from folders when an answer is read out of an archive.
constexpr std::array apis{
    OpenApi{"archive.org", "item", "https://archive.org/metadata/{id}", "", "/metadata",
            "/metadata/title", "/metadata/description", "/item_size", true},
    OpenApi{"pcloud", "file", "https://api.pcloud.com/showpublink?code={id}", "", "/metadata",
            "/metadata/name", "", "/metadata/size"},
    OpenApi{"yandex_disk", "file",
            "https://cloud-api.yandex.net/v1/disk/public/resources?public_key={url}&limit=1", "",
            "/public_key", "/name", "", "/size"},
    OpenApi{"mega", "file", "https://g.api.mega.co.nz/cs?id=1&n={id}", R"([{"a":"g","p":"{id}"}])",
            "/0/s", "", "", "/0/s"},
    OpenApi{"mega", "folder", "https://g.api.mega.co.nz/cs?id=2&n={id}",
            R"([{"a":"f","c":1,"r":1,"ca":1}])", "/0/f/0", "", "", ""},
    OpenApi{"streamable", "video", "https://ajax.streamable.com/videos/{id}", "", "", "/title", "",
            ""},
    OpenApi{"discord", "invite", "https://discord.com/api/v9/invites/{id}", "", "/channel",
            "/guild/name", "/guild/description", ""},
    OpenApi{"bluesky", "account",
            "https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile?actor={id}", "", "/did",
            "/displayName", "/description", ""}};

// A value, written as JSON, that decides; asked before `alive`.
struct Sign {
  std::string_view platform, member, value;
  Proof proof;
};
constexpr std::array signs{
    Sign{"pcloud", "/result", "7001", Proof::absent},   // invalid
    Sign{"pcloud", "/result", "7002", Proof::absent},   // deleted by its owner
    Sign{"pcloud", "/result", "7004", Proof::absent},   // expired
    Sign{"pcloud", "/result", "7005", Proof::nothing},  // over its traffic
    Sign{"yandex_disk", "/error", R"("DiskNotFoundError")", Proof::absent},
    // An answer to the whole request is a bare number, to its first question a list of one.
    Sign{"mega", "", "-9", Proof::absent}, Sign{"mega", "/0", "-9", Proof::absent},
    Sign{"mega", "", "-16", Proof::restricted},  // its owner is blocked
    Sign{"mega", "/0", "-16", Proof::restricted}, Sign{"streamable", "/status", "2", Proof::alive},
    Sign{"streamable", "/status", "3", Proof::absent},
    Sign{"discord", "/code", "10006", Proof::absent},
    Sign{"bluesky", "/message", R"("Profile not found")", Proof::absent}};

std::string filled(std::string_view text, const Address& address) {
  std::string out;
  while (!text.empty()) {
    const std::size_t slot = std::min({text.find("{id}"), text.find("{url}"), text.size()});
    out += text.substr(0, slot);
    text.remove_prefix(slot);
    if (text.empty()) break;
    const bool id = text.starts_with("{id}");
    out += percent_encoded(id ? address.id : address.url);
    text.remove_prefix(id ? 4 : 5);
  }
  return out;
}

// What the pointer leads to, null where it leads nowhere.
const Json& at(const Json& answer, std::string_view pointer) {
  static const Json nothing;
  const Json* here = &answer;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view name = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(name.size());
    if (here->is_array())
      here = name == "0" && !here->empty() ? &here->front() : &nothing;
    else
      here = &member(*here, name);
  }
  return *here;
}

std::string text_at(const Json& answer, std::string_view pointer) {
  if (pointer.empty()) return {};
  const Json& value = at(answer, pointer);
  return value.is_string() ? value.get<std::string>() : std::string();
}

// The first sign of the platform that the answer bears.
const Sign* sign_in(const Json& answer, std::string_view platform) {
  const auto bears = [&](const Sign& sign) {
    if (sign.platform != platform) return false;
    const Json& value = at(answer, sign.member);
    return value.is_primitive() && !value.is_null() &&
           value.dump(-1, ' ', false, Json::error_handler_t::replace) == sign.value;
  };
  const auto found = std::ranges::find_if(signs, bears);
  return found == signs.end() ? nullptr : found;
}

RichText description_in(const OpenApi& api, const Json& answer, std::string_view url) {
  RichText words;
  words.text = text_at(answer, api.description);
  return api.html ? parse_html(words.text).root().rich_text(url) : words;
}

void take_details(const Recogniser& recogniser, const OpenApi& api, const Json& answer,
                  Observation& seen) {
  seen.profile.title = text_at(answer, api.title);
  const RichText words = description_in(api, answer, seen.url);
  seen.profile.description = words.text;
  if (const Json& size = at(answer, api.size); !api.size.empty() && size.is_number_unsigned())
    seen.profile.more.emplace_back("file_size", std::to_string(size.get<std::uint64_t>()));
  append(seen.references,
         references_of(recogniser, words, {Form::description, Form::description, {}, true}));
}

}  // namespace

const OpenApi* open_api_of(const Address& address) {
  const auto found = std::ranges::find_if(apis, [&](const OpenApi& api) {
    return api.platform == address.platform && api.kind == address.kind;
  });
  return found == apis.end() ? nullptr : found;
}

Request question(const Recogniser& recogniser, const OpenApi& api, const Address& address) {
  Request request = look_at(recogniser, filled(api.url, address), address);
  if (api.body.empty()) return request;
  request.method = "POST";
  request.body = filled(api.body, address);
  request.headers = {{"Content-Type", "application/json"}};
  return request;
}

bool read_open_api(const Recogniser& recogniser, const OpenApi& api, const Fetched& page,
                   Observation& seen) {
  const std::optional<Json> answer = parse_json(page.body);
  if (!answer) return seen.degraded = page.request.url == filled(api.url, seen.address);
  seen.profile.kind = seen.address.kind;
  if (const Sign* sign = sign_in(*answer, api.platform)) {
    prove(sign->proof, seen);
  } else if (page.status < 400 && !api.alive.empty() && !at(*answer, api.alive).is_null()) {
    seen.state = State::alive;
  } else {
    seen.degraded = page.status < 400;
  }
  if (seen.state == State::alive) take_details(recogniser, api, *answer, seen);
  return true;
}

}  // namespace godwit
