// SPDX-License-Identifier: Apache-2.0
// The only file of this room that speaks nlohmann/json.
#include "world/score.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace godwit {

namespace {

using Json = nlohmann::json;

constexpr int nobody = -1;
constexpr std::size_t bins = 15;

struct Claim {  // one listed continuation, in indexes of the truth
  int from = nobody, to = nobody;
  double probability = 0;
};

// What the document says: continuations, continuations over a missing generation, and whose network
// each channel is of.
struct Claims {
  std::vector<Claim> continues, over_missing, network;
};

// What the document's channels are in truth.
class Matching {
 public:
  explicit Matching(const Truth& truth) : truth_(truth) {
    for (const TruthChannel& c : truth.channels) {
      if (c.numeric_id) by_number_[*c.numeric_id] = c.index;
      for (const TruthUrl& u : c.urls) by_url_[u.url].push_back(c.index);
    }
  }

  int match(const Json& channel) const {
    const Json number = channel.value("numeric_id", Json());
    if (number.is_number_integer()) {
      const auto it = by_number_.find(number.get<std::int64_t>());
      if (it != by_number_.end()) return it->second;
    }
    for (const Json& span : channel.at("urls")) {
      const int i = match_url(span, number);
      if (i != nobody) return i;
    }
    return nobody;
  }

 private:
  // A handle may have had several holders: the one who held it when it was first seen.
  int match_url(const Json& span, const Json& number) const {
    const auto it = by_url_.find(span.at("url").get<std::string>());
    if (it == by_url_.end()) return nobody;
    const Json from = span.value("from", Json());
    const std::optional<Time> seen =
        from.is_string() ? parse_time(from.get<std::string>()) : std::nullopt;
    int found = nobody;
    for (const int i : it->second) {
      const TruthChannel& c = truth_.channels[static_cast<std::size_t>(i)];
      if (number.is_number_integer() && c.numeric_id && *c.numeric_id != number.get<std::int64_t>())
        continue;
      if (found == nobody || (seen && c.born <= *seen)) found = i;
    }
    return found;
  }

  const Truth& truth_;
  std::map<std::int64_t, int> by_number_;
  std::map<std::string, std::vector<int>, std::less<>> by_url_;
};

// The truth as questions.
class Judge {
 public:
  explicit Judge(const Truth& truth) : truth_(truth) {
    for (const TruthEdge& e : truth.edges) {
      if (e.relation == "continues") parent_[e.to] = e.from;
      if (e.relation == "mirrors")
        mirrors_.insert({std::min(e.from, e.to), std::max(e.from, e.to)});
    }
  }

  const TruthChannel& channel(int i) const { return truth_.channels[static_cast<std::size_t>(i)]; }
  bool outsider(int i) const { return channel(i).brand.empty() && channel(i).role != "canary"; }
  bool exact(const Claim& c) const {
    const auto it = parent_.find(c.to);
    return it != parent_.end() && it->second == c.from;
  }
  bool mirrors(const Claim& c) const {
    return mirrors_.contains({std::min(c.from, c.to), std::max(c.from, c.to)});
  }
  bool earlier(const Claim& c) const {
    for (auto it = parent_.find(c.to); it != parent_.end(); it = parent_.find(it->second))
      if (it->second == c.from) return true;
    return false;
  }
  // An earlier one of the line, and no direct predecessor.
  bool over(const Claim& c) const { return earlier(c) && !exact(c); }
  bool network(const Claim& c) const {
    return !channel(c.from).brand.empty() && channel(c.from).brand == channel(c.to).brand;
  }

 private:
  const Truth& truth_;
  std::map<int, int> parent_;
  std::set<std::pair<int, int>> mirrors_;
};

using Right = bool (Judge::*)(const Claim&) const;

Ratio precision(const std::vector<Claim>& claims, const Judge& judge, Right right) {
  Ratio ratio;
  for (const Claim& c : claims) {
    if (c.probability < .5) continue;
    ++ratio.of;
    ratio.hits += (judge.*right)(c) ? 1 : 0;
  }
  return ratio;
}

// Over the given true successors: is there a claim about each that is right in this sense?
Ratio recall(const std::vector<Claim>& claims, const std::vector<const TruthEdge*>& wanted,
             const Judge& judge, Right right) {
  Ratio ratio;
  for (const TruthEdge* e : wanted) {
    ++ratio.of;
    ratio.hits +=
        std::ranges::any_of(claims,
                            [&](const Claim& c) {
                              return c.to == e->to && c.probability >= .5 && (judge.*right)(c);
                            })
            ? 1
            : 0;
  }
  return ratio;
}

std::map<std::string, Ratio> by_carrier(const std::vector<Claim>& claims,
                                        const std::vector<const TruthEdge*>& wanted,
                                        const std::set<int>& reachable, const Judge& judge) {
  std::map<std::string, std::vector<const TruthEdge*>> edges;
  for (const TruthEdge* e : wanted) {
    std::set<std::string> carriers;
    for (const TruthAnnouncement& a : e->announced)
      if (reachable.contains(a.where)) carriers.insert(a.carrier);
    if (carriers.empty()) carriers.insert("none");
    for (const std::string& carrier : carriers) edges[carrier].push_back(e);
  }
  std::map<std::string, Ratio> ratios;
  for (const auto& [carrier, those] : edges)
    ratios[carrier] = recall(claims, those, judge, &Judge::network);
  return ratios;
}

double calibration_error(std::vector<Claim> claims, const Judge& judge, Right right) {
  if (claims.empty()) return 0;
  std::ranges::stable_sort(claims, {}, &Claim::probability);
  double error = 0;
  for (std::size_t b = 0; b < bins; ++b) {
    const std::size_t begin = b * claims.size() / bins, end = (b + 1) * claims.size() / bins;
    double believed = 0, right_ones = 0;
    for (std::size_t i = begin; i < end; ++i) {
      believed += claims[i].probability;
      right_ones += (judge.*right)(claims[i]) ? 1 : 0;
    }
    error += std::abs(believed - right_ones);
  }
  return error / static_cast<double>(claims.size());
}

WorldScore judge_all(const Truth& truth, const std::set<int>& reachable, const std::set<int>& held,
                     const Claims& all) {
  const Judge judge(truth);
  const std::vector<Claim>& claims = all.continues;
  WorldScore score;
  for (const int i : reachable) {
    if (judge.outsider(i)) ++score.outsiders;
    if (judge.channel(i).brand.empty()) continue;
    ++score.found.of;
    score.found.hits += held.contains(i) ? 1 : 0;
  }
  std::vector<const TruthEdge*> wanted, announced;
  for (const TruthEdge& e : truth.edges) {
    if (e.relation != "continues" || !reachable.contains(e.from) || !reachable.contains(e.to))
      continue;
    wanted.push_back(&e);
    if (std::ranges::any_of(
            e.announced, [&](const TruthAnnouncement& a) { return reachable.contains(a.where); }))
      announced.push_back(&e);
  }
  for (const Claim& c : claims) {
    if (!judge.outsider(c.from) && !judge.outsider(c.to)) continue;
    score.false_at_half += c.probability >= .5 ? 1 : 0;
    score.false_at_nine += c.probability >= .9 ? 1 : 0;
  }
  for (const Claim& c : claims) {
    score.judged.push_back(
        {c.probability, judge.exact(c), judge.outsider(c.from) || judge.outsider(c.to)});
    if (c.probability < .9) continue;
    ++score.precision_high.of;
    score.precision_high.hits += judge.exact(c) ? 1 : 0;
  }
  score.precision_exact = precision(claims, judge, &Judge::exact);
  score.precision_earlier = precision(claims, judge, &Judge::earlier);
  score.precision_network = precision(all.network, judge, &Judge::network);
  score.missing = precision(all.over_missing, judge, &Judge::over);
  score.recall_exact = recall(claims, wanted, judge, &Judge::exact);
  score.recall_earlier = recall(claims, wanted, judge, &Judge::earlier);
  score.recall_network = recall(all.network, wanted, judge, &Judge::network);
  score.recall_announced = recall(claims, announced, judge, &Judge::exact);
  score.mirrors_at_half = precision(claims, judge, &Judge::mirrors).hits;
  score.recall_by_carrier = by_carrier(all.network, wanted, reachable, judge);
  score.ece_exact = calibration_error(claims, judge, &Judge::exact);
  score.ece_network = calibration_error(claims, judge, &Judge::network);
  score.edges_judged = static_cast<int>(claims.size());
  return score;
}

double harmonic(double a, double b) { return a + b == 0 ? 0 : 2 * a * b / (a + b); }

std::string row(const char* name, const Ratio& r) {
  char line[96];
  std::snprintf(line, sizeof line, "%-34s %5.3f  (%d of %d)\n", name, r.value(), r.hits, r.of);
  return line;
}

}  // namespace

double WorldScore::f1_exact() const {
  return harmonic(precision_exact.value(), recall_exact.value());
}
double WorldScore::f1_network() const {
  return harmonic(precision_network.value(), recall_network.value());
}

namespace {

// Of each channel but a lineage's first: the commonest brand among the earlier of its lineage, by
// one that is of it.
std::vector<Claim> memberships(const Json& document, const std::map<std::string, int>& who,
                               const Truth& truth) {
  std::map<std::string, std::vector<Claim>> lineages;  // to: the member
  for (const Json& channel : document.at("channels")) {
    const Json lineage = channel.value("lineage", Json());
    const int i = who.at(channel.at("id").get<std::string>());
    if (!lineage.is_string() || i == nobody) continue;
    lineages[lineage.get<std::string>()].push_back(
        {nobody, i, channel.value("lineage_probability", 0.0)});
  }
  const auto at = [&](int i) -> const TruthChannel& {
    return truth.channels[static_cast<std::size_t>(i)];
  };
  std::vector<Claim> claims;
  for (auto& [id, members] : lineages) {
    std::ranges::stable_sort(members, {}, [&](const Claim& c) { return at(c.to).born; });
    std::map<std::string, std::pair<int, int>> brands;  // how many, and one of them
    for (Claim& member : members) {
      const auto most = std::ranges::max_element(brands, {}, [](const auto& each) {
        return std::pair(each.second.first, !each.first.empty());
      });
      if (most != brands.end()) {
        member.from = most->second.second;
        claims.push_back(member);
      }
      auto& [count, one] = brands[at(member.to).brand];
      ++count, one = member.to;
    }
  }
  return claims;
}

Claims claims_of(const Json& document, const std::map<std::string, int>& who, const Truth& truth) {
  Claims claims;
  bool told = false;
  for (const Json& channel : document.at("channels"))
    told |= channel.contains("lineage_probability");
  for (const Json& edge : document.at("edges")) {
    if (edge.at("relation").get<std::string>() != "continues") continue;
    const auto from = who.find(edge.at("from").get<std::string>());
    const auto to = who.find(edge.at("to").get<std::string>());
    if (from == who.end() || to == who.end() || from->second == nobody || to->second == nobody)
      continue;
    const Claim claim{from->second, to->second, edge.at("probability").get<double>()};
    (edge.value("missing_generations", 0) > 0 ? claims.over_missing : claims.continues)
        .push_back(claim);
  }
  claims.network = told ? memberships(document, who, truth) : claims.continues;
  return claims;
}

}  // namespace

Result<WorldScore> score_lineages(const Truth& truth, std::span<const int> reachable,
                                  std::string_view lineages_json) {
  try {
    const Json document = Json::parse(lineages_json);
    const Matching matching(truth);
    std::map<std::string, int> who;
    std::set<int> held;
    int unknown = 0;
    for (const Json& channel : document.at("channels")) {
      const int i = matching.match(channel);
      who[channel.at("id").get<std::string>()] = i;
      if (i == nobody)
        ++unknown;
      else
        held.insert(i);
    }
    WorldScore score = judge_all(truth, {reachable.begin(), reachable.end()}, held,
                                 claims_of(document, who, truth));
    score.unknown_channels = unknown;
    return score;
  } catch (const Json::exception& e) {
    return Error{Trouble::failure, std::string("not what `lineages --json` prints: ") + e.what()};
  }
}

std::string score_table(const WorldScore& s) {
  char tail[400];
  std::snprintf(tail, sizeof tail,
                "%-34s %5.3f\n%-34s %5.3f\n%-34s %d at .5\n%-34s %d at .5, %d at .9 (%d met)\n"
                "%-34s %5.3f exact, %5.3f network (%d edges)\n",
                "F1, exact", s.f1_exact(), "F1, network", s.f1_network(),
                "mirrors called continuation", s.mirrors_at_half, "outsiders taken in",
                s.false_at_half, s.false_at_nine, s.outsiders, "calibration error", s.ece_exact,
                s.ece_network, s.edges_judged);
  std::string carriers;
  for (const auto& [carrier, ratio] : s.recall_by_carrier)
    carriers += row(("  right network, by " + carrier).c_str(), ratio);
  return row("reachable channels found", s.found) +
         row("precision, exact predecessor", s.precision_exact) +
         row("precision, any earlier of the line", s.precision_earlier) +
         row("precision, right network", s.precision_network) +
         row("recall, exact predecessor", s.recall_exact) +
         row("recall, any earlier of the line", s.recall_earlier) +
         row("recall, right network", s.recall_network) +
         row("recall of announced ones, exact", s.recall_announced) +
         row("precision at .9, exact", s.precision_high) +
         row("over a missing generation", s.missing) + carriers + tail;
}

std::string score_json(const WorldScore& s) {
  const auto ratio = [](const Ratio& r) {
    return Json{{"value", r.value()}, {"hits", r.hits}, {"of", r.of}};
  };
  Json carriers = Json::object();
  for (const auto& [carrier, one] : s.recall_by_carrier) carriers[carrier] = ratio(one);
  return Json{{"found", ratio(s.found)},
              {"recall_by_carrier", carriers},
              {"mirrors_at_half", s.mirrors_at_half},
              {"precision_exact", ratio(s.precision_exact)},
              {"precision_earlier", ratio(s.precision_earlier)},
              {"precision_network", ratio(s.precision_network)},
              {"recall_exact", ratio(s.recall_exact)},
              {"recall_earlier", ratio(s.recall_earlier)},
              {"recall_network", ratio(s.recall_network)},
              {"precision_high", ratio(s.precision_high)},
              {"over_missing", ratio(s.missing)},
              {"recall_announced", ratio(s.recall_announced)},
              {"f1_exact", s.f1_exact()},
              {"f1_network", s.f1_network()},
              {"outsiders", s.outsiders},
              {"outsiders_at_half", s.false_at_half},
              {"outsiders_at_nine", s.false_at_nine},
              {"ece_exact", s.ece_exact},
              {"ece_network", s.ece_network},
              {"edges_judged", s.edges_judged},
              {"unknown_channels", s.unknown_channels}}
      .dump();
}

}  // namespace godwit
