// SPDX-License-Identifier: Apache-2.0
#include "app/commands/alerts.h"

#include <unistd.h>

#include <algorithm>
#include <ostream>

#include "app/alerts/alert_desk.h"
#include "app/case_view.h"
#include "godwit/names.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

void keep_asked(std::vector<Alert>& alerts, const AlertsOptions& options) {
  std::erase_if(alerts, [&](const Alert& alert) {
    if (options.since && alert.at < *options.since) return true;
    return !options.kinds.empty() &&
           std::ranges::find(options.kinds, name_of(alert.kind)) == options.kinds.end();
  });
}

int deliver(const CaseView& view, const std::string& feed, const std::vector<Alert>& alerts,
            const Common& common, Streams io) {
  auto clock = clock_of(view.of, common.now);
  if (!clock) return complain(io.err, clock.error());
  auto desk = AlertDesk::open(view.of, feed, io.out);
  if (!desk) return complain(io.err, desk.error());
  if (!desk->anyone_listens())
    return complain(io.err, {Trouble::nothing_to_do,
                             "nobody listens: name a file, feed, webhook or mail_server under "
                             "[alerts] in godwit.toml"});
  const Time now = (*clock)->now();
  if (auto begun = desk->begin(alerts, now); !begun) return complain(io.err, begun.error());
  const DeliverySummary summary = desk->deliver(alerts, now);
  for (const std::string& trouble : summary.troubles)
    io.err << "godwit: alerts: " << printable(trouble) << '\n';
  if (!common.quiet)
    io.err << summary.sent << " told, " << summary.failed << " to be tried again, " << summary.dead
           << " given up\n";
  return summary.troubles.empty() ? exit_ok : exit_partial;
}

}  // namespace

int run_alerts(const Common& common, const AlertsOptions& options, Streams io) {
  std::string feed;
  const auto also = [&](const Observation& seen, const auto&) {
    if (feed.empty()) feed = seen.capture;
  };
  auto view = view_case(common.folder, {.as_of = {}, .also = also});
  if (!view) return complain(io.err, view.error());
  std::vector<Alert> alerts = view->tracker.alerts();
  if (options.deliver) return deliver(*view, feed, alerts, common, io);
  keep_asked(alerts, options);
  const AlertVoice voice{view->of.config.rehearsal, tool_version(), feed};
  if (options.atom) return io.out << atom_feed(voice, std::move(alerts)), exit_ok;
  if (common.json) return io.out << alerts_json(voice, alerts), exit_ok;
  if (voice.rehearsal) io.out << "REHEARSAL: invented data, not the world.\n";
  Table table({"at", "kind", "what*", "address*"});
  for (const Alert& alert : alerts)
    table.row({to_rfc3339(alert.at).substr(0, 16), std::string(name_of(alert.kind)),
               foreign(alert.text), foreign(alert.url)});
  if (table.empty())
    io.err << "nothing happened" << (options.since ? " since then" : " yet") << '\n';
  else
    table.print(io.out, terminal_of(STDOUT_FILENO, common.no_colour));
  return exit_ok;
}

}  // namespace godwit
