// SPDX-License-Identifier: Apache-2.0
#include "app/frontier_options.h"

namespace godwit {

FrontierOptions frontier_options(const Config& config, const std::map<std::string, double>& rates,
                                 const Catalogue& catalogue) {
  FrontierOptions frontier;
  frontier.obey_robots = config.robots;
  frontier.hops = static_cast<int>(config.max_hops);
  frontier.pages_back = static_cast<int>(config.older_pages);
  PolitenessOptions& politeness = frontier.politeness;
  for (const auto* each : {&config.rates, &rates})
    for (const auto& [host, per_second] : *each)
      if (host == "*")
        politeness.pace = pace_of_rate(per_second);
      else
        politeness.by_service[catalogue.service_of(host)] = pace_of_rate(per_second);
  for (const auto& [host, a_day] : config.budgets)
    if (host == "*")
      politeness.most_a_day = a_day;
    else
      politeness.most_a_day_of[catalogue.service_of(host)] = a_day;
  politeness.quiet = parse_quiet_hours(config.quiet_hours).value_or(QuietHours{});
  return frontier;
}

}  // namespace godwit
