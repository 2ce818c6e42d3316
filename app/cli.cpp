// SPDX-License-Identifier: Apache-2.0
#include "app/cli.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <sstream>

#include "app/case_view.h"
#include "app/cli/groups.h"
#include "app/commands/versions.h"
#include "app/terminal.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

constexpr const char* about =
    "godwit follows networks of channels as they move: who became whom, how sure we\n"
    "are, and why. "
    "It reads only what is public. stdout is data, stderr is talk.";
constexpr const char* exit_codes =
    "Exit codes: 0 ok, 1 failure, 2 usage or configuration, 3 finished but some\n"
    "sources failed, 4 nothing to do or locked by another run, 5 every channel of a\n"
    "referral is blocked, 10 new successors (--exit-on-change), 75 disk full, 130\n"
    "interrupted.";

// As the help lists them.
struct CommandGroup {
  const char* title;
  void (*add)(CLI::App&, Words&, Streams);
};
constexpr CommandGroup command_groups[] = {
    {"Keeping a case", add_case_commands},     {"Crawling", add_crawl_commands},
    {"Reading the answer", add_show_commands}, {"The analyst's word", add_word_commands},
    {"The analyst's desk", add_desk_commands}, {"Trying things", add_reading_commands}};

// CLI11 keeps its columns, and lets the text behind them run on: here it is folded to a window
// of 80.
std::string folded(const std::string& help) {
  constexpr std::size_t window = 80, text_column = 30;
  std::string out;
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t blank = std::min(line.find_first_not_of(' '), line.size());
    const bool beside_a_name =
        blank < text_column && line.size() > text_column && line.find("  ", blank) < text_column;
    const std::size_t begin = beside_a_name ? text_column : blank;
    const std::size_t indent = begin == text_column || begin == 0 ? begin : begin + 2;
    out += line.substr(0, begin) + wrapped(line.substr(begin), window, indent, begin) + "\n";
  }
  return out;
}

std::string version_text() { return tool_version() + "\n" + library_versions(); }

}  // namespace

int run_command_line(int argc, char** argv, Streams io) {
  CLI::App app(about, "godwit");
  app.footer(exit_codes);
  app.require_subcommand(1);
  Words w;
  app.add_option("-C", w.common.folder, "The case to work in (default: this folder)");
  app.add_option("--now", w.now.typed, "Start the clock there (rehearsals only)")->check(is_time);
  app.add_flag("--json", w.common.json, "One JSON document on standard output");
  app.add_flag("-q,--quiet", w.common.quiet, "No talk but errors");
  app.add_flag("--no-color,--no-colour", w.common.no_colour, "No colours");
  app.set_version_flag("--version", version_text);
  for (const CommandGroup& group : command_groups) {
    const std::size_t before = app.get_subcommands({}).size();
    group.add(app, w, io);
    const auto commands = app.get_subcommands({});
    for (std::size_t i = before; i < commands.size(); ++i) commands[i]->group(group.title);
  }
  add_completion_command(app, w, io);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    io.out << folded(app.help());
    return exit_ok;
  } catch (const CLI::CallForVersion& e) {
    return app.exit(e, io.out, io.err);
  } catch (const CLI::ParseError& e) {
    const std::vector<std::string> extra = app.remaining(true);
    const bool no_such = e.get_name() == "RequiredError" && !extra.empty();
    io.err << "godwit: " << (no_such ? "no command \"" + printable(extra.front()) + "\"" : e.what())
           << "; see: godwit --help\n";
    return exit_usage;
  }
  w.common.now = w.now.time();
  w.common.as_of = w.as_of.end();
  return w.run();
}

}  // namespace godwit
