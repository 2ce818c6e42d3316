// SPDX-License-Identifier: Apache-2.0
// Greedy choice of referrals against the residual reach after one round of regeneration,
//   R(S) = Σ_{u∉S} a_u + Σ_{u∈S} q_u a_u (1 - Π_{w∈Ann(u)\S} (1 - o_wu p_w)),
// and the audience that hangs on one channel alone (dominators of the live invitation graph).
#include "graph/targets.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dominator_tree.hpp>
#include <map>
#include <queue>

#include "graph/survival.h"

namespace godwit {

namespace {

constexpr std::size_t most_targets = 100;
constexpr std::size_t most_in_a_bundle = 4;
constexpr double kin_overlap = 0.6, stranger_overlap = 0.2;      // o_wu, priors
constexpr double kin_announces = 0.5, stranger_announces = 0.2;  // p_w, priors
constexpr double dies_anyway = 0.5;                              // then watching costs less
constexpr double day_ms = 86'400'000.0;

struct Announcing {
  NodeNo by = nowhere;
  double helps = 0;  // o_wu p_w
};

class Field {
 public:
  explicit Field(const Conclusion& c)
      : c_(c), known_(c.known), announcers_(known_.nodes().size()), helped_(known_.nodes().size()) {
    for (NodeNo n = 0; n < known_.nodes().size(); ++n)
      if (lives(n)) living_.push_back(n);
    for (const NodeNo u : living_) gather_announcers(u);
    for (const NodeNo u : living_)
      for (const Announcing& a : announcers_[u]) helped_[a.by].push_back(u);
    measure_dominators();
  }

  std::vector<Target> choose() {
    const Hazard channels(stretches_of(known_, false)), sites(stretches_of(known_, true));
    std::vector<bool> taken(known_.nodes().size(), false);
    using Entry = std::pair<double, NodeNo>;
    const auto less = [](const Entry& a, const Entry& b) {
      return a.first != b.first ? a.first < b.first : a.second > b.second;
    };
    std::priority_queue<Entry, std::vector<Entry>, decltype(less)> best(less);
    std::vector<double> current(known_.nodes().size(), 0);
    for (const NodeNo u : living_) best.push({current[u] = gain(u, taken), u});
    std::vector<Target> targets;
    while (!best.empty() && targets.size() < most_targets) {
      const auto [worth, u] = best.top();
      best.pop();
      if (taken[u] || worth != current[u]) continue;
      targets.push_back(describe(u, worth, known_.is_site(u) ? sites : channels));
      taken[u] = true;
      // Gains rise where an announcer fell and change where u helped: push them again.
      for (const NodeNo near : neighbours(u))
        if (!taken[near]) best.push({current[near] = gain(near, taken), near});
    }
    return targets;
  }

 private:
  bool lives(NodeNo n) const {
    const Node& node = known_.node(n);
    return node.looked && node.curious && node.state == State::alive;
  }
  double audience(NodeNo n) const {
    return static_cast<double>(std::max<std::int64_t>(known_.node(n).members, 1));
  }
  bool kin(NodeNo a, NodeNo b) const {
    return c_.families.of[a] != nowhere && c_.families.of[a] == c_.families.of[b];
  }

  void gather_announcers(NodeNo u) {
    std::map<NodeNo, double> helps;
    const auto add = [&](NodeNo w, bool announced) {
      if (w == u || !lives(w)) return;
      const double p = announced ? 1 : kin(u, w) ? kin_announces : stranger_announces;
      double& held = helps[w];
      held = std::max(held, p * (kin(u, w) ? kin_overlap : stranger_overlap));
    };
    for (const Link& link : known_.links().out_of(u))
      add(link.to, believable(known_.links().mention(link)));
    for (const Link& link : known_.links().into(u)) add(link.from, false);
    if (c_.families.of[u] != nowhere)
      for (const NodeNo w : c_.families.families[c_.families.of[u]].members) add(w, false);
    for (const auto& [w, help] : helps) announcers_[u].push_back({w, help});
  }

  // Share of its lineage's deaths that were followed by a successor, with one of each added.
  double regrows(NodeNo u) const {
    double deaths = 0, followed = 0;
    if (c_.families.of[u] != nowhere)
      for (const NodeNo n : c_.families.families[c_.families.of[u]].members) {
        deaths += known_.node(n).died.has_value();
        followed += c_.families.generation[n] > 1;
      }
    return (std::min(followed, deaths) + 1) / (deaths + 2);
  }

  double residual(NodeNo u, const std::vector<bool>& taken) const {
    double silent = 1;
    for (const Announcing& a : announcers_[u])
      if (!taken[a.by]) silent *= 1 - a.helps;
    return regrows(u) * audience(u) * (1 - silent);
  }
  // What R falls by if u is referred as well: its own audience less what comes back, and what it
  // would have brought back of those already taken.
  double gain(NodeNo u, std::vector<bool>& taken) const {
    double drop = audience(u) - residual(u, taken);
    for (const NodeNo other : helped_[u])
      if (taken[other]) drop += residual(other, taken);
    taken[u] = true;
    for (const NodeNo other : helped_[u])
      if (taken[other] && other != u) drop -= residual(other, taken);
    taken[u] = false;
    return drop;
  }
  std::vector<NodeNo> neighbours(NodeNo u) const {
    std::vector<NodeNo> near = helped_[u];
    for (const Announcing& a : announcers_[u]) {
      near.push_back(a.by);
      near.insert(near.end(), helped_[a.by].begin(), helped_[a.by].end());
    }
    std::sort(near.begin(), near.end());
    near.erase(std::unique(near.begin(), near.end()), near.end());
    std::erase(near, u);
    return near;
  }

  // Audience in the dominator subtree of each channel, from a root over all that nobody invites to.
  void measure_dominators() {
    using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
    const std::size_t n = known_.nodes().size(), root = n;
    Graph graph(n + 1);
    for (const NodeNo u : living_) {
      bool invited = false;
      NodeNo last = nowhere;
      for (const Link& link : known_.links().into(u)) {
        if (link.from == last || !lives(link.from)) continue;
        last = link.from;
        invited = true;
        add_edge(link.from, u, graph);
      }
      if (!invited) add_edge(root, u, graph);
    }
    std::vector<std::size_t> above(n + 1, SIZE_MAX);
    boost::lengauer_tarjan_dominator_tree(
        graph, root,
        boost::make_iterator_property_map(above.begin(), get(boost::vertex_index, graph)));
    hangs_on_.assign(n, 0);
    for (const NodeNo u : living_)
      for (std::size_t at = u, steps = 0; at < n && steps <= n; at = above[at], ++steps)
        hangs_on_[at] += audience(u);
  }

  bool tied_by_hard_evidence(NodeNo u) const {
    const auto hard = [](const Choice& choice) {
      return choice.probability >= high && (choice.hard > 0 || choice.verdict > 0);
    };
    if (std::any_of(c_.chosen[u].choices.begin(), c_.chosen[u].choices.end(), hard)) return true;
    if (c_.families.of[u] == nowhere) return false;
    for (const NodeNo v : c_.families.families[c_.families.of[u]].members)
      for (const Choice& choice : c_.chosen[v].choices)
        if (choice.from == u && hard(choice)) return true;
    return false;
  }
  double suspected(NodeNo u) const {
    double most = 0;
    for (const Choice& choice : c_.chosen[u].choices) most = std::max(most, choice.impersonates);
    return most;
  }

  Target describe(NodeNo u, double worth, const Hazard& hazard) const {
    const Node& node = known_.node(u);
    const Channel channel = channel_of(c_, u);
    Target t;
    t.channel = node.id;
    t.url = channel.urls[node.home].address.url;
    t.title = channel.title;
    t.lineage = channel.lineage;
    t.gain = worth;
    t.dominator_loss = hangs_on_[u];
    const double age =
        static_cast<double>((known_.facts().latest() - node.birth()).count()) / day_ms;
    t.dies_7d = hazard.dies_within(std::max(age, 0.0), 7);
    auto helpers = announcers_[u];
    std::stable_sort(helpers.begin(), helpers.end(),
                     [](const Announcing& a, const Announcing& b) { return a.helps > b.helps; });
    for (const Announcing& a : helpers)
      if (t.bundle.size() < most_in_a_bundle && kin(u, a.by))
        t.bundle.push_back(known_.node(a.by).id);
    if (!helpers.empty()) t.expected_successor = known_.node(helpers.front().by).id;
    if (suspected(u) >= listed) {
      t.advice = Advice::confirm_first;
      t.reason = "may impersonate another channel";
    } else if (!tied_by_hard_evidence(u)) {
      t.advice = Advice::confirm_first;
      t.reason = "no evidence that a stranger could not make ties it to a lineage";
    } else if (t.dies_7d >= dies_anyway) {
      t.advice = Advice::monitor;
      t.reason = "likely to die by itself; watch where it goes";
    } else {
      t.advice = Advice::refer;
      t.reason = t.bundle.empty() ? "no living kin would announce its return"
                                  : "refer together with those that would announce its return";
    }
    return t;
  }

  const Conclusion& c_;
  const Known& known_;
  std::vector<NodeNo> living_;
  std::vector<std::vector<Announcing>> announcers_;
  std::vector<std::vector<NodeNo>> helped_;  // whom each would announce
  std::vector<double> hangs_on_;
};

}  // namespace

std::vector<Target> find_targets(const Conclusion& c) { return Field(c).choose(); }

}  // namespace godwit
