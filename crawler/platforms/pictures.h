// SPDX-License-Identifier: Apache-2.0
// Pictures: avatars and photos of posts and pages, which may hold QR codes. A platform names them;
// the case decides whether they are asked for at all (`[media] fetch`, off by default), and then
// only on the page's own host or a media host that the catalogue lists.
#pragma once

#include <string>
#include <vector>

#include "crawler/parse/html.h"
#include "crawler/parse/recogniser.h"
#include "godwit/observation.h"
#include "godwit/transport.h"

namespace godwit {

struct MediaPolicy {
  bool fetch = false;
  std::vector<std::string> hosts;  // beside those: "cdn.example", and what is below it
};

constexpr bool is_picture(Purpose purpose) {
  return purpose == Purpose::media || purpose == Purpose::avatar;
}

// Names the pictures of a page without posts, those first whose names say "qr".
void name_pictures(const Recogniser& recogniser, const Element& page, std::string_view base,
                   Observation& seen);
// Leaves in `seen.next` the pictures that may be asked for, and adds those that `seen` shows.
void ask_for_pictures(const Recogniser& recogniser, const MediaPolicy& policy, Observation& seen);

// A picture: its hashes, and the places that its QR codes name (step "qr"), each with the post it
// stands in. Says nothing of the place's life.
Observation read_picture_of(const Recogniser& recogniser, const Fetched& page);

}  // namespace godwit
