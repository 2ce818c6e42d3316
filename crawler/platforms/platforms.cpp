// SPDX-License-Identifier: Apache-2.0
// The table of platforms. To add one: its file, its maker in all.h, its line here.
#include "crawler/platforms/platforms.h"

#include <tbb/parallel_for.h>

#include <utility>

#include "crawler/parse/image.h"
#include "crawler/parse/robots.h"
#include "crawler/parse/url.h"
#include "crawler/platforms/all.h"
#include "crawler/platforms/reading.h"
#include "godwit/check.h"

namespace godwit {

Platforms make_platforms(const Recogniser& recogniser, MediaPolicy media) {
  Platforms platforms{{}, &recogniser, std::move(media)};
  for (auto* make : {make_telegram, make_rocketchat, make_filehost, make_paste, make_twitter,
                     make_instagram, make_website})
    platforms.table.push_back(make(recogniser));
  return platforms;
}

const Platform& platform_of(const Platforms& platforms, std::string_view url) {
  CHECK(!platforms.table.empty());
  for (const auto& platform : platforms.table)
    if (platform->reads(url)) return *platform;
  return *platforms.table.back();
}

std::vector<Request> visit(const Platforms& platforms, const Address& address) {
  return platform_of(platforms, address.url).visit(address);
}

namespace {

// A host's robots.txt says nothing of any place, live or out of an archive.
bool is_robots(const Fetched& page) {
  const auto url = parse_url(page.request.url);
  return page.request.purpose == Purpose::robots || (url && url->path == "/robots.txt");
}

// What was asked for as a picture, or given to us as one.
bool is_picture_page(const Fetched& page) {
  return is_picture(page.request.purpose) || (page.imported && looks_like_image(page.body));
}

Observation read_robots_file(const Fetched& page) {
  Observation seen = read_robots(page);
  seen.retry_after_ms = retry_after_ms(page.header("retry-after"), page.at);
  return seen;
}

Observation read_as_it_is(const Platforms& platforms, const Fetched& page) {
  if (is_robots(page)) return read_robots_file(page);
  if (platforms.recogniser != nullptr && is_picture_page(page))
    return read_picture_of(*platforms.recogniser, page);
  return platform_of(platforms, page.request.url).read(page);
}

}  // namespace

Observation read_page(const Platforms& platforms, const Fetched& page) {
  Observation seen = read_as_it_is(platforms, page);
  if (platforms.recogniser != nullptr) {
    drop_secrets(*platforms.recogniser, seen);
    ask_for_pictures(*platforms.recogniser, platforms.media, seen);
  }
  seen.capture = page.capture;
  seen.source = page.imported ? Source::warc : Source::fetched;
  return seen;
}

std::vector<Observation> read_all(const Platforms& platforms, std::span<const Fetched> pages) {
  std::vector<Observation> seen(pages.size());
  tbb::parallel_for(std::size_t{0}, pages.size(),
                    [&](std::size_t i) { seen[i] = read_page(platforms, pages[i]); });
  return seen;
}

}  // namespace godwit
