// SPDX-License-Identifier: Apache-2.0
#include "app/report/picture.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "app/terminal.h"
#include "godwit/names.h"
#include "graph/export/row.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

constexpr double width = 1160, label_width = 250, row_height = 24, bar_height = 10,
                 head_height = 26, margin = 34;

std::string n(double value) { return decimal(value, 1); }
std::string day(Time t) { return to_rfc3339(t).substr(0, 10); }

// Time to x.
struct Scale {
  Time from{}, to{};
  double x(Time t) const {
    const double share =
        double((std::clamp(t, from, to) - from).count()) / double((to - from).count());
    return label_width + share * (width - label_width - 24);
  }
};

// What is drawn: lineages of two and more, until the rows are used up.
struct Lane {
  const Lineage* lineage = nullptr;
  std::vector<const Channel*> channels;
};

std::vector<Lane> lanes_of(const Succession& s, std::size_t rows_max) {
  std::map<std::string, const Channel*> by_id;
  for (const Channel& c : s.channels) by_id[c.id] = &c;
  std::vector<Lane> lanes;
  std::size_t rows = 0;
  for (const Lineage& l : s.lineages) {
    if (l.channels.size() < 2 || rows + l.channels.size() > rows_max) continue;
    Lane lane{&l, {}};
    for (const std::string& id : l.channels) lane.channels.push_back(by_id.at(id));
    rows += lane.channels.size();
    lanes.push_back(std::move(lane));
  }
  return lanes;
}

Scale scale_of(const Succession& s, const std::vector<Lane>& lanes) {
  Scale scale{the_end, s.as_of};
  for (const Lane& lane : lanes)
    for (const Channel* c : lane.channels) {
      scale.from = std::min(scale.from, c->first_seen);
      scale.to = std::max(scale.to, c->last_seen);
    }
  if (scale.to - scale.from < hours(1)) scale.to = scale.from + hours(1);
  return scale;
}

std::string ticks(const Scale& scale, double height) {
  constexpr std::int64_t steps_h[] = {1,      3,       6,       12,      24,       48,
                                      24 * 7, 24 * 14, 24 * 30, 24 * 91, 24 * 365, 24 * 365 * 5};
  Duration step = hours(steps_h[0]);
  for (const std::int64_t each : steps_h)
    if ((scale.to - scale.from) / step > 11) step = hours(each);
  std::string out = "<g class=\"axis\" aria-hidden=\"true\">";
  const std::int64_t first = (to_ms(scale.from) / step.count() + 1) * step.count();
  for (Time t = from_ms(first); t < scale.to; t += step) {
    const std::string label = step < days(1) ? to_rfc3339(t).substr(5, 11) : day(t);
    out += "<line x1=\"" + n(scale.x(t)) + "\" x2=\"" + n(scale.x(t)) + "\" y1=\"18\" y2=\"" +
           n(height) + "\"/>";
    out += "<text x=\"" + n(scale.x(t)) + "\" y=\"13\" text-anchor=\"middle\">" + xml_text(label) +
           "</text>";
  }
  return out + "</g>";
}

Time end_of(const Channel& c, const Scale& scale) {
  if (c.state == State::alive) return scale.to;
  return c.died ? c.died->latest : std::max(c.last_seen, c.first_seen);
}

std::string sentence(const Channel& c) {
  return label_of(c) + ", " + address_of(c) + ", on " + c.platform + ", first seen " +
         day(c.first_seen) + ", last seen " + day(c.last_seen) + ", " +
         std::string(name_of(c.state)) + (c.died ? " since " + day(c.died->latest) : "");
}

// What ends a bar: a cross (gone), a triangle (alive), a diamond (restricted, private), nothing.
std::string end_mark(const Channel& c, double x, double y) {
  const double r = 4.5;
  switch (c.state) {
    case State::gone:
      return "<path class=\"cross\" d=\"M" + n(x - r) + " " + n(y - r) + "L" + n(x + r) + " " +
             n(y + r) + "M" + n(x - r) + " " + n(y + r) + "L" + n(x + r) + " " + n(y - r) + "\"/>";
    case State::alive:
      return "<path class=\"open\" d=\"M" + n(x) + " " + n(y - r - 1) + "L" + n(x + 9) + " " +
             n(y) + "L" + n(x) + " " + n(y + r + 1) + "Z\"/>";
    case State::restricted:
    case State::private_:
      return "<path class=\"closed\" d=\"M" + n(x - r) + " " + n(y) + "L" + n(x) + " " +
             n(y - r - 1) + "L" + n(x + r) + " " + n(y) + "L" + n(x) + " " + n(y + r + 1) + "Z\"/>";
    case State::unknown:
      return "";
  }
  return "";
}

std::string bar(const Channel& c, const Scale& scale, double y) {
  const double from = scale.x(c.first_seen), to = std::max(from + 3, scale.x(end_of(c, scale)));
  const std::string about = xml_text(clean_utf8(sentence(c)));
  std::string out = "<g role=\"listitem\" tabindex=\"0\" class=\"channel " +
                    std::string(name_of(c.state)) + "\" data-channel=\"" + xml_text(c.id) +
                    "\" aria-label=\"" + about + "\"><title>" + about + "</title>";
  out += "<text class=\"label\" x=\"14\" y=\"" + n(y + 4) + "\">" +
         xml_text(fitted(foreign(label_of(c)), 30)) + "</text>";
  out += "<rect x=\"" + n(from) + "\" y=\"" + n(y - bar_height / 2) + "\" width=\"" + n(to - from) +
         "\" height=\"" + n(bar_height) + "\" rx=\"2\"/>";
  return out + end_mark(c, to, y) + "</g>";
}

// From the parent's bar at the announcement, down or up to the child's row, to the child's start.
std::string elbow(const Edge& e, const Channel& from, const Channel& to,
                  const std::map<std::string, double>& rows, const Scale& scale) {
  const Time said = std::clamp(dated(e).value_or(end_of(from, scale)), from.first_seen,
                               std::max(from.first_seen, end_of(from, scale)));
  const double x1 = std::min(scale.x(said), scale.x(to.first_seen)), x2 = scale.x(to.first_seen);
  const double y1 = rows.at(from.id), y2 = rows.at(to.id);
  const bool impostor = e.relation == Relation::impersonates;
  return "<path class=\"edge" +
         std::string(impostor               ? " impostor"
                     : e.probability < 0.75 ? " maybe"
                                            : "") +
         "\" data-from=\"" + xml_text(e.from) + "\" data-to=\"" + xml_text(e.to) + "\" data-p=\"" +
         decimal(e.probability, 3) + "\" stroke-width=\"" + n(0.6 + 2.6 * e.probability) +
         "\" d=\"M" + n(x1) + " " + n(y1) + "V" + n(y2) + "H" + n(x2) + "\"/>";
}

}  // namespace

std::string lineage_picture(const Succession& s, std::size_t rows_max) {
  const std::vector<Lane> lanes = lanes_of(s, rows_max);
  if (lanes.empty()) return "";
  const Scale scale = scale_of(s, lanes);
  std::map<std::string, double> rows;
  std::map<std::string, const Channel*> drawn;
  std::string heads, bars, elbows;
  double y = margin;
  for (const Lane& lane : lanes) {
    heads += "<text class=\"lane\" x=\"2\" y=\"" + n(y + 10) + "\">" + xml_text(lane.lineage->id) +
             "  " + xml_text(fitted(foreign(lane.lineage->name), 60)) + "</text>";
    y += head_height;
    for (const Channel* c : lane.channels) {
      rows[c->id] = y, drawn[c->id] = c;
      bars += bar(*c, scale, y);
      y += row_height;
    }
  }
  for (const Edge& e : s.edges)
    if (rows.contains(e.from) && rows.contains(e.to) && e.probability >= 0.2)
      elbows += elbow(e, *drawn.at(e.from), *drawn.at(e.to), rows, scale);
  return "<svg id=\"picture\" viewBox=\"0 0 " + n(width) + " " + n(y + 6) + "\" width=\"" +
         n(width) + "\" height=\"" + n(y + 6) +
         "\" role=\"list\" aria-label=\"Lineages over time; the tables below carry the same "
         "data\">" +
         "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
         "patternTransform=\"rotate(45)\"><rect class=\"hatch-ground\" width=\"6\" "
         "height=\"6\"/><line class=\"hatch-line\" "
         "x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\"/></pattern></defs>" +
         ticks(scale, y) + heads + "<g class=\"edges\" aria-hidden=\"true\">" + elbows + "</g>" +
         bars + "</svg>";
}

std::string deaths_picture(const Succession& s) {
  std::map<std::int64_t, int> deaths;
  for (const Channel& c : s.channels)
    if (c.died) ++deaths[to_ms(c.died->latest) / days(1).count()];
  if (deaths.empty()) return "";
  const std::int64_t first = deaths.begin()->first,
                     last = std::max(deaths.rbegin()->first, first + 1);
  const std::int64_t span = std::min<std::int64_t>(last - first + 1, 400);
  int most = 1;
  for (const auto& [when, count] : deaths) most = std::max(most, count);
  const double slot = (width - 60) / double(span), height = 90;
  std::string out =
      "<svg viewBox=\"0 0 " + n(width) + " 130\" width=\"" + n(width) +
      "\" height=\"130\" role=\"img\" aria-label=\"Channels gone a day, most in a day: " +
      std::to_string(most) + "\">";
  for (const auto& [when, count] : deaths) {
    if (when < last - span) continue;
    const double h = height * count / most, x = 40 + double(when - (last - span + 1)) * slot;
    out += "<g><title>" + day(from_ms(when * days(1).count())) + ": " + std::to_string(count) +
           "</title><rect class=\"death\" x=\"" + n(x) + "\" y=\"" + n(height + 10 - h) +
           "\" width=\"" + n(std::max(1.0, slot * 0.8)) + "\" height=\"" + n(h) + "\"/></g>";
  }
  out += "<text x=\"2\" y=\"20\">" + std::to_string(most) + "</text><text x=\"40\" y=\"122\">" +
         day(from_ms((last - span + 1) * days(1).count())) + "</text><text x=\"" + n(width - 20) +
         "\" y=\"122\" text-anchor=\"end\">" + day(from_ms(last * days(1).count())) + "</text>";
  return out + "</svg>";
}

}  // namespace godwit
