// SPDX-License-Identifier: Apache-2.0
#include "graph/export/layout.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

namespace godwit {
namespace {

// Colour-blind safe (Okabe and Ito 2008).
void paint(Spot& spot, State state) {
  const auto set = [&](int r, int g, int b) { spot.red = r, spot.green = g, spot.blue = b; };
  switch (state) {
    case State::alive:
      return set(0, 158, 115);
    case State::gone:
      return set(213, 94, 0);
    case State::restricted:
      return set(230, 159, 0);
    case State::private_:
      return set(0, 114, 178);
    case State::unknown:
      return set(153, 153, 153);
  }
}

}  // namespace

std::vector<Spot> layout(const Succession& succession) {
  const auto& channels = succession.channels;
  std::vector<Spot> spots(channels.size());
  if (channels.empty()) return spots;
  std::map<std::string, Time> lineage_birth;
  Time first = the_end;
  for (const Channel& channel : channels) {
    first = std::min(first, channel.first_seen);
    const auto [it, fresh] = lineage_birth.try_emplace(channel.lineage, channel.first_seen);
    if (!fresh) it->second = std::min(it->second, channel.first_seen);
  }
  std::vector<std::size_t> order(channels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // Lone channels ("" lineage) come last, below the lineages.
  const auto key = [&](std::size_t i) {
    const Channel& c = channels[i];
    return std::make_tuple(c.lineage.empty(), lineage_birth.at(c.lineage), c.lineage, c.first_seen,
                           c.id);
  };
  std::ranges::sort(order, {}, key);
  for (std::size_t row = 0; row < order.size(); ++row) {
    const Channel& channel = channels[order[row]];
    Spot& spot = spots[order[row]];
    spot.x = 20.0 * double((channel.first_seen - first).count()) / double(days(1).count());
    spot.y = 30.0 * double(row);
    spot.size = std::clamp(6.0 + 3.0 * std::log2(1.0 + double(channel.members.value_or(0)) / 50.0),
                           6.0, 40.0);
    paint(spot, channel.state);
  }
  return spots;
}

}  // namespace godwit
