// SPDX-License-Identifier: Apache-2.0
#include "app/cli.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "app/case_view.h"
#include "app/commands/crawl.h"
#include "app/commands/inspect.h"
#include "app/commands/keep.h"
#include "app/commands/links.h"
#include "app/commands/rehearse.h"
#include "app/commands/show.h"
#include "app/commands/status.h"
#include "app/commands/versions.h"
#include "app/commands/words.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

constexpr const char* about =
    "godwit follows networks of channels as they move: who became whom, how sure we are, and why.\n"
    "It reads only what is public. stdout is data, stderr is talk.";
constexpr const char* exit_codes =
    "Exit codes: 0 ok, 1 failure, 2 usage or configuration, 3 finished but some sources failed,\n"
    "4 nothing to do or locked by another run, 10 new successors (--exit-on-change), 75 disk "
    "full,\n"
    "130 interrupted.";

// "2019-11-22T08:00:00Z" as an option.
struct TimeOption {
  std::string typed;
  std::optional<Time> time() const { return typed.empty() ? std::nullopt : parse_time(typed); }
};

const CLI::Validator is_time(
    [](std::string& text) {
      return parse_time(text) ? std::string()
                              : "\"" + text + "\" is no RFC 3339 time such as 2019-11-22T08:00:00Z";
    },
    "TIME");

const CLI::Validator is_rate(
    [](std::string& text) {
      const std::size_t equals = text.rfind('=');
      char* end = nullptr;
      const double rate =
          equals == std::string::npos ? 0 : std::strtod(text.c_str() + equals + 1, &end);
      return rate > 0 && end != nullptr && *end == '\0'
                 ? std::string()
                 : "\"" + text + "\" is not HOST=PER_SECOND, such as t.me=0.3";
    },
    "HOST=PER_SECOND");

// Everything the options fill in. One command runs: `run` is set by its callback.
struct Words {
  Common common;
  TimeOption now, at, from, to;
  std::string folder;              // init
  bool rehearsal = false;          // init
  std::vector<std::string> files;  // import
  std::string packed;              // pack
  std::string reported;            // report
  CrawlOptions crawl;
  std::string proxy, bundle;           // crawl
  std::vector<std::string> rates;      // crawl
  std::vector<std::string> explained;  // explain
  WordOptions word;
  ExportCommand exported;
  std::string basis;  // export
  InspectOptions inspect;
  LinksOptions links;
  RehearseOptions rehearse;
  std::vector<std::string> looks;  // rehearse
  std::function<int()> run;
};

CLI::App* command(CLI::App& app, const char* name, const char* text) {
  CLI::App* sub = app.add_subcommand(name, text);
  sub->fallthrough();
  return sub;
}

// What happens when `sub` is the command that was typed.
template <class Run>
void runs(CLI::App* sub, Words& w, Run run) {
  sub->callback([&w, run] { w.run = run; });
}

void add_case_commands(CLI::App& app, Words& w, Streams io) {
  auto* init = command(app, "init", "Make a case: a folder with a commented godwit.toml");
  init->add_option("DIR", w.folder, "The folder (default: the one of -C)");
  init->add_flag("--rehearsal", w.rehearsal,
                 "A rehearsal: may take --now, and all it prints says so");
  runs(init, w, [&w, io] {
    return run_init(w.folder.empty() ? w.common.folder : std::filesystem::path(w.folder),
                    w.rehearsal, io);
  });

  auto* import =
      command(app, "import",
              "Take in what you already hold: WARC, WACZ, Telegram Desktop result.json,\n"
              "Telethon NDJSON, Rocket.Chat export, sightings CSV/TSV\n"
              "(url,first_seen,last_seen,title)");
  import->add_option("FILE", w.files, "Files")->required();
  runs(import, w, [&w, io] { return run_import(w.common, w.files, io); });

  auto* report = command(app, "report", "One self-contained HTML file: picture, tables, evidence");
  report->add_option("-o,--output", w.reported, "The file (default: report.html; - = stdout)");
  runs(report, w, [&w, io] { return run_report(w.common, w.reported, io); });

  auto* verify = command(app, "verify", "Re-hash every capture and the chain of facts");
  runs(verify, w, [&w, io] { return run_verify(w.common, io); });

  auto* pack = command(app, "pack", "Pack the captures as one WACZ file");
  pack->add_option("-o,--output", w.packed, "The file (default: case.wacz)");
  runs(pack, w, [&w, io] { return run_pack(w.common, w.packed, io); });
}

void add_crawl(CLI::App& app, Words& w, Streams io, bool watch) {
  auto* crawl =
      watch
          ? command(app, "watch",
                    "Keep crawling on schedule until stopped; SIGINT once: drain and save")
          : command(
                app, "crawl",
                "One pass over all that is due, following what it finds until nothing new is due");
  CrawlOptions& o = w.crawl;
  crawl->add_option("SEED", o.seeds, "Addresses to watch from now on");
  crawl->add_option("--seeds", o.seeds_file, "A file of addresses, one a line, # for comments");
  auto* proxy = crawl->add_option(
      "--proxy", w.proxy, "http://HOST:PORT or socks5h://HOST:PORT; nothing goes around it");
  auto* bundle = crawl->add_option("--ca-bundle", w.bundle,
                                   "PEM file of the certificate authorities to trust");
  crawl->add_option("--time-budget", o.time_budget_s, "Stop in good order after that many seconds")
      ->check(CLI::PositiveNumber);
  crawl->add_option("--max-requests", o.max_requests, "Stop in good order after that many requests")
      ->check(CLI::NonNegativeNumber);
  crawl->add_option("--rate", w.rates, "Requests per second to a host, * = all others (repeatable)")
      ->check(is_rate)
      ->allow_extra_args(false);
  crawl->add_flag("--dry-run", o.dry_run, "Print what would be fetched, and fetch nothing");
  crawl->add_flag("--exit-on-change", o.exit_on_change, "Exit 10 where new successors were found");
  crawl->callback([&w, io, proxy, bundle, watch] {
    w.crawl.watch = watch;
    for (const std::string& rate : w.rates) {
      const std::size_t equals = rate.rfind('=');
      w.crawl.rates[rate.substr(0, equals)] = std::strtod(rate.c_str() + equals + 1, nullptr);
    }
    if (proxy->count() > 0) w.crawl.proxy = w.proxy;
    if (bundle->count() > 0) w.crawl.ca_bundle = w.bundle;
    w.run = [&w, io] { return run_crawl(w.common, w.crawl, io); };
  });
}

void add_show(CLI::App& app, Words& w, Streams io) {
  const auto plain = [&](const char* name, const char* text, int (*run)(const Common&, Streams)) {
    command(app, name, text)->callback([&w, io, run] {
      w.run = [&w, io, run] { return run(w.common, io); };
    });
  };
  plain("channels", "The channels known, with state and life", run_channels);
  plain("lineages", "Who became whom, generation by generation", run_lineages);
  plain("targets", "Which live channels to refer next, and why", run_targets);
  plain("status", "What the case holds, what is due, what blocked us", run_status);

  auto* explain = command(app, "explain",
                          "Why: the evidence for and against, with dates, sources and captures");
  explain->add_option("URL", w.explained, "A channel; or a predecessor and its successor")
      ->required()
      ->expected(1, 2);
  explain->callback([&w, io] {
    w.run = [&w, io] {
      const auto& urls = w.explained;
      return run_explain(w.common, urls.front(), urls.size() > 1 ? urls.back() : "", io);
    };
  });
}

void add_words(CLI::App& app, Words& w, Streams io) {
  const auto word = [&](const char* verb, const char* text, bool two) {
    auto* sub = command(app, verb, text);
    sub->add_option(two ? "FROM" : "URL", w.word.from, "A channel's address")->required();
    if (two) sub->add_option("TO", w.word.to, "Another channel's address")->required();
    sub->add_flag("--undo", w.word.undo, "Take the same word back");
    sub->callback([&w, io, verb] {
      w.word.verb = verb;
      w.word.when = w.at.time();
      w.run = [&w, io] { return run_word(w.common, w.word, io); };
    });
    return sub;
  };
  word("confirm", "Your word: TO continues FROM", true);
  word("reject", "Your word: TO does not continue FROM", true);
  word("merge", "Your word: both are one channel", true);
  word("split", "Your word: from --at TIME on, another channel lives at URL", false)
      ->add_option("--at", w.at.typed, "When the other began")
      ->check(is_time)
      ->required();
  word("note", "A note on a channel", false)
      ->add_option("TEXT", w.word.text, "The note")
      ->required();
}

void add_export(CLI::App& app, Words& w, Streams io) {
  std::string formats = "Write the succession as:";
  for (const ExportFormat& format : export_formats())
    formats += "\n  " + std::string(format.name) + ": " + std::string(format.about);
  formats += "\n  wacz: the captures, one file\n  facts: every fact, one JSON line each";
  auto* sub = command(app, "export", formats.c_str());
  ExportCommand& o = w.exported;
  sub->add_option("FORMAT", o.format, "One of the formats above")->required();
  sub->add_option("-o,--output", o.output, "File (or folder) to write; default: standard output");
  sub->add_option("--lineage", o.filter.lineage, "Only this lineage, such as L3");
  sub->add_option("--from", w.from.typed, "Only channels alive after TIME")->check(is_time);
  sub->add_option("--to", w.to.typed, "Only channels seen before TIME")->check(is_time);
  sub->add_option("--min-probability", o.filter.min_probability, "Only edges at least that sure")
      ->check(CLI::Range(0.0, 1.0));
  sub->add_option("--basis", w.basis, "Only edges that are observed or inferred")
      ->check(CLI::IsMember({"observed", "inferred"}));
  sub->add_option("--gexf", o.gexf, "GEXF version")->check(CLI::IsMember({"1.2", "1.3"}));
  sub->add_flag("!--no-viz", o.viz, "GEXF without positions, sizes and colours");
  sub->add_flag("!--csv-raw", o.csv_safe, "CSV cells as they are, formulas unguarded");
  sub->callback([&w, io] {
    ExportFilter& filter = w.exported.filter;
    filter.from = w.from.time(), filter.to = w.to.time();
    if (!w.basis.empty()) filter.basis = w.basis == "observed" ? Basis::observed : Basis::inferred;
    w.run = [&w, io] { return run_export(w.common, w.exported, io); };
  });
}

void add_readers(CLI::App& app, Words& w, Streams io) {
  auto* inspect = command(app, "inspect", "What one saved page or body says, storing nothing");
  inspect->add_option("FILE", w.inspect.file, "The saved page; - for standard input")->required();
  inspect->add_option("--url", w.inspect.url, "Where it was saved from")->required();
  inspect->add_option("--at", w.at.typed, "When it was saved")->check(is_time);
  inspect->callback([&w, io] {
    w.run = [&w, io] {
      w.inspect.at = w.at.time(), w.inspect.json = w.common.json;
      return run_inspect(w.inspect, io.out, io.err);
    };
  });

  auto* links =
      command(app, "links", "The addresses in lines of text on standard input, however written");
  links->callback([&w, io] {
    w.run = [&w, io] {
      w.links.json = w.common.json;
      return run_links(w.links, io.in, io.out, io.err);
    };
  });
}

void add_rehearse(CLI::App& app, Words& w, Streams io) {
  auto* sub = command(app, "rehearse",
                      "The built-in world, simulated in virtual time or served on loopback");
  RehearseOptions& o = w.rehearse;
  sub->add_flag("--serve", o.serve,
                "Serve it on loopback as a proxy until stopped; its clock starts at --now");
  sub->add_option("--score", o.score_file,
                  "Judge this output of lineages --json against the truth (- = stdin)");
  sub->add_option("--seed", o.world.seed, "Which world; the same number is the same world");
  sub->add_option("--brands", o.world.brands, "Networks of channels")->check(CLI::Range(1, 10'000));
  sub->add_option("--days", o.world.days, "Length in days")->check(CLI::Range(1, 3'660));
  sub->add_option("--announced", o.world.announced, "Share of successors that somebody announces")
      ->check(CLI::Range(0.0, 1.0));
  sub->add_option("--noise", o.world.noise, "Impostors, strangers, advertisements; 0 = none")
      ->check(CLI::Range(0.0, 10.0));
  sub->add_option("--regime", o.world.regime, "How hard the times are")
      ->check(CLI::IsMember({"quiet", "pressed", "strict", "harsh"}));
  sub->add_option("--look", w.looks, "A moment when it is (or was) crawled (repeatable)")
      ->check(is_time)
      ->allow_extra_args(false);
  sub->add_option("--speed", o.speed, "World seconds per second, when served")
      ->check(CLI::PositiveNumber);
  sub->add_option("--port", o.port, "Port on 127.0.0.1 (default: any free one)");
  sub->add_option("--ca-file", o.ca_file, "Where to write the certificate to trust");
  sub->add_option("--seeds-file", o.seeds_file, "Where to write the seed list");
  sub->add_option("--truth", o.truth_file, "Where to write what really happened");
  sub->add_option("--ready", o.ready_file, "Written when the server is up");
  sub->add_option("--soft-ban-after", o.soft_ban_after,
                  "Requests to t.me after which it takes us for a robot");
  sub->callback([&w, io] {
    for (const std::string& look : w.looks) w.rehearse.looks.push_back(*parse_time(look));
    w.run = [&w, io] { return run_rehearse(w.common, w.rehearse, io); };
  });
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
  add_case_commands(app, w, io);
  add_crawl(app, w, io, false);
  add_crawl(app, w, io, true);
  add_show(app, w, io);
  add_words(app, w, io);
  add_export(app, w, io);
  add_readers(app, w, io);
  add_rehearse(app, w, io);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& e) {
    return app.exit(e, io.out, io.err);
  } catch (const CLI::CallForAllHelp& e) {
    return app.exit(e, io.out, io.err);
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
  return w.run();
}

}  // namespace godwit
