// SPDX-License-Identifier: Apache-2.0
// Twitter/X. Logged out, its pages are always 200 and mostly a wall: only positive markers count.
#include <array>

#include "crawler/platforms/account.h"
#include "crawler/platforms/all.h"
#include "crawler/platforms/reading.h"

namespace godwit {

namespace {

// Last known to hold: 2026-11-22.
constexpr std::array markers{
    Marker{"twitter", "", Where::body, "\"reason\":\"Suspended\"", Proof::absent},
    Marker{"twitter", "", Where::body, "\"__typename\":\"UserUnavailable\"", Proof::absent},
    Marker{"twitter", "status", Where::body, "TweetTombstone", Proof::absent},
    Marker{"twitter", "account", Where::body, "\"reason\":\"available\"", Proof::absent},
    Marker{"twitter", "account", Where::body, "\"reason\":\"taken\"", Proof::alive},
    Marker{"twitter", "account", Where::body, "\"screen_name\":\"", Proof::alive},
    Marker{"twitter", "account", Where::body, "property=\"og:type\" content=\"profile\"",
           Proof::alive}};
constexpr std::array<std::string_view, 1> url_keys{"expanded_url"};
constexpr std::array<std::string_view, 1> text_keys{"description"};

class Twitter final : public Platform {
 public:
  explicit Twitter(const Recogniser& recogniser) : recogniser_(recogniser) {}

  std::string_view name() const override { return "twitter"; }

  bool reads(std::string_view url) const override {
    const auto located = recogniser_.catalogue.locate(url);
    return located && located->address.platform == "twitter";
  }

  std::vector<Request> visit(const Address& address) const override {
    return {look_at(recogniser_, address.url, address)};
  }

  Observation read(const Fetched& page) const override {
    return read_account(recogniser_, page, {markers, url_keys, text_keys});
  }

  std::vector<Example> examples() const override {
    return {
        {"account", "https://twitter.com/harbour_birds", "account.html", 200, Page::site,
         State::alive, false},
        {"suspended", "https://x.com/harbour_birds", "suspended.html", 200, Page::site,
         State::unknown, true},
        {"login wall", "https://twitter.com/harbour_birds", "wall.html", 200, Page::site,
         State::unknown, false},
    };
  }

 private:
  const Recogniser& recogniser_;
};

}  // namespace

std::unique_ptr<Platform> make_twitter(const Recogniser& recogniser) {
  return std::make_unique<Twitter>(recogniser);
}

}  // namespace godwit
