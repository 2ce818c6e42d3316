// SPDX-License-Identifier: Apache-2.0
#include "app/commands/targets.h"

#include <unistd.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/case_view.h"
#include "godwit/names.h"
#include "graph/export/json.h"
#include "graph/export/row.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* caution = "A referral is not an order: confirm before you refer.";
constexpr std::size_t bundles_told = 5;

double rounded(double value, double steps) { return std::round(value * steps) / steps; }

Json target_json(const Target& t) {
  Json tie = Json::array();
  for (const Evidence& e : t.tie) tie.push_back(evidence_json(e));
  return {{"channel", t.channel},
          {"url", t.url},
          {"title", t.title},
          {"lineage", t.lineage},
          {"advice", name_of(t.advice)},
          {"gain", rounded(t.gain, 10)},
          {"dominator_loss", rounded(t.dominator_loss, 10)},
          {"dies_24h", rounded(t.dies_24h, 1e4)},
          {"dies_7d", rounded(t.dies_7d, 1e4)},
          {"regrows", rounded(t.regrows, 1e4)},
          {"sure", rounded(t.sure, 1e6)},
          {"expected_successor", t.expected_successor},
          {"bundle", t.bundle},
          {"bundle_gain", rounded(t.bundle_gain, 10)},
          {"reason", t.reason},
          {"if_wrong", t.if_wrong},
          {"tie", std::move(tie)}};
}

std::string document(const std::vector<Target>& targets, bool rehearsal) {
  Json list = Json::array();
  for (const Target& t : targets) list.push_back(target_json(t));
  Json json = Json::object();
  if (rehearsal) json["rehearsal"] = true;
  json["note"] = caution;
  json["targets"] = std::move(list);
  return json_text(json);
}

// The groups that are worth more together, best first.
void tell_bundles(const std::vector<Target>& targets, std::ostream& out, std::size_t columns) {
  std::size_t told = 0;
  for (const Target& t : targets) {
    if (t.bundle.empty()) continue;
    if (++told > bundles_told) return;
    std::string line = "Refer together: " + foreign(t.channel);
    for (const std::string& other : t.bundle) line += ", " + foreign(other);
    line += " (gain " + decimal(t.bundle_gain, 0) + ", alone " + decimal(t.gain, 0) + ")";
    out << wrapped(line, columns, 4) << '\n';
  }
}

}  // namespace

int run_targets(const Common& common, Streams io) {
  auto view = view_case(common.folder, {.as_of = common.as_of, .also = {}});
  if (!view) return complain(io.err, view.error());
  const std::vector<Target> targets = view->tracker.targets();
  if (common.json) return io.out << document(targets, view->of.config.rehearsal), exit_ok;
  if (targets.empty()) return io.err << "no live channels to rank yet\n", exit_ok;
  if (view->of.config.rehearsal) io.out << "REHEARSAL: invented data, not the world.\n";
  io.out << caution << '\n';
  Table table({"advice", "channel*", "lineage", "gain", "alone", "24 h", "7 d", "sure"});
  for (const Target& t : targets)
    table.row({std::string(name_of(t.advice)), foreign(t.url), t.lineage, decimal(t.gain, 0),
               decimal(t.dominator_loss, 0), decimal(t.dies_24h, 2), decimal(t.dies_7d, 2),
               decimal(t.sure, 2)},
              foreign(t.reason));
  const Terminal terminal = terminal_of(STDOUT_FILENO, common.no_colour);
  table.print(io.out, terminal);
  tell_bundles(targets, io.out, terminal.columns);
  return exit_ok;
}

}  // namespace godwit
