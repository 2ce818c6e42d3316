// SPDX-License-Identifier: Apache-2.0
// The kinds of evidence, one function and one row each.
#include "graph/evidence.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <set>
#include <string>

namespace godwit {

namespace {

constexpr double announced_at_once = 8;  // who announces more in a fortnight dilutes his word
constexpr Duration announcing_window = days(7);
constexpr double announcement_fresh_days = 3;  // it comes before the move, and we see it late
constexpr double announcement_decay_days = 7;
constexpr double oldest_announcement = 0.6;  // an old word of the predecessor is still its word
constexpr Duration outlived_its_word = days(1);
constexpr Duration young = hours(48);
constexpr Duration silence = days(7);
constexpr Duration unproved_death = hours(36);  // between two looks
constexpr double quiet_voice = 0.3;             // of a spare, against its full voice
constexpr Duration quiet_spare = hours(6);      // between its making and its first word
constexpr double mass_rate = 0.02;  // births an hour: the likeliest moment is then worth nothing
constexpr Duration birth_known_within = days(14);
constexpr Duration announced_young = hours(36);

double in_days(Duration d) { return static_cast<double>(d.count()) / 86'400'000.0; }
double in_hours(Duration d) { return static_cast<double>(d.count()) / 3'600'000.0; }

const Mention& mention(const Pair& p, const Link& link) { return p.known.links().mention(link); }

// The address of the post, or of the page, that shows a mention.
void show(const Known& known, const Mention& m, Evidence& e) {
  const Facts& facts = known.facts();
  e.at = m.at;
  e.source = std::string(facts.text(m.url != 0 ? m.url : facts.places()[m.from].url));
  if (m.post != 0) {
    const std::string_view place = facts.text(facts.places()[m.from].url);
    e.source = std::string(place) + "/" + std::string(facts.text(m.post));
  }
  e.capture = std::string(facts.text(m.capture));
  e.words = std::string(facts.text(m.context));
}

template <class Wanted>
const Mention* first_said(const Pair& p, std::span<const Link> links, const Wanted& wanted) {
  for (const Link& link : links)
    if (wanted(mention(p, link))) return &mention(p, link);
  return nullptr;
}

// --- announcement

// How many channels u announces around that moment: the word of one who announces many is weaker.
double dilution(const Pair& p, Time when) {
  std::set<NodeNo> announced;
  for (const Link& link : p.known.links().out_of(p.from)) {
    const Mention& m = mention(p, link);
    if (believable(m) && m.at + announcing_window >= when && m.at <= when + announcing_window)
      announced.insert(link.to);
  }
  return std::min(
      1.0, announced_at_once / static_cast<double>(std::max<std::size_t>(announced.size(), 1)));
}

// The announcement nearest the child's birth decides; a word long before or after is worth less.
const Mention* best_announcement(const Pair& p, double* worth) {
  const Mention* best = nullptr;
  double most = 0;
  for (const Link& link : p.said) {
    const Mention& m = mention(p, link);
    if (!believable(m) || names_the_fallen(m, p.v)) continue;
    const Time birth = p.v.birth();
    const double age = in_days(m.at > birth ? m.at - birth : birth - m.at);
    const double stale = std::max(age - announcement_fresh_days, 0.0);
    const double fresh = std::max(oldest_announcement, std::exp(-stale / announcement_decay_days));
    if (fresh > most) most = fresh, best = &m;
  }
  if (worth != nullptr) *worth = most;
  return best;
}

// Levels: 0 in its own name, 1 that something was deleted, by a channel that lives on.
Reading announced_by_predecessor(const Pair& p) {
  double worth = 0;
  const Mention* m = best_announcement(p, &worth);
  if (m == nullptr) return {};
  const bool of_another =
      (m->announce & announce_deleted) != 0 && p.u.end() >= m->at + outlived_its_word;
  return {of_another ? 1 : 0, worth * dilution(p, m->at)};
}
void tell_announced(const Pair& p, const Reading&, Evidence& e) {
  show(p.known, *best_announcement(p, nullptr), e);
}

bool redirects(const Mention& m) { return m.form == Form::redirect; }

Reading redirected_by_predecessor(const Pair& p) {
  return {first_said(p, p.said, redirects) != nullptr ? 0 : -1};
}
void tell_redirected(const Pair& p, const Reading&, Evidence& e) {
  show(p.known, *first_said(p, p.said, redirects), e);
}

// The word of a channel that u vouched for, or that somebody whom u vouched for does.
double sibling_bits(const Pair& p, const Announcer& a) {
  if (a.from == p.from) return 0;
  const Time when = p.known.links().mention(a.link).at;
  const double t = std::max(trust(p.known, p.from, a.from, when),
                            trust_at_second_hand(p.known, p.from, a.from, when));
  return sibling_word(t);
}

double kin_share(const Pair& p, const Announcer& a) {
  if (a.from == p.from || sibling_bits(p, a) > 0) return 0;
  return claimed_kin(p.known, p.from, a.from, p.known.links().mention(a.link).at);
}

using Worth = double (*)(const Pair&, const Announcer&);

Reading sum_of(const Pair& p, const std::vector<Announcer>& voices, Worth worth) {
  double sum = 0;
  for (const Announcer& a : voices) sum += worth(p, a);
  if (sum <= 0) return {};
  return {0, sum};
}

void tell_best(const Pair& p, const std::vector<Announcer>& voices, Worth worth, Evidence& e) {
  const Announcer* best = nullptr;
  double most = 0;
  for (const Announcer& a : voices)
    if (const double each = worth(p, a); each > most) most = each, best = &a;
  if (best != nullptr) show(p.known, p.known.links().mention(best->link), e);
}

Reading announced_by_siblings(const Pair& p) {
  if (p.standing.inherited < 0) return sum_of(p, p.child.announcers, sibling_bits);
  return {p.standing.inherited > 0 ? 0 : -1, p.standing.inherited};
}
void tell_siblings(const Pair& p, const Reading&, Evidence& e) {
  tell_best(p, p.child.announcers, sibling_bits, e);
}

// Up to two of them: whoever calls himself kin may call himself so twice.
Reading announced_by_claimed_kin(const Pair& p) {
  Reading r = sum_of(p, p.child.announcers, kin_share);
  if (p.standing.inherited >= 0)
    r = {p.standing.inherited_kin > 0 ? 0 : -1, p.standing.inherited_kin};
  r.amount = std::min(r.amount, 1.5);
  return r;
}
void tell_kin(const Pair& p, const Reading&, Evidence& e) {
  tell_best(p, p.child.announcers, kin_share, e);
}

// Levels: 0 by a channel that u vouched for, 1 by one that calls itself kin.
Reading linked_by_siblings(const Pair& p) {
  if (sum_of(p, p.child.linkers, sibling_bits).level == 0) return {0};
  return {sum_of(p, p.child.linkers, kin_share).level == 0 ? 1 : -1};
}
void tell_linkers(const Pair& p, const Reading& r, Evidence& e) {
  tell_best(p, p.child.linkers, r.level == 0 ? sibling_bits : kin_share, e);
}

// The words that announce v. Levels: they carry u's title, its handle, another candidate's.
Reading named_in_announcement(const Pair& p) { return {p.standing.named}; }
void tell_named(const Pair& p, const Reading&, Evidence& e) {
  for (const Announcer& a : p.child.announcers) return show(p.known, mention(p, a.link), e);
}

// --- references, forwards, claims, advertisements

// Levels: 0 in posts, 1 in the description or pinned.
bool plain(const Mention& m) {
  return !believable(m) && (m.announce & announce_disavowal) == 0 && m.form != Form::forward &&
         m.form != Form::redirect && m.form != Form::leak && m.fan_out <= quarantined_fan_out;
}
bool plain_and_prominent(const Mention& m) {
  return plain(m) && (m.form == Form::description || m.form == Form::pinned);
}
Reading referenced_by_predecessor(const Pair& p) {
  if (first_said(p, p.said, plain_and_prominent) != nullptr) return {1};
  return {first_said(p, p.said, plain) != nullptr ? 0 : -1};
}
void tell_referenced(const Pair& p, const Reading& r, Evidence& e) {
  show(p.known,
       *(r.level == 1 ? first_said(p, p.said, plain_and_prominent) : first_said(p, p.said, plain)),
       e);
}

bool forward(const Mention& m) { return m.form == Form::forward; }

// Levels: 0 while v was young, 1 later.
Reading forwarded_by_predecessor(const Pair& p) {
  const Mention* m = first_said(p, p.said, forward);
  if (m == nullptr) return {};
  return {m->at <= p.v.birth() + young ? 0 : 1};
}
void tell_forwarded(const Pair& p, const Reading&, Evidence& e) {
  show(p.known, *first_said(p, p.said, forward), e);
}

Reading forwards_from_predecessor(const Pair& p) {
  return {first_said(p, p.answered, forward) != nullptr ? 0 : -1};
}
void tell_forwards_from(const Pair& p, const Reading&, Evidence& e) {
  show(p.known, *first_said(p, p.answered, forward), e);
}

bool claiming(const Mention& m) {
  return (m.announce & announce_succession) != 0 && (m.announce & announce_disavowal) == 0;
}
bool any_link(const Mention& m) {
  return m.form != Form::forward && (m.announce & announce_disavowal) == 0;
}

// Is v vouched for, by u itself or by its kin?
bool vouched(const Pair& p) {
  return best_announcement(p, nullptr) != nullptr || announced_by_siblings(p).level == 0 ||
         linked_by_siblings(p).level == 0;
}

// Levels: 0 in words of succession, 1 by a mere link back; 2 and 3 the same of a channel that is
// vouched for: it knows where it comes from.
Reading claimed_by_successor(const Pair& p) {
  const bool link = first_said(p, p.answered, any_link) != nullptr;
  const bool words = first_said(p, p.answered, claiming) != nullptr;
  if (!link && !words) return {};
  return {(words ? 0 : 1) + (vouched(p) ? 2 : 0)};
}
void tell_claimed(const Pair& p, const Reading& r, Evidence& e) {
  show(p.known, *first_said(p, p.answered, r.level % 2 == 0 ? claiming : any_link), e);
}

// Strangers who name both in one breath: lists and paid promotion. Nearly nothing, and capped.
Reading advertised_by_strangers(const Pair& p) {
  double strangers = 0;
  for (const Announcer& a : p.child.announcers)
    if (a.from != p.from && trust(p.known, p.from, a.from, mention(p, a.link).at) == 0 &&
        !p.known.links().between(a.from, p.from).empty())
      ++strangers;
  if (strangers == 0) return {};
  return {0, std::min(strangers, 2.0)};
}

// --- names

// Levels: nothing, little, some, contained, same but short, same, look-alike.
Reading alike(Alike how, const Name& a, const Name& b) {
  switch (how) {
    case Alike::unknown:
      return {};
    case Alike::nothing:
      return {0};
    case Alike::little:
      return {1};
    case Alike::some:
      return {2};
    case Alike::contained:
      return {3};
    case Alike::same:
      return {std::min(a.stem.size(), b.stem.size()) < 5 ? 4 : 5};
    case Alike::look_alike:
      return {6};
  }
  return {};
}

Reading handle_alike(const Pair& p) {
  return alike(p.handle, p.known.handle(p.from), p.known.handle(p.to));
}
Reading title_alike(const Pair& p) {
  return alike(p.title, p.known.title(p.from), p.known.title(p.to));
}
void tell_stems(const Name& a, const Name& b, Evidence& e) { e.words = a.stem + " / " + b.stem; }
void tell_handle(const Pair& p, const Reading&, Evidence& e) {
  tell_stems(p.known.handle(p.from), p.known.handle(p.to), e);
}
void tell_title(const Pair& p, const Reading&, Evidence& e) {
  tell_stems(p.known.title(p.from), p.known.title(p.to), e);
}

// Numbers of the names that agree otherwise; none counts as the first generation.
std::optional<std::pair<int, int>> numbers(const Pair& p) {
  const auto both = [](const Name& a, const Name& b) -> std::optional<std::pair<int, int>> {
    if (a.number < 0 && b.number < 0) return std::nullopt;
    return std::pair{std::max(a.number, 1), std::max(b.number, 1)};
  };
  if (p.handle == Alike::same) return both(p.known.handle(p.from), p.known.handle(p.to));
  if (p.title == Alike::same) return both(p.known.title(p.from), p.known.title(p.to));
  return std::nullopt;
}
// Levels: next, same, back, far ahead.
Reading generation_number(const Pair& p) {
  const auto n = numbers(p);
  if (!n) return {};
  const int step = n->second - n->first;
  return {step == 1 ? 0 : step == 0 ? 1 : step < 0 ? 2 : 3};
}
void tell_number(const Pair& p, const Reading&, Evidence& e) {
  const auto n = numbers(p);
  e.words = std::to_string(n->first) + " / " + std::to_string(n->second);
}

// Hosts below one domain. Levels: one name below a domain of few names, or below one that many
// share (a proxy); one name below different domains; another name below a domain of few.
Reading same_parent_domain(const Pair& p) {
  const std::uint64_t a = p.known.handle(p.from).parent, b = p.known.handle(p.to).parent;
  const bool alike = p.handle >= Alike::contained;
  if (a == 0 && b == 0) return {};
  if (a != b) return {alike ? 2 : -1};
  const bool shared = p.known.names_below(a) > 3;
  if (alike) return {shared ? 1 : 0};
  return {shared ? -1 : 3};
}

// --- likeness and content

Reading description_alike(const Pair& p) {
  if (p.u.description == 0 || p.v.description == 0) return {};
  if (p.u.description == p.v.description) return {0};
  const Facts& facts = p.known.facts();
  const std::uint64_t a = sketch_of(facts.text(p.u.description));
  const std::uint64_t b = sketch_of(facts.text(p.v.description));
  return {std::popcount(a ^ b) <= 12 ? 1 : -1};
}

Reading avatar_alike(const Pair& p) {
  if (p.u.avatar == 0 || p.v.avatar == 0) return {};
  const int apart = std::popcount(p.u.avatar ^ p.v.avatar);
  return {apart <= 4 ? 0 : apart <= 10 ? 1 : -1};
}

// Levels: 0 some of u's old posts stand in v, 1 more than half of them.
Reading posts_copied(const Pair& p) {
  const std::vector<PostMark> old = p.known.marks(p.from);
  std::size_t both = 0;
  for (std::size_t i = 0, j = 0; i < old.size() && j < p.child.marks.size();) {
    if (old[i].hash < p.child.marks[j].hash)
      ++i;
    else if (p.child.marks[j].hash < old[i].hash)
      ++j;
    else
      ++both, ++i, ++j;
  }
  if (both == 0) return {};
  return {2 * both > std::min(old.size(), p.child.marks.size()) && both > 1 ? 1 : 0};
}

// --- time

// Density, per hour, of a successor's birth so long after the death: 0.44 prepared before it
// (exponential, 3 days) and 0.56 after it (log-normal, median 3 hours, sigma 1.5).
double density(double after_death_hours) {
  if (after_death_hours < 0) return 0.44 / 72 * std::exp(after_death_hours / 72);
  const double x = std::max(after_death_hours, 0.05);
  const double z = std::log(x / 3) / 1.5;
  return 0.56 / (x * 1.5 * std::sqrt(2 * M_PI)) * std::exp(-z * z / 2);
}

// The first thing said that we know of; nullopt where there are no posts.
std::optional<Time> first_of(const std::vector<PostMark>& marks) {
  Time first = the_end;
  for (const PostMark& mark : marks) first = std::min(first, mark.at);
  return first == the_end ? std::nullopt : std::optional(first);
}
std::optional<Time> first_word(const Pair& p) { return first_of(p.child.marks); }

// A spare is made early and kept quiet; when its hour comes it begins to post.
std::optional<Time> waking(const Pair& p) {
  const std::optional<Time> first = first_word(p);
  return first && *first >= p.v.birth() + quiet_spare ? first : std::nullopt;
}

// When u died; where that is not proved but it was looked for in vain since, soon after its last
// sign of life.
std::optional<Interval> death_of(const Pair& p) {
  if (p.u.died) return p.u.died;
  if (p.sites || !p.u.fallen()) return std::nullopt;
  return Interval{p.u.end(), p.u.end() + unproved_death};
}
bool has_fallen(const Pair& p) { return death_of(p).has_value(); }

// When v was born. Where no page says so: who announces a channel as new, and was seen before
// without doing so, speaks of one that is young.
Interval birth_of(const Pair& p) {
  Interval born{p.v.born.earliest, p.v.birth()};
  for (const Announcer& a : p.child.announcers) {
    const Time said = mention(p, a.link).at;
    born.latest = std::min(born.latest, std::max(said, born.earliest));
    if (p.known.node(a.from).first_seen + hours(12) <= said)
      born.earliest = std::max(born.earliest, std::min(born.latest, said - announced_young));
  }
  born.earliest = std::max(born.earliest, born.latest - birth_known_within);
  return born;
}

// Density, per hour, where a generation that nobody saw lies between: it lived for days.
double density_over_two(double after_death_hours) {
  constexpr double mean_life = 144;
  return after_death_hours < 0 ? 0 : std::exp(-after_death_hours / mean_life) / mean_life;
}
constexpr double generations_unseen = 0.2;

// Both densities, over all moments that birth and death may have had.
struct Moment {
  double direct = 0, over_two = 0;
  double hours_open = 0;  // between which birth and death may lie to each other
};
Moment moment_of(const Pair& p) {
  constexpr int steps = 16;
  const Interval born = birth_of(p), died = *death_of(p);
  const Time died_from = std::max(died.earliest, died.latest - days(14));
  Moment m;
  const auto average = [&](double least, double most, auto density_at) {
    double sum = 0;
    for (int i = 0; i < steps; ++i) sum += density_at(least + (most - least) * (i + 0.5) / steps);
    return sum / steps;
  };
  const double least = in_hours(born.earliest - died.latest);
  const double most = in_hours(born.latest - died_from);
  m.hours_open = most - least;
  m.direct = average(least, most, density);
  m.over_two = generations_unseen * average(least, most, density_over_two);
  if (const auto awake = waking(p))
    m.direct = std::max(m.direct, 0.5 * average(in_hours(*awake - died.latest),
                                                in_hours(*awake - died_from), density));
  return m;
}

bool tells_a_moment(const Pair& p) {
  return !p.sites && has_fallen(p) && !p.u.by_table && !p.v.by_table &&
         p.v.born.latest >= p.u.born.earliest;  // else it was taken in by an older one
}

// Against the births of that half day: in a wave of births, or where birth and death are known
// within wide bounds only, the likeliest moment tells nothing for, others against.
Reading timing(const Pair& p) {
  if (!tells_a_moment(p)) return {};
  const std::size_t births = std::bit_floor(
      std::max<std::size_t>(p.known.births_around(p.v.birth(), hours(12), false), 1));
  const Moment m = moment_of(p);
  const double rate =
      std::min({static_cast<double>(births) / 24, mass_rate, 1 / std::max(m.hours_open, 1.0)});
  const double bits = std::clamp(std::log2((m.direct + m.over_two) / rate), -6.0, 6.0);
  // Who names its own successor may do so long before.
  return {0, best_announcement(p, nullptr) != nullptr ? std::max(bits, 0.0) : bits};
}
void tell_timing(const Pair& p, const Reading&, Evidence& e) {
  e.at = p.v.birth();
  e.words = "died " + to_rfc3339(death_of(p)->earliest) + " to " + to_rfc3339(death_of(p)->latest) +
            ", born by " + to_rfc3339(p.v.birth());
}

// Still there at the last look, and v beside it: a mirror, a sibling, no predecessor. A spare that
// is kept quiet until its hour comes does not count as posting. Levels: less than a day, two days,
// longer; longer than a day where v shows no posts.
Reading lived_beside(const Pair& p) {
  if (p.sites || p.u.by_table || p.v.by_table || p.u.end() == the_beginning) return {};
  if (p.v.birth() <= p.u.birth()) return {};  // taken in by an older one
  if (has_fallen(p)) return {};
  const std::optional<Time> woke = first_word(p);
  const Duration beside = p.u.end() - woke.value_or(p.v.birth());
  if (!woke) return {beside > days(1) ? 3 : -1};
  if (beside <= hours(6)) return {};
  return {beside <= hours(24) ? 0 : beside <= days(2) ? 1 : 2};
}
void tell_beside(const Pair& p, const Reading&, Evidence& e) {
  e.at = p.u.end();
  e.words = "still there at " + to_rfc3339(p.u.end()) + ", the other since " +
            to_rfc3339(first_word(p).value_or(p.v.birth()));
}

// v posted before u fell and after: was it a quiet spare until then, or in full voice as a sister
// is? Bits: the posts before and after, were it a spare, against an even stream.
Reading woke_when_it_fell(const Pair& p) {
  if (p.sites || p.u.by_table || !has_fallen(p)) return {};
  const Time fell = death_of(p)->earliest;
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
  e.at = death_of(p)->earliest;
  e.words = "posted since " + to_rfc3339(first_word(p).value_or(p.v.birth())) +
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
  const std::size_t ends = p.known.ends_between(p.u.end() - reach, p.u.end() + reach).size();
  const std::size_t events = std::max(ends, p.known.births_around(p.v.birth(), reach, p.sites));
  return {events <= 1 ? 0 : events <= 4 ? 1 : 2};
}

// Levels: the nearest in time of its equals in name, the second, any other.
Reading nearest_of_name(const Pair& p) {
  return {p.standing.rank < 0 ? -1 : std::min(p.standing.rank, 2)};
}

// A name that has moved before moves again. Levels: one, up to three, up to ten, more namesakes.
Reading established_name(const Pair& p) {
  const int n = p.standing.namesakes;
  if (n == 0) return {};
  return {n == 1 ? 0 : n <= 3 ? 1 : n <= 10 ? 2 : 3};
}

// Known from tables alone, of one name, the entry changed from one host to the other in one moment:
// the keeper of the table replaced it, which a stranger cannot do.
Reading table_entry_moved(const Pair& p) {
  if (!p.sites || !p.u.by_table || !p.v.by_table || p.handle != Alike::same) return {};
  return {hand_over(p).level == 0 && generation_number(p).level < 2 ? 0 : -1};
}

// First seen after the other: it may have been there, but nobody saw it.
Reading seen_later(const Pair& p) { return {p.u.birth() > p.v.birth() ? 0 : -1}; }

// --- contradiction

// Another child has it already: how surely.
Reading superseded(const Pair& p) { return {p.standing.rivalry > 0 ? 0 : -1, p.standing.rivalry}; }

Reading silent_predecessor(const Pair& p) { return {silent_about(p) && claims(p) ? 0 : -1}; }

// Levels: 0 by the predecessor, 1 by somebody it vouches for.
Reading disavowed(const Pair& p) {
  if (first_said(p, p.said, disavows) != nullptr) return {0};
  double most = 0;
  for (const Link& link : p.child.disavowals)
    most = std::max(most, trust(p.known, p.from, link.from, mention(p, link).at));
  if (most <= 0) return {};
  return {1, std::min(1.0, 1.5 * most)};
}
void tell_disavowed(const Pair& p, const Reading& r, Evidence& e) {
  if (r.level == 0) return show(p.known, *first_said(p, p.said, disavows), e);
  for (const Link& link : p.child.disavowals)
    if (trust(p.known, p.from, link.from, mention(p, link).at) > 0)
      return show(p.known, mention(p, link), e);
}

void tell_nothing(const Pair&, const Reading&, Evidence&) {}

constexpr bool hard = true, soft = false, forgeable = true, own = false;

constexpr std::array<Row, kinds> rows{{
    {Kind::announced_by_predecessor, "announced_by_predecessor", Group::announcement, hard, own,
     announced_by_predecessor, tell_announced},
    {Kind::redirected_by_predecessor, "redirected_by_predecessor", Group::announcement, hard, own,
     redirected_by_predecessor, tell_redirected},
    {Kind::announced_by_siblings, "announced_by_siblings", Group::announcement, hard, own,
     announced_by_siblings, tell_siblings},
    {Kind::announced_by_claimed_kin, "announced_by_claimed_kin", Group::announcement, soft, own,
     announced_by_claimed_kin, tell_kin},
    {Kind::linked_by_siblings, "linked_by_siblings", Group::forwards, hard, own, linked_by_siblings,
     tell_linkers},
    {Kind::named_in_announcement, "named_in_announcement", Group::reference, soft, forgeable,
     named_in_announcement, tell_named},
    {Kind::referenced_by_predecessor, "referenced_by_predecessor", Group::reference, soft, own,
     referenced_by_predecessor, tell_referenced},
    {Kind::forwarded_by_predecessor, "forwarded_by_predecessor", Group::forwards, hard, own,
     forwarded_by_predecessor, tell_forwarded},
    {Kind::forwards_from_predecessor, "forwards_from_predecessor", Group::claim, soft, forgeable,
     forwards_from_predecessor, tell_forwards_from},
    {Kind::claimed_by_successor, "claimed_by_successor", Group::claim, soft, forgeable,
     claimed_by_successor, tell_claimed},
    {Kind::advertised_by_strangers, "advertised_by_strangers", Group::ads, soft, forgeable,
     advertised_by_strangers, tell_nothing},
    {Kind::handle_alike, "handle_alike", Group::name, soft, forgeable, handle_alike, tell_handle},
    {Kind::title_alike, "title_alike", Group::name, soft, forgeable, title_alike, tell_title},
    {Kind::generation_number, "generation_number", Group::name, soft, forgeable, generation_number,
     tell_number},
    {Kind::same_parent_domain, "same_parent_domain", Group::name, soft, own, same_parent_domain,
     tell_nothing},
    {Kind::description_alike, "description_alike", Group::likeness, soft, forgeable,
     description_alike, tell_nothing},
    {Kind::avatar_alike, "avatar_alike", Group::likeness, soft, forgeable, avatar_alike,
     tell_nothing},
    {Kind::posts_copied, "posts_copied", Group::content, soft, forgeable, posts_copied,
     tell_nothing},
    {Kind::timing, "timing", Group::time, soft, forgeable, timing, tell_timing},
    {Kind::lived_beside, "lived_beside", Group::contradiction, soft, own, lived_beside,
     tell_beside},
    {Kind::woke_when_it_fell, "woke_when_it_fell", Group::time, soft, forgeable, woke_when_it_fell,
     tell_waking},
    {Kind::unlike_kind, "unlike_kind", Group::contradiction, soft, own, unlike_kind, tell_kinds},
    {Kind::hand_over, "hand_over", Group::time, soft, forgeable, hand_over, tell_hand_over},
    {Kind::exclusive_moment, "exclusive_moment", Group::time, soft, forgeable, exclusive_moment,
     tell_nothing},
    {Kind::nearest_of_name, "nearest_of_name", Group::time, soft, forgeable, nearest_of_name,
     tell_nothing},
    {Kind::established_name, "established_name", Group::name, soft, own, established_name,
     tell_nothing},
    {Kind::table_entry_moved, "table_entry_moved", Group::time, hard, own, table_entry_moved,
     tell_hand_over},
    {Kind::seen_later, "seen_later", Group::time, soft, own, seen_later, tell_nothing},
    {Kind::superseded, "superseded", Group::contradiction, soft, own, superseded, tell_nothing},
    {Kind::silent_predecessor, "silent_predecessor", Group::contradiction, soft, own,
     silent_predecessor, tell_nothing},
    {Kind::disavowed, "disavowed", Group::contradiction, hard, own, disavowed, tell_disavowed},
}};

}  // namespace

std::span<const Row> evidence_rows() { return rows; }

double directness(const Pair& p) {
  if (!tells_a_moment(p) || best_announcement(p, nullptr) != nullptr ||
      first_said(p, p.answered, any_link) != nullptr)
    return 1;
  const Moment m = moment_of(p);
  return m.direct / (m.direct + m.over_two);
}

bool parallel(const Known& known, NodeNo u, NodeNo v) {
  const std::optional<Time> word = first_of(known.marks(v));
  return word && *word + days(1) <= known.node(u).end();
}

bool claims(const Pair& p) { return first_said(p, p.answered, claiming) != nullptr; }

bool silent_about(const Pair& p) {
  return !p.u.by_table && p.u.looked && p.said.empty() && p.u.end() >= p.v.birth() + silence;
}

namespace {
// The levels of hand_over, the likeliest first.
int lateness(int level) {
  constexpr std::array<int, levels> place{0, 1, 2, 5, 7, 3, 6, 4};
  return level < 0 ? static_cast<int>(levels) : place[static_cast<std::size_t>(level)];
}
}  // namespace

void rank_by_nearness(std::vector<Pair>& pairs) {
  const auto alikeness = [](const Pair& p) { return std::max(p.handle, p.title); };
  const auto order = [&](const Pair& p) {
    const Time end = p.u.end(), birth = p.v.birth();
    return std::tuple(-static_cast<int>(alikeness(p)), seen_later(p).level,
                      generation_number(p).level >= 2, same_parent_domain(p).level == 2,
                      lateness(hand_over(p).level), end > birth ? end - birth : birth - end,
                      birth - p.u.birth(), -p.handle_overlap, p.from);
  };
  std::vector<Pair*> namesakes;
  for (Pair& p : pairs)
    if (alikeness(p) >= Alike::contained) namesakes.push_back(&p);
  std::sort(namesakes.begin(), namesakes.end(),
            [&](const Pair* a, const Pair* b) { return order(*a) < order(*b); });
  const auto same = std::count_if(namesakes.begin(), namesakes.end(), [&](const Pair* p) {
    return alikeness(*p) == Alike::same && seen_later(*p).level < 0;
  });
  for (std::size_t i = 0; i < namesakes.size(); ++i) {
    namesakes[i]->standing.rank = static_cast<int>(i);
    if (alikeness(*namesakes[i]) == Alike::same)
      namesakes[i]->standing.namesakes = static_cast<int>(same);
  }
}

namespace {
// Does the text hold the name as words of its own? `part` says what a name may go on with.
template <class Part>
bool holds_name(std::string_view text, std::string_view name, const Part& part) {
  for (std::size_t at = text.find(name); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !part(text[at - 1])) && (end == text.size() || !part(text[end]))) return true;
  }
  return false;
}
bool no_space(char c) { return c != ' '; }
bool of_handle(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

// The words that announced a child, as names are looked for in them.
struct Words {
  explicit Words(const Child& child) {
    for (const std::string& each : child.words) {
      folded.push_back(fold(each));
      std::string& lower = plain.emplace_back(each);
      for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
  }
  bool title(std::string_view name) const {
    constexpr std::size_t shortest = 6;
    return name.size() >= shortest && std::any_of(folded.begin(), folded.end(), [&](const auto& w) {
             return holds_name(w, name, no_space);
           });
  }
  bool handle(std::string_view name) const {
    return !name.empty() && std::any_of(plain.begin(), plain.end(), [&](const auto& w) {
      return holds_name(w, "@" + std::string(name), of_handle);
    });
  }
  std::vector<std::string> folded, plain;
};

// Does one of the handles that u has had stand in the words?
bool handle_named(const Pair& p, const Words& words) {
  const Facts& facts = p.known.facts();
  return std::any_of(p.u.stays.begin(), p.u.stays.end(), [&](const Stay& stay) {
    const Place& place = facts.places()[stay.place];
    return facts.text(place.kind) == "username" && words.handle(facts.text(place.id));
  });
}
}  // namespace

void find_named(std::vector<Pair>& pairs) {
  if (pairs.empty() || pairs.front().child.words.empty()) return;
  const Words words(pairs.front().child);
  const Facts& facts = pairs.front().known.facts();
  std::vector<std::size_t> length(pairs.size(), 0);
  std::size_t longest = 0;
  bool any = false;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const std::string title = fold(facts.text(pairs[i].u.title));
    if (words.title(title)) length[i] = title.size();
    longest = std::max(longest, length[i]);
    if (!handle_named(pairs[i], words)) continue;
    pairs[i].standing.named = 1;
    any = true;
  }
  if (any) longest = std::max<std::size_t>(longest, 1);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    int& level = pairs[i].standing.named;
    if (level < 0 && longest > 0) level = !any && length[i] == longest ? 0 : 2;
  }
}

}  // namespace godwit
