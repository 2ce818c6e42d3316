// SPDX-License-Identifier: Apache-2.0
#include "app/commands/status.h"

#include <unistd.h>

#include <cmath>
#include <map>
#include <ostream>

#include "app/case_view.h"
#include "app/commands/metrics.h"
#include "app/frontier_options.h"
#include "crawler/crawl/crawl.h"
#include "crawler/parse/url.h"
#include "godwit/names.h"
#include "graph/export/json.h"

namespace godwit {
namespace {

// What a service has done to us, one fold over the looks; and how its schedule stands.
struct HostFigures {
  std::int64_t looks = 0, answered = 0, failed = 0, limited = 0;
  Time last = the_beginning;
  // The first of the refusals that no good answer followed, and what it was.
  std::optional<Time> blocked_since;
  std::string blocked_why;
  ServiceStanding standing;
};

struct StatusFigures {
  std::map<std::string, HostFigures> hosts;
  std::int64_t facts = 0;
  Time first = the_end, last = the_beginning;
};

// "" where the answer refuses nothing.
std::string refusal(const Observation& seen) {
  if (seen.limited && seen.status >= 400) return "answered " + std::to_string(seen.status);
  if (seen.limited) return "throttled";
  if (seen.purpose == Purpose::canary && seen.absent) return "soft ban: a canary looks absent";
  return {};
}

void take_in(StatusFigures& figures, const Observation& seen, const Catalogue& catalogue) {
  ++figures.facts;
  figures.first = std::min(figures.first, seen.at), figures.last = std::max(figures.last, seen.at);
  if (seen.source == Source::analyst || seen.source == Source::sighting) return;
  const auto url = parse_url(seen.url);
  HostFigures& host = figures.hosts[url && url->host ? catalogue.service_of(*url->host) : "?"];
  ++host.looks;
  host.last = std::max(host.last, seen.at);
  host.limited += seen.limited;
  (seen.outcome == Outcome::answered ? host.answered : host.failed) += !seen.limited;
  const std::string why = refusal(seen);
  if (!why.empty() && !host.blocked_since) {
    host.blocked_since = seen.at, host.blocked_why = why;
  } else if (why.empty() && seen.state == State::alive) {
    host.blocked_since.reset();
  }
}

nlohmann::ordered_json number_or_null(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

nlohmann::ordered_json host_json(const std::string& name, const HostFigures& host) {
  const ServiceStanding& s = host.standing;
  return {{"service", name},
          {"looks", host.looks},
          {"answered", host.answered},
          {"failed", host.failed},
          {"limited", host.limited},
          {"last", json_time(host.looks > 0 ? std::optional(host.last) : std::nullopt)},
          {"blocked_since", json_time(host.blocked_since)},
          {"blocked_why", host.blocked_since ? host.blocked_why : ""},
          {"places", s.places},
          {"living", s.living},
          {"used_today", s.used_today},
          {"left_today", number_or_null(s.left_today)},
          {"requests_per_hour", s.per_hour},
          {"late", s.late},
          {"next_due", json_time(s.next_due)},
          {"gap_hours", s.gap_hours},
          {"expected_seen", number_or_null(s.expected_seen)}};
}

nlohmann::ordered_json as_json(const StatusFigures& figures, const Succession& s, bool rehearsal) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  if (rehearsal) json["rehearsal"] = true;
  json["facts"] = figures.facts;
  json["first"] = json_time(figures.first);
  json["last"] = json_time(figures.last);
  json["channels"] = s.channels.size();
  json["lineages"] = s.lineages.size();
  json["services"] = nlohmann::ordered_json::array();
  for (const auto& [name, host] : figures.hosts) json["services"].push_back(host_json(name, host));
  return json;
}

double unix_seconds(Time at) { return double(to_ms(at)) / 1000; }

// One row a metric: what it is called, and how a host's figures give its value.
struct HostMetric {
  const char *name, *type, *unit, *help;
  std::optional<double> (*value)(const HostFigures&);
};
using Figure = std::optional<double>;
constexpr HostMetric host_metrics[] = {
    {"godwit_looks", "counter", "", "Looks at pages of this service, whatever became of them.",
     [](const HostFigures& h) -> Figure { return double(h.looks); }},
    {"godwit_failed_looks", "counter", "", "Looks that got no answer.",
     [](const HostFigures& h) -> Figure { return double(h.failed); }},
    {"godwit_limited_looks", "counter", "", "Looks that were refused as too many.",
     [](const HostFigures& h) -> Figure { return double(h.limited); }},
    {"godwit_requests_today", "gauge", "", "Requests of this day (UTC).",
     [](const HostFigures& h) -> Figure { return double(h.standing.used_today); }},
    {"godwit_requests_left_today", "gauge", "", "Requests the day's budget still allows.",
     [](const HostFigures& h) -> Figure {
       return h.standing.left_today ? Figure(double(*h.standing.left_today)) : Figure();
     }},
    {"godwit_places", "gauge", "", "Addresses under watch.",
     [](const HostFigures& h) -> Figure { return double(h.standing.places); }},
    {"godwit_living_places", "gauge", "", "Of these, alive when last looked at.",
     [](const HostFigures& h) -> Figure { return double(h.standing.living); }},
    {"godwit_late_looks", "gauge", "", "Looks that are due and wait for their turn.",
     [](const HostFigures& h) -> Figure { return double(h.standing.late); }},
    {"godwit_expected_seen_ratio", "gauge", "ratio",
     "Announcements expected to be seen before they vanish (an estimate).",
     [](const HostFigures& h) -> Figure { return h.standing.expected_seen; }},
    {"godwit_next_look_timestamp_seconds", "gauge", "seconds", "When the next look is due.",
     [](const HostFigures& h) -> Figure {
       return h.standing.next_due ? Figure(unix_seconds(*h.standing.next_due)) : Figure();
     }},
    {"godwit_last_look_timestamp_seconds", "gauge", "seconds", "When the last look was made.",
     [](const HostFigures& h) -> Figure {
       return h.looks > 0 ? Figure(unix_seconds(h.last)) : Figure();
     }},
    {"godwit_blocked", "gauge", "", "1 while the service refuses us.",
     [](const HostFigures& h) -> Figure { return h.blocked_since ? 1 : 0; }},
};

std::string as_metrics(const StatusFigures& figures, const Succession& s) {
  std::vector<Metric> metrics = {
      {"godwit_facts", "counter", "", "Facts in the ledger.", {{"", double(figures.facts)}}},
      {"godwit_channels", "gauge", "", "Channels known.", {{"", double(s.channels.size())}}},
      {"godwit_lineages", "gauge", "", "Lineages known.", {{"", double(s.lineages.size())}}}};
  for (const HostMetric& row : host_metrics) {
    Metric& metric = metrics.emplace_back(Metric{row.name, row.type, row.unit, row.help, {}});
    for (const auto& [name, host] : figures.hosts)
      if (const auto value = row.value(host)) metric.samples.emplace_back(name, *value);
  }
  return open_metrics(metrics);
}

std::string minute_of(const std::optional<Time>& at) {
  return at && *at > the_beginning ? to_rfc3339(*at).substr(0, 16) : std::string();
}

void print_table(const StatusFigures& figures, const Terminal& terminal, std::ostream& out) {
  Table table({"service*", "looks", "failed", "limited", "living", "today", "left", "late",
               "next due", "seen %", "blocked since"});
  for (const auto& [name, host] : figures.hosts) {
    const ServiceStanding& s = host.standing;
    table.row({name, std::to_string(host.looks), std::to_string(host.failed),
               std::to_string(host.limited), std::to_string(s.living), std::to_string(s.used_today),
               s.left_today ? std::to_string(*s.left_today) : "", std::to_string(s.late),
               minute_of(s.next_due),
               s.expected_seen ? std::to_string(std::lround(100 * *s.expected_seen)) : "",
               host.blocked_since ? minute_of(host.blocked_since) + " " + host.blocked_why : ""});
  }
  if (table.empty()) return;
  table.print(out, terminal);
  out << "seen %: announcements expected to be seen before they vanish, an estimate.\n";
}

// Tracker, figures and schedule in one fold; the schedule as the next run would find it: old facts
// go the way that new ones go.
Result<void> fold_all(CaseView& view, Time now, StatusFigures& figures) {
  const Platforms platforms = make_platforms(view.recogniser);
  const Catalogue& catalogue = view.recogniser.catalogue;
  Frontier frontier(reach_through(platforms, catalogue),
                    frontier_options(view.of.config, {}, catalogue));
  const auto also = [&](const Observation& seen, const std::vector<Hint>& hints) {
    take_in(figures, seen, catalogue);
    believe(
        frontier, [&](const Observation&) { return hints; }, seen);
  };
  auto folded = fold_facts(view, {.as_of = {}, .also = also});
  for (ServiceStanding& standing : frontier.standing(now)) {
    const std::string name = standing.name;
    figures.hosts[name].standing = std::move(standing);
  }
  return folded;
}

}  // namespace

int run_status(const Common& common, bool metrics, Streams io) {
  auto view = open_view(common.folder);
  if (!view) return complain(io.err, view.error());
  const auto clock = clock_of(view->of, common.now);
  if (!clock) return complain(io.err, clock.error());
  StatusFigures figures;
  const auto folded = fold_all(*view, (*clock)->now(), figures);
  if (!folded) return complain(io.err, folded.error());
  const Succession& s = view->tracker.succession();
  if (metrics) return io.out << as_metrics(figures, s), exit_ok;
  if (common.json)
    return io.out << json_text(as_json(figures, s, view->of.config.rehearsal)), exit_ok;
  io.out << figures.facts << " facts, " << s.channels.size() << " channels, " << s.lineages.size()
         << " lineages";
  if (figures.facts > 0)
    io.out << ", from " << to_rfc3339(figures.first) << " to " << to_rfc3339(figures.last);
  io.out << '\n';
  print_table(figures, terminal_of(STDOUT_FILENO, common.no_colour), io.out);
  return exit_ok;
}

}  // namespace godwit
