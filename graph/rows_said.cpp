// SPDX-License-Identifier: Apache-2.0
// Rows about what was said: announcements, references, forwards, claims, advertisements.
#include <algorithm>
#include <cmath>
#include <set>

#include "graph/rows.h"

namespace godwit::rows {

namespace {
constexpr double announced_at_once = 8;  // who announces more in a fortnight dilutes his word
constexpr Duration announcing_window = days(7);
constexpr double announcement_fresh_days = 3;  // it comes before the move, and we see it late
constexpr double announcement_decay_days = 7;
constexpr double oldest_announcement = 0.6;  // an old word of the predecessor is still its word
constexpr Duration young = hours(48);
}  // namespace

void show(const Known& known, const Mention& m, Evidence& e) {
  const Facts& facts = known.facts();
  e.at = m.at;
  const Look& look = facts.first_look(m);
  e.source = std::string(facts.text(look.url != 0 ? look.url : facts.places()[m.from].url));
  if (m.post != 0) {
    const std::string_view place = facts.text(facts.places()[m.from].url);
    const std::string post(facts.text(m.post));  // of a feed or a site: an address by itself
    const bool whole = post.find("://") != std::string::npos;
    e.source = whole ? post : std::string(place) + "/" + post;
  }
  e.capture = std::string(facts.text(look.capture));
  e.words = std::string(facts.text(m.context));
}

namespace {

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

}  // namespace

namespace {

// It stood there when u was first looked at: nobody knows since when.
bool stood_there(const Pair& p, const Mention& m) {
  return p.known.facts().first_look(m).at <= p.u.first_seen + hours(1);
}

// It went on for a day beside the new place: it may have said so for another, whom nobody saw.
bool lived_on(const Pair& p) {
  return p.v.birth() > p.u.birth() && p.u.end() >= p.v.birth() + days(1);
}

}  // namespace

// Levels: 0 before it fell; 1 that something was deleted: who can still say so speaks of another; 2
// it stood there when u was first looked at; 3 a new place, where nobody else could be meant
// (find_only) and it did not live on; 4 it lives on, a sister may have said it too; 5 a new place,
// before it fell; 6 and 7 a reserve, as 3: said later, or it stood there.
Reading announced_by_predecessor(const Pair& p) {
  const Mention* m = p.announcement;
  if (m == nullptr) return {};
  const bool reserve = (m->announce & (announce_new | announce_moved)) == 0;
  const auto level = [&] {
    if (p.sites) return 0;
    if ((m->announce & announce_deleted) != 0) return 1;
    if (p.standing.only && reserve) return stood_there(p, *m) ? 7 : 6;
    if (p.standing.only && !lived_on(p)) return 3;
    if (stood_there(p, *m)) return 2;
    if (!has_fallen(p)) return 4;
    return reserve ? 0 : 5;
  };
  return {level(), p.announcement_worth * dilution(p, m->at)};
}

void tell_announced(const Pair& p, const Reading&, Evidence& e) {
  show(p.known, *p.announcement, e);
}

namespace {

bool redirects(const Mention& m) { return m.form == Form::redirect; }

}  // namespace

Reading redirected_by_predecessor(const Pair& p) {
  return {first_said(p, p.said, redirects) != nullptr ? 0 : -1};
}

void tell_redirected(const Pair& p, const Reading&, Evidence& e) {
  show(p.known, *first_said(p, p.said, redirects), e);
}

namespace {

// How far the channel is vouched for by u, or by somebody whom u vouches for.
double trusted(const Pair& p, const Announcer& a) {
  if (a.from == p.from) return 0;
  const Time when = mention(p, a.link).at;
  return std::max(trust(p.known, p.from, a.from, when),
                  trust_at_second_hand(p.known, p.from, a.from, when));
}

double sibling_bits(const Pair& p, const Announcer& a) { return sibling_word(trusted(p, a)); }

double kin_share(const Pair& p, const Announcer& a) {
  if (a.from == p.from || trusted(p, a) > 0) return 0;
  return claimed_kin(p.known, p.from, a.from, mention(p, a.link).at);
}

using Worth = double (*)(const Pair&, const Announcer&);

void tell_best(const Pair& p, const std::vector<Announcer>& voices, Worth worth, Evidence& e) {
  const Announcer* best = nullptr;
  double most = 0;
  for (const Announcer& a : voices)
    if (const double each = worth(p, a); each > most) most = each, best = &a;
  if (best != nullptr) show(p.known, p.known.links().mention(best->link), e);
}

}  // namespace

Reading announced_by_siblings(const Pair& p) {
  const double bits = p.standing.inherited < 0 ? p.voices.trusted : p.standing.inherited;
  if (bits > 0) return {0, bits};
  return p.standing.inherited < 0 ? Reading{} : Reading{-1, bits};
}

void tell_siblings(const Pair& p, const Reading&, Evidence& e) {
  tell_best(p, p.child.announcers, sibling_bits, e);
}

// Up to two of them: whoever calls himself kin may call himself so twice.
Reading announced_by_claimed_kin(const Pair& p) {
  const double kin = p.standing.inherited < 0 ? p.voices.kin : p.standing.inherited_kin;
  return {kin > 0 ? 0 : -1, std::min(kin, 1.5)};
}

void tell_kin(const Pair& p, const Reading&, Evidence& e) {
  tell_best(p, p.child.announcers, kin_share, e);
}

// Levels: 0 by a channel that u vouched for, 1 by one that calls itself kin.
Reading linked_by_siblings(const Pair& p) { return {p.linked}; }

void tell_linkers(const Pair& p, const Reading& r, Evidence& e) {
  tell_best(p, p.child.linkers, r.level == 0 ? sibling_bits : kin_share, e);
}

// The words that announce v. Levels: they carry u's title, alone among the candidates; its handle;
// another candidate's; u's, as that of others; another's, and u said them; u's, and u said them.
Reading named_in_announcement(const Pair& p) { return {p.standing.named}; }
void tell_named(const Pair& p, const Reading&, Evidence& e) {
  for (const Announcer& a : p.child.announcers) return show(p.known, mention(p, a.link), e);
}

namespace {

// Levels: 0 in posts, 1 in the description or pinned.
bool plain(const Mention& m) {
  return !believable(m) && (m.announce & (announce_disavowal | announce_former)) == 0 &&
         m.form != Form::forward && m.form != Form::redirect && m.form != Form::leak &&
         m.fan_out <= quarantined_fan_out;
}

bool plain_and_prominent(const Mention& m) {
  return plain(m) && (m.form == Form::description || m.form == Form::pinned);
}

}  // namespace

Reading referenced_by_predecessor(const Pair& p) {
  if (first_said(p, p.said, plain_and_prominent) != nullptr) return {1};
  return {first_said(p, p.said, plain) != nullptr ? 0 : -1};
}

void tell_referenced(const Pair& p, const Reading& r, Evidence& e) {
  show(p.known,
       *(r.level == 1 ? first_said(p, p.said, plain_and_prominent) : first_said(p, p.said, plain)),
       e);
}

namespace {

bool forward(const Mention& m) { return m.form == Form::forward; }

}  // namespace

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

namespace {

// Is v vouched for, by u itself or by its kin?
bool vouched(const Pair& p) {
  return p.announcement != nullptr || announced_by_siblings(p).level == 0 ||
         linked_by_siblings(p).level == 0;
}

}  // namespace

// Its first word of u, said when u was gone: who would link to what is gone, if not to say where it
// comes from?
const Mention* names_one_gone(const Pair& p) {
  if (p.sites || !has_fallen(p)) return nullptr;
  return first_said(p, p.answered,
                    [&](const Mention& m) { return any_link(m) && m.at > p.u.end(); });
}

// Levels: 0 in words of succession, 1 by a mere link back; 2 and 3 the same of a channel that is
// vouched for: it knows where it comes from; 4 by naming u when it was gone, 5 vouched for; 6 in
// words that say it was u before, 7 vouched for.
Reading claimed_by_successor(const Pair& p) {
  const bool link = first_said(p, p.answered, any_link) != nullptr;
  const bool words = first_said(p, p.answered, claiming) != nullptr;
  if (!link && !words) return {};
  if (first_said(p, p.answered, calls_former) != nullptr) return {vouched(p) ? 7 : 6};
  if (names_one_gone(p) != nullptr) return {vouched(p) ? 5 : 4};
  return {(words ? 0 : 1) + (vouched(p) ? 2 : 0)};
}

void tell_claimed(const Pair& p, const Reading& r, Evidence& e) {
  if (r.level >= 6) return show(p.known, *first_said(p, p.answered, calls_former), e);
  if (r.level >= 4) return show(p.known, *names_one_gone(p), e);
  show(p.known, *first_said(p, p.answered, r.level % 2 == 0 ? claiming : any_link), e);
}

// It said that it was u before while u was still there. Levels: and u did not say so; it did.
Reading claimed_too_soon(const Pair& p) {
  if (p.sites) return {};
  const Mention* claim = first_said(p, p.answered, calls_former);
  if (claim == nullptr || (p.u.fallen() && claim->at >= p.u.end())) return {};
  return {p.announcement == nullptr ? 0 : 1};
}

void tell_too_soon(const Pair& p, const Reading&, Evidence& e) {
  show(p.known, *first_said(p, p.answered, calls_former), e);
}

namespace {

// What v says it was before, and is not u; nullptr where it says nothing of the kind, or says it of
// u as well.
const Mention* another_former(const Pair& p) {
  if (first_said(p, p.answered, calls_former) != nullptr) return nullptr;
  for (const Link& link : p.child.formers)
    if (link.to != p.to && p.known.node(link.to).curious) return &mention(p, link);
  return nullptr;
}

}  // namespace

// v says that it was another before: true or false, it does not say that it was u.
Reading formerly_another(const Pair& p) { return {another_former(p) != nullptr ? 0 : -1}; }

void tell_former(const Pair& p, const Reading&, Evidence& e) {
  show(p.known, *another_former(p), e);
}

// Strangers who name both in one breath: lists and paid promotion. Nearly nothing, and capped.
Reading advertised_by_strangers(const Pair& p) {
  double strangers = 0;
  for (const Announcer& a : p.child.announcers)
    if (a.from != p.from && !p.known.links().between(a.from, p.from).empty() &&
        trust(p.known, p.from, a.from, mention(p, a.link).at) == 0)
      ++strangers;
  if (strangers == 0) return {};
  return {0, std::min(strangers, 2.0)};
}

}  // namespace godwit::rows

namespace godwit {

using namespace rows;

namespace {

// The announcement nearest the child's birth decides; a word long before or after is worth less.
void find_announcement(Pair& p) {
  for (const Link& link : p.said) {
    const Mention& m = mention(p, link);
    if (!believable(m) || names_the_fallen(m, p.v)) continue;
    const Time birth = p.v.birth();
    const double age = in_days(m.at > birth ? m.at - birth : birth - m.at);
    const double stale = std::max(age - announcement_fresh_days, 0.0);
    const double fresh = std::max(oldest_announcement, std::exp(-stale / announcement_decay_days));
    if (fresh > p.announcement_worth) p.announcement_worth = fresh, p.announcement = &m;
  }
}

}  // namespace

void hear_voices(Pair& p) {
  find_announcement(p);
  p.voices = kins_word(p.known, p.child, p.from);
  const auto trusted_one = [&](const Announcer& a) { return trusted(p, a) > 0; };
  const auto kin = [&](const Announcer& a) { return kin_share(p, a) > 0; };
  const auto& linkers = p.child.linkers;
  if (std::any_of(linkers.begin(), linkers.end(), trusted_one))
    p.linked = 0;
  else if (std::any_of(linkers.begin(), linkers.end(), kin))
    p.linked = 1;
}

}  // namespace godwit
