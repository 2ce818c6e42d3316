// SPDX-License-Identifier: Apache-2.0
// OpenMetrics text (openmetrics.io, 1.0), for whoever scrapes: `status --metrics`. Counters end in
// _total, label values are escaped, the document ends with "# EOF".
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace godwit {

struct Metric {
  std::string name;  // without _total
  std::string type;  // counter | gauge
  std::string unit;  // "" if none; the name ends in it
  std::string help;
  // Value by service; an empty name: no label.
  std::vector<std::pair<std::string, double>> samples;
};

std::string open_metrics(std::span<const Metric> metrics);

}  // namespace godwit
