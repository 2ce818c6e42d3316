// SPDX-License-Identifier: Apache-2.0
// Telegram's public web pages: t.me/s/<name> first, the landing page where there is no preview.
#include "crawler/platforms/telegram.h"

#include <utility>

#include "crawler/parse/charset.h"
#include "crawler/parse/url.h"
#include "crawler/platforms/all.h"
#include "crawler/platforms/json.h"
#include "crawler/platforms/reading.h"

namespace godwit {

namespace {

bool is_telegram_host(std::string_view host) {
  if (host.substr(0, 4) == "www.") host.remove_prefix(4);
  constexpr std::string_view named = ".t.me";
  return host == "t.me" || host == "telegram.me" || host == "telegram.dog" ||
         (host.size() > named.size() && host.substr(host.size() - named.size()) == named);
}

class Telegram final : public Platform {
 public:
  explicit Telegram(const Recogniser& recogniser) : recogniser_(recogniser) {}

  std::string_view name() const override { return "telegram"; }

  bool reads(std::string_view url) const override {
    const auto parsed = parse_url(url);
    return parsed && parsed->host && is_telegram_host(*parsed->host);
  }

  std::vector<Request> visit(const Address& address) const override {
    if (address.kind == "username")
      return {look_at(recogniser_, "https://t.me/s/" + address.id, address)};
    if (address.kind == "invite" || address.kind == "folder")
      return {look_at(recogniser_, address.url, address)};
    return {};
  }

  Observation read(const Fetched& page) const override {
    Observation seen = framed(recogniser_, page);
    if (settled(recogniser_, page, seen)) return seen;
    // Asked as a script asks, t.me answers a JSON string that holds the page.
    std::string body = to_utf8(page.body, page.header("content-type"));
    if (auto unquoted = json_string(body)) body = std::move(*unquoted);
    const Html html = parse_html(body);
    seen.degraded = html.degraded();
    telegram::read_page(recogniser_, page, html, seen);
    return seen;
  }

  std::vector<Example> examples() const override {
    return {
        {"preview", "https://t.me/s/harbour_birds", "preview.html", 200, Page::preview,
         State::alive, false},
        {"empty preview", "https://t.me/s/harbour_birds?before=1", "preview_empty.html", 200,
         Page::preview, State::unknown, false},
        {"restricted", "https://t.me/s/quay_notes", "restricted.html", 200, Page::notice,
         State::restricted, false},
        {"channel", "https://t.me/harbour_birds", "landing_channel.html", 200, Page::landing,
         State::alive, false},
        {"group", "https://t.me/harbour_talk", "landing_group.html", 200, Page::landing,
         State::alive, false},
        {"bot", "https://t.me/tide_table_bot", "landing_bot.html", 200, Page::landing, State::alive,
         false},
        {"person", "https://t.me/somebody_here", "landing_user.html", 200, Page::landing,
         State::alive, false},
        {"free name", "https://t.me/harbour_birds_9", "landing_absent.html", 200, Page::landing,
         State::unknown, true},
        {"living invite", "https://t.me/+AbCdEfGhIjKlMnOp", "invite_alive.html", 200, Page::invite,
         State::alive, false},
        {"dead invite", "https://t.me/+ZzYyXxWwVvUuTtSs", "invite_absent.html", 200, Page::invite,
         State::unknown, true},
        {"post", "https://t.me/harbour_birds/42", "post.html", 200, Page::post, State::alive,
         false},
        {"embed", "https://t.me/harbour_birds/42?embed=1", "embed.html", 200, Page::embed,
         State::alive, false},
        {"missing embed", "https://t.me/harbour_birds/43?embed=1", "embed_missing.html", 200,
         Page::notice, State::unknown, false},
        {"anything else", "https://t.me/harbour_birds", "else.html", 200, Page::unknown,
         State::unknown, false},
    };
  }

 private:
  const Recogniser& recogniser_;
};

}  // namespace

std::unique_ptr<Platform> make_telegram(const Recogniser& recogniser) {
  return std::make_unique<Telegram>(recogniser);
}

}  // namespace godwit
