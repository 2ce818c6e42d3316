// SPDX-License-Identifier: Apache-2.0
#include "graph/export/layout.h"

#include <algorithm>
#include <cmath>

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
  std::vector<Spot> spots = network_layout(succession);
  for (std::size_t i = 0; i < spots.size(); ++i) {
    const Channel& channel = succession.channels[i];
    spots[i].size = std::clamp(
        6.0 + 3.0 * std::log2(1.0 + double(channel.members.value_or(0)) / 50.0), 6.0, 40.0);
    paint(spots[i], channel.state);
  }
  return spots;
}

}  // namespace godwit
