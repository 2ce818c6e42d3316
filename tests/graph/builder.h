// SPDX-License-Identifier: Apache-2.0
// Builder: synthetic observations in few words. Time is days and hours since the first of January
// 2020; a handle "x" is https://t.me/x.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "godwit/tracker.h"

namespace godwit::test {

// A moment: day 3.5 is noon of the fourth of January 2020.
inline Time day(double days_since_2020) {
  return from_ms(1'577'836'800'000 + static_cast<std::int64_t>(days_since_2020 * 86'400'000.0));
}

Address telegram(const std::string& handle);
Address invite(const std::string& hash);
Address site(const std::string& host);
Address room(const std::string& host, const std::string& name);

// One look, built up: `Seen("harbour_news", day(3)).id(17).title("Harbour").says("…", {"x"})`.
class Seen {
 public:
  Seen(const std::string& handle, Time at) : Seen(telegram(handle), at) {}
  Seen(Address address, Time at);

  Seen& id(std::int64_t numeric);
  Seen& title(const std::string& title);
  Seen& description(const std::string& text);
  Seen& avatar(const std::string& hash);
  Seen& members(std::int64_t n);
  Seen& kind(const std::string& kind);
  Seen& room_id(const std::string& id);
  Seen& older();
  Seen& start();  // nothing older than this page
  Seen& post(const std::string& text, Time at, std::int64_t number = 0);
  Seen& created(Time at);
  // A post that links to each of `to`, with these announcement words.
  Seen& says(const std::string& text, Time at, const std::vector<Address>& to, unsigned announce);
  Seen& announces(const std::string& handle, Time at, unsigned announce = announce_new);
  Seen& links(const std::string& handle, Time at);
  Seen& disowns(const std::string& handle, Time at);
  Seen& forwards(const std::string& handle, Time at);
  Seen& refers(Address to, Form form, unsigned announce, Time at);
  Seen& redirects(Address to);
  Seen& sighting(bool already_there = false);
  Seen& gone();  // a positive marker
  Seen& restricted();
  Seen& absent();  // as for a place that does not exist
  Seen& limited();
  Seen& canary(bool alive);
  Seen& failed();                                 // no answer
  operator Observation() const { return seen_; }  // NOLINT(google-explicit-constructor)
  const Observation& get() const { return seen_; }

 private:
  Observation seen_;
  int posts_ = 0;
};

Observation word(const std::string& verb, const std::string& from, const std::string& to, Time at,
                 bool undo = false, const std::string& text = "");

// Applies all and gives the answer.
Succession answer(const std::vector<Observation>& all, int threads = 1);

// The channel that is or was at this handle's url last, the edge between two; abort if missing.
const Channel& channel_at(const Succession& s, const std::string& url);
const Channel* find_channel(const Succession& s, const std::string& id);
// Probability of the edge between the channels at two handles, 0 if it is not listed.
double probability(const Succession& s, const std::string& from, const std::string& to,
                   Relation relation = Relation::continues);
const Edge* edge_between(const Succession& s, const std::string& from, const std::string& to);

// Everything in one string: equal answers have equal strings.
std::string spell(const Succession& s);

}  // namespace godwit::test
