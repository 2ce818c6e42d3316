// SPDX-License-Identifier: Apache-2.0
#include "crawler/platforms/pictures.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "crawler/parse/announce.h"
#include "crawler/parse/content_hash.h"
#include "crawler/parse/picture_child.h"
#include "crawler/parse/url.h"
#include "crawler/platforms/hosts.h"
#include "crawler/platforms/reading.h"

namespace godwit {

namespace {

constexpr std::size_t pictures_max = 24;      // asked for after one page
constexpr std::size_t page_pictures_max = 8;  // of a page without posts
constexpr int smallest_side = 48;             // pixels: below it no code can be read
constexpr std::string_view step = "qr";

bool may_be_asked_for(const Recogniser& recogniser, const MediaPolicy& policy,
                      const Observation& seen, std::string_view url) {
  const std::string host = host_of(url);
  if (host.empty()) return false;
  const std::string home = host_of(seen.url);
  if (host == home || registrable_domain(host) == registrable_domain(home)) return true;
  const auto below = [&](const std::string& domain) { return is_host_of(host, domain); };
  if (std::ranges::any_of(policy.hosts, below)) return true;
  for (const PlatformRow& row : recogniser.catalogue.rows())
    if (row.name == seen.address.platform) return std::ranges::any_of(row.media, below);
  return false;
}

// The words beside a picture may announce what its code names.
std::uint16_t announced_by(const Recogniser& recogniser, const Post& post) {
  const Span picture{post.text.size(), post.text.size(), false};
  return announce_bits(recogniser.lexicon, post.text, {&picture, 1}, post.pinned).front();
}

Request picture_request(const Recogniser& recogniser, const std::string& url,
                        const Observation& seen, Purpose purpose) {
  return look_at(recogniser, resolve_url(seen.url, url), seen.address, purpose);
}

bool is_small(std::string_view side) {
  int pixels = 0;
  const auto [end, error] = std::from_chars(side.data(), side.data() + side.size(), pixels);
  return error == std::errc{} && pixels < smallest_side;
}

bool says_qr(const Element& image) {
  for (const std::string_view name : {"src", "alt", "class", "id", "title"})
    for (const std::string_view word : {"qr", "QR", "Qr"})
      if (image.attribute(name).find(word) != std::string_view::npos) return true;
  return false;
}

// The places that a code's text names.
void take_code(const Recogniser& recogniser, const Request& asked, const std::string& code,
               Observation& seen) {
  RichText words;
  words.text = code;
  for (Reference& found :
       references_of(recogniser, words, {Form::qr, Form::qr, asked.post, false})) {
    found.steps.insert(found.steps.begin(), std::string(step));
    found.announce |= asked.announce;
    seen.references.push_back(std::move(found));
  }
  seen.profile.more.emplace_back("qr", recogniser.catalogue.without_secrets(code));
}

}  // namespace

void name_pictures(const Recogniser& recogniser, const Element& page, std::string_view base,
                   Observation& seen) {
  std::vector<Element> images = page.all("img[src]");
  std::stable_partition(images.begin(), images.end(), says_qr);
  std::size_t named = 0;
  for (const Element& image : images) {
    if (named == page_pictures_max) return;
    const std::string url = resolve_url(base, image.attribute("src"));
    if (!url.starts_with("http") || is_small(image.attribute("width")) ||
        is_small(image.attribute("height")))
      continue;
    seen.next.push_back(picture_request(recogniser, url, seen, Purpose::media));
    ++named;
  }
}

void ask_for_pictures(const Recogniser& recogniser, const MediaPolicy& policy, Observation& seen) {
  std::vector<Request> named;
  std::erase_if(seen.next, [&](Request& request) {
    const bool picture = is_picture(request.purpose);
    if (picture) named.push_back(std::move(request));
    return picture;
  });
  const bool looked = seen.purpose == Purpose::visit || seen.purpose == Purpose::older;
  if (!policy.fetch || !looked) return;
  if (!seen.profile.photo.empty())
    named.push_back(picture_request(recogniser, seen.profile.photo, seen, Purpose::avatar));
  for (const Post& post : seen.posts)
    for (const Media& media : post.media) {
      if (media.kind != "photo" || media.url.empty()) continue;
      Request request = picture_request(recogniser, media.url, seen, Purpose::media);
      request.post = post.id;
      request.announce = announced_by(recogniser, post);
      named.push_back(std::move(request));
    }
  std::set<std::string> urls;
  for (Request& request : named)
    if (urls.size() < pictures_max && may_be_asked_for(recogniser, policy, seen, request.url) &&
        urls.insert(request.url).second)
      seen.next.push_back(std::move(request));
}

Observation read_picture_of(const Recogniser& recogniser, const Fetched& page) {
  Observation seen = framed(recogniser, page);
  const Request& asked = page.request;
  seen.page = Page::file;
  if (!is_picture(asked.purpose)) seen.profile.kind = "image";
  if (unread(recogniser, page, seen)) return seen;
  seen.limited = page.status == 429 || page.status == 503;
  if (page.status >= 400) return seen;
  const Picture picture = read_picture_apart(page.body);
  seen.degraded = !picture.why.empty();
  Profile& profile = seen.profile;
  profile.more.emplace_back("content_hash", content_hash(page.body));
  if (!picture.format.empty())
    profile.more.emplace_back("image", picture.format + " " + std::to_string(picture.width) + "x" +
                                           std::to_string(picture.height));
  if (seen.degraded) profile.more.emplace_back("image_trouble", picture.why);
  if (asked.purpose == Purpose::avatar) {
    profile.photo = asked.url;
    // A site's icon is often its software's: alike, it says nothing; the very file says a little.
    const bool icon = seen.address.kind == "site" || seen.address.kind == "blog";
    if (!icon) profile.photo_hash = picture.hash;
  }
  for (const std::string& code : picture.codes) take_code(recogniser, asked, code, seen);
  return seen;
}

}  // namespace godwit
