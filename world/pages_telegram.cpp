// SPDX-License-Identifier: Apache-2.0
// t.me as a browser without an account sees it: which page an address shows at a moment.
#include "world/telegram.h"

namespace godwit::stage {

namespace {

Answer invite_page(const Script& script, const std::string& hash, Time now, bool soft_ban) {
  const int i = resident(script, "t.me/+" + hash, now);
  if (soft_ban || i == nobody) return dead_invite(hash, now);
  return landing(script, script.places[static_cast<std::size_t>(i)], now);
}

Answer named_page(const Script& script, const Ask& ask, const std::vector<std::string_view>& parts,
                  bool slash_s, Time now, bool soft_ban) {
  const std::string name(parts[0]);
  const std::string key = "t.me/" + lower(name);
  const int living = soft_ban ? nobody : resident(script, key, now);
  const int last = soft_ban ? nobody : holder(script, key, now);
  const Place* place =
      living == nobody ? nullptr : &script.places[static_cast<std::size_t>(living)];
  const bool notice = place == nullptr && last != nobody &&
                      script.places[static_cast<std::size_t>(last)].restricted &&
                      !script.places[static_cast<std::size_t>(last)].alive(now);
  if (slash_s && notice) return restricted_preview(name, now);
  const bool open = place != nullptr && place->kind == Kind::channel && place->preview;
  const std::uint32_t id = parts.size() > 1 ? number_in(parts.back()) : 0;
  if (slash_s && !open)
    return redirect(302, "https://t.me/" + name + (id > 0 ? "/" + std::to_string(id) : ""), now);
  if (slash_s) return preview(script, *place, ask, id, now);
  if (notice) return restricted_landing(name, now);
  const Post* post = open && id > 0 ? find_post(*place, id, now) : nullptr;
  if (id > 0 && !ask.parameter("embed").empty()) return embed(script, place, post, now);
  if (post != nullptr) return post_page(script, *place, *post, now);
  return place == nullptr ? nobody_here(name, now) : landing(script, *place, now);
}

}  // namespace

Answer telegram_page(const Script& script, const Ask& ask, Time now, bool soft_ban) {
  if (ask.host != "t.me" || ask.scheme != "https")
    return redirect(301, "https://t.me" + ask.target, now);
  std::vector<std::string_view> parts = segments(ask.path);
  if (parts.empty()) return redirect(302, "https://telegram.org/", now);
  if (parts[0] == "robots.txt") return page(404, "<html><body>404 Not Found</body></html>\n", now);
  if (parts[0] == "joinchat" && parts.size() > 1)
    return invite_page(script, std::string(parts[1]), now, soft_ban);
  if (parts[0][0] == '+' || parts[0][0] == ' ')
    return invite_page(script, std::string(parts[0].substr(1)), now, soft_ban);
  const bool slash_s = parts[0] == "s" && parts.size() > 1;
  if (slash_s) parts.erase(parts.begin());
  return named_page(script, ask, parts, slash_s, now, soft_ban);
}

}  // namespace godwit::stage
