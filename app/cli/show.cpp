// SPDX-License-Identifier: Apache-2.0
#include "app/commands/show.h"

#include "app/cli/groups.h"
#include "app/commands/status.h"
#include "app/commands/targets.h"

namespace godwit {

void add_show_commands(CLI::App& app, Words& w, Streams io) {
  const auto plain = [&](const char* name, const char* text, int (*run)(const Common&, Streams)) {
    auto* sub = command(app, name, text);
    add_as_of(sub, w);
    runs(sub, w, [&w, io, run] { return run(w.common, io); });
  };
  plain("channels", "The channels known, with state and life", run_channels);
  plain("lineages", "Who became whom, generation by generation", run_lineages);
  plain("targets", "Which live channels to refer next, and why", run_targets);
  plain("watchlist",
        "The addresses under watch, since when and by whom, as crawl --seeds reads them",
        run_watchlist);
  auto* status = command(app, "status", "What the case holds, what is due, what blocked us");
  status->add_flag("--metrics", w.metrics, "As OpenMetrics text, for whoever scrapes");
  status->callback([&w, io] { w.run = [&w, io] { return run_status(w.common, w.metrics, io); }; });

  auto* explain = command(app, "explain",
                          "Why: the evidence for and against, with dates, sources and captures");
  explain->add_option("URL", w.explained, "A channel; or a predecessor, before its successor")
      ->required();
  explain->add_option("SUCCESSOR", w.successor, "Why this one continues URL");
  add_as_of(explain, w);
  explain->callback([&w, io] {
    w.run = [&w, io] { return run_explain(w.common, w.explained, w.successor, io); };
  });
}

}  // namespace godwit
