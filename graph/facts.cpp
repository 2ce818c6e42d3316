// SPDX-License-Identifier: Apache-2.0
// From an observation to what is kept of it.
#include "graph/facts.h"

#include <charconv>
#include <map>
#include <set>

#include "graph/names.h"

namespace godwit {

namespace {

constexpr std::size_t marks_kept = 24;             // per place; 384 bytes a channel at most
constexpr std::size_t shortest_telling_text = 24;  // bytes: shorter posts are alike by chance
constexpr std::size_t longest_description = 512;
constexpr std::size_t longest_title = 256;
constexpr Duration clock_skew = hours(26);  // a post's time is a claim; later ones are lies
constexpr Time first_credible_post = from_ms(1'072'915'200'000);  // 2004: no platform is older

// A post's own time, where it may be believed.
std::optional<Time> credible(const std::optional<Time>& claimed, Time look) {
  if (!claimed || *claimed < first_credible_post || *claimed > look + clock_skew)
    return std::nullopt;
  return std::min(*claimed, look);
}

std::int64_t number_of(std::string_view id) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), value);
  return error == std::errc{} && end == id.data() + id.size() && value > 0 ? value : 0;
}

// Cuts at a character's boundary.
std::string_view clip(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

std::uint64_t avatar_of(std::string_view hash) {
  const auto colon = hash.rfind(':');
  if (hash.empty() || colon == std::string_view::npos) return 0;
  std::uint64_t value = 0;
  const std::string_view digits = hash.substr(colon + 1);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return error == std::errc{} ? value : 0;
}

bool says_created(const Post& post) {
  return post.service && post.service->find("created") != std::string::npos;
}

std::uint64_t identity_of(const Mention& m) {
  std::uint64_t hash = mix(m.from + (std::uint64_t{m.to} << 32));
  hash = mix(hash ^ m.post ^ (std::uint64_t{m.announce} << 32) ^
             (static_cast<std::uint64_t>(m.form) << 56));
  return mix(hash ^ static_cast<std::uint64_t>(m.numeric));
}

bool same_mention(const Mention& a, const Mention& b) {
  return a.from == b.from && a.to == b.to && a.post == b.post && a.announce == b.announce &&
         a.form == b.form && a.numeric == b.numeric;
}

// What a post says and when, by its id: references point to posts by id.
struct Said {
  Time at{};
  std::uint64_t sketch = 0;
  std::uint8_t fan_out = 0;
};

std::map<std::string_view, Said> said_in(const Observation& seen) {
  std::map<std::string_view, std::set<std::string_view>> targets;
  std::set<std::string_view> announcing;  // only their words are ever compared
  for (const Reference& r : seen.references) {
    targets[r.post].insert(r.address.url);
    if (r.announce != 0) announcing.insert(r.post);
  }
  std::map<std::string_view, Said> said;
  for (const auto& [post, urls] : targets)
    said[post] = {seen.at, 0, static_cast<std::uint8_t>(std::min<std::size_t>(urls.size(), 255))};
  for (const Post& post : seen.posts) {
    const auto here = said.find(post.id);
    if (here == said.end()) continue;
    here->second.at = credible(post.at, seen.at).value_or(seen.at);
    if (announcing.contains(post.id)) here->second.sketch = sketch_of(post.text);
  }
  return said;
}

}  // namespace

Facts::Added Facts::take(const Observation& seen) {
  latest_ = std::max(latest_, seen.at);
  if (seen.word) {
    words_.push_back({seen.at, *seen.word, seen.capture});
    return {nowhere, {}, {}, true};
  }
  if (seen.address.empty()) return {};
  const PlaceNo place = keep(seen.address);
  Look look = look_of(seen, place);
  Added added;
  added.look = static_cast<std::uint32_t>(looks_.size());
  take_posts(seen, place, look, added);
  looks_.push_back(look);

  const auto said = said_in(seen);
  for (const Reference& r : seen.references) {
    if (r.address.empty() || r.address == seen.address) continue;
    const Said& words = said.at(r.post);
    std::uint64_t sketch = words.sketch;
    if (sketch == 0 && r.announce != 0) sketch = sketch_of(r.context);
    Mention m{words.at,
              r.numeric_id.value_or(0),
              sketch,
              place,
              keep(r.address),
              strings_.keep(r.post),
              0,
              added.look,
              r.announce,
              r.form,
              words.fan_out};
    if (r.announce != 0) m.context = strings_.keep(clip(r.context, 240));
    if (const auto number = take_mention(m)) added.mentions.push_back(*number);
  }
  return added;
}

std::optional<PlaceNo> Facts::find(std::string_view url) const {
  const auto text = strings_.find(url);
  if (!text) return std::nullopt;
  return place_index_.find(mix(*text), [&](PlaceNo p) { return places_[p].url == *text; });
}

PlaceNo Facts::keep(const Address& address) {
  const Text url = strings_.keep(address.url);
  if (const auto known =
          place_index_.find(mix(url), [&](PlaceNo p) { return places_[p].url == url; }))
    return *known;
  const auto number = static_cast<PlaceNo>(places_.size());
  places_.push_back({strings_.keep(address.platform), strings_.keep(address.kind),
                     strings_.keep(address.id), url});
  marks_.emplace_back();
  place_index_.insert(number, [&](PlaceNo p) { return mix(places_[p].url); });
  return number;
}

Look Facts::look_of(const Observation& seen, PlaceNo place) {
  Look look;
  look.at = seen.at;
  look.numeric = seen.profile.numeric_id.value_or(0);
  look.members = seen.profile.members.value_or(-1);
  look.avatar = avatar_of(seen.profile.photo_hash);
  look.place = place;
  look.capture = strings_.keep(seen.capture);
  look.url = strings_.keep(seen.url);
  look.title = strings_.keep(clip(seen.profile.title, longest_title));
  look.description = strings_.keep(clip(seen.profile.description, longest_description));
  look.kind = strings_.keep(seen.profile.kind);
  for (const auto& [key, value] : seen.profile.more) {
    if (key == "room_id") look.room = strings_.keep(value);
    if (key != "created") continue;
    if (const auto at = credible(parse_time(value), seen.at)) {
      look.created = true;
      look.oldest_post = *at;
    }
  }
  look.redirect = strings_.keep(seen.redirect);
  look.status = static_cast<std::uint16_t>(seen.status);
  look.source = seen.source;
  look.outcome = seen.outcome;
  look.state = seen.state;
  look.absent = seen.absent;
  look.limited = seen.limited;
  look.canary = seen.canary;
  look.already_there = seen.already_there;
  look.older = seen.purpose == Purpose::older;
  look.reached_start = !seen.posts.empty() && seen.older.empty();
  return look;
}

void Facts::take_posts(const Observation& seen, PlaceNo place, Look& look, Added& added) {
  for (const Post& post : seen.posts) {
    const auto at = credible(post.at, seen.at);
    if (at) {
      look.oldest_post = std::min(look.oldest_post, *at);
      look.newest_post = std::max(look.newest_post, *at);
      look.created = look.created || says_created(post);
    }
    if (const std::int64_t id = number_of(post.id); id > 0) {
      look.lowest_post = look.lowest_post == 0 ? id : std::min(look.lowest_post, id);
      look.highest_post = std::max(look.highest_post, id);
    }
    const std::string folded = fold(post.text);
    if (folded.size() >= shortest_telling_text)
      take_mark(place, {hash_of(folded), at.value_or(seen.at), seen.at}, added);
  }
}

void Facts::take_mark(PlaceNo place, PostMark mark, Added& added) {
  std::vector<PostMark>& marks = marks_[place];
  const auto at = std::lower_bound(marks.begin(), marks.end(), mark.hash,
                                   [](const PostMark& m, std::uint64_t h) { return m.hash < h; });
  if (at != marks.end() && at->hash == mark.hash) {
    if (mark.at >= at->at && mark.seen >= at->seen) return;
    at->at = std::min(at->at, mark.at);
    at->seen = std::min(at->seen, mark.seen);
    added.marks.push_back(mark.hash);
    return;
  }
  if (marks.size() == marks_kept && at == marks.end()) return;
  marks.insert(at, mark);
  added.marks.push_back(mark.hash);
  if (marks.size() <= marks_kept) return;
  added.marks.push_back(marks.back().hash);
  marks.pop_back();
}

// Keeps the earliest sight of a reference; the number, if that changed anything.
std::optional<std::uint32_t> Facts::take_mention(Mention mention) {
  const auto hash = [&](std::uint32_t n) { return identity_of(mentions_[n]); };
  const auto known = mention_index_.find(
      identity_of(mention), [&](std::uint32_t n) { return same_mention(mentions_[n], mention); });
  if (!known) {
    const auto number = static_cast<std::uint32_t>(mentions_.size());
    mentions_.push_back(mention);
    mention_index_.insert(number, hash);
    return number;
  }
  Mention& held = mentions_[*known];
  const Time at = std::min(held.at, mention.at);
  const Look &now = first_look(mention), &then = first_look(held);
  const bool earlier =
      now.at < then.at || (now.at == then.at && text(now.capture) < text(then.capture));
  const bool changed = earlier || at != held.at;
  if (earlier) held = mention;
  held.at = at;
  return changed ? known : std::nullopt;
}

}  // namespace godwit
