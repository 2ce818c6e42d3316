// SPDX-License-Identifier: Apache-2.0
#include "tests/accuracy/methods.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "graph/candidates.h"
#include "world/world.h"

namespace godwit {

namespace {

constexpr double alike_enough = 0.3;  // cosine

// The channels without edges or lineages, for a method to fill in.
Succession blank(const Conclusion& c) {
  Succession answer;
  answer.as_of = c.known.facts().latest();
  answer.model = "baseline";
  for (NodeNo v = 0; v < c.known.nodes().size(); ++v) {
    Channel channel = channel_of(c, v);
    channel.lineage.clear();
    channel.lineage_probability = 0;
    answer.channels.push_back(std::move(channel));
  }
  return answer;
}

void claim(Succession& answer, NodeNo u, NodeNo v, double p) {
  if (p < listed) return;
  Edge edge;
  edge.from = answer.channels[u].id;
  edge.to = answer.channels[v].id;
  edge.probability = p;
  answer.edges.push_back(std::move(edge));
}

// Lineages as connected components of what is likelier than not.
Succession with_components(Succession answer) {
  std::map<std::string, std::size_t> at;
  for (std::size_t i = 0; i < answer.channels.size(); ++i) at[answer.channels[i].id] = i;
  std::vector<std::size_t> leader(answer.channels.size());
  std::iota(leader.begin(), leader.end(), 0U);
  const auto find = [&](std::size_t i) {
    while (leader[i] != i) i = leader[i] = leader[leader[i]];
    return i;
  };
  for (const Edge& e : answer.edges)
    if (e.probability >= accepted) leader[find(at[e.to])] = find(at[e.from]);
  std::vector<std::size_t> size(leader.size(), 0);
  for (std::size_t i = 0; i < leader.size(); ++i) ++size[find(i)];
  for (std::size_t i = 0; i < leader.size(); ++i) {
    if (size[find(i)] < 2) continue;
    answer.channels[i].lineage = "L" + std::to_string(find(i));
    answer.channels[i].lineage_probability = 1;
  }
  return answer;
}

template <class Each>
void for_each_child(const Conclusion& c, const Each& each) {
  for (NodeNo v = 0; v < c.known.nodes().size(); ++v) {
    if (!c.known.node(v).curious) continue;
    const Child child = study(c.known, v);
    each(v, child, weigh(c.known, child));
  }
}

// Bits of the rows that `counts` lets through, uncapped: those two groups are hardly ever capped.
template <class Counts>
double bits_of(const Conclusion& c, const Pair& pair, const Counts& counts) {
  const Score s = score(pair);
  const Bits& table = c.known.weights(pair.sites).bits;
  double bits = 0;
  for (const Row& row : evidence_rows()) {
    const Reading& r = s.readings[static_cast<std::size_t>(row.kind)];
    if (r.level >= 0 && counts(row.group))
      bits +=
          table[static_cast<std::size_t>(row.kind)][static_cast<std::size_t>(r.level)] * r.amount;
  }
  return bits;
}

}  // namespace

Succession nearest_name(const Conclusion& c) {
  Succession answer = blank(c);
  for_each_child(c, [&](NodeNo v, const Child&, const std::vector<Pair>& pairs) {
    const Pair* nearest = nullptr;
    const auto alike = [](const Pair& p) { return std::max(p.handle_overlap, p.title_overlap); };
    for (const Pair& pair : pairs)
      if (nearest == nullptr || alike(pair) > alike(*nearest)) nearest = &pair;
    if (nearest != nullptr && alike(*nearest) >= alike_enough) claim(answer, nearest->from, v, 1);
  });
  return with_components(std::move(answer));
}

Succession first_announcer(const Conclusion& c) {
  Succession answer = blank(c);
  for_each_child(c, [&](NodeNo v, const Child& child, const std::vector<Pair>&) {
    for (const Announcer& a : child.announcers) {
      if (a.from == v || !c.known.node(a.from).curious) continue;
      return claim(answer, a.from, v, 1);
    }
  });
  return with_components(std::move(answer));
}

Succession name_and_time(const Conclusion& c) {
  Succession answer = blank(c);
  for_each_child(c, [&](NodeNo v, const Child&, const std::vector<Pair>& pairs) {
    std::vector<double> odds;
    double sum = std::exp2(c.known.weights(c.known.is_site(v)).none);
    for (const Pair& pair : pairs) {
      const auto counts = [](Group g) { return g == Group::name || g == Group::time; };
      odds.push_back(std::exp2(bits_of(c, pair, counts)));
      sum += odds.back();
    }
    for (std::size_t i = 0; i < pairs.size(); ++i) claim(answer, pairs[i].from, v, odds[i] / sum);
  });
  return with_components(std::move(answer));
}

Succession unconstrained_pairs(const Conclusion& c) {
  Succession answer = blank(c);
  for_each_child(c, [&](NodeNo v, const Child&, const std::vector<Pair>& pairs) {
    const double none = c.known.weights(c.known.is_site(v)).none;
    for (const Pair& pair : pairs)
      claim(answer, pair.from, v, 1 / (1 + std::exp2(none - score(pair).bits)));
  });
  return with_components(std::move(answer));
}

std::vector<int> identities(const Succession& answer, const Truth& truth) {
  std::map<std::int64_t, int> by_number;
  std::multimap<std::string, int> by_url;
  for (const TruthChannel& t : truth.channels) {
    if (t.numeric_id) by_number[*t.numeric_id] = t.index;
    for (const TruthUrl& u : t.urls) by_url.emplace(u.url, t.index);
  }
  std::vector<int> who;
  for (const Channel& channel : answer.channels) {
    int found = -1;
    if (channel.numeric_id && by_number.contains(*channel.numeric_id))
      found = by_number[*channel.numeric_id];
    for (const UrlSpan& span : channel.urls) {
      if (found >= 0) break;
      const auto [from, to] = by_url.equal_range(span.address.url);
      for (auto each = from; each != to; ++each) {
        const TruthChannel& t = truth.channels[static_cast<std::size_t>(each->second)];
        if (found < 0 || t.born <= span.from) found = t.index;
      }
    }
    who.push_back(found);
  }
  return who;
}

// --- the oracle: the figures of world/lives.cpp, regime "pressed"

namespace {

double lognormal(double hours, double median, double sigma) {
  if (hours <= 0) return 0;
  const double z = std::log(hours / median) / sigma;
  return std::exp(-z * z / 2) / (hours * sigma * std::sqrt(2 * M_PI));
}

double in_hours(Duration d) { return static_cast<double>(d.count()) / 3'600'000.0; }

// Of the birth of a successor, per hour: .44 of them some 30 hours before the death, else some 5
// hours after it.
double time_density(const TruthChannel& u, const TruthChannel& v) {
  if (!u.died || v.born <= u.born) return 0;
  const double gap = in_hours(v.born - *u.died);
  return .9 * (gap < 0 ? .44 * lognormal(-gap, 30, .8) : .56 * lognormal(gap, 5, .9));
}

double kind_probability(const TruthChannel& u, const TruthChannel& v) {
  if (u.kind == "room" && v.kind == "room") return 0;
  const double room = u.kind == "room" ? 0 : .12;
  if (v.kind == "room") return room;
  const double invite = u.kind == "invite" ? .57 : .19;
  if (v.kind == "invite") return (1 - room) * invite;
  const double group = u.kind == "group" ? .6 : 0;
  return (1 - room) * (1 - invite) * (v.kind == "group" ? group : 1 - group);
}

std::string task_of(const std::string& title) {
  const std::size_t from = title.find(" · ");
  if (from == std::string::npos) return "";
  std::size_t to = from + 4;
  while (to < title.size() && title[to] >= 'a' && title[to] <= 'z') ++to;
  return title.substr(from, to - from);
}

// Kept 41 times of 64; else changed around the line's task, or (.21 of those) named anew.
double title_probability(const TruthChannel& u, const TruthChannel& v) {
  const std::string &before = u.titles.back(), &after = v.titles.front();
  if (before == after) return 41.0 / 64;
  constexpr double changed = 23.0 / 64, of_its_shape = 1.0 / 9;
  return changed * (task_of(before) == task_of(after) ? .79 * of_its_shape : .21 / 18);
}

// Founders came some 40 days before the world began, and go by a task of their own.
double founding_density(const TruthChannel& v, Time begins) {
  const double hours = in_hours(begins - v.born) - 6;
  return hours <= 0 ? 1e-9 : lognormal(hours / 24, 40, 1) / 24 / 10;
}

// One network: children against the fallen, one heir each at most.
struct Choosing {
  std::vector<int> children, fallen;
  std::vector<std::vector<double>> odds;    // [child][fallen], against founding
  std::vector<std::vector<double>> belief;  // P(child continues fallen)

  void settle() {
    constexpr int rounds = 60;
    const std::size_t n = children.size(), m = fallen.size();
    std::vector<std::vector<double>> asked(n, std::vector<double>(m, 0)), free = asked;
    for (auto& row : free) std::fill(row.begin(), row.end(), 1.0);
    for (int round = 0; round < rounds; ++round) {
      for (std::size_t v = 0; v < n; ++v) {
        double sum = 1;
        for (std::size_t u = 0; u < m; ++u) sum += odds[v][u] * free[v][u];
        for (std::size_t u = 0; u < m; ++u)
          asked[v][u] = odds[v][u] / (sum - odds[v][u] * free[v][u]);
      }
      for (std::size_t u = 0; u < m; ++u) {
        double sum = 1;
        for (std::size_t v = 0; v < n; ++v) sum += asked[v][u];
        for (std::size_t v = 0; v < n; ++v) free[v][u] = (free[v][u] + 1 / (sum - asked[v][u])) / 2;
      }
    }
    belief = odds;
    for (std::size_t v = 0; v < n; ++v) {
      double sum = 1;
      for (std::size_t u = 0; u < m; ++u) sum += odds[v][u] * free[v][u];
      for (std::size_t u = 0; u < m; ++u) belief[v][u] = odds[v][u] * free[v][u] / sum;
    }
  }
};

Choosing choosing_of(const std::vector<int>& members, const Truth& truth, Time begins) {
  Choosing c;
  c.children = members;
  for (const int i : members)
    if (truth.channels[static_cast<std::size_t>(i)].died) c.fallen.push_back(i);
  for (const int child : members) {
    auto& row = c.odds.emplace_back();
    const TruthChannel& v = truth.channels[static_cast<std::size_t>(child)];
    for (const int each : c.fallen) {
      const TruthChannel& u = truth.channels[static_cast<std::size_t>(each)];
      const double p =
          each == child ? 0 : time_density(u, v) * kind_probability(u, v) * title_probability(u, v);
      row.push_back(std::min(p / founding_density(v, begins), 1e9));
    }
  }
  return c;
}

}  // namespace

Succession oracle(const Conclusion& c, const Truth& truth) {
  Succession answer = blank(c);
  const std::vector<int> who = identities(answer, truth);
  std::map<int, NodeNo> node;
  std::map<std::string, std::vector<int>> networks;
  for (NodeNo v = 0; v < who.size(); ++v) {
    if (who[v] < 0) continue;
    const TruthChannel& t = truth.channels[static_cast<std::size_t>(who[v])];
    answer.channels[v].lineage = t.brand;
    answer.channels[v].lineage_probability = 1;
    if (t.role == "member" && node.emplace(who[v], v).second) networks[t.brand].push_back(t.index);
  }
  const Time begins = WorldOptions{}.begins;
  for (const auto& [brand, members] : networks) {
    Choosing choosing = choosing_of(members, truth, begins);
    choosing.settle();
    for (std::size_t v = 0; v < choosing.children.size(); ++v)
      for (std::size_t u = 0; u < choosing.fallen.size(); ++u)
        claim(answer, node[choosing.fallen[u]], node[choosing.children[v]], choosing.belief[v][u]);
  }
  return answer;
}

}  // namespace godwit
