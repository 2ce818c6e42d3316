// SPDX-License-Identifier: Apache-2.0
// The shared collection of real site moves, as sightings, and how an answer fares against it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "godwit/tracker.h"

namespace godwit::test {

struct DomainLife {
  std::string site, domain;
  Time first{}, last{};
  bool already_there = false;
};
// Empty where the shared data is not here.
std::vector<DomainLife> read_domain_lives();

// Two sightings a row, in time order. Rows that begin at or after `until` are left out and later
// ends cut to it: what was known then.
std::vector<Observation> sightings_of(const std::vector<DomainLife>& lives, Time until = the_end);

// The births of a period, each with the predecessor that the answer gives it. A predecessor is
// right when it is an earlier domain of a site that the child's domain is of.
struct Judged {
  struct Birth {
    std::string domain;
    std::set<std::string> sites;
    bool has_parent = false;  // some earlier domain of its site exists
    bool right = false;       // the most probable predecessor is one
    double probability = 0;   // of the most probable predecessor
    std::string given;
  };
  std::vector<Birth> births;

  double precision(double threshold) const;
  double recall(double threshold) const;
  double macro_recall(double threshold) const;  // mean over sites
  double calibration_error() const;             // ECE, 15 bins of equal mass
  void print() const;
};
Judged judge_sites(const Succession& s, const std::vector<DomainLife>& lives, Time from, Time to);

// A move of a Telegram channel as a public list recorded it.
struct ListedMove {
  Time at{};
  Address from, to;
  std::string from_title, to_title;
  std::string label;  // continuation, ad_slot_rotation, same_maintainer, maintainer_changed, …
  bool public_handles = false;
};
std::vector<ListedMove> read_curated_moves();
std::vector<ListedMove> read_devicegroup_moves();
// The old place was there until the move, the new one from then on.
std::vector<Observation> sightings_of(const std::vector<ListedMove>& moves);

}  // namespace godwit::test
