// SPDX-License-Identifier: Apache-2.0
// Pastes and link hubs: pages whose whole worth is the list of places they name.
#include <algorithm>
#include <array>
#include <utility>

#include "crawler/parse/charset.h"
#include "crawler/parse/url.h"
#include "crawler/platforms/all.h"
#include "crawler/platforms/hosts.h"
#include "crawler/platforms/markers.h"
#include "crawler/platforms/pictures.h"
#include "crawler/platforms/reading.h"

namespace godwit {

namespace {

// (What privatebin holds is encrypted by its key: its pages name nobody.)
constexpr std::array<std::string_view, 7> hubs{"justpaste.it", "telegraph", "pastebin", "paste",
                                               "linkhub",      "carrd",     "about.me"};

// What pages say, with status 200, where there is nothing. Last known to hold: 2026-11-22.
constexpr std::array markers{
    Marker{"linkhub", "", Where::body, "\"statusCode\":404", Proof::absent},
    Marker{"linkhub", "", Where::body, "does not seem to exist anymore", Proof::absent},
    Marker{"carrd", "", Where::body, "the requested page could not be found", Proof::absent}};

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
  name_pictures(recogniser, root, seen.url, seen);
  append_leaks(recogniser, html, seen);  // hubs that scripts draw
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

  bool reads(std::string_view url) const override {
    const auto located = recogniser_.catalogue.locate(url);
    return located && std::find(hubs.begin(), hubs.end(), located->address.platform) != hubs.end();
  }

  std::vector<Request> visit(const Address& address) const override {
    if (address.kind == "file") return {};  // a picture: nothing to read
    return {look_at(recogniser_, address.url, address)};
  }

  Observation read(const Fetched& page) const override {
    Observation seen = framed(recogniser_, page);
    if (settled(recogniser_, page, seen)) return seen;
    seen.page = Page::hub;
    seen.profile.kind = "page";
    judge(markers, page, seen);
    seen.absent |= page.status == 404 || page.status == 410;
    if (seen.absent || page.status >= 400 || seen.address.kind == "file") return seen;
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
