// SPDX-License-Identifier: Apache-2.0
#include "app/commands/crawl.h"

#include <unistd.h>

#include <cmath>
#include <fstream>
#include <ostream>
#include <set>
#include <sstream>

#include "app/alerts/watch_alerts.h"
#include "app/case.h"
#include "app/case_view.h"
#include "app/clock.h"
#include "app/commands/plan.h"
#include "app/commands/progress.h"
#include "app/frontier_options.h"
#include "app/inbox.h"
#include "app/log.h"
#include "app/service.h"
#include "app/signals.h"
#include "crawler/crawl/crawl.h"
#include "crawler/fetch/curl_transport.h"
#include "crawler/frontier/seeds.h"
#include "godwit/names.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

Result<std::vector<Address>> seeds_asked(const CrawlOptions& options, const Catalogue& catalogue) {
  std::vector<Address> seeds;
  for (const std::string& typed : options.seeds) {
    const auto located = catalogue.locate(typed);
    if (!located)
      return Error{Trouble::usage,
                   "\"" + typed + "\" is no address; give a URL such as https://t.me/name"};
    seeds.push_back(located->address);
  }
  if (options.seeds_file.empty()) return seeds;
  std::ifstream in(options.seeds_file, std::ios::binary);
  if (!in) return Error{Trouble::usage, options.seeds_file + ": cannot be read"};
  std::stringstream text;
  text << in.rdbuf();
  auto listed = read_seeds(text.str(), options.seeds_file, catalogue);
  if (!listed) return listed.error();
  seeds.insert(seeds.end(), listed->begin(), listed->end());
  return seeds;
}

Observation watch_word(const Address& seed, const std::string& analyst, Time now) {
  Observation fact;
  fact.at = now;
  fact.address = seed;
  fact.url = seed.url;
  fact.source = Source::analyst;
  fact.word = Word{"watch", seed.url, {}, {}, {}, analyst, false};
  return fact;
}

// Everything one run needs, made once and torn down in order.
struct CrawlRun {
  Case of;
  Recogniser recogniser;
  Platforms platforms;
  std::unique_ptr<SqliteLedger> ledger;
  std::unique_ptr<Clock> clock;
  Frontier frontier;
  Tracker tracker;
  std::vector<Address> seeds;     // asked for with this run
  std::set<std::string> watched;  // by URL; of all runs
  std::string feed;               // the capture of the first fact: the case's name in its alerts
};

// Old facts and new ones go the same way.
void take_in(CrawlRun& run, const Observation& seen) {
  if (seen.word && seen.word->verb == "watch") {
    if (seen.word->undo)
      run.watched.erase(seen.address.url);
    else
      run.watched.insert(seen.address.url);
  }
  believe(
      run.frontier, [&run](const Observation& fact) { return run.tracker.apply(fact); }, seen);
}

// Words that analysts said while somebody held the case: this run is the one that may write.
Result<void> hear_analysts(CrawlRun& run) {
  const auto words = drain_inbox(run.of.folder, *run.ledger);
  if (!words) return words.error();
  for (const Observation& word : *words) take_in(run, word);
  return {};
}

// The first fact of a case names its feed; asked only where the case was empty till now.
std::string feed_of(const SqliteLedger& ledger) {
  std::string first;
  (void)ledger.replay([&](const Observation& seen) {
    if (first.empty()) first = seen.capture;
  });
  return first;
}

Result<void> add_seeds(CrawlRun& run) {
  std::vector<Observation> words;
  for (const Address& seed : run.seeds)
    if (run.watched.insert(seed.url).second)
      words.push_back(watch_word(seed, run.of.config.analyst, run.clock->now()));
  if (auto kept = run.ledger->append({}, words); !kept) return kept;
  for (const Observation& word : words) take_in(run, word);
  return {};
}

FetchOptions fetch_options(const Config& config, const CrawlOptions& options, double speed) {
  FetchOptions fetch;
  fetch.proxy = options.proxy.value_or(config.proxy);
  fetch.ca_bundle = options.ca_bundle.value_or(config.ca_bundle);
  fetch.user_agent = config.user_agent;
  fetch.max_in_flight = static_cast<std::size_t>(std::max<std::int64_t>(1, config.parallel));
  fetch.allow_private = config.allow_private;
  fetch.extra_ports = config.ports;
  fetch.limits.picture =
      static_cast<std::size_t>(std::max<std::int64_t>(1, config.media_max_bytes));
  fetch.clock_speed = speed;
  return fetch;
}

std::size_t successions(Tracker& tracker) {
  const auto& edges = tracker.succession().edges;
  return static_cast<std::size_t>(std::ranges::count_if(edges, [](const Edge& e) {
    return e.probability >= 0.5 && e.relation != Relation::impersonates;
  }));
}

int finish(const CrawlSummary& sum, std::size_t before, CrawlRun& run, const CrawlOptions& options,
           const Common& common, Streams io) {
  const std::size_t after = successions(run.tracker);
  if (!common.quiet) io.err << summary_text(sum, after, after - std::min(before, after)) << '\n';
  if (sum.ending == Ending::stopped)
    return signals::ended_by_manager() ? exit_ok : exit_interrupted;
  if (options.exit_on_change && after > before) return exit_changed;
  return sum.unreachable + sum.limited > 0 || sum.ending == Ending::put_off ? exit_partial
                                                                            : exit_ok;
}

Result<CrawlRun> prepare(const Common& common, const CrawlOptions& options) {
  auto of = open_case(common.folder);
  if (!of) return of.error();
  auto clock = clock_of(*of, common.now);
  if (!clock) return clock.error();
  if (!common.now && options.speed != 1)
    return Error{Trouble::usage, "--speed: only beside --now, in a rehearsal"};
  if (options.speed != 1) *clock = std::make_unique<CaseClock>(common.now, options.speed);
  auto recogniser = recogniser_of(*of);
  if (!recogniser) return recogniser.error();
  auto seeds = seeds_asked(options, recogniser->catalogue);
  if (!seeds) return seeds.error();
  auto ledger = open_ledger(common.folder, OpenMode::write);
  if (!ledger) return ledger.error();
  CrawlRun run{std::move(*of),
               std::move(*recogniser),
               {},
               std::move(*ledger),
               std::move(*clock),
               Frontier({}, {}),
               Tracker(),
               std::move(*seeds),
               {},
               {}};
  if (auto equipped = equip(run.tracker, run.of, run.recogniser); !equipped)
    return equipped.error();
  return run;
}

// May the settings and seeds be read again? A watch that runs is not ended by a slip of the pen.
Result<void> check_settings(const Common& common, const CrawlOptions& options) {
  const auto of = open_case(common.folder);
  if (!of) return of.error();
  const auto recogniser = recogniser_of(*of);
  if (!recogniser) return recogniser.error();
  const auto seeds = seeds_asked(options, recogniser->catalogue);
  if (!seeds) return seeds.error();
  return {};
}

void hear_reload(const Common& common, const CrawlOptions& options, Streams io) {
  if (!signals::take_reload()) return;
  if (const auto sound = check_settings(common, options); sound)
    signals::stop_for_reload();
  else
    io.err << "godwit: not reloaded: " << printable(sound.error().text) << std::endl;
}

// One run with one set of settings.
int crawl_once(Common& common, const CrawlOptions& options, Streams io) {
  auto prepared = prepare(common, options);
  if (!prepared) return complain(io.err, prepared.error());
  CrawlRun& run = *prepared;
  // From here on `run` does not move: platforms and frontier refer into it.
  run.platforms = make_platforms(run.recogniser, run.of.config.media);
  run.frontier = Frontier(reach_through(run.platforms, run.recogniser.catalogue),
                          frontier_options(run.of.config, options.rates, run.recogniser.catalogue));
  const auto folded = run.ledger->replay([&](const Observation& seen) {
    if (run.feed.empty()) run.feed = seen.capture;
    take_in(run, seen);
  });
  if (!folded) return complain(io.err, folded.error());
  const std::size_t before = successions(run.tracker);
  if (options.dry_run) {
    for (const Address& seed : run.seeds) run.frontier.add_seed(seed, run.clock->now());
    return print_plan(run.frontier, run.clock->now(), common, io);
  }
  if (const auto heard = hear_analysts(run); !heard) return complain(io.err, heard.error());
  if (const auto added = add_seeds(run); !added) return complain(io.err, added.error());
  if (run.watched.empty())
    return complain(io.err, {Trouble::nothing_to_do,
                             "nothing to crawl: give a seed, such as: godwit crawl t.me/name"});

  auto transport =
      make_curl_transport(fetch_options(run.of.config, options, options.speed), *run.clock);
  if (!transport) return complain(io.err, transport.error());
  Log log(common.folder / "godwit.log");
  CrawlLimits limits;
  limits.max_requests = options.max_requests;
  if (options.time_budget_s)
    limits.until = run.clock->now() + Duration(std::int64_t(*options.time_budget_s * 1000));
  limits.run = options.watch ? Run::watch : Run::one_pass;
  limits.stop = &signals::stop();
  // Of the clock's time; a rehearsal's may run fast.
  limits.glance *= static_cast<std::int64_t>(std::ceil(options.speed));
  limits.drain *= static_cast<std::int64_t>(std::ceil(options.speed));
  signals::wake(transport->get());
  log.event("crawl", {{"seeds", std::to_string(run.watched.size())}, {"version", tool_version()}});
  tell_systemd("READY=1");
  const Follow follow = [&](const Observation& seen) {
    log.fetched(seen);
    return run.tracker.apply(seen);
  };
  ProgressLine line(io.err, terminal_of(STDERR_FILENO, common.no_colour), common.quiet,
                    !options.watch);
  if (run.feed.empty()) run.feed = feed_of(*run.ledger);
  WatchAlerts alerts(AlertDesk::open(run.of, run.feed, io.out), run.tracker, run.clock->now());
  // What fails about alerts or a waiting word is told, and never stops a crawl.
  const auto each_round = [&](const CrawlSummary& so_far) {
    line.show(so_far);
    hear_reload(common, options, io);
    if (const auto heard = hear_analysts(run); !heard)
      log.event("inbox", {{"trouble", heard.error().text}});
    for (const std::string& trouble : alerts.tick(run.clock->now()))
      log.event("alerts", {{"trouble", trouble}});
  };
  const auto sum = crawl(*run.clock, **transport, run.platforms, *run.ledger, run.frontier, follow,
                         limits, each_round);
  line.clear();
  for (const std::string& trouble : alerts.finish(run.clock->now()))
    io.err << "godwit: alerts: " << printable(trouble) << '\n';
  signals::wake(nullptr);
  if (common.now) common.now = run.clock->now();
  if (!sum) return complain(io.err, sum.error());
  return finish(*sum, before, run, options, common, io);
}

}  // namespace

int run_crawl(const Common& common, const CrawlOptions& options, Streams io) {
  signals::listen(options.watch);
  Common now = common;
  for (;;) {
    const int code = crawl_once(now, options, io);
    if (code != exit_interrupted || !signals::begin_again()) {
      tell_systemd("STOPPING=1");
      return code;
    }
    tell_systemd("RELOADING=1");
  }
}

}  // namespace godwit
