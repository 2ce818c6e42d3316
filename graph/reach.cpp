// SPDX-License-Identifier: Apache-2.0
// Best-first greedy that pushes again whatever a pick may have changed: plain lazy evaluation would
// trust gains that have risen since.
#include "graph/reach.h"

#include <algorithm>
#include <cmath>
#include <queue>

namespace godwit {

namespace {

// Share of u's audience that is w's as well, before any link tells.
constexpr double kin_overlap = 0.6, stranger_overlap = 0.05;
constexpr double overlap_weight = 10;  // worth so many links
constexpr double most_overlap = 0.8;
// Expected announcements a death, of kin that mention each other, that never do, and of strangers.
constexpr double near_kin_announces = 0.7, kin_announces = 0.2, stranger_announces = 0.1;
constexpr double announces_weight = 8;  // worth so many deaths
constexpr double list_of = 30;          // who links to more is a list

}  // namespace

double share_of(const Bond& b) {
  const double prior = b.kin ? kin_overlap : stranger_overlap;
  const double common =
      std::min(most_overlap, (prior * overlap_weight + b.links) / (overlap_weight + b.links));
  const double overlap = common * std::min(1.0, b.audience_ratio);
  const double mean = !b.kin        ? stranger_announces
                      : b.links > 0 ? near_kin_announces
                                    : kin_announces;
  const double each = (b.announced + announces_weight * mean) / (b.deaths + announces_weight);
  const double announces = b.prepared ? 1 : -std::expm1(-each);
  return overlap * announces * std::min(1.0, list_of / std::max(b.names, 1.0));
}

double regrowth(double deaths, double followed) { return (followed + 1) / (deaths + 2); }

ResidualReach::ResidualReach(std::vector<Reached> channels)
    : channels_(std::move(channels)), helps_(channels_.size()), taken_(channels_.size(), false) {
  for (std::uint32_t u = 0; u < channels_.size(); ++u)
    for (const Helper& h : channels_[u].helpers) helps_[h.who].push_back(u);
}

double ResidualReach::comes_back(std::uint32_t u) const {
  double silent = 1;
  for (const Helper& h : channels_[u].helpers)
    if (!taken_[h.who]) silent *= 1 - h.share;
  return channels_[u].regrows * channels_[u].audience * (1 - silent);
}

double ResidualReach::residual() const {
  double reach = 0;
  for (std::uint32_t u = 0; u < channels_.size(); ++u)
    reach += taken_[u] ? comes_back(u) : channels_[u].audience;
  return reach;
}

// Its own audience less what comes back of it, and what it would have brought back of those taken.
double ResidualReach::gain(std::uint32_t u) const {
  if (taken_[u]) return 0;
  double drop = channels_[u].audience - comes_back(u);
  for (const std::uint32_t other : helps_[u]) {
    if (!taken_[other]) continue;
    double silent = 1, with = 1;
    for (const Helper& h : channels_[other].helpers) {
      if (taken_[h.who]) continue;
      silent *= 1 - h.share;
      if (h.who != u) with *= 1 - h.share;
    }
    drop += channels_[other].regrows * channels_[other].audience * (with - silent);
  }
  return drop;
}

double ResidualReach::gain_together(std::span<const std::uint32_t> all) {
  double drop = 0;
  std::vector<std::uint32_t> tried;
  for (const std::uint32_t u : all) {
    drop += gain(u);
    if (!taken_[u]) tried.push_back(u);
    taken_[u] = true;
  }
  for (const std::uint32_t u : tried) taken_[u] = false;
  return drop;
}

// Whose gain may differ once u is taken: those it would have announced, those that would announce
// it, and the other helpers of what it helped and is gone already.
std::vector<std::uint32_t> ResidualReach::changed_by(std::uint32_t u) const {
  std::vector<std::uint32_t> near = helps_[u];
  const auto add_helpers = [&](std::uint32_t of) {
    for (const Helper& h : channels_[of].helpers) near.push_back(h.who);
  };
  add_helpers(u);
  for (const std::uint32_t other : helps_[u])
    if (taken_[other]) add_helpers(other);
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  return near;
}

std::vector<ResidualReach::Pick> ResidualReach::choose(std::size_t most, const MayTake& may_take) {
  using Entry = std::pair<double, std::uint32_t>;
  const auto less = [](const Entry& a, const Entry& b) {
    return a.first != b.first ? a.first < b.first : a.second > b.second;
  };
  std::priority_queue<Entry, std::vector<Entry>, decltype(less)> best(less);
  std::vector<double> current(channels_.size(), 0);
  std::vector<bool> out = taken_;  // taken or passed over
  for (std::uint32_t u = 0; u < channels_.size(); ++u)
    if (!out[u]) best.push({current[u] = gain(u), u});
  std::vector<Pick> picks;
  while (!best.empty() && picks.size() < most) {
    const auto [worth, u] = best.top();
    best.pop();
    if (out[u] || worth != current[u]) continue;
    out[u] = true;
    if (!may_take({u, worth})) continue;
    picks.push_back({u, worth});
    take(u);
    for (const std::uint32_t near : changed_by(u))
      if (!out[near]) best.push({current[near] = gain(near), near});
  }
  return picks;
}

}  // namespace godwit
