// SPDX-License-Identifier: Apache-2.0
#include "app/commands/waterfall.h"

#include <algorithm>
#include <cmath>
#include <ostream>

#include "godwit/names.h"
#include "graph/export/export.h"
#include "graph/export/json.h"
#include "graph/export/row.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

using Json = nlohmann::ordered_json;

std::string minute(Time t) {
  if (t <= the_beginning || t >= the_end || t == Time{}) return "                ";
  std::string text = to_rfc3339(t).substr(0, 16);
  text[10] = ' ';
  return text;
}

std::string between(const Interval& i) {
  if (i.earliest <= the_beginning) return "before " + minute(i.latest);
  if (i.earliest == i.latest) return minute(i.earliest);
  return minute(i.earliest) + " to " + minute(i.latest);
}

std::string signed_bits(double bits) {
  char text[32];
  std::snprintf(text, sizeof text, "%+6.1f", bits);
  return text;
}

bool shown(const Edge& e, const std::string& only_from) {
  return only_from.empty() || e.from_url == only_from;
}

void print_evidence(const Evidence& e, std::ostream& out, std::size_t columns) {
  constexpr std::size_t indent = 26;
  std::string what = e.kind + (e.hard ? " (hard to forge)" : " (forgeable)");
  std::ranges::replace(what, '_', ' ');
  out << "  " << signed_bits(e.bits) << "  " << minute(e.at) << "  "
      << wrapped(what, columns, indent, indent) << '\n';
  if (!e.words.empty())
    out << std::string(indent, ' ')
        << wrapped("“" + foreign(e.words) + "”", columns, indent, indent) << '\n';
  if (!e.source.empty()) out << std::string(indent, ' ') << printable(e.source) << '\n';
  if (!e.capture.empty()) out << std::string(indent, ' ') << e.capture << '\n';
}

void print_candidate(const Edge& e, std::ostream& out, std::size_t columns) {
  out << name_of(e.relation) << " " << foreign(e.from_url) << "  " << decimal(e.probability, 2)
      << " (" << name_of(e.basis)
      << (e.confirmed_by.empty() ? "" : ", decided by " + foreign(e.confirmed_by)) << ")\n";
  for (const Evidence& each : e.evidence) print_evidence(each, out, columns);
}

void print_channel(const Channel& c, std::ostream& out) {
  out << foreign(address_of(c)) << "  " << foreign(c.title) << "  " << c.id << '\n';
  out << "state " << name_of(c.state) << "; born " << between(c.born);
  if (c.died) out << "; died " << between(*c.died);
  if (!c.lineage.empty()) out << "; " << c.lineage << " generation " << c.generation;
  out << '\n';
  if (c.urls.size() > 1)
    for (const UrlSpan& span : c.urls)
      out << "  at " << foreign(span.address.url) << " from " << minute(span.from)
          << (span.to ? " to " + minute(*span.to) : "") << '\n';
  if (!c.note.empty()) out << "note: " << foreign(c.note) << '\n';
}

}  // namespace

void print_waterfall(const Explanation& x, const std::string& only_from, const Succession& all,
                     std::ostream& out, const Terminal& terminal) {
  print_channel(x.channel, out);
  for (const std::string& look : x.looks)
    out << "  " << wrapped(foreign(look), terminal.columns, 4, 2) << '\n';
  out << "\nWhose successor is it?  (bits of evidence: 1 bit doubles the odds)\n";
  std::size_t printed = 0, unlikely = 0;
  for (const Edge& e : x.candidates) {
    if (!shown(e, only_from)) continue;
    if (only_from.empty() && printed > 0 && e.probability < 0.01) {
      ++unlikely;
      continue;
    }
    out << (printed++ == 0 ? "" : "\n");
    print_candidate(e, out, terminal.columns);
  }
  if (printed == 0) out << "nobody's that we know of: no candidate\n";
  if (unlikely > 0) out << "\nand " << unlikely << " less likely than .01\n";
  out << "\nno observed predecessor  " << decimal(x.no_predecessor, 2) << "; entropy of the choice "
      << decimal(x.entropy_bits, 2) << " bits; weights " << all.model << '\n';
  for (const Edge& e : x.successors)
    out << "then: " << name_of(e.relation) << " " << foreign(e.to_url) << "  "
        << decimal(e.probability, 2) << '\n';
}

std::string explanation_json(const Explanation& x, const std::string& only_from, bool rehearsal) {
  Json candidates = Json::array(), successors = Json::array();
  for (const Edge& e : x.candidates)
    if (shown(e, only_from)) candidates.push_back(edge_json(e));
  for (const Edge& e : x.successors) successors.push_back(edge_json(e));
  Json json = Json::object();
  if (rehearsal) json["rehearsal"] = true;
  json["channel"] = x.channel.id;
  json["url"] = address_of(x.channel);
  json["state"] = name_of(x.channel.state);
  json["lineage"] = x.channel.lineage.empty() ? Json(nullptr) : Json(x.channel.lineage);
  json["generation"] = x.channel.generation;
  json["no_predecessor"] = std::round(x.no_predecessor * 1e6) / 1e6;
  json["entropy_bits"] = std::round(x.entropy_bits * 1e3) / 1e3;
  json["candidates"] = std::move(candidates);
  json["successors"] = std::move(successors);
  json["looks"] = x.looks;
  return json_text(json);
}

}  // namespace godwit
