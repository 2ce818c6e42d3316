// SPDX-License-Identifier: Apache-2.0
// WatchAlerts: tells alerts while a crawl goes on, on a thread of its own, so that a webhook that
// hangs never holds up a fetch.
#pragma once

#include <future>
#include <string>
#include <vector>

#include "app/alerts/alert_desk.h"
#include "godwit/tracker.h"

namespace godwit {

class WatchAlerts {
 public:
  // Reads from the tracker what is known before the crawl. Where nobody listens, does nothing ever.
  WatchAlerts(Result<AlertDesk> desk, Tracker& tracker, Time now);
  // To be called often; asks the tracker at most once a minute. Gives the troubles of the last
  // delivery, one line each.
  std::vector<std::string> tick(Time now);
  // The last word of a crawl: waits for what is under way and delivers the rest.
  std::vector<std::string> finish(Time now);

 private:
  std::vector<std::string> collect();

  Result<AlertDesk> desk_;
  Tracker& tracker_;
  std::future<DeliverySummary> under_way_;
  Time next_ = the_beginning;
  std::vector<std::string> troubles_;
};

}  // namespace godwit
