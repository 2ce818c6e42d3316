// SPDX-License-Identifier: Apache-2.0
// When is the channel at a place another one? When the id differs; when message ids fall by more
// than half; when, after an absence, it was created later than the last sign of the old one, or
// carries a wholly different title; when an analyst says so.
#include "graph/epochs.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "graph/names.h"
#include "graph/parallel.h"

namespace godwit {

namespace {

constexpr std::int64_t fewest_posts_to_fall = 10;

constexpr auto thing_kinds = std::to_array<std::string_view>(
    {"file", "folder", "item", "share", "public", "paste", "video", "page", "post", "status",
     "photo", "image", "transfer", "document", "file_or_folder", "thread", "short"});

// What the references to a place say of it.
struct Referred {
  Time first = the_end, last = the_beginning;
  std::int64_t numeric = 0;  // -1: they disagree
  bool announced = false;
  bool linked = false;  // by more than a bare @name or hidden markup
};

void refer(Referred& place, const Mention& m, Time seen) {
  place.first = std::min(place.first, m.at);
  place.last = std::max(place.last, seen);
  if (m.numeric > 0)
    place.numeric = place.numeric == 0 || place.numeric == m.numeric ? m.numeric : -1;
  place.announced = place.announced || (m.announce & announce_succession) != 0;
  place.linked = place.linked || (m.form != Form::mention && m.form != Form::leak);
}

// Each part looks at all mentions and takes those of its stretch of the places.
std::vector<Referred> referred_places(const Facts& facts, int threads) {
  constexpr std::size_t parts = 2;
  std::vector<Referred> places(facts.places().size());
  for_each_index(parts, threads, [&](std::size_t part) {
    const std::size_t from = places.size() * part / parts, to = places.size() * (part + 1) / parts;
    for (const Mention& m : facts.mentions())
      if (m.to >= from && m.to < to) refer(places[m.to], m, facts.first_look(m).at);
  });
  return places;
}

// The cuts an analyst made, by place.
std::map<PlaceNo, std::vector<Time>> spoken_cuts(const Facts& facts) {
  std::map<PlaceNo, std::vector<Time>> cuts;
  for (const SpokenWord* said : standing_words(facts))
    if (said->word.verb == "split" && said->word.when)
      if (const auto place = facts.find(said->word.from_url))
        cuts[*place].push_back(*said->word.when);
  for (auto& [place, times] : cuts) std::sort(times.begin(), times.end());
  return cuts;
}

bool exists(const Look& look) {
  return look.state == State::alive || look.state == State::restricted ||
         look.state == State::private_;
}

std::uint64_t identity_of(const Facts& facts, const PlaceKey& place, const Look& look) {
  const std::uint64_t platform = hash_of(facts.text(place.platform));
  if (look.numeric > 0) return mix(platform ^ mix(static_cast<std::uint64_t>(look.numeric)));
  if (look.room == 0) return 0;
  const std::string_view id = facts.text(place.id);
  return mix(platform ^ hash_of(id.substr(0, id.find('/'))) ^ mix(hash_of(facts.text(look.room))));
}

// Walks the looks of one place in time order.
class Cutter {
 public:
  Cutter(const Facts& facts, PlaceNo place, std::vector<Time> cuts)
      : facts_(facts), place_(facts.places()[place]), cuts_(std::move(cuts)) {
    open_.place = place;
  }

  void see(std::uint32_t at, const Look& look) {
    if (begun_ && is_another(look)) close(at);
    if (!begun_) begin(at, look);
    note(look);
    open_.looks_end = at + 1;
  }
  std::vector<Segment> finish() {
    if (begun_ && !person_) done_.push_back(open_);
    return std::move(done_);
  }

 private:
  bool is_another(const Look& look) const {
    const auto cut_between = [&](Time cut) { return last_at_ < cut && cut <= look.at; };
    if (std::any_of(cuts_.begin(), cuts_.end(), cut_between)) return true;
    if (!exists(look)) return false;
    const std::uint64_t identity = identity_of(facts_, place_, look);
    if (identity != 0 && open_.identity != 0) return identity != open_.identity;
    if (is_person(look) != person_ && look.kind != 0 && known_kind_) return true;
    if (!look.older && look.highest_post > 0 && highest_ >= fewest_posts_to_fall &&
        look.highest_post * 2 < highest_)
      return true;
    return absent_since_ && (created_anew(look) || renamed_wholly(look));
  }
  bool created_anew(const Look& look) const {
    return look.created && look.oldest_post > last_sign_;
  }
  bool renamed_wholly(const Look& look) const {
    if (look.title == 0 || title_ == 0 || facts_.text(place_.platform) == "site") return false;
    const Name then = title_name(facts_.text(title_)), now = title_name(facts_.text(look.title));
    const double common = overlap(then.grams, now.grams, [](std::uint32_t) { return 1.0; });
    return compare(then, now, common) == Alike::nothing;
  }
  bool is_person(const Look& look) const {
    const std::string_view kind = facts_.text(look.kind);
    return facts_.text(place_.platform) == "telegram" && (kind == "user" || kind == "bot");
  }

  void begin(std::uint32_t at, const Look& look) {
    open_.looks_begin = at;
    open_.from = look.at;
    open_.to = the_beginning;
    open_.identity = 0;
    open_.numeric = 0;
    begun_ = true;
    person_ = known_kind_ = absent_since_ = false;
    highest_ = 0;
    title_ = 0;
    last_sign_ = the_beginning;
  }
  void close(std::uint32_t) {
    if (!person_) done_.push_back(open_);
    ++open_.epoch;
    begun_ = false;
  }
  void note(const Look& look) {
    last_at_ = look.at;
    if (look.absent || look.state == State::gone) absent_since_ = true;
    if (!exists(look)) return;
    absent_since_ = false;
    open_.to = look.at;
    last_sign_ = look.at;
    if (const std::uint64_t identity = identity_of(facts_, place_, look); identity != 0) {
      open_.identity = identity;
      open_.numeric = look.numeric;
    }
    if (look.kind != 0) {
      known_kind_ = true;
      person_ = is_person(look);
    }
    if (!look.older) highest_ = std::max(highest_, look.highest_post);
    if (look.title != 0) title_ = look.title;
  }

  const Facts& facts_;
  const PlaceKey& place_;
  std::vector<Time> cuts_;
  std::vector<Segment> done_;
  Segment open_;
  bool begun_ = false, person_ = false, known_kind_ = false, absent_since_ = false;
  std::int64_t highest_ = 0;
  Text title_ = 0;
  Time last_at_{}, last_sign_ = the_beginning;
};

// A place that nobody looked at: a channel, if it is one by kind and somebody really linked to it.
bool worth_a_node(const Facts& facts, const PlaceKey& place, const Referred& referred) {
  if (referred.announced) return true;
  const std::string_view platform = facts.text(place.platform), id = facts.text(place.id);
  if (platform == "telegram" && id.ends_with("bot")) return false;
  return referred.linked && platform != "site" && is_channel_kind(facts.text(place.kind));
}

void add_references(const Facts& facts, PlaceNo number, const Referred& referred,
                    std::vector<Segment>& segments) {
  const PlaceKey& place = facts.places()[number];
  const bool looked = !segments.empty();
  if (!looked) {
    if (referred.first == the_end || !worth_a_node(facts, place, referred)) return;
    segments.push_back({number, 1, 0, 0, referred.first, referred.last, 0, 0, nowhere});
  }
  Segment& first = segments.front();
  if (looked && first.epoch == 1) first.from = std::min(first.from, referred.first);
  if (segments.size() == 1 && first.identity == 0 && referred.numeric > 0) {
    Look shown;
    shown.numeric = first.numeric = referred.numeric;
    first.identity = identity_of(facts, place, shown);
  }
}

}  // namespace

bool is_channel_kind(std::string_view kind) {
  return std::find(thing_kinds.begin(), thing_kinds.end(), kind) == thing_kinds.end();
}

namespace {

std::vector<Segment> cut_place(const Facts& facts, PlaceNo place,
                               std::span<const std::uint32_t> looks, std::uint32_t first,
                               const Referred& referred, std::vector<Time> cuts) {
  Cutter cutter(facts, place, std::move(cuts));
  for (std::uint32_t i = 0; i < looks.size(); ++i) cutter.see(first + i, facts.looks()[looks[i]]);
  std::vector<Segment> segments = cutter.finish();
  // A short link is a way to a place, never a place of its own.
  if (facts.text(facts.places()[place].platform) == "shortener") return {};
  if (!segments.empty() || looks.empty()) add_references(facts, place, referred, segments);
  return segments;
}

}  // namespace

std::vector<Segment> cut_looks(const Facts& facts, PlaceNo place,
                               std::span<const std::uint32_t> looks, std::uint32_t first) {
  return cut_place(facts, place, looks, first, {}, {});
}

std::vector<Segment> cut_epochs(const Facts& facts, const std::vector<std::uint32_t>& looks,
                                const std::vector<std::uint32_t>& first_look, int threads) {
  const std::vector<Referred> referred = referred_places(facts, threads);
  const auto cuts = spoken_cuts(facts);
  const std::size_t n = facts.places().size();
  constexpr std::size_t stretches = 64;
  std::array<std::vector<Segment>, stretches> parts;
  for_each_index(stretches, threads, [&](std::size_t part) {
    for (std::size_t i = n * part / stretches; i < n * (part + 1) / stretches; ++i) {
      const auto place = static_cast<PlaceNo>(i);
      const auto cut = cuts.find(place);
      const auto each = cut_place(
          facts, place, std::span(looks).subspan(first_look[i], first_look[i + 1] - first_look[i]),
          first_look[i], referred[i], cut == cuts.end() ? std::vector<Time>{} : cut->second);
      parts[part].insert(parts[part].end(), each.begin(), each.end());
    }
  });
  std::vector<Segment> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace godwit
