// SPDX-License-Identifier: Apache-2.0
// Frontier: what is due. A fold over observations: the same `believe` takes old facts (restart) and
// new ones (live), so after a stop at any moment a replay of the ledger gives the same frontier.
// It decides where to look and when, never what a page means. One thread; no clock, no socket.
//
// Invariants: nothing popped is lost (an errand stays ours until its observation is believed); a
// service is asked one thing at a time and never before its next moment; a robots.txt is asked
// before anything else of its host; no address is visited whose platform gives no requests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/frontier/canaries.h"
#include "crawler/frontier/lines.h"
#include "crawler/frontier/politeness.h"
#include "crawler/frontier/robots.h"
#include "crawler/frontier/schedule.h"
#include "godwit/observation.h"
#include "godwit/tracker.h"
#include "godwit/transport.h"

namespace godwit {

// How to reach an address: the frontier asks, platforms and catalogue answer.
struct Reach {
  // The requests of one look, the most telling first; none: identity only, never visited.
  std::function<std::vector<Request>(const Address&)> visit;
  std::function<std::string(std::string_view host)> service_of;
  std::function<std::vector<std::string>(std::string_view service)> canaries_of;
};

struct FrontierOptions {
  PolitenessOptions politeness;
  SchedulePolicy schedule;
  int connections = 1;      // per service
  bool obey_robots = true;  // false only by the user's explicit word
  int hops = 16;            // from a seed; an announcement costs none, other references one
  int pages_back = 3;       // older pages per look
  // A place may be looked at from this share of its price on; the most valuable goes first.
  double ready_at = 0.7;
  int attempts = 3;               // at one request within a pass
  int chain = 10;                 // redirects and completing requests in a row
  std::size_t names_a_post = 20;  // more new names in one post: quarantine
  int names_a_day = 50;           // new candidates that one source may bring; the rest wait
  int sites_a_day = 200;          // new sites below one registrable domain (wildcard DNS)
  std::size_t pages_a_site = 20;  // linked pages of one site
};

enum class Run : std::uint8_t {
  one_pass,  // everything due now, and what it leads to; no address twice
  watch,     // for ever, on schedule
};

struct ServiceFigures {
  std::string name;
  std::size_t waiting = 0;
  std::int64_t requests = 0, limited = 0;
  Time next{};
  std::optional<Time> backing_off_until;
};
struct FrontierFigures {
  std::size_t places = 0;   // addresses known and visitable
  std::size_t looked = 0;   // of these, looked at
  std::size_t found = 0;    // of these, not seeds
  std::size_t waiting = 0;  // errands, planned ones included
  std::size_t in_flight = 0;
  std::int64_t requests = 0;             // answered or failed, all told
  std::int64_t denied = 0;               // by robots.txt
  std::vector<ServiceFigures> services;  // by name; only those ever used
};

// How one service's schedule stands.
struct ServiceStanding {
  std::string name;
  std::size_t places = 0, living = 0;
  std::int64_t used_today = 0;
  std::optional<std::int64_t> left_today;  // nullopt: no limit a day
  double per_hour = 0;                     // requests that its pace allows
  std::size_t late = 0;                    // re-looks that wait although they are due
  std::optional<Time> next_due;            // earliest look that waits
  double gap_hours = 0;                    // between two looks at a living place, on average
  // Share of announcements expected to be seen before they vanish; nullopt: nothing lives there.
  std::optional<double> expected_seen;
};

// One line of "crawl --dry-run".
struct Planned {
  std::string url;
  Address address;
  std::string service;
  Time due{};
  Turn turn = Turn::fresh;
  RobotsBook::Ruling robots;  // what is known of its robots.txt now
};

class Frontier {
 public:
  Frontier(Reach reach, FrontierOptions options);

  // Learns from one fact. Order of replay = append order.
  void believe(const Observation& seen);
  // Seeds are looked at in the order they were added. False where the platform of the address gives
  // no requests: identity only.
  bool add_seed(const Address& address, Time now);
  // Nobody wants to look there any more, until it is added as a seed again. What is on its way
  // still counts, and what it led to stays.
  void leave(const Address& address);
  // "Look here soon."
  void hint(const Hint& hint, Time now);
  // The true rate of announcements on an address: for the rehearsal's hindsight alone.
  void tell_rate(const Address& address, double per_hour);

  // Begins a run: re-looks that are due by now belong to it. The process before may have died with
  // requests on their way that nobody noted, so every service is left alone for a pause first.
  void begin(Run run, Time now);
  // What to ask now, at most `room`. Each request stays in flight until its observation is
  // believed.
  std::vector<Request> due(Time now, std::size_t room);
  // Requests that `due` did not let through (robots.txt), as pages that were never fetched.
  std::vector<Fetched> denied();
  // When `due` may have something; the_end if nothing waits or only an answer can change that.
  Time next_due() const { return denied_.empty() ? lines_.next_moment() : the_beginning; }
  std::size_t in_flight() const { return lines_.out(); }

  FrontierFigures figures() const;
  // What is known of an address; nullptr: it is no place of ours.
  const LookHistory* history(const std::string& url) const;
  // By name; the services of all places.
  std::vector<ServiceStanding> standing(Time now) const;
  // Everything that waits, by due time, then URL.
  std::vector<Planned> plan(Time now) const;

 private:
  // One address that can be visited, and what we know of it.
  struct Service;
  struct Place {
    Address address;
    int hops = 0;
    bool seed = false;
    bool left = false;        // by an analyst's word
    std::string service;      // of its first request
    Service* home = nullptr;  // … what is kept of it
    std::string page;         // of a site: the linked page that a look asks for
    LookHistory history;
    int number = 0;                              // position in numbered_
    std::optional<std::int64_t> newest, oldest;  // posts seen, as marks
    std::optional<Time> avatar_at;               // when its avatar was last seen
    std::set<std::string> pictures;              // URLs of others that were
    std::int64_t day = 0;                        // of the last new candidate …
    int names_today = 0;                         // … and how many that day brought
    std::set<std::string> pages;                 // of a site: linked pages asked for
  };
  // What is kept per service beside its line.
  struct Service {
    CanaryGuard guard;
    Experience experience;
    std::vector<const LookHistory*> histories;  // of its places
    SchedulePolicy policy;                      // as its budget allows …
    double price = 0;                           // … and ν, when they were last worked out …
    std::size_t priced_in = 0;                  // … which is to be done again after so many looks
    std::int64_t day = 0;
    int sites_today = 0;
  };

  std::vector<Request> requests_of(const Address& address, const std::string& page) const;
  Service& service(const std::string& name);
  Place* place(const std::string& url);
  Place* add_place(const Address& address, int hops, const std::string& page = {});

  void believe_word(const Observation& seen);
  void believe_import(const Observation& seen);
  void believe_look(const Observation& seen, const std::optional<Errand>& errand, Place& place);
  bool try_again(const Observation& seen, Errand errand, Finding finding);
  void receive(const Observation& seen, const std::string& service, bool blocked);
  void act_on(const CanaryVerdict& verdict, const std::string& service, Time at);
  void ask_canary(const std::string& service);

  std::size_t follow_next(const Observation& seen, const Errand& errand, const Place& place);
  static bool is_new_picture(const Request& wanted, const Place& place, Time now);
  void follow_older(const Observation& seen, const Errand& errand, const Place& place);
  void judge(Place& place, const Observation& seen);
  void discover(Place& from, const Observation& seen);
  void admit(Place& from, const Reference& reference, bool crowded, Time at);
  void improve(Place& place, int hops, Turn turn);
  void follow_page(Place& site, const std::string& page, Time at);
  Time after_budgets(Place& from, const Place& fresh, Time at);
  void add_look(Place& place, Turn turn, Time due, bool planned);
  void schedule_look(Place& place, std::optional<Time> this_pass);
  double price_at(const std::string& service_name);
  double value_of(const Errand& errand, std::size_t nth, Time now);
  static double seen_in_time(double gap_hours);
  ServiceStanding standing_of(const std::string& name, const Service& home, Time now) const;
  void add_rest_of_look(const Place& place, const Observation& seen,
                        const std::optional<Errand>& errand);

  void ask_robots(const Errand& errand, const std::string& url, Time now);
  bool canary_first(const Errand& errand, Time now);
  void deny(const Errand& errand, const RobotsBook::Ruling& ruling, Time now);

  Reach reach_;
  FrontierOptions options_;
  Lines lines_;
  RobotsBook robots_;
  std::map<std::string, Place> places_;      // by canonical URL; nodes are stable
  std::vector<Place*> numbered_;             // in order of discovery
  std::map<std::string, Service> services_;  // by name
  std::vector<Fetched> denied_;
  std::optional<Time> pass_began_;      // of a one-pass run
  std::size_t looked_ = 0, seeds_ = 0;  // places
  std::int64_t denials_ = 0;
  bool asked_before_ = false;  // some fact was fetched
  std::uint64_t next_ticket_ = 1;
};

}  // namespace godwit
