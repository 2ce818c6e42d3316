// SPDX-License-Identifier: Apache-2.0
#include "app/commands/show.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <ostream>

#include "app/case_view.h"
#include "app/commands/waterfall.h"
#include "godwit/names.h"
#include "graph/export/export.h"
#include "graph/export/row.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

std::string day(Time t) {
  return t <= the_beginning || t >= the_end ? "?" : to_rfc3339(t).substr(0, 10);
}

// "t.me/x": in a table the scheme says nothing.
std::string short_address(const Channel& c) {
  std::string url = address_of(c);
  if (url.starts_with("https://")) url.erase(0, 8);
  if (url.ends_with('/')) url.pop_back();
  return foreign(url);
}

std::string life(const Channel& c) {
  return day(c.first_seen) + " – " +
         (c.died                    ? day(c.died->latest)
          : c.state == State::alive ? ""
                                    : "?");
}

// "2019-11-16/11-22": the year is not said twice; open where it lives on.
std::string short_life(const Channel& c) {
  const std::string from = day(c.first_seen);
  const std::string to = c.died ? day(c.died->latest) : c.state == State::alive ? "" : "?";
  return from + "/" + (to.size() > 5 && to.substr(0, 4) == from.substr(0, 4) ? to.substr(5) : to);
}

// The kind of evidence as words, cut to leave room for the address.
std::string short_reason(const Edge& edge) {
  std::string kind = edge.evidence.empty() ? "" : edge.evidence.front().kind;
  std::ranges::replace(kind, '_', ' ');
  if (edge.relation != Relation::continues) kind = std::string(name_of(edge.relation));
  return fitted(kind, 14);
}

std::string percent(double probability) { return decimal(probability, 2); }

void print_document(std::ostream& out, std::vector<ExportFile> files) {
  out << files.front().bytes;
}

ExportOptions options_of(const CaseView& view) {
  ExportOptions options;
  options.rehearsal = view.of.config.rehearsal;
  options.tool = tool_version();
  return options;
}

void rehearsal_line(const CaseView& view, std::ostream& out) {
  if (view.of.config.rehearsal) out << "REHEARSAL: invented data, not the world.\n";
}

// The most probable way into each channel.
std::map<std::string, const Edge*> best_predecessor(const Succession& s) {
  std::map<std::string, const Edge*> best;
  for (const Edge& e : s.edges) {
    if (e.relation == Relation::impersonates) continue;
    const Edge*& held = best[e.to];
    if (held == nullptr || e.probability > held->probability) held = &e;
  }
  return best;
}

}  // namespace

int run_channels(const Common& common, Streams io) {
  auto view = view_case(common.folder, {.as_of = common.as_of, .also = {}});
  if (!view) return complain(io.err, view.error());
  const Succession& s = view->tracker.succession();
  if (common.json) return print_document(io.out, render_channels(s, options_of(*view))), exit_ok;
  rehearsal_line(*view, io.out);
  Table table({"state", "channel*", "title*", "members", "seen", "lineage"});
  for (const Channel& c : s.channels)
    table.row({std::string(name_of(c.state)), short_address(c), foreign(c.title),
               c.members ? std::to_string(*c.members) : "", life(c),
               c.lineage.empty() ? "" : c.lineage + "." + std::to_string(c.generation)});
  if (table.empty()) return io.err << "no channels yet: crawl or import something\n", exit_ok;
  table.print(io.out, terminal_of(STDOUT_FILENO, common.no_colour));
  return exit_ok;
}

int run_lineages(const Common& common, Streams io) {
  auto view = view_case(common.folder, {.as_of = common.as_of, .also = {}});
  if (!view) return complain(io.err, view.error());
  const Succession& s = view->tracker.succession();
  if (common.json) return print_document(io.out, render_lineages(s, options_of(*view))), exit_ok;
  rehearsal_line(*view, io.out);
  const auto best = best_predecessor(s);
  std::map<std::string, const Channel*> by_id;
  for (const Channel& c : s.channels) by_id[c.id] = &c;
  Table table({"gen", "channel*", "state", "seen", "sure", "why"});
  for (const Lineage& lineage : s.lineages) {
    if (lineage.channels.size() < 2) continue;
    table.row({lineage.id, foreign(lineage.name), "", "", "", ""});
    for (const std::string& id : lineage.channels) {
      const Channel& c = *by_id.at(id);
      const auto edge = best.find(id);
      const bool has_edge = edge != best.end() && edge->second->probability >= 0.5;
      table.row({"  " + std::to_string(c.generation), short_address(c),
                 std::string(name_of(c.state)), short_life(c),
                 has_edge ? percent(edge->second->probability) : "",
                 has_edge ? short_reason(*edge->second) : ""});
    }
  }
  if (table.empty())
    io.err << "no lineages yet: " << s.channels.size()
           << " channels, none known to continue another\n";
  else
    table.print(io.out, terminal_of(STDOUT_FILENO, common.no_colour));
  return exit_ok;
}

int run_explain(const Common& common, const std::string& url, const std::string& successor,
                Streams io) {
  auto view = view_case(common.folder, {.as_of = common.as_of, .also = {}});
  if (!view) return complain(io.err, view.error());
  auto asked = address_typed(view->recogniser, successor.empty() ? url : successor);
  if (!asked) return complain(io.err, asked.error());
  const auto explanation = view->tracker.explain(asked->url);
  if (!explanation)
    return complain(
        io.err, {Trouble::not_found, asked->url + " is not in this case; see: godwit channels"});
  std::string only_from;
  if (!successor.empty()) {
    auto from = address_typed(view->recogniser, url);
    if (!from) return complain(io.err, from.error());
    only_from = from->url;
  }
  if (common.json)
    io.out << explanation_json(*explanation, only_from, view->of.config.rehearsal);
  else {
    rehearsal_line(*view, io.out);
    print_waterfall(*explanation, only_from, view->tracker.succession(), io.out,
                    terminal_of(STDOUT_FILENO, common.no_colour));
  }
  return exit_ok;
}

}  // namespace godwit
