// SPDX-License-Identifier: Apache-2.0
// Rows about time: birth against death, waking, living beside one another, hand-overs in tables.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "graph/rows.h"

namespace godwit::rows {

namespace {
constexpr Duration young = hours(48);
constexpr Duration unproved_death = hours(36);  // between two looks
constexpr double quiet_voice = 0.3;             // of a spare, against its full voice
constexpr Duration quiet_spare = hours(6);      // between its making and its first word
constexpr double mass_rate = 0.02;  // births an hour: the likeliest moment is then worth nothing
constexpr Duration birth_known_within = days(14);
constexpr Duration announced_young = hours(36);
constexpr Duration birth_seen_within = days(2);

// Density, per hour, of a birth somewhere between so many hours after the death.
double density(const Gap& gap, double least, double most) {
  constexpr double narrowest = 0.5;  // hours: nobody knows it better
  const double wider = std::max(0.0, narrowest - (most - least)) / 2;
  least -= wider, most += wider;
  return (gap.up_to(most) - gap.up_to(least)) / (most - least);
}

}  // namespace

namespace {

// A spare is made early and kept quiet; when its hour comes it begins to post.
std::optional<Time> waking(const Pair& p) {
  const std::optional<Time>& first = p.child.first_word;
  return first && *first >= p.v.birth() + quiet_spare ? first : std::nullopt;
}

// When u died; where that is not proved but it was looked for in vain since, soon after its last
// sign of life.
std::optional<Interval> death_of(const Pair& p) {
  if (p.u.died) return p.u.died;
  if (p.sites || !p.u.fallen()) return std::nullopt;
  return Interval{p.u.end(), p.u.end() + unproved_death};
}

}  // namespace

bool has_fallen(const Pair& p) { return p.fell.has_value(); }

namespace {

// Over all moments that birth and death may have had.
Moment moment_of(const Pair& p) {
  const Weights& w = p.known.weights(false);
  const Interval born = p.child.born, died = *p.fell;
  const Time died_from = std::max(died.earliest, died.latest - days(14));
  Moment m;
  const double least = in_hours(born.earliest - died.latest);
  const double most = in_hours(born.latest - died_from);
  m.hours_open = most - least;
  m.hours_after = (least + most) / 2;
  m.direct = density(w.gap, least, most);
  m.skipped = density(w.skipped_gap, least, most);
  if (const auto awake = waking(p))
    m.direct = std::max(m.direct, 0.5 * density(w.gap, in_hours(*awake - died.latest),
                                                in_hours(*awake - died_from)));
  return m;
}

bool tells_a_moment(const Pair& p) {
  return !p.sites && has_fallen(p) && !p.u.by_table && !p.v.by_table &&
         p.v.born.latest >= p.u.born.earliest;  // else it was taken in by an older one
}

}  // namespace

// Against the births of that half day: in a wave of births, or where birth and death are known
// within wide bounds only, the likeliest moment tells nothing for, others against. Levels: for,
// against.
Reading timing(const Pair& p) {
  if (!p.moment) return {};
  const std::size_t births = std::bit_floor(std::max<std::size_t>(p.child.births_about, 1));
  const Moment& m = *p.moment;
  const double rate =
      std::min({static_cast<double>(births) / 24, mass_rate, 1 / std::max(m.hours_open, 1.0)});
  const double bits = std::clamp(std::log2(m.direct / rate), -6.0, 6.0);
  // Who names its own successor may do so long before.
  if (bits < 0 && p.announcement != nullptr) return {0, 0};
  return {bits < 0 ? 1 : 0, std::abs(bits)};
}

// Is so long a gap rather that of two generations? Levels: it is, it is not.
Reading generation_gap(const Pair& p) {
  if (!p.moment) return {};
  constexpr double thinnest = 1e-9;  // per hour
  const double bits =
      std::log2(std::max(p.moment->skipped, thinnest) / std::max(p.moment->direct, thinnest));
  return {bits > 0 ? 0 : 1, std::min(std::abs(bits), 6.0)};
}

// The birth, so long before or after the death, as far as both are known. Levels: more than 60, 24,
// 8 hours before; about then; more than 2, 10, 24, 60 hours after. Long after, another may have
// lived between, whom nobody saw.
Reading birth_gap(const Pair& p) {
  constexpr std::array<double, levels - 1> bounds{-60, -24, -8, 2, 10, 24, 60};
  constexpr double widest = 72;  // hours: wider, and the middle tells nothing
  if (!p.moment || p.moment->hours_open > widest) return {};
  return {static_cast<int>(std::upper_bound(bounds.begin(), bounds.end(), p.moment->hours_after) -
                           bounds.begin())};
}

namespace {

// Did u's people announce it as new, or as the next after one that was deleted? A reserve may have
// been there for long.
bool called_new(const Pair& p) {
  if (p.announcement == nullptr && p.voices.trusted <= 0 && p.voices.kin <= 0) return false;
  return std::any_of(p.child.announcers.begin(), p.child.announcers.end(), [&](const Announcer& a) {
    return (mention(p, a.link).announce & (announce_new | announce_deleted)) != 0;
  });
}

}  // namespace

// Was v's beginning seen? Who was there before anybody looked may always have been. Levels: seen;
// its posts go back further; no posts, and there as soon as u was; no posts, heard of later; nobody
// looked at it; not seen, but somebody calls it new; seen, before anybody knew u.
Reading newcomer(const Pair& p) {
  if (p.sites || p.v.by_table) return {};
  const Interval& born = p.v.born;
  if (born.earliest > the_beginning && born.latest - born.earliest <= birth_seen_within)
    return {p.v.birth() < p.u.first_seen ? 6 : 0};
  if (called_new(p)) return {5};
  if (!p.child.marks.empty()) return {1};
  if (!p.v.looked) return {4};
  return {p.v.first_seen <= p.u.first_seen + hours(6) ? 2 : 3};
}

// Public handle or invitation. Levels: as before; a handle, then an invitation; an invitation, then
// a handle; to another platform; from another platform; channel and group.
Reading kept_kind(const Pair& p) {
  if (p.sites || p.u.by_table || p.v.by_table || !p.u.curious || !p.v.curious) return {};
  const Known& known = p.known;
  if (p.u.platform != p.v.platform) return {known.facts().text(p.u.platform) == "telegram" ? 3 : 4};
  if (known.invited(p.from) != known.invited(p.to)) return {known.invited(p.to) ? 1 : 2};
  return {known.group(p.from) != known.group(p.to) ? 5 : 0};
}

void tell_timing(const Pair& p, const Reading&, Evidence& e) {
  const Interval died = *p.fell;
  const std::string since =
      died.earliest > the_beginning ? " " + to_rfc3339(died.earliest) + " to " : " by ";
  e.at = p.v.birth();
  e.words = "died" + since + to_rfc3339(died.latest) + ", born by " + to_rfc3339(p.v.birth());
}

// Still there at the last look, and v beside it: a mirror, a sibling, no predecessor. A spare that
// is kept quiet until its hour comes does not count as posting. Levels: less than a day, two days,
// longer; longer than a day where v shows no posts.
Reading lived_beside(const Pair& p) {
  if (p.sites || p.u.by_table || p.v.by_table || p.u.end() == the_beginning) return {};
  if (p.v.birth() <= p.u.birth()) return {};  // taken in by an older one
  if (has_fallen(p)) return {};
  const std::optional<Time>& woke = p.child.first_word;
  const Duration beside = p.u.end() - woke.value_or(p.v.birth());
  if (!woke) return {beside > days(1) ? 3 : -1};
  if (beside <= hours(6)) return {};
  return {beside <= hours(24) ? 0 : beside <= days(2) ? 1 : 2};
}

void tell_beside(const Pair& p, const Reading&, Evidence& e) {
  e.at = p.u.end();
  e.words = "still there at " + to_rfc3339(p.u.end()) + ", the other since " +
            to_rfc3339(p.child.first_word.value_or(p.v.birth()));
}

// v posted before u fell and after: was it a quiet spare until then, or in full voice as a sister
// is? Bits: the posts before and after, were it a spare, against an even stream.
Reading woke_when_it_fell(const Pair& p) {
  if (p.sites || p.u.by_table || !has_fallen(p)) return {};
  const Time fell = p.fell->earliest;
  Time first = the_end, last = the_beginning;
  int before = 0, after = 0;
  for (const PostMark& mark : p.child.marks) {
    if (mark.at < p.v.birth()) continue;  // shown again
    first = std::min(first, mark.at), last = std::max(last, mark.at);
    ++(mark.at < fell ? before : after);
  }
  if (before + after < 4 || p.v.birth() + quiet_spare > fell || last <= fell) return {};
  const double quiet_days = in_days(fell - p.v.birth()), loud_days = in_days(last - fell);
  const double even = quiet_days / (quiet_days + loud_days);
  const double spare = quiet_voice * quiet_days / (quiet_voice * quiet_days + loud_days);
  const double bits =
      before * std::log2(spare / even) + after * std::log2((1 - spare) / (1 - even));
  return {0, std::clamp(bits, -6.0, 6.0)};
}

void tell_waking(const Pair& p, const Reading&, Evidence& e) {
  e.at = p.fell->earliest;
  e.words = "posted since " + to_rfc3339(p.child.first_word.value_or(p.v.birth())) +
            ", the other fell after " + to_rfc3339(e.at);
}

// Levels: a paste, file or hub and a channel; a site and a channel. Channels of two platforms are
// alike: networks jump.
Reading unlike_kind(const Pair& p) {
  if (p.u.platform == p.v.platform) return {};
  if (p.u.curious != p.v.curious) return {0};
  return {p.known.is_site(p.from) != p.known.is_site(p.to) ? 1 : -1};
}

void tell_kinds(const Pair& p, const Reading&, Evidence& e) {
  e.words = std::string(p.known.facts().text(p.u.platform)) + " / " +
            std::string(p.known.facts().text(p.v.platform));
}

// Where no death was proved: v's birth against u's last sign of life. Levels: the same moment,
// within a day, 30 days, a year, longer after; within 30 days before, longer before, still alive.
Reading hand_over(const Pair& p) {
  const Time end = p.u.end(), birth = p.v.birth();
  if (end == the_beginning || (!p.sites && !p.u.by_table)) return {};
  if (end + days(1) >= p.known.facts().latest()) return {7};
  const double gap = in_days(birth - end);
  if (std::abs(gap) < 1.0 / 1440) return {0};
  if (std::abs(gap) <= 1) return {1};
  if (gap > 0) return {gap <= 30 ? 2 : gap <= 365 ? 3 : 4};
  return {gap >= -30 ? 5 : 6};
}

void tell_hand_over(const Pair& p, const Reading&, Evidence& e) {
  e.at = p.v.birth();
  e.words =
      "last seen " + to_rfc3339(p.u.end()) + ", the other first seen " + to_rfc3339(p.v.birth());
}

// Of hand-overs in one moment. Levels: nobody else ended or was born then, few did, many did.
Reading exclusive_moment(const Pair& p) {
  if (hand_over(p).level != 0) return {};
  const Duration reach = std::chrono::minutes(1);
  const std::size_t ends = p.known.ends_around(p.u.end(), reach, 5);
  const std::size_t events = std::max(ends, p.known.births_around(p.v.birth(), reach, p.sites));
  return {events <= 1 ? 0 : events <= 4 ? 1 : 2};
}

// Levels: the nearest in time of its equals in name, the second, any other.
Reading nearest_of_name(const Pair& p) {
  return {p.standing.rank < 0 ? -1 : std::min(int{p.standing.rank}, 2)};
}

// Known from tables alone, of one name, the entry changed from one host to the other in one moment:
// the keeper of the table replaced it, which a stranger cannot do.
Reading table_entry_moved(const Pair& p) {
  if (!p.sites || !p.u.by_table || !p.v.by_table || p.handle != Alike::same) return {};
  return {hand_over(p).level == 0 && generation_number(p).level < 2 ? 0 : -1};
}

// First seen after the other: it may have been there, but nobody saw it.
Reading seen_later(const Pair& p) { return {p.u.birth() > p.v.birth() ? 0 : -1}; }

}  // namespace godwit::rows

namespace godwit {

using namespace rows;

std::optional<Time> first_of(const std::vector<PostMark>& marks) {
  Time first = the_end;
  for (const PostMark& mark : marks) first = std::min(first, mark.at);
  return first == the_end ? std::nullopt : std::optional(first);
}

// When v was born. Where no page says so: who announces a channel as new, and was seen before
// without doing so, speaks of one that is young.
Interval birth_of(const Known& known, const Child& child) {
  const Node& v = known.node(child.node);
  Interval born{v.born.earliest, v.birth()};
  for (const Announcer& a : child.announcers) {
    const Time said = known.links().mention(a.link).at;
    born.latest = std::min(born.latest, std::max(said, born.earliest));
    if (known.node(a.from).first_seen + hours(12) <= said)
      born.earliest = std::max(born.earliest, std::min(born.latest, said - announced_young));
  }
  born.earliest = std::max(born.earliest, born.latest - birth_known_within);
  return born;
}

void find_moment(Pair& p) {
  p.fell = death_of(p);
  if (tells_a_moment(p)) p.moment = moment_of(p);
}

}  // namespace godwit
