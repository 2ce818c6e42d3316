// SPDX-License-Identifier: Apache-2.0
// The page's data: tables of rows under named columns, each string once. Times are seconds since
// 1970, null where nobody knows; what people wrote is printable text (controls shown). Evidence is
// half of it and wanted only on a click: it is a document of its own inside a string, which the
// page reads when it is first asked for.
#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "app/report/page.h"
#include "godwit/names.h"
#include "graph/export/json.h"
#include "graph/export/layout.h"
#include "graph/export/row.h"
#include "graph/export/text.h"
#include "graph/survival.h"

namespace godwit {
namespace {

using Json = nlohmann::ordered_json;

Json when(Time t) {
  if (t <= the_beginning || t >= the_end || t == Time{}) return nullptr;
  return to_ms(t) / 1'000;
}
Json interval(const Interval& i) { return Json::array({when(i.earliest), when(i.latest)}); }
// To the nearest of `per` parts of one: 10 = one digit after the point.
double rounded(double value, double per) { return std::round(value * per) / per; }

// Every string that may occur twice, by its number.
class Texts {
 public:
  std::size_t number(const std::string& text) {
    const auto [it, fresh] = numbers_.try_emplace(text, list_.size());
    if (fresh) list_.push_back(text);
    return it->second;
  }
  Json take() { return std::move(list_); }

 private:
  std::unordered_map<std::string, std::size_t> numbers_;
  Json list_ = Json::array();
};

using Numbers = std::unordered_map<std::string_view, std::size_t>;

Json channel_rows(const Succession& s, const Numbers& lineages, Texts& texts) {
  Json rows = Json::array();
  const std::vector<Spot> spots = network_layout(s);
  for (std::size_t i = 0; i < s.channels.size(); ++i) {
    const Channel& c = s.channels[i];
    Json urls = Json::array();
    for (const UrlSpan& span : c.urls)
      urls.push_back({texts.number(printable(span.address.url)), when(span.from),
                      span.to ? when(*span.to) : Json(nullptr)});
    const auto lineage = lineages.find(c.lineage);
    rows.push_back({printable(c.id), texts.number(c.platform), texts.number(c.kind),
                    printable(c.title), texts.number(std::string(name_of(c.state))),
                    std::move(urls), when(c.first_seen), when(c.last_seen), interval(c.born),
                    c.died ? interval(*c.died) : Json(nullptr),
                    lineage == lineages.end() ? Json(nullptr) : Json(lineage->second), c.generation,
                    c.members ? Json(*c.members) : Json(nullptr), printable(c.note),
                    int(spots[i].x), int(spots[i].y)});
  }
  return rows;
}

Json evidence_rows(const Edge& e, Texts& texts) {
  Json rows = Json::array();
  for (const Evidence& each : e.evidence)
    rows.push_back({texts.number(each.kind), each.hard ? 1 : 0, rounded(each.bits, 10),
                    when(each.at), texts.number(printable(each.source)),
                    texts.number(printable(each.capture)), texts.number(printable(each.words))});
  return rows;
}

Json edge_rows(const Succession& s, const Numbers& channels, Texts& texts) {
  Json rows = Json::array();
  for (const Edge& e : s.edges) {
    const auto at = dated(e);
    rows.push_back({channels.at(e.from), channels.at(e.to), texts.number(printable(e.from_url)),
                    texts.number(printable(e.to_url)),
                    texts.number(std::string(name_of(e.relation))), rounded(e.probability, 1'000),
                    texts.number(std::string(name_of(e.basis))),
                    texts.number(printable(e.confirmed_by)), at ? when(*at) : Json(nullptr)});
  }
  return rows;
}

// Row i belongs to edge i.
std::string evidence_document(const Succession& s) {
  Texts texts;
  texts.number("");
  Json rows = Json::array();
  for (const Edge& e : s.edges) rows.push_back(evidence_rows(e, texts));
  Json json{{"edges", std::move(rows)}};
  json["texts"] = texts.take();
  return json_text(json, -1);
}

Json lineage_rows(const Succession& s, const Numbers& channels) {
  Json rows = Json::array();
  for (const Lineage& l : s.lineages) {
    Json members = Json::array();
    for (const std::string& id : l.channels) members.push_back(channels.at(id));
    rows.push_back({printable(l.id), printable(l.name), std::move(members)});
  }
  return rows;
}

Json target_rows(std::span<const Target> targets, const Numbers& channels) {
  constexpr std::size_t targets_max = 200;  // more nobody refers in a day
  Json rows = Json::array();
  for (const Target& t : targets.first(std::min(targets.size(), targets_max))) {
    const auto channel = channels.find(t.channel);
    rows.push_back({channel == channels.end() ? Json(nullptr) : Json(channel->second),
                    printable(t.url), printable(t.title), printable(t.lineage), name_of(t.advice),
                    rounded(t.gain, 1), rounded(t.dominator_loss, 1), rounded(t.dies_24h, 100),
                    rounded(t.dies_7d, 100), rounded(t.regrows, 100), rounded(t.sure, 100),
                    printable(t.expected_successor), t.bundle.size(), rounded(t.bundle_gain, 1),
                    printable(t.reason), printable(t.if_wrong)});
  }
  return rows;
}

// Waves, revivals, and where we were blocked: what neither channels nor edges say.
Json event_rows(std::span<const Alert> alerts) {
  Json rows = Json::array();
  for (const Alert& a : alerts)
    if (a.kind != AlertKind::successor && a.kind != AlertKind::death)
      rows.push_back({name_of(a.kind), when(a.at), printable(a.text), printable(a.url)});
  return rows;
}

// How long channels lived whose state somebody knows. Ages in quarters of a day: finer than any
// look, and few enough steps for any case.
Json survival_rows(const Succession& s) {
  constexpr double steps_a_day = 4;
  std::vector<Stretch> stretches;
  for (const Channel& c : s.channels) {
    if (c.state == State::unknown && !c.died) continue;
    const Time born = c.born.latest < the_end ? c.born.latest : c.first_seen;
    const Time end = c.died ? std::max(c.died->earliest, born) : std::max(c.last_seen, born);
    const auto age = [&](Time t) {
      return rounded(
          double(std::max((t - born).count(), Duration::rep{0})) / double(days(1).count()),
          steps_a_day);
    };
    stretches.push_back(
        {age(c.first_seen), std::max(age(end), 1 / steps_a_day), c.died.has_value()});
  }
  Json rows = Json::array();
  for (const CurvePoint& p : kaplan_meier(stretches))
    rows.push_back(
        {p.age, p.at_risk, p.deaths, rounded(p.survival, 1e4), rounded(p.deviation, 1e4)});
  return rows;
}

// What analysts said and stand by. Gates of referrals are not here: whom the register named as
// under investigation is nobody's business who reads a report.
Json word_rows(const Succession& s, Texts& texts) {
  constexpr std::array<std::string_view, 7> shown = {"confirm", "reject", "merge", "split",
                                                     "note",    "watch",  "refer"};
  Json rows = Json::array();
  for (const SpokenWord& said : s.words) {
    const Word& word = said.word;
    if (std::ranges::find(shown, word.verb) == shown.end()) continue;
    rows.push_back({texts.number(word.verb), when(said.at), texts.number(printable(word.analyst)),
                    texts.number(printable(word.from_url)), texts.number(printable(word.to_url)),
                    word.when ? Json(to_rfc3339(*word.when)) : Json(nullptr),
                    printable(word.text)});
  }
  return rows;
}

Json columns() {
  return {
      {"channels",
       {"id", "platform", "kind", "title", "state", "urls", "first", "last", "born", "died",
        "lineage", "generation", "members", "note", "x", "y"}},
      {"edges",
       {"from", "to", "from_url", "to_url", "relation", "probability", "basis", "confirmed_by",
        "at"}},
      {"evidence", {"kind", "hard", "bits", "at", "source", "capture", "words"}},
      {"lineages", {"id", "name", "channels"}},
      {"targets",
       {"channel", "url", "title", "lineage", "advice", "gain", "alone", "dies_24h", "dies_7d",
        "regrows", "sure", "successor", "bundle", "bundle_gain", "reason", "if_wrong"}},
      {"events", {"kind", "at", "text", "url"}},
      {"words", {"verb", "at", "analyst", "from_url", "to_url", "when", "text"}},
      {"survival", {"age", "at_risk", "deaths", "survival", "deviation"}},
  };
}

}  // namespace

std::string page_data(const Succession& s, std::span<const Target> targets,
                      std::span<const Alert> alerts, const PageOptions& options) {
  Numbers channels, lineages;
  for (std::size_t i = 0; i < s.channels.size(); ++i) channels.emplace(s.channels[i].id, i);
  for (std::size_t i = 0; i < s.lineages.size(); ++i) lineages.emplace(s.lineages[i].id, i);
  Texts texts;
  texts.number("");
  Json json{{"format", "godwit-page-1"},
            {"tool", options.tool},
            {"model", s.model},
            {"as_of", when(s.as_of)},
            {"known_by", options.known_by ? when(*options.known_by) : Json(nullptr)},
            {"rehearsal", options.rehearsal}};
  json["live"] = options.live ? Json(options.asked) : Json(nullptr);
  json["columns"] = columns();
  json["channels"] = channel_rows(s, lineages, texts);
  json["edges"] = edge_rows(s, channels, texts);
  json["lineages"] = lineage_rows(s, channels);
  json["targets"] = target_rows(targets, channels);
  json["events"] = event_rows(alerts);
  json["words"] = word_rows(s, texts);
  json["survival"] = survival_rows(s);
  json["texts"] = texts.take();
  json["evidence"] = evidence_document(s);
  // Inside <script> nothing may look like the end of it.
  std::string out;
  const std::string text = json_text(json, -1);
  out.reserve(text.size() + text.size() / 50);
  for (const char c : text) c == '<' ? out.append("\\u003c") : out.append(1, c);
  return out;
}

}  // namespace godwit
