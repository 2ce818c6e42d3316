// SPDX-License-Identifier: Apache-2.0
#include "app/report/report.h"

#include <algorithm>
#include <cstdint>
#include <map>

#include "app/report/picture.h"
#include "crawler/store/digest.h"
#include "godwit/names.h"
#include "graph/export/row.h"
#include "graph/export/text.h"

extern "C" {
extern const char godwit_report_css_begin[], godwit_report_css_end[];
extern const char godwit_report_js_begin[], godwit_report_js_end[];
}

namespace godwit {
namespace {

std::string css() { return {godwit_report_css_begin, godwit_report_css_end}; }
std::string js() { return {godwit_report_js_begin, godwit_report_js_end}; }

// What a content security policy says of an inline block: the base64 of its SHA-256.
std::string csp_hash(std::string_view block) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string bytes = sha256(block);
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t three = 0;
    for (std::size_t i = 0; i < 3; ++i)
      three =
          (three << 8U) | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      out += at + i <= bytes.size() ? digits[(three >> (18U - 6U * i)) & 63U] : '=';
  }
  return "'sha256-" + out + "'";
}

std::string minute(Time t) {
  if (t <= the_beginning || t >= the_end || t == Time{}) return "";
  std::string text = to_rfc3339(t).substr(0, 16);
  text[10] = ' ';
  return text;
}

// Foreign text: isolated, never markup; an address is text and defanged, never a link.
std::string name(std::string_view text) { return "<bdi>" + xml_text(printable(text)) + "</bdi>"; }
std::string address(std::string_view url) {
  return "<code>" + xml_text(printable(defanged(url))) + "</code>";
}

std::string head(const Succession& s, const ReportOptions& options) {
  const std::string policy = "default-src 'none'; script-src " + csp_hash(js()) + "; style-src " +
                             csp_hash(css()) +
                             "; img-src data:; base-uri 'none'; form-action 'none'";
  const std::string title = std::string(options.rehearsal ? "REHEARSAL: " : "") +
                            "Channel succession, " + to_rfc3339(s.as_of).substr(0, 10);
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
         policy +
         "\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"referrer\" content=\"no-referrer\">\n<title>" +
         title + "</title>\n<style>" + css() + "</style>\n</head>\n";
}

std::string figures(const Succession& s) {
  std::map<State, std::size_t> states;
  for (const Channel& c : s.channels) ++states[c.state];
  const auto lineages =
      std::ranges::count_if(s.lineages, [](const Lineage& l) { return l.channels.size() > 1; });
  const auto sure = std::ranges::count_if(s.edges, [](const Edge& e) {
    return e.probability >= 0.9 && e.relation != Relation::impersonates;
  });
  const auto one = [](std::size_t number, std::string_view what) {
    return "<li><b>" + std::to_string(number) + "</b>" + std::string(what) + "</li>";
  };
  return "<ul class=\"figures\">" + one(s.channels.size(), "channels") +
         one(states[State::alive], "alive") + one(states[State::gone], "gone") +
         one(states[State::unknown], "unknown or not checked") +
         one(std::size_t(lineages), "lineages of two and more") +
         one(std::size_t(sure), "successions at .9 and more") + "</ul>\n";
}

std::string evidence(const Edge& e, const Channel* from) {
  std::string out = "<details><summary>" + std::string(name_of(e.relation)) + " " +
                    (from != nullptr ? name(label_of(*from)) : std::string()) + " <b>" +
                    decimal(e.probability, 2) + "</b> (" + std::string(name_of(e.basis)) +
                    ")</summary>" + address(e.from_url) + "<ul>";
  for (const Evidence& each : e.evidence) {
    out += "<li><b>" + std::string(each.bits > 0 ? "+" : "") + decimal(each.bits, 1) +
           " bits</b> " + xml_text(each.kind) + (each.hard ? ", hard to forge" : ", forgeable") +
           (each.at == Time{} ? "" : ", " + minute(each.at));
    if (!each.words.empty())
      out += "<blockquote dir=\"auto\">" + name(each.words) + "</blockquote>";
    if (!each.source.empty()) out += "<div>" + address(each.source) + "</div>";
    if (!each.capture.empty()) out += "<div><code>" + xml_text(each.capture) + "</code></div>";
    out += "</li>";
  }
  return out + "</ul></details>";
}

struct Index {
  std::map<std::string, const Channel*> channels;
  std::multimap<std::string, const Edge*> into;
};

Index index_of(const Succession& s) {
  Index index;
  for (const Channel& c : s.channels) index.channels[c.id] = &c;
  for (const Edge& e : s.edges) index.into.emplace(e.to, &e);
  return index;
}

std::string channel_row(const Channel& c, const Index& index) {
  std::vector<const Edge*> ways;
  const auto [begin, end] = index.into.equal_range(c.id);
  for (auto it = begin; it != end; ++it) ways.push_back(it->second);
  std::ranges::sort(ways,
                    [](const Edge* a, const Edge* b) { return a->probability > b->probability; });
  std::string why;
  for (const Edge* e : ways) {
    const auto from = index.channels.find(e->from);
    why += evidence(*e, from == index.channels.end() ? nullptr : from->second);
  }
  return "<tr tabindex=\"-1\" data-channel=\"" + xml_text(c.id) + "\"><td class=\"number\">" +
         (c.generation > 0 ? std::to_string(c.generation) : "") + "</td><td>" +
         std::string(name_of(c.state)) + "</td><td>" + name(c.title) + "<div>" +
         address(address_of(c)) + "</div></td><td class=\"number\">" + minute(c.first_seen) +
         "</td><td class=\"number\">" + (c.died ? minute(c.died->latest) : minute(c.last_seen)) +
         "</td><td>" + why + "</td></tr>\n";
}

std::string table_of(const std::vector<std::string>& ids, const Index& index) {
  std::string out =
      "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">gen</th><th "
      "scope=\"col\">state</th><th scope=\"col\">channel</th>"
      "<th scope=\"col\">first seen</th><th scope=\"col\">gone or last seen</th><th "
      "scope=\"col\">predecessors and evidence</th></tr></thead><tbody>\n";
  for (const std::string& id : ids) out += channel_row(*index.channels.at(id), index);
  return out + "</tbody></table></div>\n";
}

std::string lineage_tables(const Succession& s, const Index& index) {
  std::string out;
  std::vector<std::string> alone;
  for (const Lineage& l : s.lineages)
    if (l.channels.size() > 1)
      out += "<h3>" + xml_text(l.id) + " " + name(l.name) + "</h3>\n" + table_of(l.channels, index);
  for (const Channel& c : s.channels) {
    const bool has_lineage = std::ranges::any_of(
        s.lineages, [&](const Lineage& l) { return l.id == c.lineage && l.channels.size() > 1; });
    if (!has_lineage) alone.push_back(c.id);
  }
  if (!alone.empty())
    out += "<details><summary>" + std::to_string(alone.size()) +
           " channels that continue nothing we know of</summary>\n" + table_of(alone, index) +
           "</details>\n";
  return out;
}

std::string target_table(const std::vector<Target>& targets) {
  if (targets.empty()) return "<p class=\"soft\">No live channel to rank.</p>\n";
  std::string out =
      "<p>A referral is not an order. Nothing here is confirmed until an analyst has confirmed "
      "it.</p><div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">advice</th>"
      "<th scope=\"col\">channel</th><th scope=\"col\">lineage</th><th scope=\"col\">gain</th><th "
      "scope=\"col\">dies within 7 d</th><th scope=\"col\">reason</th></tr></thead><tbody>\n";
  for (const Target& t : targets)
    out += "<tr><td>" + std::string(name_of(t.advice)) + "</td><td>" + name(t.title) + "<div>" +
           address(t.url) + "</div></td><td>" + xml_text(t.lineage) + "</td><td class=\"number\">" +
           decimal(t.gain, 0) + "</td><td class=\"number\">" + decimal(t.dies_7d, 2) + "</td><td>" +
           name(t.reason) + "</td></tr>\n";
  return out + "</tbody></table></div>\n";
}

constexpr std::string_view legend =
    "<ul class=\"legend\"><li>bar: first to last sight</li><li>cross: removed</li><li>triangle: "
    "alive</li><li>hatched: "
    "unknown or not checked</li><li>diamond: restricted or private</li><li>thick solid line: "
    "sure</li><li>dashed: less "
    "than .75</li><li>dotted: impersonates</li><li>time runs left to right, in every "
    "language</li></ul>\n";

}  // namespace

std::string render_report(const Succession& s, const std::vector<Target>& targets,
                          const ReportOptions& options) {
  const Index index = index_of(s);
  const std::string picture = lineage_picture(s, options.rows_max), deaths = deaths_picture(s);
  std::string out = head(s, options) + "<body>\n<main>\n";
  if (options.rehearsal)
    out += "<p class=\"rehearsal\">REHEARSAL: invented data, not the world.</p>\n";
  out += "<h1>Channel succession</h1>\n<p class=\"soft\">As of " + minute(s.as_of) + " UTC, by " +
         xml_text(options.tool) + ", weights " + xml_text(s.model) +
         ". Probabilities are claims with evidence, not facts.</p>\n" + figures(s);
  out +=
      "<h2>Lineages over time</h2>\n<div class=\"controls\"><label>Only links at least this sure "
      "<input id=\"sure\" type=\"range\" min=\"0\" "
      "max=\"1\" step=\"0.05\" value=\"0\"> <output "
      "id=\"sure-said\">0.00</output></label><label>Find <input id=\"find\" "
      "type=\"search\" placeholder=\"name or address\"></label></div>\n";
  out += picture.empty()
             ? "<p class=\"soft\">No lineage of two and more yet.</p>\n"
             : std::string(legend) + "<div class=\"scroll\" tabindex=\"0\">" + picture + "</div>\n";
  if (!deaths.empty())
    out +=
        "<h2>Channels gone a day</h2>\n<div class=\"scroll\" tabindex=\"0\">" + deaths + "</div>\n";
  out += "<h2>Lineages and evidence</h2>\n" + lineage_tables(s, index);
  out += "<h2>What to refer next</h2>\n" + target_table(targets);
  out +=
      "<h2>Limits</h2>\n<ul><li>Only public pages were read; private rooms and deleted posts were "
      "not seen.</li><li>“Gone” needs a "
      "marker of the platform, or three looks over a day with a living neighbour beside them; all "
      "else is unknown.</li><li>Times "
      "of birth and death are bounded by when somebody looked.</li></ul>\n";
  return out + "</main>\n<script>" + js() + "</script>\n</body>\n</html>\n";
}

}  // namespace godwit
