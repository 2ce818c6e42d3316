// SPDX-License-Identifier: Apache-2.0
#include "app/alerts/watch_alerts.h"

#include <utility>

namespace godwit {
namespace {

constexpr Duration pause = std::chrono::minutes(1);  // a question to the tracker may be dear

}  // namespace

WatchAlerts::WatchAlerts(Result<AlertDesk> desk, Tracker& tracker, Time now)
    : desk_(std::move(desk)), tracker_(tracker) {
  if (!desk_) {
    troubles_.push_back(desk_.error().text);
  } else if (desk_->anyone_listens()) {
    if (auto begun = desk_->begin(tracker_.alerts(), now); !begun)
      troubles_.push_back(begun.error().text);
  }
}

std::vector<std::string> WatchAlerts::collect() {
  if (under_way_.valid())
    for (std::string& each : under_way_.get().troubles) troubles_.push_back(std::move(each));
  return std::exchange(troubles_, {});
}

std::vector<std::string> WatchAlerts::tick(Time now) {
  if (!desk_ || !desk_->anyone_listens()) return std::exchange(troubles_, {});
  const bool busy = under_way_.valid() &&
                    under_way_.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
  if (busy || now < next_) return {};
  std::vector<std::string> troubles = collect();
  next_ = now + pause;
  under_way_ = std::async(std::launch::async, [this, alerts = tracker_.alerts(), now] {
    return desk_->deliver(alerts, now);
  });
  return troubles;
}

std::vector<std::string> WatchAlerts::finish(Time now) {
  std::vector<std::string> troubles = collect();
  if (!desk_ || !desk_->anyone_listens()) return troubles;
  for (std::string& each : desk_->deliver(tracker_.alerts(), now).troubles)
    troubles.push_back(std::move(each));
  return troubles;
}

}  // namespace godwit
