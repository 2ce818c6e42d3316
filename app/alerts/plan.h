// SPDX-License-Identifier: Apache-2.0
// Plan: what is to be told to whom now. Pure: alerts, journal, configuration and moment in; what is
// due out.
#pragma once

#include <string>
#include <vector>

#include "app/alerts/alert_config.h"
#include "app/alerts/journal.h"
#include "godwit/result.h"

namespace godwit {

// After that many failures in a row an alert is given up.
inline constexpr int attempts_max = 6;
// Between the attempts: 1 min, 5 min, 30 min, 2 h, 6 h.
Duration back_off(int failures);

struct Due {
  std::string sink;
  std::vector<Alert> alerts;  // by time; never empty
};

// "22:00" to "07:00", over midnight too; never where one of them is empty.
bool is_quiet(const AlertConfig& config, Time now);
// The sinks that are configured, of file, webhook, mail.
std::vector<std::string> sinks_of(const AlertConfig& config);
bool wanted(const AlertConfig& config, const Alert& alert);
std::vector<Due> plan(const std::vector<Alert>& alerts, const Journal& journal,
                      const AlertConfig& config, Time now);

// Trouble::usage for an unknown kind, half a pair of quiet hours, a sink without what it needs.
Result<void> check(const AlertConfig& config);

}  // namespace godwit
