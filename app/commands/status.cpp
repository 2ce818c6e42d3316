// SPDX-License-Identifier: Apache-2.0
#include "app/commands/status.h"

#include <unistd.h>

#include <map>
#include <ostream>

#include "app/case_view.h"
#include "crawler/parse/url.h"
#include "godwit/names.h"
#include "graph/export/json.h"

namespace godwit {
namespace {

// What a host has done to us: one fold over the looks.
struct HostFigures {
  std::int64_t looks = 0, answered = 0, failed = 0, limited = 0;
  Time last{};
  std::optional<Time> blocked_since;  // first of the limited looks that no good one followed
};

struct StatusFigures {
  std::map<std::string, HostFigures> hosts;
  std::int64_t facts = 0;
  Time first = the_end, last = the_beginning;
};

void take_in(StatusFigures& figures, const Observation& seen, const Catalogue& catalogue) {
  ++figures.facts;
  figures.first = std::min(figures.first, seen.at), figures.last = std::max(figures.last, seen.at);
  if (seen.source == Source::analyst || seen.source == Source::sighting) return;
  const auto url = parse_url(seen.url);
  HostFigures& host = figures.hosts[url && url->host ? catalogue.service_of(*url->host) : "?"];
  ++host.looks;
  host.last = std::max(host.last, seen.at);
  if (seen.limited) {
    ++host.limited;
    if (!host.blocked_since) host.blocked_since = seen.at;
  } else if (seen.outcome == Outcome::answered) {
    ++host.answered;
    host.blocked_since.reset();
  } else {
    ++host.failed;
  }
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
  for (const auto& [name, host] : figures.hosts)
    json["services"].push_back({{"service", name},
                                {"looks", host.looks},
                                {"answered", host.answered},
                                {"failed", host.failed},
                                {"limited", host.limited},
                                {"last", json_time(host.last)},
                                {"blocked_since", json_time(host.blocked_since)}});
  return json;
}

}  // namespace

int run_status(const Common& common, Streams io) {
  auto view = view_case(common.folder);
  if (!view) return complain(io.err, view.error());
  auto ledger = open_ledger(common.folder, OpenMode::read);
  if (!ledger) return complain(io.err, ledger.error());
  StatusFigures figures;
  const auto folded = (*ledger)->replay(
      [&](const Observation& seen) { take_in(figures, seen, view->recogniser.catalogue); });
  if (!folded) return complain(io.err, folded.error());
  const Succession& s = view->tracker.succession();
  if (common.json)
    return io.out << json_text(as_json(figures, s, view->of.config.rehearsal)), exit_ok;
  io.out << figures.facts << " facts, " << s.channels.size() << " channels, " << s.lineages.size()
         << " lineages";
  if (figures.facts > 0)
    io.out << ", from " << to_rfc3339(figures.first) << " to " << to_rfc3339(figures.last);
  io.out << '\n';
  Table table({"service*", "looks", "answered", "failed", "limited", "last", "blocked since"});
  for (const auto& [name, host] : figures.hosts)
    table.row({name, std::to_string(host.looks), std::to_string(host.answered),
               std::to_string(host.failed), std::to_string(host.limited),
               to_rfc3339(host.last).substr(0, 16),
               host.blocked_since ? to_rfc3339(*host.blocked_since).substr(0, 16) : ""});
  if (!table.empty()) table.print(io.out, terminal_of(STDOUT_FILENO, common.no_colour));
  return exit_ok;
}

}  // namespace godwit
