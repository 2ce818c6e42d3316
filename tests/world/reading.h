// SPDX-License-Identifier: Apache-2.0
// How the tests read the world's pages: by plain search, with none of the crawler's code.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "world/world.h"

namespace godwit {

inline Answer get(const World& world, std::string_view url, Time now) {
  return world.answer("GET", url, "", now);
}

inline std::string header_of(const Answer& answer, std::string_view name) {
  for (const auto& [key, value] : answer.headers)
    if (key == name) return value;
  return {};
}

// What stands between `before` and the next `after`, all of them.
inline std::vector<std::string> between(const std::string& text, const std::string& before,
                                        const std::string& after) {
  std::vector<std::string> out;
  for (std::size_t at = text.find(before); at != std::string::npos; at = text.find(before, at)) {
    at += before.size();
    out.push_back(text.substr(at, text.find(after, at) - at));
  }
  return out;
}

inline std::string handle_in(const std::string& url) { return url.substr(url.rfind('/') + 1); }

// All that a reader without an account can see of a place of this platform at this moment.
inline std::string whole(const World& world, const TruthChannel& channel, const std::string& url,
                         Time now) {
  if (channel.platform == "rocketchat") {
    const std::string host = url.substr(0, url.find("/channel/"));
    return get(world,
               host + "/api/v1/channels.anonymousread?roomName=" + handle_in(url) + "&count=100",
               now)
        .body;
  }
  std::string text = get(world, url, now).body;
  if (channel.kind != "channel") return text;
  std::string next = "https://t.me/s/" + handle_in(url);
  for (std::set<std::string> read; !next.empty() && read.insert(next).second;) {
    const std::string page = get(world, next, now).body;
    text += page;
    const std::vector<std::string> older = between(page, "<link rel=\"prev\" href=\"", "\"");
    next = older.empty() ? "" : "https://t.me" + older[0];
  }
  return text;
}

}  // namespace godwit
