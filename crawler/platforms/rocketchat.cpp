// SPDX-License-Identifier: Apache-2.0
// Rocket.Chat through its read-only REST API, as an anonymous reader sees it. It never logs in,
// never joins (useInviteToken joins: an invite is only validated), and reads no member lists.
#include "crawler/platforms/rocketchat.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

#include "crawler/parse/charset.h"
#include "crawler/parse/url.h"
#include "crawler/platforms/all.h"
#include "crawler/platforms/json.h"
#include "crawler/platforms/reading.h"

namespace godwit {

namespace {

using nlohmann::json;

constexpr std::int64_t page_size = 50;
constexpr std::int64_t history_default = 20;  // what channels.history gives unasked
constexpr std::int64_t day_ms = 86'400'000;

// The calls whose answers are read; the name stands after /api/v1/.
constexpr std::array<std::string_view, 17> calls{"info",
                                                 "settings.public",
                                                 "channels.anonymousread",
                                                 "channels.list",
                                                 "channels.info",
                                                 "channels.messages",
                                                 "channels.history",
                                                 "groups.info",
                                                 "groups.messages",
                                                 "rooms.nameExists",
                                                 "rooms.info",
                                                 "chat.getMessage",
                                                 "chat.getThreadMessages",
                                                 "chat.getDiscussions",
                                                 "chat.syncMessages",
                                                 "validateInviteToken",
                                                 "useInviteToken"};

// "https://host/chat" of "https://host/chat/api/v1/channels.info?…", "" where it is no call we
// read.
std::string base_of_call(const Url& url) {
  const std::size_t at = url.path.find("/api/");
  if (at == std::string::npos || !url.host) return {};
  std::string_view call = std::string_view(url.path).substr(at + 5);
  if (call.substr(0, 3) == "v1/")
    call.remove_prefix(3);
  else if (call != "info")
    return {};
  if (std::find(calls.begin(), calls.end(), call) == calls.end()) return {};
  Url base = url;
  base.path = url.path.substr(0, at);
  base.query.reset();
  base.fragment.reset();
  std::string text = to_string(base);
  if (text.back() == '/') text.pop_back();
  return text;
}

std::int64_t number_in(const Url& url, std::string_view name, std::int64_t otherwise) {
  const auto value = url.query ? query_value(*url.query, name) : std::nullopt;
  std::int64_t number = 0;
  if (!value ||
      std::from_chars(value->data(), value->data() + value->size(), number).ec != std::errc{} ||
      number < 0)
    return otherwise;
  return number;
}

// The same call with one parameter changed.
std::string with_parameter(Url url, std::string_view name, const std::string& value) {
  std::string query;
  std::string_view rest = url.query ? std::string_view(*url.query) : std::string_view();
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    if (one.substr(0, one.find('=')) != name) query.append(one).append("&");
  }
  url.query = query + std::string(name) + "=" + percent_encoded(value);
  return to_string(url);
}

// X-RateLimit-Reset is an epoch in milliseconds; it matters once nothing remains.
std::int64_t wait_until_reset(const Fetched& page) {
  if (page.header("x-ratelimit-remaining") != "0" && page.status != 429) return 0;
  const std::string reset = page.header("x-ratelimit-reset");
  std::int64_t ms = 0;
  if (std::from_chars(reset.data(), reset.data() + reset.size(), ms).ec != std::errc{}) return 0;
  if (ms <= to_ms(page.at)) return 0;
  return std::min(ms - to_ms(page.at), day_ms);
}

class AnswerReader {
 public:
  AnswerReader(const Recogniser& recogniser, const Fetched& page, Observation& seen)
      : recogniser_(recogniser),
        page_(page),
        seen_(seen),
        url_(parse_url(page.request.url).value_or(Url{})) {}

  void read(const json& answer) {
    if (const auto refusal = rocketchat::refusal_of(answer)) return refused(*refusal);
    if (page_.status >= 400) return;
    for (const Shape& shape : shapes)
      if (!member(answer, shape.key).is_null()) return (this->*shape.read)(answer);
  }

 private:
  struct Shape {
    std::string_view key;
    void (AnswerReader::*read)(const json&);
  };
  static const std::array<Shape, 12> shapes;

  struct Meaning {
    std::string_view type;
    Page page;
    State state;
    bool absent;
  };

  void refused(const rocketchat::Refusal& refusal) {
    // An anonymous reader is told that a room exists (reading it is off), or that it does not.
    constexpr std::array meanings{
        Meaning{"error-room-not-found", Page::notice, State::unknown, true},
        Meaning{"error-invalid-room", Page::notice, State::unknown, true},
        Meaning{"error-invalid-token", Page::invite, State::unknown, true},
        Meaning{"error-invite-expired", Page::invite, State::unknown, true},
        Meaning{"error-invite-token-expired", Page::invite, State::unknown, true}};
    seen_.page = Page::notice;
    seen_.why = refusal.text.substr(0, 240);
    if (page_.status == 429 || refusal.type == "error-too-many-requests") {
      seen_.limited = true;
      seen_.retry_after_ms = std::max(seen_.retry_after_ms, refusal.wait_ms);
      return;
    }
    if (refusal.type == "error-not-allowed" &&
        url_.path.find("channels.anonymousread") != std::string::npos)
      seen_.state = State::private_;
    for (const Meaning& each : meanings) {
      if (each.type != refusal.type) continue;
      seen_.page = each.page;
      seen_.state = each.state;
      seen_.absent = each.absent;
    }
  }

  void messages(const json& answer) { take_messages(member(answer, "messages")); }
  void one_message(const json& answer) { take_messages(json::array({member(answer, "message")})); }
  void synced(const json& answer) { take_messages(member(member(answer, "result"), "updated")); }

  void take_messages(const json& list) {
    if (!list.is_array()) return;
    seen_.page = Page::messages;
    seen_.state = State::alive;
    seen_.profile.kind = "channel";
    std::set<std::string> ids;
    std::string room_id;
    for (const json& one : list) {
      auto message = rocketchat::read_message(recogniser_, one);
      if (!message || !ids.insert(message->post.id).second) continue;
      if (room_id.empty()) room_id = message->room_id;
      append(seen_.references, std::move(message->references));
      seen_.posts.push_back(std::move(message->post));
    }
    if (!room_id.empty()) seen_.profile.more.emplace_back("room_id", room_id);
    find_older(static_cast<std::int64_t>(list.size()));
  }

  // channels.history pages by time and gives no total; the other calls page by offset.
  void find_older(std::int64_t got) {
    if (got == 0 || seen_.posts.empty()) return;
    if (url_.path.find("channels.history") != std::string::npos) {
      const auto oldest =
          std::min_element(seen_.posts.begin(), seen_.posts.end(),
                           [](const Post& a, const Post& b) { return a.at < b.at; });
      if (got >= number_in(url_, "count", history_default))
        seen_.older = with_parameter(url_, "latest", to_rfc3339(*oldest->at));
      return;
    }
    const std::int64_t end = number_in(url_, "offset", 0) + got;
    if (total_ && *total_ > end) seen_.older = with_parameter(url_, "offset", std::to_string(end));
  }

  void paged_messages(const json& answer) {
    total_ = integer_of(answer, "total");
    messages(answer);
  }

  void room(const json& answer) {
    seen_.page = Page::room;
    seen_.state = State::alive;
    for (const std::string_view key : {"channel", "room", "group"})
      if (const json& found = member(answer, key); found.is_object())
        return rocketchat::read_room(recogniser_, found, seen_);
  }

  // All public channels of a server: each is a place.
  void channels(const json& answer) {
    seen_.page = Page::hub;
    seen_.state = State::alive;
    const std::string base = base_of_call(url_);
    for (const json& each : member(answer, "channels")) {
      const std::string name = text_of(each, "name");
      if (name.empty() || text_of(each, "t") != "c") continue;
      auto reference =
          reference_of(recogniser_, base + "/channel/" + percent_encoded(name), Form::href, {});
      if (reference) seen_.references.push_back(std::move(*reference));
    }
  }

  void invite(const json& answer) {
    seen_.page = Page::invite;
    if (is_true(answer, "valid"))
      seen_.state = State::alive;
    else
      seen_.absent = true;  // expired, unknown, used up, or its room deleted: one state
  }

  void existence(const json& answer) {
    seen_.page = Page::room;
    if (is_true(answer, "exists"))
      seen_.state = State::alive;
    else
      seen_.absent = true;
  }

  void server(const json& answer) {
    seen_.page = Page::site;
    seen_.profile.kind = "site";
    const json& info = member(answer, "info");  // older servers wrap it
    seen_.profile.more.emplace_back("rocketchat_version",
                                    text_of(info.is_object() ? info : answer, "version"));
    server_lives();
  }

  void settings(const json& answer) {
    seen_.page = Page::site;
    seen_.profile.kind = "site";
    for (const json& each : member(answer, "settings")) {
      const std::string id = text_of(each, "_id");
      if (id == "Site_Name") seen_.profile.title = text_of(each, "value");
      if (id == "uniqueID") seen_.profile.more.emplace_back("server_id", text_of(each, "value"));
      if (id == "Accounts_AllowAnonymousRead")
        seen_.profile.more.emplace_back("anonymous_read",
                                        is_true(each, "value") ? "true" : "false");
    }
    server_lives();
  }

  // That a server answers says nothing of its rooms.
  void server_lives() {
    if (seen_.address.platform == "site") seen_.state = State::alive;
  }

  const Recogniser& recogniser_;
  const Fetched& page_;
  Observation& seen_;
  Url url_;
  std::optional<std::int64_t> total_;
};

const std::array<AnswerReader::Shape, 12> AnswerReader::shapes{
    {{"messages", &AnswerReader::paged_messages},
     {"message", &AnswerReader::one_message},
     {"result", &AnswerReader::synced},
     {"channel", &AnswerReader::room},
     {"room", &AnswerReader::room},
     {"group", &AnswerReader::room},
     {"channels", &AnswerReader::channels},
     {"valid", &AnswerReader::invite},
     {"exists", &AnswerReader::existence},
     {"settings", &AnswerReader::settings},
     {"version", &AnswerReader::server},
     {"info", &AnswerReader::server}}};

class RocketChat final : public Platform {
 public:
  explicit RocketChat(const Recogniser& recogniser) : recogniser_(recogniser) {}

  std::string_view name() const override { return "rocketchat"; }

  bool reads(std::string_view url) const override {
    const auto parsed = parse_url(url);
    if (!parsed || !parsed->host) return false;
    const auto located = recogniser_.catalogue.locate(url);
    if (located && located->address.platform == "rocketchat") return true;
    return (!located || located->address.platform == "site") && !base_of_call(*parsed).empty();
  }

  std::vector<Request> visit(const Address& address) const override {
    const std::string marker = "/" + address.kind + "/";
    const std::size_t at = address.url.rfind(marker);
    if (at == std::string::npos) return {};
    const std::string base = address.url.substr(0, at);
    const std::string name = percent_decode(address.url.substr(at + marker.size()));
    if (address.kind == "channel") return {first_messages(base, name, address)};
    if (address.kind == "invite") return {validation(base, name, address)};
    // A group shows nothing without a login; its server can still be seen to be gone.
    if (address.kind == "group") return {look_at(recogniser_, base + "/api/info", address)};
    return {};
  }

  Observation read(const Fetched& page) const override {
    Observation seen = framed(recogniser_, page);
    if (page.request.address.empty()) name_room(page.request.url, seen);
    seen.absent = page.outcome == Outcome::dns_failed || page.outcome == Outcome::connect_failed;
    if (unread(recogniser_, page, seen)) return seen;
    seen.retry_after_ms = std::max(seen.retry_after_ms, wait_until_reset(page));
    seen.limited = page.status == 429 || page.status == 503;
    const auto answer = parse_json(to_utf8(page.body, page.header("content-type")));
    if (answer && answer->is_object()) {
      AnswerReader(recogniser_, page, seen).read(*answer);
    } else if (seen.address.platform == "rocketchat" && page.request.url == seen.address.url) {
      // The web client's page is the same for every room: the API is what can tell.
      seen.page = seen.address.kind == "invite" ? Page::invite : Page::room;
      seen.next = visit(seen.address);
    }
    return seen;
  }

  std::vector<Example> examples() const override {
    const std::string read =
        "https://chat.example.org/api/v1/channels.anonymousread?roomName=harbour&count=50";
    const std::string validate = "https://chat.example.org/api/v1/validateInviteToken";
    return {
        {"messages", read, "messages.json", 200, Page::messages, State::alive, false},
        {"no such room", read, "room_not_found.json", 400, Page::notice, State::unknown, true},
        {"reading is off", read, "not_allowed.json", 400, Page::notice, State::private_, false},
        {"too many requests", read, "too_many_requests.json", 429, Page::notice, State::unknown,
         false},
        {"not logged in", "https://chat.example.org/api/v1/channels.info?roomName=harbour",
         "not_logged_in.json", 401, Page::notice, State::unknown, false},
        {"room", "https://chat.example.org/api/v1/rooms.info?roomName=harbour", "room.json", 200,
         Page::room, State::alive, false},
        {"valid invite", validate, "invite_valid.json", 200, Page::invite, State::alive, false},
        {"dead invite", validate, "invite_invalid.json", 200, Page::invite, State::unknown, true},
        {"web client", "https://chat.example.org/channel/harbour", "client.html", 200, Page::room,
         State::unknown, false},
    };
  }

 private:
  // Newest first: what is posted meanwhile makes pages overlap, it never opens a gap.
  Request first_messages(const std::string& base, const std::string& room,
                         const Address& address) const {
    return look_at(recogniser_,
                   base + "/api/v1/channels.anonymousread?roomName=" + percent_encoded(room) +
                       "&count=" + std::to_string(page_size) + "&offset=0&sort=%7B%22ts%22%3A-1%7D",
                   address);
  }

  Request validation(const std::string& base, const std::string& token,
                     const Address& address) const {
    Request request = look_at(recogniser_, base + "/api/v1/validateInviteToken", address);
    request.method = "POST";
    request.body = json{{"token", token}}.dump();
    request.headers = {{"Content-Type", "application/json"}};
    return request;
  }

  // An imported answer: the room its call names.
  void name_room(const std::string& url, Observation& seen) const {
    const auto parsed = parse_url(url);
    if (!parsed || !parsed->query) return;
    const std::string base = base_of_call(*parsed);
    const auto room = query_value(*parsed->query, "roomName");
    if (base.empty() || !room || room->empty()) return;
    const auto located = recogniser_.catalogue.locate(base + "/channel/" + percent_encoded(*room));
    if (located) seen.address = located->address;
  }

  const Recogniser& recogniser_;
};

}  // namespace

std::unique_ptr<Platform> make_rocketchat(const Recogniser& recogniser) {
  return std::make_unique<RocketChat>(recogniser);
}

}  // namespace godwit
