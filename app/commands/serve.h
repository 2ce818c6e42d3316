// SPDX-License-Identifier: Apache-2.0
// `serve`: the report's page, live, on this machine alone; the analyst's words from the page.
#pragma once

#include <cstdint>
#include <string>

#include "app/commands/command.h"

namespace godwit {

struct DashboardCommand {
  std::string by;          // --by: the name that stands under the words
  std::uint16_t port = 0;  // 0 = any free one
};

int run_serve(const Common& common, const DashboardCommand& command, Streams streams);

}  // namespace godwit
