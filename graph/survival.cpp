// SPDX-License-Identifier: Apache-2.0
// The product-limit estimate, and what the hazard learns from.
#include "graph/survival.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace godwit {

namespace {

constexpr std::size_t most_lives = 4000;

double in_days(Duration d) { return static_cast<double>(d.count()) / 86'400'000.0; }

}  // namespace

std::vector<CurvePoint> kaplan_meier(std::span<const Stretch> stretches) {
  std::map<double, std::size_t> deaths;
  for (const Stretch& s : stretches)
    if (s.died) ++deaths[s.exit];
  std::vector<CurvePoint> curve;
  double survival = 1, greenwood = 0;
  for (const auto& [age, died] : deaths) {
    std::size_t at_risk = 0;
    for (const Stretch& s : stretches) at_risk += s.entry < age && s.exit >= age;
    if (at_risk == 0) continue;
    const auto n = static_cast<double>(at_risk), d = static_cast<double>(died);
    survival *= 1 - d / n;
    if (at_risk > died) greenwood += d / (n * (n - d));
    curve.push_back({age, at_risk, died, survival, survival * std::sqrt(greenwood)});
  }
  return curve;
}

double survival_at(std::span<const CurvePoint> curve, double age) {
  double survival = 1;
  for (const CurvePoint& point : curve)
    if (point.age <= age) survival = point.survival;
  return survival;
}

double quantile(std::span<const CurvePoint> curve, double share) {
  for (const CurvePoint& point : curve)
    if (point.survival <= share) return point.age;
  return -1;
}

std::vector<Stretch> stretches_of(const Known& known, bool sites) {
  std::vector<Stretch> stretches;
  for (NodeNo n = 0; n < known.nodes().size(); ++n) {
    const Node& node = known.node(n);
    if (!node.looked || !node.curious || known.is_site(n) != sites || !node.last_alive) continue;
    const Time born = node.birth();
    const Time end = node.died ? std::max(node.died->earliest, born) : node.end();
    stretches.push_back({in_days(std::max(node.first_seen - born, Duration{0})),
                         in_days(std::max(end - born, Duration{0})), node.died.has_value()});
  }
  return stretches;
}

Life life_of(const Conclusion& c, NodeNo number) {
  const Known& known = c.known;
  const Node& node = known.node(number);
  const Time born = node.birth(), end = node.died ? node.died->latest : known.facts().latest();
  const auto age = [&](Time t) { return std::max(in_days(t - born), 0.0); };
  Life life;
  life.entry = age(node.first_seen);
  life.exit = std::max(age(node.died ? end : std::max(node.end(), node.first_seen)), life.entry);
  if (node.died) life.died_after = std::max(age(node.died->earliest), life.entry);
  const auto set = [&](Trait trait, double value) {
    life.trait[static_cast<std::size_t>(trait)] = value;
  };
  const auto members = static_cast<double>(std::max<std::int64_t>(node.members, 0));
  set(Trait::audience, std::min(2.0, std::log2(1 + members / 1000) / 4));
  const auto posts = static_cast<double>(node.highest_post);
  // Ids are not always counts: beyond 250 posts a day they say no more.
  set(Trait::busy, std::min(2.0, std::log2(1 + posts / std::max(age(node.end()), 1.0)) / 4));
  set(Trait::later_generation, c.families.generation[number] > 1 ? 1 : 0);
  set(Trait::private_invite,
      known.facts().text(known.facts().places()[node.place()].kind) == "invite" ? 1 : 0);
  set(Trait::site, known.is_site(number) ? 1 : 0);
  if (c.families.of[number] == nowhere) return life;
  for (const NodeNo kin : c.families.families[c.families.of[number]].members)
    if (kin != number && known.node(kin).died && known.node(kin).died->latest >= born)
      life.kin_deaths.push_back(age(known.node(kin).died->latest));
  std::sort(life.kin_deaths.begin(), life.kin_deaths.end());
  return life;
}

std::vector<Life> lives_of(const Conclusion& c) {
  std::vector<std::pair<std::uint64_t, NodeNo>> chosen;
  for (NodeNo n = 0; n < c.known.nodes().size(); ++n) {
    const Node& node = c.known.node(n);
    if (node.looked && node.curious && node.last_alive) chosen.emplace_back(hash_of(node.id), n);
  }
  if (chosen.size() > most_lives) {
    std::nth_element(chosen.begin(), chosen.begin() + most_lives, chosen.end());
    chosen.resize(most_lives);
  }
  std::sort(chosen.begin(), chosen.end());
  std::vector<Life> lives;
  for (const auto& [hash, n] : chosen) lives.push_back(life_of(c, n));
  return lives;
}

}  // namespace godwit
