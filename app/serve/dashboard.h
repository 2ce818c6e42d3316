// SPDX-License-Identifier: Apache-2.0
// Dashboard: the page of a case, live, on this machine alone (docs/dashboard.md has the rules; each
// is a test). One thread does everything; every connection is bounded in bytes, time and number.
// Boost.Beast is spoken to here only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "app/serve/live_case.h"
#include "godwit/result.h"

namespace godwit {

struct DashboardOptions {
  std::uint16_t port = 0;            // 0 = any free one
  std::size_t connections_max = 64;  // more are closed at once
  Duration patience = seconds(10);   // for a head to come whole, for an answer to be taken
  // Told each address that lets one browser in, once.
  std::function<void(const std::string& url)> invite;
};

class Dashboard {
 public:
  // Listens on 127.0.0.1 and, where there is one, [::1]; nowhere else.
  static Result<std::unique_ptr<Dashboard>> start(LiveCase& live, DashboardOptions options);
  ~Dashboard();

  std::uint16_t port() const;
  // Serves until stop() or, where `signals`, SIGINT or SIGTERM.
  void run(bool signals);
  // From any thread.
  void stop();

 private:
  struct Parts;
  explicit Dashboard(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace godwit
