// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/frontier.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

#include "crawler/frontier/admission.h"
#include "godwit/check.h"

namespace godwit {
namespace {

// Another attempt within the pass; what still fails then is a failed look.
constexpr std::array try_again_after = {seconds(5), seconds(20)};
// Of a service's rate is for re-looks of the living, the rest for new names and for the dead.
constexpr double share_of_budget = 0.9;
constexpr std::size_t looks_a_price = 4;    // a price is worked out again after n/4 looks
constexpr std::size_t pictures_kept = 256;  // URLs, per place
constexpr Duration seeds_ahead = hours(1);  // seeds keep their order by due times in the past

// Was this a reading of the place itself, so that its presence or absence counts?
bool judges(const Observation& seen) {
  return seen.purpose == Purpose::visit || seen.purpose == Purpose::resolve;
}

// FNV-1a: the same on every machine.
std::uint64_t salt_of(const std::string& text) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return h;
}

}  // namespace

Frontier::Frontier(Reach reach, FrontierOptions options)
    : reach_(std::move(reach)),
      options_(std::move(options)),
      lines_(options_.politeness, options_.connections) {}

// ---- places -------------------------------------------------------------------------------------

Frontier::Service& Frontier::service(const std::string& name) {
  const auto [found, fresh] = services_.try_emplace(name);
  if (fresh) {
    found->second.policy = options_.schedule;
    CanaryGuard& guard = found->second.guard;
    guard.listed = reach_.canaries_of(name);
    guard.apart = std::min(guard.apart, 8 * greet(name, options_.politeness).pace.longest);
  }
  return found->second;
}

Frontier::Place* Frontier::place(const std::string& url) {
  const auto found = places_.find(url);
  return found == places_.end() ? nullptr : &found->second;
}

// The requests of one look, completed and fenced. A site is looked at through the page that was
// linked, if one was.
std::vector<Request> Frontier::requests_of(const Address& address, const std::string& page) const {
  std::vector<Request> requests = reach_.visit(address);
  if (!page.empty() && !requests.empty()) {
    requests.resize(1);
    requests.front().url = page;
  }
  std::erase_if(requests, [](const Request& r) { return !may_be_asked(r); });
  for (Request& request : requests) {
    if (request.address.empty()) request.address = address;
    if (request.service.empty()) request.service = reach_.service_of(host_of(request.url));
  }
  return requests;
}

// nullptr where nothing of it may be asked for.
Frontier::Place* Frontier::add_place(const Address& address, int hops, const std::string& page) {
  if (address.empty()) return nullptr;
  if (Place* known = place(address.url)) return known;
  const std::vector<Request> requests = requests_of(address, page);
  if (requests.empty()) return nullptr;
  Place& fresh = places_[address.url];
  fresh.address = address;
  fresh.hops = hops;
  fresh.service = requests.front().service;
  fresh.page = page;
  fresh.number = static_cast<int>(numbered_.size());
  numbered_.push_back(&fresh);
  fresh.history.salt = options_.politeness.seed ^ salt_of(address.url);
  fresh.home = &service(fresh.service);
  fresh.home->histories.push_back(&fresh.history);
  if (!page.empty()) fresh.pages.insert(page);
  return &fresh;
}

bool Frontier::add_seed(const Address& address, Time now) {
  const bool known = place(address.url) != nullptr;
  Place* seed = add_place(address, 0);
  if (seed == nullptr) return false;
  const Time due = now - seeds_ahead + Duration{static_cast<std::int64_t>(seeds_)};
  if (!seed->seed) ++seeds_;
  seed->seed = true;
  if (seed->left) {
    seed->left = false;
    seed->home->histories.push_back(&seed->history);
    add_look(*seed, Turn::announced, due, false);
  } else if (known) {
    improve(*seed, 0, Turn::announced);
  } else {
    add_look(*seed, Turn::announced, due, false);
  }
  return true;
}

void Frontier::leave(const Address& address) {
  Place* known = place(address.url);
  if (known == nullptr || known->left) return;
  if (known->seed) --seeds_;
  known->seed = false, known->left = true;
  std::erase(known->home->histories, &known->history);
  std::vector<std::string> waiting;
  for (const auto& [key, errand] : lines_.all())
    if (!errand.out && errand.request.address.url == address.url) waiting.push_back(key);
  for (const std::string& key : waiting) lines_.settle(key);
}

void Frontier::hint(const Hint& hint, Time now) {
  const Turn turn = hint.worth >= 0.5 ? Turn::announced : Turn::fresh;
  if (Place* known = place(hint.address.url)) {
    take_hint(known->history, hint.worth, now, known->home->policy, known->home->experience);
    if (!known->history.last_look) return improve(*known, known->hops, turn);
    const bool not_yet = pass_began_ && *known->history.last_look < *pass_began_;
    return schedule_look(*known, not_yet ? std::optional(now) : std::nullopt);
  }
  if (Place* fresh = add_place(hint.address, 1)) add_look(*fresh, turn, now, false);
}

// ---- learning -----------------------------------------------------------------------------------

void Frontier::believe(const Observation& seen) {
  if (seen.source == Source::analyst) return believe_word(seen);
  if (seen.source != Source::fetched) return believe_import(seen);
  asked_before_ = true;

  const std::optional<Errand> errand = lines_.settle(key_of(seen));
  const std::string service_name =
      errand ? errand->request.service : reach_.service_of(host_of(seen.url));
  const Finding finding = finding_of(seen);
  if (seen.outcome == Outcome::robots_denied) ++denials_;

  if (seen.purpose == Purpose::robots) {
    robots_.learn(seen);
    return receive(seen, service_name, false);
  }
  CanaryGuard& guard = service(service_name).guard;
  const CanaryVerdict verdict = seen.purpose == Purpose::canary ? learn_canary(guard, seen)
                                                                : learn_look(guard, seen, finding);
  receive(seen, service_name, verdict.blocked);

  if (seen.purpose != Purpose::canary && !(errand && try_again(seen, *errand, finding))) {
    if (Place* known = add_place(seen.address, 0)) believe_look(seen, errand, *known);
  }
  act_on(verdict, service_name, seen.at);
}

// The watch list is made of words: of all that analysts say only these bear on where to look.
void Frontier::believe_word(const Observation& seen) {
  if (!seen.word || seen.word->verb != "watch") return;
  if (seen.word->undo)
    leave(seen.address);
  else
    add_seed(seen.address, seen.at);
}

// What analysts already hold: it leads somewhere, but says nothing of when to look.
void Frontier::believe_import(const Observation& seen) {
  const bool known = place(seen.address.url) != nullptr;
  Place* source = add_place(seen.address, 0);
  if (source == nullptr) return;
  if (!known) add_look(*source, Turn::fresh, seen.at, false);
  discover(*source, seen);
}

void Frontier::believe_look(const Observation& seen, const std::optional<Errand>& errand,
                            Place& place) {
  const Errand asked = errand.value_or(Errand{});
  if (seen.purpose == Purpose::avatar) place.avatar_at = seen.at;
  if (seen.purpose == Purpose::media && place.pictures.size() < pictures_kept)
    place.pictures.insert(seen.url);
  add_rest_of_look(place, seen, errand);
  follow_older(seen, asked, place);
  const std::size_t completing = follow_next(seen, asked, place);
  for (const Post& post : seen.posts) {
    const auto mark = mark_of(post);
    if (!mark) continue;
    place.newest = std::max(place.newest.value_or(*mark), *mark);
    place.oldest = std::min(place.oldest.value_or(*mark), *mark);
  }
  const bool says_nothing_yet = completing > 0 && finding_of(seen) == Finding::unclear;
  if (judges(seen) && !says_nothing_yet) judge(place, seen);
  discover(place, seen);
}

void Frontier::receive(const Observation& seen, const std::string& service, bool blocked) {
  if (service.empty() || seen.outcome == Outcome::robots_denied ||
      seen.outcome == Outcome::refused) {
    return;  // nothing was sent
  }
  const Finding finding = finding_of(seen);
  lines_.note(service, {.at = seen.at,
                        .limited = seen.limited || blocked,
                        .failed = finding == Finding::unreachable,
                        .unsure = seen.purpose == Purpose::canary && finding != Finding::alive,
                        .retry_after = Duration{seen.retry_after_ms}});
}

bool Frontier::try_again(const Observation& seen, Errand errand, Finding finding) {
  if (finding != Finding::unreachable && finding != Finding::limited) return false;
  if (errand.request.attempt + 1 >= options_.attempts) return false;
  const auto n =
      std::min<std::size_t>(std::size_t(errand.request.attempt), try_again_after.size() - 1);
  // A throttled service waits by its own back-off; only what got no answer needs a wait of its own.
  errand.request.due = finding == Finding::limited ? seen.at : seen.at + try_again_after[n];
  ++errand.request.attempt;
  errand.turn = Turn::completing;
  errand.planned = errand.out = errand.sent = false;
  return lines_.add(std::move(errand));
}

void Frontier::act_on(const CanaryVerdict& verdict, const std::string& service_name, Time at) {
  for (const std::string& url : verdict.voided) {
    Place* doubted = place(url);
    if (doubted == nullptr) continue;
    forgive(doubted->history);
    add_look(*doubted, Turn::completing, at, false);
  }
  ask_canary(service_name);
}

// Keeps the canary errand of a service in step with what its guard wants.
void Frontier::ask_canary(const std::string& service_name) {
  const CanaryGuard& guard = service(service_name).guard;
  if (!guard.wanted || guard.listed.empty()) return;
  Errand errand;
  errand.request.url = canary_url(guard);
  errand.request.service = service_name;
  errand.request.purpose = Purpose::canary;
  errand.request.due = *guard.wanted;
  errand.key = key_of(errand.request);
  errand.turn = Turn::canary;
  if (may_be_asked(errand.request)) lines_.add(std::move(errand));
}

void Frontier::tell_rate(const Address& address, double per_hour) {
  if (Place* known = place(address.url)) known->history.told_rate = per_hour;
}

const LookHistory* Frontier::history(const std::string& url) const {
  const auto found = places_.find(url);
  return found == places_.end() ? nullptr : &found->second.history;
}

void Frontier::judge(Place& place, const Observation& seen) {
  if (!place.history.last_look) ++looked_;
  learn(place.history, seen, place.home->policy, place.home->experience);
  if (place.home->priced_in > 0) --place.home->priced_in;
  schedule_look(place, std::nullopt);
}

// What a look costs on that service: as much as makes its living places use up its budget.
double Frontier::price_at(const std::string& service_name) {
  Service& home = service(service_name);
  if (home.priced_in == 0) {
    const double looks = share_of_budget * requests_per_hour(lines_.manners(service_name));
    const auto lives = [](const LookHistory* h) { return living(*h); };
    const auto round = double(std::ranges::count_if(home.histories, lives)) / looks;
    home.policy = fair_to_all(options_.schedule, round);
    SchedulePolicy unfair = home.policy;  // the price of the index alone
    unfair.longest = options_.schedule.longest;
    home.price = price(home.histories, looks, home.price, unfair);
    home.priced_in = home.histories.size() / looks_a_price + 1;
  }
  return home.price;
}

// Plans the next look. `this_pass`: if it is due by then, it belongs to the pass that runs.
void Frontier::schedule_look(Place& place, std::optional<Time> this_pass) {
  const double nu =
      std::max(options_.ready_at * price_at(place.service), place.home->policy.cheapest);
  const Time due = next_look(place.history, nu, place.home->policy);
  add_look(place, Turn::relook, due, !(this_pass && due <= *this_pass));
}

double Frontier::value_of(const Errand& errand, std::size_t nth, Time now) {
  if (errand.place < 0) return 0;
  const Place& place = *numbered_[std::size_t(errand.place)];
  return urgency(place.history, place.home->price, nth, now, place.home->policy);
}

// One look waits per place; a later word replaces an earlier one, unless it is on its way.
void Frontier::add_look(Place& place, Turn turn, Time due, bool planned) {
  if (place.left) return;
  std::vector<Request> requests = requests_of(place.address, place.page);
  CHECK(!requests.empty());
  Errand errand;
  errand.request = std::move(requests.front());
  errand.request.due = due;
  errand.key = key_of(errand.request);
  errand.turn = turn;
  errand.planned = planned;
  errand.look = true;
  errand.place = place.number;
  if (const Errand* waiting = lines_.find(errand.key)) {
    if (!waiting->out) lines_.change(errand.key, turn, planned, due);
  } else {
    lines_.add(std::move(errand));
  }
}

}  // namespace godwit
