// SPDX-License-Identifier: Apache-2.0
#include "app/cli/groups.h"

namespace godwit {
namespace {

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
  crawl->add_option("--speed", o.speed, "Of a rehearsal: seconds of its clock per real second")
      ->check(CLI::Range(1.0, 100'000.0));
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

void add_bench(CLI::App& app, Words& w, Streams io) {
  auto* bench =
      command(app, "bench", "How fast this machine is; docs/benchmarks.md lists them all");
  bench->require_subcommand(1);
  auto* crawl =
      command(*bench, "crawl",
              "Pages a second from the network to the ledger, against a world served near "
              "by: godwit rehearse --serve --ready ready.json --ca-file ca.pem");
  crawl->add_option("--from", w.bench.from, "The first address")->required();
  crawl->add_option("--seeds", w.crawl.seeds_file, "A file of further addresses");
  crawl->add_option("--seconds", w.bench.seconds, "At most that long")->check(CLI::PositiveNumber);
  auto* proxy = crawl->add_option("--proxy", w.proxy, "The served world's");
  auto* bundle = crawl->add_option("--ca-bundle", w.bundle, "The served world's certificate");
  crawl->callback([&w, io, proxy, bundle] {
    if (proxy->count() > 0) w.crawl.proxy = w.proxy;
    if (bundle->count() > 0) w.crawl.ca_bundle = w.bundle;
    w.run = [&w, io] { return run_bench_crawl(w.common, w.bench, w.crawl, io); };
  });
}

}  // namespace

void add_crawl_commands(CLI::App& app, Words& w, Streams io) {
  add_crawl(app, w, io, false);
  add_crawl(app, w, io, true);
  add_bench(app, w, io);
}

}  // namespace godwit
