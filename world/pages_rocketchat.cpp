// SPDX-License-Identifier: Apache-2.0
// A Rocket.Chat server as an anonymous caller meets it (platforms.md 3): what it is, its public
// settings, the messages of a public channel where anonymous reading is allowed, and the errors.
#include <algorithm>
#include <charconv>

#include "world/page.h"

namespace godwit::stage {

namespace {

constexpr int default_count = 50, largest_count = 100;

// Every limited route says how much is left. The world keeps no count of its callers (it is pure):
// the limit is as real servers state it, the rest is always ample.
Answer limited(int status, std::string document, Time now) {
  Answer answer = json(status, std::move(document), now);
  answer.headers.emplace_back("X-RateLimit-Limit", "10");
  answer.headers.emplace_back("X-RateLimit-Remaining", "9");
  answer.headers.emplace_back("X-RateLimit-Reset", std::to_string(to_ms(now) + 60'000));
  return answer;
}

Answer failure(int status, std::string_view text, std::string_view type, Time now) {
  std::string body = "{\"success\":false,\"error\":" +
                     json_string(std::string(text) + " [" + std::string(type) + "]");
  body += ",\"errorType\":" + json_string(type) + "}";
  return limited(status, std::move(body), now);
}

Answer not_logged_in(Time now) {
  return limited(
      401,
      "{\"success\":false,\"status\":\"error\",\"message\":\"You must be logged in to do this.\","
      "\"error\":\"You must be logged in to do this.\"}",
      now);
}

std::string id_of(std::string_view what, std::uint64_t salt) {
  constexpr std::string_view letters = "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz";
  std::string id;
  std::uint64_t h = mix(salt, what);
  for (int i = 0; i < 17; ++i, h = mix(h, 3)) id += letters[h % letters.size()];
  return id;
}

const Place* room_named(const Script& script, const Server& server, const Ask& ask, Time now) {
  for (const Place& place : script.places) {
    if (place.kind != Kind::room || place.host != server.host || !place.alive(now)) continue;
    const std::string& name = place.handles.front().shown;
    if (ask.parameter("roomName") == name ||
        ask.parameter("roomId") == id_of(name, script.options.seed))
      return &place;
  }
  return nullptr;
}

std::string user_json(const Script& script, const Place& room) {
  const Brand& brand = script.brands[static_cast<std::size_t>(room.brand)];
  const std::string name = brand.stem.latin + ".desk";
  return "{\"_id\":" + json_string(id_of(name, script.options.seed)) +
         ",\"username\":" + json_string(name) + ",\"name\":" + json_string(brand.name) + "}";
}

std::string message_json(const Script& script, const Place& room, const Post& post) {
  const std::string& name = room.handles.front().shown;
  const std::string at = to_rfc3339(post.at);
  std::string body =
      "{\"_id\":" + json_string(id_of(name + std::to_string(post.id), script.options.seed)) +
      ",\"rid\":" + json_string(id_of(name, script.options.seed));
  std::string text, urls;
  if (post.content == Content::saying) {
    const Saying& saying = script.sayings[static_cast<std::size_t>(post.number)];
    text = saying_text(saying);
    if (!saying.href.empty()) urls = "{\"url\":" + json_string(saying.href) + ",\"meta\":{}}";
  } else if (post.content == Content::story) {
    text = story_text(script, room.brand, post.number);
  } else {
    text = room.titles[static_cast<std::size_t>(post.number)].text;
    body += ",\"t\":\"r\"";
  }
  return body + ",\"msg\":" + json_string(text) + ",\"ts\":\"" + at +
         "\",\"u\":" + user_json(script, room) + ",\"_updatedAt\":\"" + at + "\",\"urls\":[" +
         urls + "],\"mentions\":[],\"channels\":[]}";
}

int number_or(const std::string& text, int otherwise) {
  int value = otherwise;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value >= 0 ? value : otherwise;
}

Answer messages(const Script& script, const Server& server, const Ask& ask, Time now) {
  const Place* room = room_named(script, server, ask, now);
  if (room == nullptr)
    return failure(
        400, "The required \"roomId\" or \"roomName\" param provided does not match any channel",
        "error-room-not-found", now);
  if (!server.anonymous_read)
    return failure(400, "Enable \"Allow Anonymous Read\"", "error-not-allowed", now);
  std::vector<const Post*> all;
  for (const Post& post : room->posts)
    if (post.at <= now && now < post.until && post.content != Content::created &&
        post.content != Content::photo)
      all.push_back(&post);
  if (ask.parameter("sort").find("\"ts\":1") == std::string::npos)
    std::reverse(all.begin(), all.end());
  const auto total = static_cast<int>(all.size());
  const int offset = std::min(number_or(ask.parameter("offset"), 0), total);
  const int count =
      std::min({number_or(ask.parameter("count"), default_count), largest_count, total - offset});
  std::string body = "{\"messages\":[";
  for (int i = offset; i < offset + count; ++i)
    body +=
        (i > offset ? "," : "") + message_json(script, *room, *all[static_cast<std::size_t>(i)]);
  body += "],\"count\":" + std::to_string(count) + ",\"offset\":" + std::to_string(offset) +
          ",\"total\":" + std::to_string(total) + ",\"success\":true}";
  return limited(200, std::move(body), now);
}

Answer settings(const Script& script, const Server& server, Time now) {
  const auto setting = [](std::string_view id, const std::string& value) {
    return "{\"_id\":" + json_string(id) + ",\"value\":" + value + "}";
  };
  const std::string body =
      "{\"settings\":[" +
      setting("Accounts_AllowAnonymousRead", server.anonymous_read ? "true" : "false") + "," +
      setting("Site_Name", json_string(server.title)) + "," +
      setting("uniqueID", json_string(id_of(server.host, script.options.seed))) +
      "],\"count\":3,\"offset\":0,\"total\":3,\"success\":true}";
  return limited(200, body, now);
}

// The client is a single page application: every path outside the API is the same shell.
Answer shell(const Server& server, Time now) {
  std::string out = "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\" />\n<title>";
  put(out, escape_html(server.title),
      "</title>\n<meta name=\"application-name\" content=\"Rocket.Chat\">\n"
      "<meta property=\"og:title\" content=\"",
      escape_html(server.title),
      "\">\n"
      "<script>__meteor_runtime_config__ = {\"ROOT_URL\":\"https://",
      server.host,
      "\"}</script>\n</head>\n"
      "<body>\n<div id=\"react-root\"></div>\n</body>\n</html>\n");
  return page(200, std::move(out), now);
}

// No room of this world invites by token: all are false, as for a used-up one.
Answer invite_token(const Ask& ask, Time now) {
  if (ask.method != "POST")
    return json(405, "{\"success\":false,\"error\":\"Method Not Allowed\"}", now);
  return limited(200, "{\"valid\":false,\"success\":true}", now);
}

}  // namespace

Answer rocketchat_page(const Script& script, const Server& server, const Ask& ask, Time now) {
  if (now >= server.down_from && now < server.down_to) return no_answer();
  if (ask.scheme != "https") return redirect(301, "https://" + server.host + ask.target, now);
  if (ask.path == "/robots.txt") return page(404, "Not found", now);
  if (ask.path == "/api/info" || ask.path == "/api/v1/info")
    return json(200, "{\"version\":\"2.2\",\"success\":true}", now);
  if (ask.path == "/api/v1/settings.public") return settings(script, server, now);
  if (ask.path == "/api/v1/channels.anonymousread") return messages(script, server, ask, now);
  if (ask.path == "/api/v1/validateInviteToken") return invite_token(ask, now);
  if (ask.path.starts_with("/api/v1/")) return not_logged_in(now);
  return shell(server, now);
}

}  // namespace godwit::stage
