// SPDX-License-Identifier: Apache-2.0
#include "app/commands/serve.h"

#include <ostream>

#include "app/serve/dashboard.h"

namespace godwit {

int run_serve(const Common& common, const DashboardCommand& command, Streams io) {
  auto live = LiveCase::open(common.folder, common.now, command.by);
  if (!live) return complain(io.err, live.error());
  DashboardOptions options;
  options.port = command.port;
  // The address is data: a script opens it. Each lets one browser in, once.
  options.invite = [&](const std::string& url) { io.out << url << std::endl; };
  auto dashboard = Dashboard::start(**live, options);
  if (!dashboard) return complain(io.err, dashboard.error());
  if (!common.quiet)
    io.err << "the dashboard is up on this machine alone; open the address above (good for one "
              "browser, once; then the next one is printed). End it with Ctrl-C\n";
  (*dashboard)->run(true);
  return exit_ok;
}

}  // namespace godwit
