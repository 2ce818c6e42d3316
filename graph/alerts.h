// SPDX-License-Identifier: Apache-2.0
// Alerts: what an analyst wants to be woken for. Each event has one key, so that telling it twice
// can be told apart from two events.
#pragma once

#include <vector>

#include "graph/succession.h"

namespace godwit {

// By (time, key).
std::vector<Alert> find_alerts(const Conclusion& c, const Succession& answer);

// Days on which far more channels died than usual.
struct Wave {
  Time day{};  // midnight UTC
  std::size_t deaths = 0;
  double baseline = 0;  // median deaths of the 28 days before
};
std::vector<Wave> find_waves(const Known& known);

}  // namespace godwit
