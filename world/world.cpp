// SPDX-License-Identifier: Apache-2.0
// The way in: which machine of the world answers a request.
#include "world/world.h"

#include "world/page.h"
#include "world/script.h"

namespace godwit {

using namespace stage;  // NOLINT(google-build-using-namespace): this file joins the two

namespace {

bool is_telegram(std::string_view host) {
  return host == "t.me" || host == "telegram.me" || host == "telegram.dog";
}

bool is_archive(std::string_view host) {
  return host == "mega.nz" || host == "g.api.mega.co.nz" || host == "disk.yandex.ru" ||
         host == "cloud-api.yandex.net";
}

Answer route(const Script& script, const Ask& ask, Time now, bool soft_ban) {
  const bool reads = ask.method == "GET" || ask.method == "HEAD" || ask.method == "POST";
  if (!reads) return page(405, "", now);
  if (is_telegram(ask.host)) return telegram_page(script, ask, now, soft_ban);
  if (ask.host == "telegram.org")
    return page(200, "<html><title>Telegram</title><body></body></html>\n", now);
  if (ask.host == "justpaste.it") return paste_page(script, ask, now);
  if (ask.host == "is.gd") return shortcut_page(script, ask, now);
  if (ask.host == "files.fm") return files_page(script, ask, now);
  if (ask.host == "cdn4.telesco.pe") return media_page(script, ask, now);
  if (is_archive(ask.host)) return archive_page(script, ask, now);
  if (const Server* server = server_of(script, ask.host))
    return rocketchat_page(script, *server, ask, now);
  return site_page(script, ask, now);
}

}  // namespace

World::World(const WorldOptions& options)
    : script_(std::make_unique<const Script>(draw_script(options))), truth_(tell_truth(*script_)) {}
World::~World() = default;
World::World(World&&) noexcept = default;
World& World::operator=(World&&) noexcept = default;

Answer World::answer(std::string_view method, std::string_view url, std::string_view body,
                     Time now) const {
  return route(*script_, take_apart(method, url, body), now, false);
}

Answer World::soft_banned(std::string_view method, std::string_view url, std::string_view body,
                          Time now) const {
  return route(*script_, take_apart(method, url, body), now, true);
}

bool World::knows_host(std::string_view host, Time now) const {
  return answer("GET", "https://" + std::string(host) + "/robots.txt", "", now).status != 0;
}

std::vector<std::string> World::seeds() const { return seed_urls(*script_); }
Time World::begins() const { return script_->options.begins; }
Time World::ends() const { return script_->ends; }
std::vector<Time> World::suggested_looks() const { return look_times(*script_); }
const Truth& World::truth() const& { return truth_; }
std::vector<int> World::reachable(std::span<const Time> looks) const {
  return reachable_places(*script_, looks);
}

}  // namespace godwit
