// SPDX-License-Identifier: Apache-2.0
// From conclusions to a field of audiences and helpers (reach.h), and back to advice in words.
#include "graph/targets.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "graph/dominators.h"
#include "graph/grounds.h"
#include "graph/reach.h"
#include "graph/survival.h"

namespace godwit {

namespace {

constexpr std::size_t most_referred = 300;
constexpr std::size_t most_others = 100;  // of each: to watch, to confirm
constexpr std::size_t most_in_a_bundle = 4;
constexpr std::size_t most_helpers = 32;  // the strongest: a hub of thousands says little of each
constexpr std::size_t most_kin = 64;
constexpr double dies_anyway = 0.5;
constexpr double quiet_days = 30;  // without a post, activity falls to a half

double in_days(Duration d) { return static_cast<double>(d.count()) / 86'400'000.0; }

std::string percent(double p) {
  return std::to_string(static_cast<int>(std::lround(100 * p))) + " %";
}

// The living channels, numbered densely, with who would announce whose return.
class Field {
 public:
  Field(const Conclusion& c, const Grounds& grounds) : c_(c), known_(c.known), grounds_(grounds) {
    slot_.assign(known_.nodes().size(), nowhere);
    for (NodeNo n = 0; n < known_.nodes().size(); ++n) {
      const Node& node = known_.node(n);
      if (!node.looked || !node.curious || node.state != State::alive) continue;
      slot_[n] = static_cast<std::uint32_t>(living_.size());
      living_.push_back(n);
    }
    count_families();
  }

  const std::vector<NodeNo>& living() const { return living_; }
  bool lives(NodeNo n) const { return slot_[n] != nowhere; }
  bool kin(NodeNo a, NodeNo b) const {
    return c_.families.of[a] != nowhere && c_.families.of[a] == c_.families.of[b];
  }
  double audience(NodeNo n) const {
    const Node& node = known_.node(n);
    const double quiet =
        node.last_post == the_beginning ? 0 : in_days(known_.facts().latest() - node.last_post);
    return static_cast<double>(std::max<std::int64_t>(node.members, 1)) /
           (1 + std::max(quiet, 0.0) / quiet_days);
  }
  // Share of its lineage's deaths that were followed by a successor, one of each added.
  double regrows(NodeNo u) const {
    if (c_.families.of[u] == nowhere) return regrowth(0, 0);
    const Past& past = families_[c_.families.of[u]];
    return regrowth(past.deaths, past.followed);
  }

  std::vector<Reached> reached() const {
    std::vector<Reached> all;
    for (const NodeNo u : living_) all.push_back({audience(u), regrows(u), helpers_of(u)});
    return all;
  }
  std::vector<double> hangs_on() const {
    std::vector<double> audiences;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> invitations;
    for (const NodeNo u : living_) {
      audiences.push_back(audience(u));
      NodeNo last = nowhere;
      for (const Link& link : known_.links().into(u)) {
        if (link.from == last || !lives(link.from)) continue;
        last = link.from;
        invitations.emplace_back(slot_[link.from], slot_[u]);
      }
    }
    return audience_that_hangs_on(audiences, invitations);
  }
  // Who would take over: its likeliest living child, else the kin that would bring back most.
  NodeNo heir(NodeNo u) const {
    NodeNo best = nowhere;
    double most = 0;
    const auto propose = [&](NodeNo v, double worth) {
      if (v != u && lives(v) && !grounds_.spared(v) && worth > most) best = v, most = worth;
    };
    if (c_.families.of[u] == nowhere) return best;
    for (const NodeNo v : c_.families.families[c_.families.of[u]].members)
      for (const Choice& choice : c_.chosen[v].choices)
        if (choice.from == u) propose(v, 1 + choice.probability);
    for (const Helper& h : helpers_of(u))
      if (kin(u, living_[h.who])) propose(living_[h.who], h.share);
    return best;
  }
  std::vector<Helper> helpers_of(NodeNo u) const {
    std::map<NodeNo, Bond> bonds;
    for (const Link& link : known_.links().out_of(u)) {
      const Mention& m = known_.links().mention(link);
      if (believable(m) && (m.announce & announce_backup) != 0)
        bonds[link.to].prepared = true;
      else
        bonds[link.to].links += 0.5;  // u's readers know w
    }
    for (const Link& link : known_.links().into(u)) bonds[link.from].links += 1;
    if (c_.families.of[u] != nowhere) {
      const auto& members = c_.families.families[c_.families.of[u]].members;
      const std::size_t first = members.size() > most_kin ? members.size() - most_kin : 0;
      for (std::size_t i = first; i < members.size(); ++i) bonds[members[i]];
    }
    std::vector<Helper> helpers;
    for (auto& [w, bond] : bonds) {
      if (w == u || !lives(w)) continue;
      finish(u, w, bond);
      helpers.push_back({slot_[w], share_of(bond)});
    }
    std::stable_sort(helpers.begin(), helpers.end(),
                     [](const Helper& a, const Helper& b) { return a.share > b.share; });
    if (helpers.size() > most_helpers) helpers.resize(most_helpers);
    return helpers;
  }

 private:
  struct Past {
    double deaths = 0, followed = 0;
  };

  void finish(NodeNo u, NodeNo w, Bond& bond) const {
    bond.kin = kin(u, w);
    bond.audience_ratio = audience(w) / audience(u);
    bond.deaths = bond.kin ? families_[c_.families.of[u]].deaths : 0;
    bond.announced = bond.kin ? announced_kin(w) : 0;
    bond.names = known_.links().distinct_targets(w);
  }
  // How many of its lineage it has announced.
  double announced_kin(NodeNo w) const {
    double said = 0;
    NodeNo last = nowhere;
    for (const Link& link : known_.links().out_of(w)) {
      if (link.to == last || !kin(w, link.to) || !believable(known_.links().mention(link)))
        continue;
      last = link.to;
      ++said;
    }
    return said;
  }
  void count_families() {
    families_.resize(c_.families.families.size());
    for (std::size_t f = 0; f < families_.size(); ++f) {
      std::set<NodeNo> parents;
      for (const NodeNo v : c_.families.families[f].members) {
        families_[f].deaths += known_.node(v).died.has_value();
        for (const Choice& choice : c_.chosen[v].choices)
          if (choice.probability >= accepted && known_.node(choice.from).died)
            parents.insert(choice.from);
      }
      families_[f].followed = static_cast<double>(parents.size());
    }
  }

  const Conclusion& c_;
  const Known& known_;
  const Grounds& grounds_;
  std::vector<NodeNo> living_;
  std::vector<std::uint32_t> slot_;  // of each channel; nowhere if it does not live
  std::vector<Past> families_;
};

class Advisor {
 public:
  Advisor(const Conclusion& c, const Protected& spared)
      : c_(c),
        grounds_(c, spared),
        field_(c, grounds_),
        reach_(field_.reached()),
        hangs_on_(field_.hangs_on()),
        hazard_(lives_of(c)) {}

  std::vector<Target> advise() {
    const auto may_take = [&](const ResidualReach::Pick& pick) { return judge(pick); };
    reach_.choose(most_referred, may_take);
    std::stable_sort(targets_.begin(), targets_.end(), [](const Target& a, const Target& b) {
      return rank(a.advice) < rank(b.advice);
    });
    return std::move(targets_);
  }

 private:
  static int rank(Advice a) { return a == Advice::refer ? 0 : a == Advice::monitor ? 1 : 2; }

  // May it be put forward? Writes down what is thought of it either way, unless it is protected.
  bool judge(const ResidualReach::Pick& pick) {
    const NodeNo u = field_.living()[pick.channel];
    if (grounds_.spared(u)) return false;
    Ground ground = grounds_.of(u);
    const Life life = life_of(c_, u);
    const double dies = hazard_.dies_within(life, 7);
    const Advice advice = !ground.missing.empty() ? Advice::confirm_first
                          : dies >= dies_anyway   ? Advice::monitor
                                                  : Advice::refer;
    if (advice != Advice::refer && ++others_[advice] > most_others) return false;
    Target t = describe(u, pick);
    t.dies_24h = hazard_.dies_within(life, 1);
    t.dies_7d = dies;
    t.advice = advice;
    t.sure = ground.sure;
    t.tie = std::move(ground.tie);
    if (advice == Advice::refer) bundle(t, u, pick.channel);
    if (advice == Advice::confirm_first) t.reason = ground.missing;
    if (advice == Advice::monitor) t.reason = "likely to die by itself; watch where it goes";
    t.if_wrong = percent(1 - t.sure) +
                 " that it is none of that lineage: a stranger's channel would be reported, and "
                 "the lineage would lose nothing";
    targets_.push_back(std::move(t));
    return advice == Advice::refer;
  }

  Target describe(NodeNo u, const ResidualReach::Pick& pick) const {
    const Channel channel = channel_of(c_, u);
    Target t;
    t.channel = channel.id;
    t.url = channel.urls[c_.known.node(u).home].address.url;
    t.title = channel.title;
    t.lineage = channel.lineage;
    t.gain = pick.gain;
    t.dominator_loss = hangs_on_[pick.channel];
    t.regrows = field_.regrows(u);
    if (const NodeNo heir = field_.heir(u); heir != nowhere)
      t.expected_successor = c_.known.node(heir).id;
    return t;
  }

  // The kin that would announce its return, of which each may be put forward itself.
  void bundle(Target& t, NodeNo u, std::uint32_t slot) {
    std::vector<std::uint32_t> together{slot};
    for (const Helper& h : field_.helpers_of(u)) {
      const NodeNo w = field_.living()[h.who];
      if (t.bundle.size() >= most_in_a_bundle) break;
      if (!field_.kin(u, w) || grounds_.spared(w) || !grounds_.of(w).missing.empty()) continue;
      t.bundle.push_back(c_.known.node(w).id);
      together.push_back(h.who);
    }
    t.bundle_gain = reach_.gain_together(together);
    t.reason = t.bundle.empty() ? "no living kin would announce its return"
                                : "refer together with those that would announce its return";
  }

  const Conclusion& c_;
  const Grounds grounds_;
  const Field field_;
  ResidualReach reach_;
  const std::vector<double> hangs_on_;
  const Hazard hazard_;
  std::vector<Target> targets_;
  std::map<Advice, std::size_t> others_;  // how many are only to watch, or to confirm
};

}  // namespace

std::vector<Target> find_targets(const Conclusion& c, const Protected& spared) {
  return Advisor(c, spared).advise();
}

}  // namespace godwit
