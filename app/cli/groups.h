// SPDX-License-Identifier: Apache-2.0
// The groups of commands: which words a user may type, and what each starts. CLI11 is spoken to
// here only. A group is one file; run_command_line (app/cli.cpp) puts them together.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/case_view.h"
#include "app/commands/alerts.h"
#include "app/commands/bench.h"
#include "app/commands/compare.h"
#include "app/commands/crawl.h"
#include "app/commands/inspect.h"
#include "app/commands/keep.h"
#include "app/commands/links.h"
#include "app/commands/refer.h"
#include "app/commands/rehearse.h"
#include "app/commands/report.h"
#include "app/commands/serve.h"
#include "app/commands/watchlist.h"
#include "app/commands/words.h"

namespace godwit {

// "2019-11-22T08:00:00Z" as an option.
struct TimeOption {
  std::string typed;
  std::optional<Time> time() const { return typed.empty() ? std::nullopt : parse_time(typed); }
  // A day by itself ("2019-11-22") means its end.
  std::optional<Time> end() const { return as_of_typed(typed); }
};

// Everything the options fill in. One command runs: `run` is set by its callback.
struct Words {
  Common common;
  TimeOption now, at, from, to, as_of;
  std::string folder;              // init
  bool rehearsal = false;          // init
  std::vector<std::string> files;  // import
  std::string packed;              // pack
  std::string kept;                // verify
  ReportCommand reported;
  CrawlOptions crawl;
  BenchOptions bench;
  std::string proxy, bundle;           // crawl
  std::vector<std::string> rates;      // crawl
  std::string explained, successor;    // explain
  std::string moves;                   // calibrate
  std::vector<std::string> unwatched;  // unwatch
  WordOptions word;
  ExportCommand exported;
  AlertsOptions alerts;
  DashboardCommand dashboard;
  std::string shell;  // completion
  ReferOptions refer;
  std::string basis;  // export
  InspectOptions inspect;
  LinksOptions links;
  RehearseOptions rehearse;
  std::vector<std::string> looks;  // rehearse
  bool metrics = false;            // status
  CompareOptions compare;          // rehearse --policy
  std::string pages = "off";       // rehearse --policy
  std::function<int()> run;
};

// An RFC 3339 time as an option's value.
extern const CLI::Validator is_time;

// A command, which takes the options of all commands behind its name too.
CLI::App* command(CLI::App& app, const char* name, const char* text);

// --as-of, for commands that show what is known.
void add_as_of(CLI::App* sub, Words& w);

// What happens when `sub` is the command that was typed.
template <class Run>
void runs(CLI::App* sub, Words& w, Run run) {
  sub->callback([&w, run] { w.run = run; });
}

// init, import, export, report, verify, pack.
void add_case_commands(CLI::App& app, Words& w, Streams io);
// crawl, watch, bench.
void add_crawl_commands(CLI::App& app, Words& w, Streams io);
// channels, lineages, explain, targets, status, watchlist.
void add_show_commands(CLI::App& app, Words& w, Streams io);
// confirm, reject, merge, split, note, unwatch, calibrate.
void add_word_commands(CLI::App& app, Words& w, Streams io);
// alerts, refer, serve.
void add_desk_commands(CLI::App& app, Words& w, Streams io);
// completion, hidden.
void add_completion_command(CLI::App& app, Words& w, Streams io);
// inspect, links, rehearse.
void add_reading_commands(CLI::App& app, Words& w, Streams io);

}  // namespace godwit
