// SPDX-License-Identifier: Apache-2.0
// How right the answers are on rehearsal worlds: the production loop crawls each world in virtual
// time, the graph answers, the world's truth judges. Figures are pooled over seeds that were used
// for no tuning (tuning used 1 to 20). GODWIT_SEEDS=FROM-TO and GODWIT_SHOW=1 are for looking
// closer.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <map>

#include "godwit/names.h"
#include "graph/export/export.h"
#include "sim/rehearsal.h"
#include "world/score.h"

namespace godwit {
namespace {

struct Pool {
  Ratio found, precision, precision_network, recall, recall_network;
  int false_at_nine = 0, outsiders = 0;
  void add(const WorldScore& s) {
    const auto sum = [](Ratio& into, const Ratio& more) {
      into.hits += more.hits, into.of += more.of;
    };
    sum(found, s.found), sum(precision, s.precision_exact),
        sum(precision_network, s.precision_network);
    sum(recall, s.recall_exact), sum(recall_network, s.recall_network);
    false_at_nine += s.false_at_nine, outsiders += s.outsiders;
  }
  double f1() const {
    const double p = precision.value(), r = recall.value();
    return p + r > 0 ? 2 * p * r / (p + r) : 0;
  }
};

WorldScore rehearse(const WorldOptions& options, bool show) {
  const sim::Stage stage(options);
  sim::Setting setting;
  setting.seed = options.seed;
  setting.frontier.politeness.pace = pace_of_rate(100);
  setting.frontier.politeness.by_service["t.me"] = pace_of_rate(100);
  sim::Rehearsal rehearsal(stage, setting);
  const std::vector<Time> looks = stage.world.suggested_looks();
  rehearsal.passes(looks);
  Tracker tracker;
  for (const Observation& fact : rehearsal.facts()) tracker.apply(fact);
  const auto reachable = stage.world.reachable(looks);
  const std::string document = render_lineages(tracker.succession(), {})[0].bytes;
  const auto score = score_lineages(stage.world.truth(), reachable, document);
  EXPECT_TRUE(score);
  if (!show) return *score;
  std::set<int> seen(reachable.begin(), reachable.end());
  const Truth& truth = stage.world.truth();
  for (const TruthEdge& e : truth.edges) {
    if (e.relation != "continues" || !seen.contains(e.from) || !seen.contains(e.to)) continue;
    std::printf("TRUE %s -> %s at %s:", truth.channels[e.from].urls.back().url.c_str(),
                truth.channels[e.to].urls.front().url.c_str(), to_rfc3339(e.at).c_str());
    for (const TruthAnnouncement& a : e.announced)
      std::printf(" [%s %s '%s' on %s]", a.carrier.c_str(), a.writing.c_str(), a.written.c_str(),
                  a.url.c_str());
    std::printf("\n");
    const auto why = tracker.explain(truth.channels[e.to].urls.front().url);
    if (!why) {
      std::printf("   unknown channel\n");
      continue;
    }
    std::printf("   none %.2f\n", why->no_predecessor);
    for (const Edge& c : why->candidates) {
      std::printf("   %.2f %s %s:", c.probability, std::string(name_of(c.relation)).c_str(),
                  c.from_url.c_str());
      for (const Evidence& x : c.evidence) std::printf(" %s%+.1f", x.kind.c_str(), x.bits);
      std::printf("\n");
    }
  }
  std::map<std::string, int> node;
  for (const TruthChannel& t : truth.channels)
    for (const TruthUrl& u : t.urls) node[u.url] = t.index;
  std::map<int, int> parent;
  for (const TruthEdge& e : truth.edges)
    if (e.relation == "continues") parent[e.to] = e.from;
  for (const Edge& e : tracker.succession().edges) {
    if (e.relation != Relation::continues || e.probability < .5) continue;
    const bool known = node.contains(e.from_url) && node.contains(e.to_url);
    const int f = known ? node[e.from_url] : -1, t = known ? node[e.to_url] : -1;
    const auto true_parent = parent.find(t);
    std::string verdict = !known                        ? "ALIEN"
                          : true_parent == parent.end() ? "PARENTLESS " + truth.channels[t].role
                          : true_parent->second == f    ? "HIT"
                          : seen.contains(true_parent->second) ? "WRONG"
                                                               : "UNSEEN-PARENT";
    std::printf("%s %.2f %s -> %s:", verdict.c_str(), e.probability, e.from_url.c_str(),
                e.to_url.c_str());
    for (const Evidence& x : e.evidence) std::printf(" %s%+.1f", x.kind.c_str(), x.bits);
    std::printf("\n");
  }
  return *score;
}

// "41-50" → 41, 50.
std::pair<std::uint64_t, std::uint64_t> seeds(std::uint64_t from, std::uint64_t to) {
  const char* asked = std::getenv("GODWIT_SEEDS");
  if (asked == nullptr) return {from, to};
  char* end = nullptr;
  from = to = std::strtoull(asked, &end, 10);
  if (*end == '-') to = std::strtoull(end + 1, nullptr, 10);
  return {from, to};
}

Pool pooled(double announced, double noise, int brands, int days, std::uint64_t from,
            std::uint64_t to) {
  Pool pool;
  const auto [first, last] = seeds(from, to);
  for (std::uint64_t seed = first; seed <= last; ++seed)
    pool.add(rehearse(
        {.seed = seed, .brands = brands, .days = days, .announced = announced, .noise = noise},
        std::getenv("GODWIT_SHOW") != nullptr));
  std::printf(
      "announced %.1f noise %.0f: found %.3f (%d of %d)  exact P %.3f (%d of %d) R %.3f (%d of %d) "
      "F1 %.3f  "
      "network P %.3f R %.3f  outsiders at .9: %d of %d\n",
      announced, noise, pool.found.value(), pool.found.hits, pool.found.of, pool.precision.value(),
      pool.precision.hits, pool.precision.of, pool.recall.value(), pool.recall.hits, pool.recall.of,
      pool.f1(), pool.precision_network.value(), pool.recall_network.value(), pool.false_at_nine,
      pool.outsiders);
  return pool;
}

// Goals: found .95, exact F1 .80, right network precision .95, no outsider at .9. What is not yet
// reached is printed beside its goal; the floors below keep what is.
TEST(WorldAccuracy, ChannelsAreFoundAndLinksStayWithinTheirNetwork) {
  const Pool pool = pooled(.8, 1, 12, 13, 101, 106);
  std::printf("goals: found .95, exact F1 .80 (reached %.3f), network P .95 R .85 (reached %.3f)\n",
              pool.f1(), pool.recall_network.value());
  EXPECT_GE(pool.found.value(), .95);
  EXPECT_GE(pool.precision_network.value(), .95);
  EXPECT_GE(pool.f1(), .78);
  EXPECT_GE(pool.recall_network.value(), .88);
  EXPECT_EQ(pool.false_at_nine, 0);
}

TEST(WorldAccuracy, NoiseBringsFewOutsidersIn) {
  const Pool pool = pooled(.4, 3, 12, 13, 107, 108);
  std::printf("goal: 0 outsiders at .9 (reached %d of %d)\n", pool.false_at_nine, pool.outsiders);
  EXPECT_LE(pool.false_at_nine * 20, pool.outsiders);
}

}  // namespace
}  // namespace godwit
