// SPDX-License-Identifier: Apache-2.0
// Lines: the errands that wait, one line a service, and who is next. No policy of what to look at
// lives here, only order: a service is asked one thing at a time, when its manners allow, and what
// matters more goes first; re-looks by the value that the caller puts on them. Ties are broken by
// due time, then URL: never by memory address.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "crawler/frontier/politeness.h"
#include "godwit/observation.h"
#include "godwit/transport.h"

namespace godwit {

// Why an errand waits; the order is the order of preference, except that every fourth turn belongs
// to the re-looks and every eighth to older pages, so that a flood of new names starves nobody.
enum class Turn : std::uint8_t {
  canary,      // are we still served the truth?
  completing,  // the rest of a look, a redirect, another attempt
  announced,   // first look: a seed, or somebody said "our new place"
  fresh,       // first look at anything else
  relook,
  older,     // paging back
  doubtful,  // first look: bare mentions, leaks, posts that name too many
};
inline constexpr std::size_t turns = 7;

struct Errand {
  std::string key;  // identity: the same errand never waits twice
  Request request;  // request.due: not before; request.service: the line
  Turn turn = Turn::fresh;
  bool planned = false;  // belongs to a later pass; see Lines::wake
  int place = -1;        // of a look: the frontier's number of the place
  bool look = false;     // the first request of a look: the others follow when it is settled
  bool out = false;      // popped, and not settled yet
  bool sent = false;     // … and given to the transport: it holds the line's connection
  int chain = 0;         // `next` requests before this one
  int depth = 0;         // older pages before this one
  int stale = 0;         // … in a row that brought no new post
  std::optional<std::int64_t> stop_at;  // paging back ends at this post
  std::optional<std::int64_t> below;    // an older page must reach below this post
};

// A request and the observation that answers it have the same key. Robots files and canaries are
// about no place of ours; anything else is about its address.
std::string key_of(const Request& request);
std::string key_of(const Observation& answer);

class Lines {
 public:
  Lines(PolitenessOptions politeness, int connections);

  // False, and nothing changes, where an errand of that key waits already or is out.
  bool add(Errand&& errand);
  // nullptr if there is none.
  Errand* find(const std::string& key);
  // Takes an errand off whether it waits or is out; frees its connection. nullopt: unknown key.
  std::optional<Errand> settle(const std::string& key);
  // Changes of `turn`, `planned` and `request.due` go through here. The errand must not be out.
  void change(const std::string& key, Turn turn, bool planned, Time due);

  // Of two re-looks that may go now the one with the greater value goes first; without a value, and
  // of equals, the one that has been due longer. `nth`: how many that service was sent in this run.
  using Value = std::function<double(const Errand&, std::size_t nth)>;
  // The best errand that may go now, nullptr if none; it stays in its line until `depart`.
  const Errand* next(Time now, const Value& value = {});
  // Pops it; its `due` becomes `now`. `sent`: it takes a connection until settled.
  Request depart(const std::string& key, Time now, bool sent);

  // Planned errands due by `until` become ordinary ones; with the_end also all that come later.
  void wake(Time until);
  // When `next` may find something; the_end if only settling an errand can change that.
  Time next_moment() const;

  void note(const std::string& service, const Reception& reception);
  // Every service, known or not, is left alone for one pause of its pace from `now` on.
  void rest(Time now);
  void set_crawl_delay(const std::string& service, Duration delay);
  const Manners& manners(const std::string& service);
  Manners manners(const std::string& service) const;

  std::size_t waiting() const { return errands_.size() - out_; }
  std::size_t out() const { return out_; }
  const PolitenessOptions& politeness() const { return politeness_; }
  // For listings, by key.
  const std::map<std::string, Errand>& all() const { return errands_; }
  // name, manners, errands that wait; by name.
  template <class F>
  void each_service(F tell) const {
    for (const auto& [name, line] : lines_) tell(name, line.manners, line.size());
  }

 private:
  struct Sooner {
    bool operator()(const Errand* a, const Errand* b) const;
  };
  using Queue = std::set<Errand*, Sooner>;
  struct Line {
    Manners manners;
    std::array<Queue, turns> ready;
    Queue later;    // not due yet
    Queue planned;  // for another pass
    int connections = 0;
    std::size_t relooks = 0;  // sent in this run
    Time moment = the_end;    // as entered in agenda_
    std::size_t size() const;
  };

  Line& line_of(const std::string& service);
  void rest(Manners& manners) const;
  Queue& queue_of(Line& line, Errand& errand);
  void enter(Errand& errand);
  void leave(Errand& errand);
  void promote(Line& line, Time now);
  void reschedule(const std::string& service, Line& line);
  Errand* best(Line& line, const Value& value) const;

  PolitenessOptions politeness_;
  int connections_;
  bool all_awake_ = false;
  std::map<std::string, Errand> errands_;  // nodes are stable: the queues point at them
  std::map<std::string, Line> lines_;
  std::set<std::pair<Time, std::string>> agenda_;  // when a service may be asked next
  std::size_t out_ = 0;
  Time rested_ = the_beginning;  // the last rest()
  Time now_ = the_beginning;     // of the last `next`: what is due by then stands in `ready`
};

}  // namespace godwit
