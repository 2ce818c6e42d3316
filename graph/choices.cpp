// SPDX-License-Identifier: Apache-2.0
// One child by itself: its candidates, each with its odds, before other children are heard.
#include <algorithm>
#include <cmath>

#include "graph/candidates.h"
#include "graph/posterior.h"

namespace godwit {

namespace {

constexpr std::size_t most_choices = 50;
constexpr double hopeless_bits = 14;  // below the best: left out
constexpr double enough = 3;          // hard bits of channels: a mere link by a sister is less
// Takes back the disavowal and the living on: both are in the nature of a fork.
constexpr double fork_relief = 19;

// The predecessor itself said where to go; not merely that something was deleted.
bool own_word(const Score& s, const Pair& pair) {
  return s.readings[static_cast<std::size_t>(Kind::announced_by_predecessor)].level >= 0 &&
         (pair.announcement->announce & announce_deleted) == 0;
}

}  // namespace

Choice choice_of(const Pair& pair) {
  const Score s = score(pair);
  Choice c;
  c.from = pair.from;
  const Both both = both_of(s.bits, s.skipped);
  c.bits = static_cast<float>(both.bits);
  c.direct = static_cast<float>(both.first);
  c.kin = static_cast<float>(s.kin);
  c.impostor = static_cast<float>(s.impostor);
  // A name that looks like another's is a copy's: a lent or hijacked word makes it no surer.
  const bool copy = pair.handle == Alike::look_alike || pair.title == Alike::look_alike;
  // Who took over another's handle may have been spoken of when that one was meant.
  const bool taken = pair.known.followed_another(pair.to);
  // Who says it was u while u was there: a lent word again.
  const bool too_soon = s.readings[static_cast<std::size_t>(Kind::claimed_too_soon)].level >= 0;
  const bool sure =
      !copy && !taken && !too_soon && (pair.sites || s.hard >= enough || own_word(s, pair));
  c.hard = static_cast<float>(sure ? s.hard : 0);
  c.hearsay = !pair.sites && s.hard > 0 && s.hard - s.hearsay <= 0;
  c.standing = pair.standing;
  c.sister = s.sister;
  c.reserve = pair.u.fallen() && pair.standing.only && pair.announcement != nullptr &&
              (pair.announcement->announce & announce_backup) != 0;
  c.avowed = c.reserve && names_a_reserve(pair.known.folded_title(pair.to));
  const bool disowned = s.readings[static_cast<std::size_t>(Kind::disavowed)].level == 0;
  c.fork = disowned && s.hard > 0 && !pair.u.died;
  if (c.fork) c.bits += static_cast<float>(fork_relief);
  c.own = c.bits;
  return c;
}

namespace {

// No predecessor that anybody saw: of no network, or of that of the nearest kin. Sets whose, and
// the share of the second.
float none_bits_of(const Known& known, NodeNo child, Chosen& chosen) {
  const double none = known.weights(known.is_site(child)).none;
  const Choice* nearest = nullptr;
  for (const Choice& c : chosen.choices)
    if (nearest == nullptr || c.kin > nearest->kin) nearest = &c;
  if (nearest == nullptr) return static_cast<float>(none);
  const Both both = both_of(nearest->kin, none);
  chosen.kin_of = nearest->from;
  chosen.kin = both.first;
  return static_cast<float>(both.bits);
}

float best_bits(const std::vector<Choice>& choices) {
  float best = -100;
  for (const Choice& c : choices) best = std::max({best, c.bits, c.impostor});
  return best;
}

void keep_the_hopeful(Chosen& chosen) {
  auto& choices = chosen.choices;
  const float best = best_bits(choices);
  std::erase_if(choices, [&](const Choice& c) {
    return std::max(c.bits, c.impostor) < best - static_cast<float>(hopeless_bits) &&
           c.verdict == 0 && c.from != chosen.kin_of;
  });
  choices.shrink_to_fit();
  if (choices.size() <= most_choices) return;
  std::sort(choices.begin(), choices.end(), [](const Choice& a, const Choice& b) {
    const float x = std::max(a.bits, a.impostor), y = std::max(b.bits, b.impostor);
    return x != y ? x > y : a.from < b.from;
  });
  choices.resize(most_choices);
  std::sort(choices.begin(), choices.end(),
            [](const Choice& a, const Choice& b) { return a.from < b.from; });
}

}  // namespace

std::vector<Pair> weigh(const Known& known, const Child& child) {
  return weigh(known, child, candidates_of(known, child.node));
}

std::vector<Pair> weigh(const Known& known, const Child& child,
                        const std::vector<NodeNo>& candidates) {
  std::vector<Pair> pairs;
  pairs.reserve(candidates.size());
  for (const NodeNo u : candidates) known.bring_its_words_near(u);
  for (const NodeNo u : candidates) {
    known.bring_its_title_near(u);
    known.bring_near_where_marks_are(u, child.node);
  }
  for (const NodeNo u : candidates)
    pairs.emplace_back(known, child, u, pairs.empty() ? nullptr : &pairs.back());
  rank_by_nearness(pairs);
  find_named(pairs);
  find_only(pairs);
  find_lines(pairs);
  return pairs;
}

namespace {

// One child by itself. `inherited`: what its announcers say for each candidate along the lines
// found so far; empty in the first pass.
Scored score_child(const Known& known, const Child& child, const std::vector<NodeNo>& candidates,
                   const std::vector<KinsWord>& inherited) {
  Scored s;
  s.announced = !child.announcers.empty();
  auto& choices = s.chosen.choices;
  std::vector<Pair> pairs = weigh(known, child, candidates);
  for (const NodeNo u : candidates) known.bring_marks_near(u, child.node);
  choices.reserve(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (!inherited.empty()) {
      pairs[i].standing.inherited = inherited[i].trusted;
      pairs[i].standing.inherited_kin = inherited[i].kin;
    }
    choices.push_back(choice_of(pairs[i]));
    if (pairs[i].standing.rank >= 0) s.namesakes.push_back(pairs[i].from);
  }
  s.none = none_bits_of(known, child.node, s.chosen);
  keep_the_hopeful(s.chosen);
  choose(s.chosen, s.none);
  return s;
}

// The same once more, where trust is inherited: of those alone of whom anybody says more than the
// first time; the others have the odds they had. nullopt where one who was hopeless the first time
// may not be now, so that all have to be asked.
std::optional<Scored> score_heirs_of_trust(const Known& known, const Child& child,
                                           const std::vector<NodeNo>& candidates,
                                           const std::vector<KinsWord>& inherited,
                                           const Chosen& first) {
  if (first.choices.size() >= most_choices) return std::nullopt;
  Scored s{first, 0, true, {}};
  auto c = s.chosen.choices.begin();
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const bool kept = c != s.chosen.choices.end() && c->from == candidates[i];
    const bool says_more = inherited[i] != unsaid;
    if (!kept && says_more) return std::nullopt;
    if (!kept) continue;
    c->standing.inherited = inherited[i].trusted;
    c->standing.inherited_kin = inherited[i].kin;
    if (says_more) {
      Pair pair(known, child, c->from);
      pair.standing = c->standing;
      const float kin = c->kin;
      *c = choice_of(pair);
      if (c->from == first.kin_of && c->kin < kin) return std::nullopt;
    }
    ++c;
  }
  if (best_bits(s.chosen.choices) < best_bits(first.choices)) return std::nullopt;
  s.none = none_bits_of(known, child.node, s.chosen);
  keep_the_hopeful(s.chosen);
  choose(s.chosen, s.none);
  return s;
}

}  // namespace

Scored score_first(const Known& known, NodeNo child, const std::vector<NodeNo>& candidates) {
  for (const NodeNo u : candidates) known.bring_candidate_near(u);
  return score_child(known, study(known, child), candidates, {});
}

std::optional<Scored> score_second(const Known& known, NodeNo v,
                                   const std::vector<NodeNo>& candidates, const Ancestry& ancestry,
                                   const Chosen& first) {
  for (const NodeNo u : candidates) known.bring_candidate_near(u);
  Child child = hear(known, v);
  const std::vector<KinsWord> inherited = inherited_words(known, child, candidates, ancestry);
  if (inherited.empty()) return std::nullopt;
  look_at(known, child);
  if (auto scored = score_heirs_of_trust(known, child, candidates, inherited, first)) return scored;
  return score_child(known, child, candidates, inherited);
}

}  // namespace godwit
