// SPDX-License-Identifier: Apache-2.0
// Pastes and link hubs: pages whose whole worth is the list of places they name.
#include <array>
#include <utility>

#include "crawler/parse/charset.h"
#include "crawler/parse/url.h"
#include "crawler/platforms/all.h"
#include "crawler/platforms/hosts.h"
#include "crawler/platforms/reading.h"

namespace godwit {

namespace {

// `gone_text`: what the page says, with status 200, where there is nothing.
struct Hub {
  std::string_view host, gone_text;
};
constexpr std::array hubs{Hub{"justpaste.it", ""},
                          Hub{"justpaste.me", ""},
                          Hub{"jpst.it", ""},
                          Hub{"telegra.ph", ""},
                          Hub{"te.legra.ph", ""},
                          Hub{"graph.org", ""},
                          Hub{"pastebin.com", "Not Found (#404)"},
                          Hub{"rentry.co", ""},
                          Hub{"rentry.org", ""},
                          Hub{"pastethis.to", ""},
                          Hub{"paste.ee", ""},
                          Hub{"controlc.com", ""},
                          Hub{"ghostbin.com", ""},
                          Hub{"ghostbin.co", ""},
                          Hub{"ghostbin.me", ""},
                          Hub{"dpaste.com", ""},
                          Hub{"dpaste.org", ""},
                          Hub{"hastebin.com", ""},
                          Hub{"write.as", ""},
                          Hub{"privatebin.net", ""},
                          Hub{"privatebin.info", ""},
                          Hub{"linktr.ee", "\"statusCode\":404"},
                          Hub{"beacons.ai", "does not seem to exist anymore"},
                          Hub{"bio.link", ""},
                          Hub{"solo.to", ""},
                          Hub{"taplink.cc", ""},
                          Hub{"campsite.bio", ""},
                          Hub{"lnk.bio", ""},
                          Hub{"linkr.bio", ""},
                          Hub{"allmylinks.com", ""},
                          Hub{"heylink.me", ""},
                          Hub{"bio.site", ""},
                          Hub{"msha.ke", ""},
                          Hub{"carrd.co", "the requested page could not be found"}};

const Hub* hub_at(std::string_view url) {
  const std::string host = host_of(url);
  for (const Hub& hub : hubs)
    if (is_host_of(host, hub.host)) return &hub;
  return nullptr;
}

bool is_missing(const Fetched& page, const Hub& hub) {
  if (page.status == 404 || page.status == 410) return true;
  return !hub.gone_text.empty() && page.body.find(hub.gone_text) != std::string::npos;
}

std::string title_of(const Html& html) {
  const std::string_view og = html.meta("og:title");
  return og.empty() ? std::string(html.root().first("title").raw_text()) : std::string(og);
}

void read_hub(const Recogniser& recogniser, const Fetched& page, Observation& seen) {
  const Html html = html_of(page);
  const Element root = html.root();
  seen.degraded = html.degraded();
  seen.profile.title = title_of(html);
  std::string_view when = root.first("time[datetime]").attribute("datetime");
  if (when.empty()) when = html.meta("article:published_time");
  if (const auto time = parse_time(when))
    seen.profile.more.emplace_back("published", to_rfc3339(*time));
  append(seen.references,
         references_of(recogniser, root.rich_text(seen.url), {Form::text, Form::href, {}, false}));
  // The hub's own furniture (its front page, help, log in) is no reference.
  const std::string own = registrable_domain(host_of(seen.url));
  std::erase_if(seen.references, [&](const Reference& r) {
    return r.address == seen.address ||
           (r.address.platform == "site" && registrable_domain(host_of(r.address.url)) == own);
  });
}

class Paste final : public Platform {
 public:
  explicit Paste(const Recogniser& recogniser) : recogniser_(recogniser) {}

  std::string_view name() const override { return "paste"; }
  bool reads(std::string_view url) const override { return hub_at(url) != nullptr; }

  std::vector<Request> visit(const Address& address) const override {
    return {look_at(recogniser_, address.url, address)};
  }

  Observation read(const Fetched& page) const override {
    Observation seen = framed(recogniser_, page);
    if (settled(recogniser_, page, seen)) return seen;
    const Hub* hub = hub_at(page.request.url);
    seen.page = Page::hub;
    seen.profile.kind = "page";
    seen.absent = hub != nullptr && is_missing(page, *hub);
    if (seen.absent || page.status >= 400) return seen;
    seen.state = State::alive;
    read_hub(recogniser_, page, seen);
    return seen;
  }

  std::vector<Example> examples() const override {
    return {
        {"paste", "https://justpaste.it/harbourbirds", "paste.html", 200, Page::hub, State::alive,
         false},
        {"missing paste", "https://justpaste.it/nothinghere", "missing.html", 404, Page::hub,
         State::unknown, true},
        {"article", "https://telegra.ph/Harbour-Birds-01-02", "article.html", 200, Page::hub,
         State::alive, false},
        {"hub", "https://linktr.ee/harbourbirds", "hub.html", 200, Page::hub, State::alive, false},
        {"missing hub", "https://linktr.ee/nobody", "hub_missing.html", 200, Page::hub,
         State::unknown, true},
    };
  }

 private:
  const Recogniser& recogniser_;
};

}  // namespace

std::unique_ptr<Platform> make_paste(const Recogniser& recogniser) {
  return std::make_unique<Paste>(recogniser);
}

}  // namespace godwit
