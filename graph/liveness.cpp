// SPDX-License-Identifier: Apache-2.0
// The rule of three looks, and the guard against the soft ban.
#include "graph/liveness.h"

#include <algorithm>

#include "godwit/names.h"
#include "graph/parallel.h"

namespace godwit {

namespace {

constexpr Duration canary_reach = hours(1);  // a living page this near vouches for a look
constexpr Duration look_spacing = hours(1);  // closer looks are one look
constexpr Duration death_span = hours(24);   // between the first and the last absent look
constexpr std::size_t absent_looks_needed = 3;

// The politeness group as far as the address tells it: the host.
std::string_view service_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  return url.substr(0, url.find('/'));
}

template <class Sights, class Pred>
bool any_within(const Sights& sights, Time at, Duration reach, const Pred& pred) {
  auto each = std::lower_bound(sights.begin(), sights.end(), at - reach,
                               [](const auto& s, Time t) { return s.at < t; });
  for (; each != sights.end() && each->at <= at + reach; ++each)
    if (pred(*each)) return true;
  return false;
}

template <class Sights>
void by_time(Sights& sights) {
  std::sort(sights.begin(), sights.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
}

bool living(const Look& look) {
  return look.state == State::alive && !look.limited && look.source != Source::sighting;
}

bool troubled(const Look& look) {
  return look.limited || (look.canary && look.state != State::alive);
}

// The fold over the looks of one place.
class Judge {
 public:
  Judge(const Facts& facts, const Soundness& soundness, bool told)
      : facts_(facts), soundness_(soundness), told_(told) {}

  void see(const Look& look) {
    if (look.limited) return tell(look, "throttled: says nothing of the place");
    if (look.state == State::alive || look.state == State::private_) return alive(look);
    if (look.state == State::restricted) return restricted(look);
    if (look.state == State::gone) return gone(look);
    if (look.absent) return absent(look);
  }
  Verdict verdict() { return std::move(verdict_); }

 private:
  void alive(const Look& look) {
    const bool back = verdict_.state == State::gone;
    if (back) verdict_.revivals.push_back(look.at);
    if (back || look.state != verdict_.state)
      tell(look, back ? "alive again" : std::string(name_of(look.state)));
    exists(look);
    verdict_.state = look.state;
    verdict_.last_alive = look.at;
  }
  void restricted(const Look& look) {
    tell(look, "restricted: the page says that it may not be shown");
    exists(look);
    verdict_.state = State::restricted;
  }
  // Some page of the place was there, however restricted.
  void exists(const Look& look) {
    absences_.clear();
    verdict_.died.reset();
    verdict_.proved_dead.reset();
    Time born = look.at;
    if (look.oldest_post < born) born = look.oldest_post;
    if (!verdict_.first_alive) {
      verdict_.first_alive = look.at;
      verdict_.born.earliest = std::max(verdict_.born.earliest, absent_before_);
      const bool from_table = look.source == Source::sighting && !look.already_there;
      if (from_table && verdict_.born.earliest == the_beginning) verdict_.born.earliest = born;
    }
    verdict_.born.latest = std::min(verdict_.born.latest, born);
    if (look.created && look.oldest_post != the_end) verdict_.born.earliest = look.oldest_post;
    verdict_.born.earliest = std::min(verdict_.born.earliest, verdict_.born.latest);
  }
  void gone(const Look& look) {
    if (verdict_.state == State::gone) return;
    die({last_sign(), look.at}, look.at);
    tell(look, "gone: the page says so");
  }
  void absent(const Look& look) {
    if (verdict_.state == State::gone) return;
    if (!soundness_.sound(look))
      return tell(look,
                  "absent, but not sound: no living page of the service within the hour, or "
                  "a failed canary");
    if (!absences_.empty() && look.at < absences_.back() + look_spacing) return;
    absences_.push_back(look.at);
    absent_before_ = look.at;
    tell(look, "absent look " + std::to_string(absences_.size()));
    if (absences_.size() < absent_looks_needed || look.at - absences_.front() < death_span) return;
    tell(look, "gone: " + std::to_string(absences_.size()) + " absent looks over 24 h or more");
    die({last_sign(), absences_.front()}, look.at);
  }
  Time last_sign() const { return verdict_.last_alive.value_or(the_beginning); }
  void die(Interval when, Time proved) {
    when.earliest = std::min(when.earliest, when.latest);
    verdict_.state = State::gone;
    verdict_.died = when;
    verdict_.proved_dead = proved;
    absences_.clear();
  }
  void tell(const Look& look, std::string what) {
    if (!told_) return;
    std::string line = to_rfc3339(look.at) + " " + std::move(what);
    if (look.url != 0) line += " (" + std::string(facts_.text(look.url)) + ")";
    if (look.capture != 0) line += " " + std::string(facts_.text(look.capture));
    verdict_.story.push_back(std::move(line));
  }

  const Facts& facts_;
  const Soundness& soundness_;
  const bool told_;
  Verdict verdict_;
  std::vector<Time> absences_;
  Time absent_before_ = the_beginning;  // the last sound look that found nothing
};

}  // namespace

Soundness::Soundness(const Facts& facts, int threads) : facts_(facts) {
  for (const PlaceKey& place : facts.places()) {
    service_of_.push_back(&services_[service_of(facts.text(place.url))]);
    any_sites_ = any_sites_ || facts.text(place.platform) == "site";
  }
  for (const Look& look : facts.looks()) keep(look, false);
  std::vector<std::vector<Sight>*> all{&living_anywhere_, &absent_sites_};
  for (auto& [name, each] : services_)
    for (auto* sights : {&each.living, &each.troubled, &each.absent}) all.push_back(sights);
  for_each_index(all.size(), threads, [&](std::size_t i) { by_time(*all[i]); });
}

void Soundness::keep(const Look& look, bool in_order) {
  const Sight sight{look.at, look.place};
  const auto into = [&](std::vector<Sight>& sights) {
    const auto later = [](const Sight& a, const Sight& b) { return a.at < b.at; };
    const auto at =
        in_order ? std::upper_bound(sights.begin(), sights.end(), sight, later) : sights.end();
    sights.insert(at, sight);
  };
  Service& service = *service_of_[look.place];
  if (living(look)) {
    into(service.living);
    if (any_sites_) into(living_anywhere_);
  }
  if (troubled(look)) into(service.troubled);
  if (!look.absent) return;
  into(service.absent);
  if (facts_.text(facts_.places()[look.place].platform) == "site") into(absent_sites_);
}

std::vector<PlaceNo> Soundness::take(const Look& look) {
  std::vector<std::pair<Sight, bool>> doubtful;  // and whether they were believed
  const auto ask = [&](const Sight& s) {
    doubtful.emplace_back(s, sound(s));
    return false;
  };
  if (living(look) || troubled(look))
    any_within(service_of_[look.place]->absent, look.at, canary_reach, ask);
  if (living(look)) any_within(absent_sites_, look.at, canary_reach, ask);
  keep(look, true);
  std::vector<PlaceNo> turned;
  for (const auto& [sight, before] : doubtful)
    if (sound(sight) != before) turned.push_back(sight.place);
  return turned;
}

bool Soundness::sound(const Sight& absent) const {
  const PlaceKey& place = facts_.places()[absent.place];
  const auto another = [&](const Sight& s) { return s.place != absent.place; };
  const auto any = [](const Sight&) { return true; };
  const Service& service = *service_of_[absent.place];
  if (any_within(service.troubled, absent.at, canary_reach, any)) return false;
  return any_within(facts_.text(place.platform) == "site" ? living_anywhere_ : service.living,
                    absent.at, canary_reach, another);
}

Verdict judge(const Facts& facts, std::span<const Look* const> looks, const Soundness& soundness,
              bool told) {
  Judge judge(facts, soundness, told);
  for (const Look* look : looks) judge.see(*look);
  return judge.verdict();
}

}  // namespace godwit
