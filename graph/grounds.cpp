// SPDX-License-Identifier: Apache-2.0
#include "graph/grounds.h"

#include <algorithm>
#include <map>

namespace godwit {

namespace {

// Distinct channels that a source may announce in a day and still be a witness (hostile.md: budget
// against poisoned fan-out).
constexpr std::size_t announced_a_day = 50;
constexpr double own_bits = 2;  // of names, likeness and content: that much bears a word out

constexpr const char* impostor = "may impersonate another channel";
constexpr const char* soft = "no evidence that a stranger could not make ties it to a lineage";
constexpr const char* poured_out = "its announcer named more than 50 channels in a day";
constexpr const char* hearsay =
    "only others say so: neither its own words nor its birth and likeness bear it out";
constexpr const char* unwatched = "nobody put its lineage on the watch list";

// What the channel itself shows, as against what is said of it.
bool shown_by_itself(const Evidence& e) {
  return e.group == "name" || e.group == "likeness" || e.group == "content";
}

}  // namespace

Grounds::Grounds(const Conclusion& c, const Protected& spared)
    : c_(c), known_(c.known), spared_(spared), children_(known_.nodes().size()) {
  for (NodeNo v = 0; v < known_.nodes().size(); ++v)
    for (const Choice& choice : c_.chosen[v].choices)
      if (choice.probability >= high) children_[choice.from].push_back(v);
  find_watched();
}

void Grounds::find_watched() {
  watched_.assign(known_.nodes().size(), false);
  family_watched_.assign(c_.families.families.size(), false);
  const auto watch = [&](NodeNo n) {
    watched_[n] = true;
    if (c_.families.of[n] != nowhere) family_watched_[c_.families.of[n]] = true;
  };
  for (const SpokenWord* said : c_.words) {
    if (said->word.verb != "watch") continue;
    anything_watched_ = true;
    const auto place = known_.facts().find(said->word.from_url);
    const auto node = place ? known_.history().last_at(*place) : std::nullopt;
    if (!node || *node == nowhere) continue;
    watch(*node);
    // A watched list, paste or site stands for the channels that it names.
    if (!known_.node(*node).curious || known_.is_site(*node))
      for (const Link& link : known_.links().out_of(*node)) watch(link.to);
  }
}

bool Grounds::watched(NodeNo u) const {
  if (!anything_watched_ || watched_[u]) return true;
  return c_.families.of[u] != nowhere && family_watched_[c_.families.of[u]];
}

bool Grounds::spared(NodeNo u) const {
  const Facts& facts = known_.facts();
  const auto& stays = known_.node(u).stays;
  return std::any_of(stays.begin(), stays.end(), [&](const Stay& stay) {
    return spared_.covers(facts.text(facts.places()[stay.place].url));
  });
}

bool Grounds::over_budget(NodeNo source) const {
  std::map<std::int64_t, std::set<NodeNo>> by_day;
  for (const Link& link : known_.links().out_of(source)) {
    const Mention& m = known_.links().mention(link);
    if ((m.announce & announce_succession) == 0) continue;
    auto& named = by_day[to_ms(m.at) / 86'400'000];
    named.insert(link.to);
    if (named.size() > announced_a_day) return true;
  }
  return false;
}

double Grounds::suspected(NodeNo u) const {
  double most = 0;
  for (const Choice& choice : c_.chosen[u].choices) most = std::max(most, choice.impersonates);
  return most;
}

// The tie as it looks from `u`, which is one of its ends. As a successor it must have said so
// itself, or be known to be younger than its predecessor and carry its name, likeness or words. As
// a predecessor it must have named its successor itself.
Ground Grounds::weigh(NodeNo u, const Tie& tie) const {
  const Child child = study(known_, tie.to);
  Ground ground{"", tie.choice->probability, edge_of(c_, child, *tie.choice).evidence};
  if (tie.choice->verdict > 0) return ground;
  bool poured = false, hard_kept = false, own_word = false;
  double own = 0;
  for (const Evidence& e : ground.tie) {
    if (e.hard && e.bits > 0) {
      const auto place = known_.facts().find(e.source.substr(0, e.source.rfind('/')));
      const auto whole = place ? place : known_.facts().find(e.source);
      const auto source = whole ? known_.history().last_at(*whole) : std::nullopt;
      const bool over = source && *source != nowhere && over_budget(*source);
      (over ? poured : hard_kept) = true;
    }
    if (e.kind == "announced_by_predecessor" || e.kind == "redirected_by_predecessor")
      own_word = own_word || (u == tie.from && e.bits > 0);
    if (e.kind == "claimed_by_successor" && u == tie.to)
      own_word = own_word || claims(Pair(known_, child, tie.from));
    if (shown_by_itself(e)) own += e.bits;
  }
  const bool younger = known_.node(tie.to).born.earliest >= known_.node(tie.from).birth();
  if (!hard_kept)
    ground.missing = poured ? poured_out : soft;
  else if (!own_word && (u == tie.from || !younger || own < own_bits))
    ground.missing = hearsay;
  return ground;
}

Ground Grounds::of(NodeNo u) const {
  Ground best{soft, 0, {}};
  for (const Choice& c : c_.chosen[u].choices) best.sure = std::max(best.sure, c.probability);
  if (suspected(u) >= listed) return {impostor, 1 - suspected(u), {}};
  std::vector<Tie> ties;
  for (const Choice& choice : c_.chosen[u].choices) ties.push_back({choice.from, u, &choice});
  for (const NodeNo v : children_[u])
    for (const Choice& choice : c_.chosen[v].choices)
      if (choice.from == u) ties.push_back({u, v, &choice});
  for (const Tie& tie : ties) {
    if (tie.choice->probability < high || (tie.choice->hard <= 0 && tie.choice->verdict <= 0))
      continue;
    Ground ground = weigh(u, tie);
    if (ground.missing.empty() && !watched(u)) ground.missing = unwatched;
    const bool better = ground.missing.empty() ? !best.missing.empty() || ground.sure > best.sure
                        : best.missing.empty() ? false
                                               : best.tie.empty();
    if (better) best = std::move(ground);
  }
  return best;
}

}  // namespace godwit
