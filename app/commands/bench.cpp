// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench.h"

#include <algorithm>
#include <fstream>
#include <ostream>
#include <sstream>

#include "app/case.h"
#include "app/files.h"
#include "crawler/parse/url.h"
#include "crawler/store/sqlite_ledger.h"
#include "graph/export/json.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

// A case that may reach loopback, and the port of `from`.
Result<void> make_case(const fs::path& folder, const std::string& from) {
  if (auto made = init_case(folder, true); !made) return made.error();
  const auto url = parse_url(from);
  std::ofstream config(folder / "godwit.toml");
  config << "[case]\nrehearsal = true\n[crawl]\nallow_private = true\n";
  if (url && url->port) config << "ports = [" << *url->port << "]\n";
  config.close();
  const auto ledger = open_ledger(folder, OpenMode::create);
  if (!ledger) return ledger.error();
  return {};
}

struct Figures {
  std::int64_t pages = 0, answered = 0;
  std::uint64_t captured = 0;  // bytes of captures, packed
  double seconds = 0;  // from the first answer to the last: waiting for the dead is no speed
};

Result<Figures> count(const fs::path& folder) {
  const auto ledger = open_ledger(folder, OpenMode::read);
  if (!ledger) return ledger.error();
  Figures figures;
  Time first = the_end, last = the_beginning;
  const auto read = (*ledger)->replay([&](const Observation& fact) {
    if (fact.source != Source::fetched) return;
    ++figures.pages;
    if (fact.status == 0) return;
    ++figures.answered;
    first = std::min(first, fact.at), last = std::max(last, fact.at);
  });
  if (figures.answered > 1)
    figures.seconds = double(std::max(last - first, Duration(1)).count()) / 1000;
  if (!read) return read.error();
  const auto files = (*ledger)->capture_files();
  if (!files) return files.error();
  for (const auto& [name, length] : *files) figures.captured += length;
  return figures;
}

}  // namespace

int run_bench_crawl(const Common& common, const BenchOptions& bench, CrawlOptions crawl,
                    Streams io) {
  const auto passing = PassingFolder::make("godwit-bench");
  if (!passing) return complain(io.err, passing.error());
  const fs::path folder = passing->path() / "case";
  if (const auto made = make_case(folder, bench.from); !made) return complain(io.err, made.error());
  Common quiet = common;
  quiet.folder = folder;
  quiet.quiet = true;
  quiet.json = false;
  constexpr double unbounded = 100'000;  // requests a second: the pace is not what is measured
  crawl.rates = {{"*", unbounded}, {"t.me", unbounded}};
  crawl.time_budget_s = bench.seconds;
  if (!bench.from.empty()) crawl.seeds.push_back(bench.from);
  std::ostringstream nothing;
  const int code = run_crawl(quiet, crawl, {io.in, nothing, io.err});
  if (code != exit_ok && code != exit_partial) return code;
  auto figures = count(folder);
  if (!figures) return complain(io.err, figures.error());
  const double rate = figures->seconds > 0 ? double(figures->answered) / figures->seconds : 0;
  if (common.json) {
    io.out << json_text({{"from", bench.from},
                         {"pages", figures->pages},
                         {"answered", figures->answered},
                         {"seconds", figures->seconds},
                         {"pages_per_second", rate},
                         {"capture_bytes", figures->captured}});
    return exit_ok;
  }
  io.out << figures->answered << " of " << figures->pages << " pages answered in "
         << figures->seconds << " s: " << rate << " pages/s, " << figures->captured
         << " bytes of captures\n";
  return exit_ok;
}

}  // namespace godwit
