// SPDX-License-Identifier: Apache-2.0
// What is due now, and what there is to tell about it.
#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "crawler/frontier/frontier.h"

namespace godwit {
namespace {

constexpr std::size_t most_denied = 256;  // handed over before more is decided
constexpr Duration step_back = seconds(10);

}  // namespace

void Frontier::begin(Run run, Time now) {
  pass_began_ = run == Run::one_pass ? std::optional(now) : std::nullopt;
  lines_.wake(run == Run::one_pass ? now : the_end);
  if (asked_before_) lines_.rest(now);
}

std::vector<Request> Frontier::due(Time now, std::size_t room) {
  std::vector<Request> requests;
  const auto value = [&](const Errand& errand, std::size_t nth) {
    return value_of(errand, nth, now);
  };
  while (requests.size() < room && denied_.size() < most_denied) {
    const Errand* next = lines_.next(now, value);
    if (next == nullptr) break;
    const bool asks_robots = next->request.purpose == Purpose::robots || !options_.obey_robots;
    const RobotsBook::Ruling ruling =
        asks_robots ? RobotsBook::Ruling{}
                    : robots_.ruling(next->request.url, next->request.due, now);
    if (ruling.say == RobotsBook::Say::ask) {
      ask_robots(*next, ruling.ask_url, now);
    } else if (ruling.say != RobotsBook::Say::allowed) {
      deny(*next, ruling, now);
    } else if (!canary_first(*next, now)) {
      lines_.set_crawl_delay(next->request.service, ruling.crawl_delay);
      requests.push_back(lines_.depart(std::string(next->key), now, true));
      requests.back().ticket = next_ticket_++;
    }
  }
  return requests;
}

// Puts the robots.txt at the head of the errand's line. Where another line asks for that very file
// (a redirect leads to it), the errand steps back until the answer is there.
void Frontier::ask_robots(const Errand& errand, const std::string& url, Time now) {
  Errand robots;
  robots.request.url = url;
  robots.request.service = errand.request.service;
  robots.request.purpose = Purpose::robots;
  robots.request.due = the_beginning;
  robots.key = key_of(robots.request);
  robots.turn = Turn::canary;
  if (!lines_.add(std::move(robots))) {
    lines_.change(std::string(errand.key), errand.turn, errand.planned, now + step_back);
  }
}

// A look may bear on a death: is a canary to be seen alive before it?
bool Frontier::canary_first(const Errand& errand, Time now) {
  if (!errand.look) return false;
  CanaryGuard& guard = service(errand.request.service).guard;
  if (!needs_canary_first(guard, now)) return false;
  guard.wanted = now;
  ask_canary(errand.request.service);
  return true;
}

void Frontier::deny(const Errand& errand, const RobotsBook::Ruling& ruling, Time now) {
  Fetched page;
  page.request = lines_.depart(std::string(errand.key), now, false);
  page.outcome = ruling.outcome;
  page.why = ruling.why;
  page.at = now;
  page.record_type = "metadata";
  denied_.push_back(std::move(page));
}

std::vector<Fetched> Frontier::denied() { return std::exchange(denied_, {}); }

FrontierFigures Frontier::figures() const {
  FrontierFigures f;
  f.places = places_.size();
  f.looked = looked_;
  f.found = places_.size() - seeds_;
  f.waiting = lines_.waiting();
  f.in_flight = lines_.out();
  f.denied = denials_;
  lines_.each_service([&](const std::string& name, const Manners& manners, std::size_t waiting) {
    ServiceFigures s{.name = name,
                     .waiting = waiting,
                     .requests = manners.requests,
                     .limited = manners.limited,
                     .next = manners.next,
                     .backing_off_until = std::nullopt};
    if (manners.refusals > 0) s.backing_off_until = manners.backing_off_until;
    f.requests += manners.requests;
    f.services.push_back(std::move(s));
  });
  return f;
}

// Announcements vanish after twelve hours on average, by a guess of the benchmark's: of those that
// come within a gap T between looks (1 − e^{−δT}) / δT are still there.
double Frontier::seen_in_time(double gap_hours) {
  constexpr double vanish_per_hour = 1.0 / 12;
  const double x = vanish_per_hour * gap_hours;
  return x < 1e-6 ? 1 : -std::expm1(-x) / x;
}

ServiceStanding Frontier::standing_of(const std::string& name, const Service& home,
                                      Time now) const {
  ServiceStanding s;
  s.name = name;
  s.places = home.histories.size();
  const Manners manners = std::as_const(lines_).manners(name);
  s.left_today = left_today(manners, name, now, lines_.politeness());
  s.used_today = to_ms(now) / days(1).count() == manners.day ? manners.today : 0;
  s.per_hour = requests_per_hour(manners);
  double looks = 0, events = 0, seen = 0;
  for (const LookHistory* h : home.histories) {
    if (!living(*h)) continue;
    ++s.living;
    const double gap = calm_gap(*h, std::max(home.price, home.policy.cheapest), home.policy);
    looks += 1 / gap, events += h->rate, seen += h->rate * seen_in_time(gap);
  }
  if (s.living > 0) s.gap_hours = double(s.living) / looks, s.expected_seen = seen / events;
  return s;
}

std::vector<ServiceStanding> Frontier::standing(Time now) const {
  std::map<std::string, ServiceStanding> by_name;
  for (const auto& [name, home] : services_)
    if (!home.histories.empty()) by_name[name] = standing_of(name, home, now);
  for (const auto& [key, errand] : lines_.all()) {
    const auto found = by_name.find(errand.request.service);
    if (errand.out || found == by_name.end()) continue;
    ServiceStanding& s = found->second;
    s.next_due = std::min(s.next_due.value_or(the_end), errand.request.due);
    s.late += errand.turn == Turn::relook && errand.request.due < now;
  }
  std::vector<ServiceStanding> rows;
  for (auto& [name, standing] : by_name) rows.push_back(std::move(standing));
  return rows;
}

std::vector<Planned> Frontier::plan(Time now) const {
  std::vector<Planned> rows;
  for (const auto& [key, errand] : lines_.all()) {
    const Request& r = errand.request;
    RobotsBook::Ruling ruling;
    if (options_.obey_robots && r.purpose != Purpose::robots)
      ruling = robots_.ruling(r.url, r.due, now);
    rows.push_back({r.url, r.address, r.service, r.due, errand.turn, std::move(ruling)});
  }
  std::sort(rows.begin(), rows.end(), [](const Planned& a, const Planned& b) {
    return std::tie(a.due, a.url, a.address.url) < std::tie(b.due, b.url, b.address.url);
  });
  return rows;
}

}  // namespace godwit
