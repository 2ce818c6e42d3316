// SPDX-License-Identifier: Apache-2.0
// report: the page of app/report/ as one file; as PDF too, where a Chromium is installed.
#pragma once

#include <string>

#include "app/commands/command.h"

namespace godwit {

struct ReportCommand {
  std::string output;  // -o; "" = report.html, "-" = standard output
  std::string pdf;     // --pdf; "" = none
};

int run_report(const Common& common, const ReportCommand& command, Streams streams);

}  // namespace godwit
