// SPDX-License-Identifier: Apache-2.0
// The table of platforms, and pages to observations in parallel.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "crawler/parse/recogniser.h"
#include "crawler/platforms/pictures.h"
#include "godwit/platform.h"

namespace godwit {

struct Platforms {
  std::vector<std::unique_ptr<Platform>> table;  // "site" last
  const Recogniser* recogniser = nullptr;        // none: no pictures, nothing to recognise
  MediaPolicy media;
};

// The literal table. `recogniser` must outlive it.
Platforms make_platforms(const Recogniser& recogniser, MediaPolicy media = {});
// Who reads a page at this URL: the first of the table that says so.
const Platform& platform_of(const Platforms& platforms, std::string_view url);
// The requests of one look at an address; empty where it is identity only.
std::vector<Request> visit(const Platforms& platforms, const Address& address);
// One page to one observation, `capture` and `source` included. Never throws.
Observation read_page(const Platforms& platforms, const Fetched& page);
// Slot i belongs to page i. TBB inside; the answer does not depend on the number of threads.
std::vector<Observation> read_all(const Platforms& platforms, std::span<const Fetched> pages);

}  // namespace godwit
