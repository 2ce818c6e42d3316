// SPDX-License-Identifier: Apache-2.0
// Answers: which address gives what, and the headers that every answer carries. Knows no socket.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "app/serve/guard.h"
#include "app/serve/live_case.h"

namespace godwit {

struct DashboardAnswer {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beside type and length
};

class Answers {
 public:
  // `invite`: told the address that lets the next browser in, at first and after each use.
  Answers(LiveCase& live, std::uint16_t port, std::function<void(const std::string&)> invite);
  DashboardAnswer answer(const Asked& asked, const std::string& body);

  // What went wrong before there was a request to judge (a head too long, a body too large).
  static DashboardAnswer refused(int status, const std::string& why);

 private:
  DashboardAnswer routed(const Asked& asked, const std::string& body);
  DashboardAnswer let_in();
  DashboardAnswer page();
  DashboardAnswer data(const Asked& asked);
  DashboardAnswer data_known_by(const std::string& typed);
  DashboardAnswer told(const std::string& body);
  DashboardAnswer capture(const std::string& target);

  LiveCase& live_;
  Guard guard_;
  std::function<void(const std::string&)> invite_;
};

}  // namespace godwit
