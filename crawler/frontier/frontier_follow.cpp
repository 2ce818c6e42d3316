// SPDX-License-Identifier: Apache-2.0
// What an observation leads to: the rest of a look, redirects, older pages, and the places it
// names.
#include <algorithm>
#include <utility>

#include "crawler/frontier/admission.h"
#include "crawler/frontier/frontier.h"

namespace godwit {
namespace {

std::int64_t day_of(Time at) { return to_ms(at) / days(1).count(); }
Time start_of_day(std::int64_t day) { return from_ms(day * days(1).count()); }

bool is_picture(const Request& request) {
  return request.purpose == Purpose::media || request.purpose == Purpose::avatar;
}

constexpr Duration avatar_kept = days(7);

}  // namespace

// A post's pictures are asked for with the look that first shows the post, an avatar once a week,
// however its URL changes.
bool Frontier::is_new_picture(const Request& wanted, const Place& place, Time now) {
  if (wanted.purpose == Purpose::avatar)
    return !place.avatar_at || now - *place.avatar_at >= avatar_kept;
  if (place.pictures.contains(wanted.url)) return false;
  Post post;
  post.id = wanted.post;
  const auto mark = mark_of(post);
  return !mark || !place.newest || *mark > *place.newest || *mark < *place.oldest;
}

// The first page of a look brings the others after it. (A replay may know a page whose errand it
// does not: a seed that was not given again.)
void Frontier::add_rest_of_look(const Place& place, const Observation& seen,
                                const std::optional<Errand>& errand) {
  const std::vector<Request> requests = requests_of(place.address, place.page);
  const bool first = errand ? errand->look : !requests.empty() && requests.front().url == seen.url;
  if (!first) return;
  for (std::size_t i = 1; i < requests.size(); ++i) {
    Errand rest;
    rest.request = requests[i];
    rest.request.due = seen.at;
    rest.key = key_of(rest.request);
    rest.turn = Turn::completing;
    lines_.add(std::move(rest));
  }
}

// Requests that would complete the reading. The next hop of a redirect is one of them only while it
// stays with the place: a redirect to another place is a reference, and that place gets a look of
// its own.
std::size_t Frontier::follow_next(const Observation& seen, const Errand& errand,
                                  const Place& place) {
  if (errand.chain >= options_.chain) return 0;
  const bool elsewhere = std::any_of(
      seen.references.begin(), seen.references.end(),
      [&](const Reference& r) { return r.form == Form::redirect && r.address != seen.address; });
  std::size_t followed = 0;
  for (const Request& wanted : seen.next) {
    if (!may_be_asked(wanted) || (elsewhere && wanted.url == seen.redirect)) continue;
    if (is_picture(wanted) && !is_new_picture(wanted, place, seen.at)) continue;
    Errand next;
    next.request = wanted;
    next.request.due = seen.at;
    next.request.attempt = 0;
    next.request.hop = seen.redirect.empty() ? errand.request.hop : errand.request.hop + 1;
    if (next.request.address.empty()) next.request.address = seen.address;
    if (next.request.service.empty()) next.request.service = reach_.service_of(host_of(wanted.url));
    next.key = key_of(next.request);
    const bool can_wait = wanted.purpose == Purpose::older || is_picture(wanted);
    next.turn = can_wait ? Turn::older : Turn::completing;
    next.chain = errand.chain + 1;
    next.depth = errand.depth;
    next.stop_at = errand.stop_at;
    lines_.add(std::move(next));
    if (!is_picture(wanted)) ++followed;
  }
  return followed;
}

// Paging back: to a set depth, to the last seen post, or until pages bring nothing new.
void Frontier::follow_older(const Observation& seen, const Errand& errand, const Place& place) {
  if (seen.older.empty() || errand.depth >= options_.pages_back) return;
  std::optional<std::int64_t> lowest;
  bool fresh = false;
  for (const Post& post : seen.posts) {
    const auto mark = mark_of(post);
    if (!mark) continue;
    lowest = std::min(lowest.value_or(*mark), *mark);
    fresh |= !place.newest || *mark > *place.newest || *mark < *place.oldest;
  }
  const auto stop_at = errand.depth == 0 ? place.newest : errand.stop_at;
  if (lowest && stop_at && *lowest <= *stop_at) return;
  if (lowest && errand.below && *lowest >= *errand.below) return;  // a trap: ids do not go down
  Errand older;
  older.request.url = seen.older;
  older.request.address = seen.address;
  older.request.headers = errand.request.headers;
  older.request.service = reach_.service_of(host_of(seen.older));
  older.request.purpose = Purpose::older;
  older.request.due = seen.at;
  older.key = key_of(older.request);
  // Up to the last seen post they complete a look; before that they are history.
  older.turn = stop_at ? Turn::completing : Turn::older;
  older.depth = errand.depth + 1;
  older.stale = fresh ? 0 : errand.stale + 1;
  older.stop_at = stop_at;
  older.below = lowest ? lowest : errand.below;
  if (older.stale < 2 && may_be_asked(older.request)) lines_.add(std::move(older));
}

void Frontier::discover(Place& from, const Observation& seen) {
  std::map<std::string, std::set<std::string>> new_names;  // by post
  for (const Reference& reference : seen.references) {
    const std::string& url = reference.address.url;
    if (!places_.contains(url)) new_names[reference.post].insert(url);
  }
  for (const Reference& reference : seen.references) {
    const auto names = new_names.find(reference.post);
    const bool crowded = names != new_names.end() && names->second.size() > options_.names_a_post;
    admit(from, reference, crowded, seen.at);
  }
}

void Frontier::admit(Place& from, const Reference& reference, bool crowded, Time at) {
  const int hops = from.hops + (is_announcement(reference) ? 0 : 1);
  if (hops > options_.hops || reference.address == from.address) return;
  const Turn turn = crowded ? Turn::doubtful : turn_of(reference);
  const std::string page = linked_page(reference);
  if (Place* known = place(reference.address.url)) {
    improve(*known, hops, turn);
    if (!page.empty()) follow_page(*known, page, at);
    return;
  }
  Place* fresh = add_place(reference.address, hops, page);
  if (fresh == nullptr) return;
  const Time due = after_budgets(from, *fresh, at);
  add_look(*fresh, turn, due, due > at);
}

// A better word about a place that still waits for its first look.
void Frontier::improve(Place& place, int hops, Turn turn) {
  place.hops = std::min(place.hops, hops);
  if (place.history.last_look) return;
  const std::vector<Request> requests = requests_of(place.address, place.page);
  const Errand* waiting = lines_.find(key_of(requests.front()));
  if (waiting == nullptr || waiting->out || waiting->turn <= turn) return;
  lines_.change(std::string(waiting->key), turn, waiting->planned, waiting->request.due);
}

// Of a site, only pages that somebody linked to are read.
void Frontier::follow_page(Place& site, const std::string& page, Time at) {
  if (site.pages.size() >= options_.pages_a_site || !site.pages.insert(page).second) return;
  std::vector<Request> requests = requests_of(site.address, page);
  if (requests.empty()) return;
  Errand errand;
  errand.request = std::move(requests.front());
  errand.request.due = at;
  errand.key = key_of(errand.request);
  errand.turn = Turn::fresh;
  lines_.add(std::move(errand));
}

// When a new candidate may be looked at: its source brings at most so many a day, a wildcard
// domain too. What is over the budget waits for its day, so bait cannot crowd out the rest.
Time Frontier::after_budgets(Place& from, const Place& fresh, Time at) {
  const std::int64_t today = day_of(at);
  if (from.day < today) from.names_today = 0;
  from.day = std::max(from.day, today);
  std::int64_t wait = from.names_today++ / options_.names_a_day;
  if (fresh.address.platform == "site") {
    Service& home = service(fresh.service);
    if (home.day < today) home.sites_today = 0;
    home.day = std::max(home.day, today);
    wait = std::max<std::int64_t>(wait, home.sites_today++ / options_.sites_a_day);
  }
  return wait == 0 ? at : start_of_day(today + wait);
}

}  // namespace godwit
