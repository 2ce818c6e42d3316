// SPDX-License-Identifier: Apache-2.0
// Instagram. A login wall is 200 and says nothing; only positive markers count.
#include <array>

#include "crawler/platforms/account.h"
#include "crawler/platforms/all.h"
#include "crawler/platforms/reading.h"

namespace godwit {

namespace {

// Last known to hold: 2026-11-22.
constexpr std::array markers{
    Marker{"instagram", "", Where::body, "Sorry, this page isn't available.", Proof::absent},
    Marker{"instagram", "", Where::body, "Sorry, this page isn&#039;t available.", Proof::absent},
    Marker{"instagram", "account", Where::body, "\"routePath\":null", Proof::absent},
    Marker{"instagram", "account", Where::body, "\"is_private\":true", Proof::private_},
    Marker{"instagram", "account", Where::body, "Instagram photos and videos", Proof::alive},
    Marker{"instagram", "account", Where::body, "\"biography\":", Proof::alive}};
constexpr std::array<std::string_view, 3> url_keys{"external_url", "lynx_url", "link_url"};
constexpr std::array<std::string_view, 1> text_keys{"biography"};

class Instagram final : public Platform {
 public:
  explicit Instagram(const Recogniser& recogniser) : recogniser_(recogniser) {}

  std::string_view name() const override { return "instagram"; }

  bool reads(std::string_view url) const override {
    const auto located = recogniser_.catalogue.locate(url);
    return located && located->address.platform == "instagram";
  }

  std::vector<Request> visit(const Address& address) const override {
    return {look_at(recogniser_, address.url, address)};
  }

  Observation read(const Fetched& page) const override {
    return read_account(recogniser_, page, {markers, url_keys, text_keys});
  }

  std::vector<Example> examples() const override {
    return {
        {"account", "https://www.instagram.com/harbourbirds/", "account.html", 200, Page::site,
         State::alive, false},
        {"missing", "https://www.instagram.com/harbourbirds9/", "missing.html", 200, Page::site,
         State::unknown, true},
        {"login wall", "https://www.instagram.com/harbourbirds/", "wall.html", 200, Page::site,
         State::unknown, false},
    };
  }

 private:
  const Recogniser& recogniser_;
};

}  // namespace

std::unique_ptr<Platform> make_instagram(const Recogniser& recogniser) {
  return std::make_unique<Instagram>(recogniser);
}

}  // namespace godwit
