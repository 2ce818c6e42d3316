// SPDX-License-Identifier: Apache-2.0
// A small succession with the names that break readers: markup, controls, bad UTF-8, Arabic,
// formulas.
#pragma once

#include <string>
#include <vector>

#include "godwit/tracker.h"

namespace godwit {

inline const std::vector<std::string>& hostile_names() {
  static const std::vector<std::string> names = {
      "Harbour <b>&\"' ]]> news",
      std::string("nul \0 inside", 12),
      "escape \x1b[2J\x07 bell",
      "bad utf8 \xff\xfe \xc0\x80 \xed\xa0\x80 end",
      "noncharacters \xef\xbf\xbe \xef\xbf\xbf",
      "طيور الميناء",
      "=cmd|'/C calc'!A0",
      "＝1+1",
      "\t=1",
      "line\nbreak, \"comma\" and ; \r\n more",
      "bidi \u202Egpj.exe",
      "港の天気 🐦",
      "",
  };
  return names;
}

inline Succession sample_succession() {
  Succession s;
  s.as_of = *parse_time("2019-11-25T12:00:00Z");
  s.model = "start-1";
  const auto& names = hostile_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    Channel c;
    c.id = "telegram:" + std::to_string(1000 + i);
    c.platform = "telegram", c.kind = "channel", c.numeric_id = std::int64_t(1000 + i);
    c.title = names[i];
    c.state = i % 2 == 0 ? State::gone : State::alive;
    const std::string url = "https://t.me/harbour" + std::to_string(i);
    c.first_seen = *parse_time("2019-11-15T00:00:00Z") + hours(std::int64_t(i));
    c.last_seen = c.first_seen + days(1);
    c.urls.push_back({Address{"telegram", "username", "harbour" + std::to_string(i), url},
                      c.first_seen, std::nullopt});
    c.born = {the_beginning, c.first_seen};
    if (c.state == State::gone)
      c.died = Interval{c.last_seen, c.last_seen + (i == 0 ? Duration{0} : hours(5))};
    c.members = std::int64_t(10 * i);
    c.lineage = "L1", c.generation = int(i) + 1;
    s.channels.push_back(c);
  }
  for (std::size_t i = 1; i < names.size(); ++i) {
    Edge e;
    e.from = s.channels[i - 1].id, e.to = s.channels[i].id;
    e.from_url = s.channels[i - 1].urls[0].address.url,
    e.to_url = s.channels[i].urls[0].address.url;
    e.probability = 1.0 / double(i + 1);
    e.relation = i == 3 ? Relation::impersonates : Relation::continues;
    e.basis = Basis::observed;
    e.evidence.push_back({"announced_by_predecessor", "announcement", true, 11.5,
                          s.channels[i].first_seen, e.from_url + "/17",
                          "urn:uuid:00000000-0000-5000-8000-00000000000" + std::to_string(i % 10),
                          names[i]});
    e.evidence.push_back({"superseded", "contradiction", true, -4, {}, "", "", ""});
    s.edges.push_back(e);
  }
  Lineage lineage{"L1", names[0], {}};
  for (const Channel& c : s.channels) lineage.channels.push_back(c.id);
  s.lineages.push_back(lineage);
  return s;
}

}  // namespace godwit
