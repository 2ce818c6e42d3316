// SPDX-License-Identifier: Apache-2.0
// From conclusions to the contract's structs.
#include "graph/succession.h"

#include <algorithm>
#include <cmath>

#include "graph/candidates.h"
#include "graph/parallel.h"

namespace godwit {

namespace {

constexpr std::size_t explained_candidates = 8;

Address address_of(const Facts& facts, PlaceNo number) {
  const PlaceKey& p = facts.places()[number];
  return {std::string(facts.text(p.platform)), std::string(facts.text(p.kind)),
          std::string(facts.text(p.id)), std::string(facts.text(p.url))};
}

std::string url_of(const Conclusion& c, NodeNo node) {
  const Facts& facts = c.known.facts();
  return std::string(facts.text(facts.places()[c.known.node(node).place()].url));
}

// The places the evidence is about: those of the announcement, if there is one.
std::pair<std::string, std::string> urls_of(const Conclusion& c, NodeNo u, NodeNo v) {
  const Facts& facts = c.known.facts();
  for (const Link& link : c.known.links().between(u, v)) {
    const Mention& m = c.known.links().mention(link);
    if (!believable(m) && m.form != Form::redirect) continue;
    return {std::string(facts.text(facts.places()[m.from].url)),
            std::string(facts.text(facts.places()[m.to].url))};
  }
  return {url_of(c, u), url_of(c, v)};
}

// The word that decided an edge, if one did.
const SpokenWord* word_on(const Conclusion& c, NodeNo u, NodeNo v) {
  const Facts& facts = c.known.facts();
  for (const SpokenWord* said : c.words) {
    if (said->word.verb != "confirm" && said->word.verb != "reject") continue;
    const auto from = facts.find(said->word.from_url), to = facts.find(said->word.to_url);
    if (from && to && c.known.history().last_at(*from) == u && c.known.history().last_at(*to) == v)
      return said;
  }
  return nullptr;
}

// Joining an older channel is no birth: u ended and said "we are over there now". `said`: by u of
// v.
bool joined(const Known& known, NodeNo u, NodeNo v, std::span<const Link> said) {
  return known.node(v).looked && !known.may_precede(u, v) && known.node(u).died &&
         std::any_of(said.begin(), said.end(),
                     [&](const Link& link) { return believable(known.links().mention(link)); });
}

std::optional<Edge> absorption(const Conclusion& c, const Child& child, NodeNo u) {
  const Known& known = c.known;
  Pair pair(known, child, u);
  pair.standing.only = true;  // v is older: whose word it is needs no asking
  const Score s = score(pair);
  const double none = known.weights(pair.sites).none;
  const double p = 1 / (1 + std::exp2(none - s.bits));
  if (p < listed) return std::nullopt;
  const auto [from_url, to_url] = urls_of(c, u, child.node);
  return Edge{known.node(u).id,   known.node(child.node).id,
              from_url,           to_url,
              Relation::absorbed, p,
              Basis::observed,    "",
              tell(pair, s)};
}

// Who joined v; `child`: v, once somebody asked for it.
void add_absorptions(const Conclusion& c, NodeNo v, std::optional<Child>& child,
                     std::vector<Edge>& edges) {
  const auto links = c.known.links().into(v);
  for (const Link& link : links) c.known.bring_life_near(link.from);
  for (std::size_t begin = 0, end = 0; begin < links.size(); begin = end) {
    const NodeNo u = links[begin].from;
    while (end < links.size() && links[end].from == u) ++end;
    if (!joined(c.known, u, v, links.subspan(begin, end - begin))) continue;
    if (!child) child = study(c.known, v);
    if (auto edge = absorption(c, *child, u)) edges.push_back(std::move(*edge));
  }
}

std::string notes_on(const Conclusion& c, NodeNo node) {
  std::string notes;
  const Facts& facts = c.known.facts();
  for (const SpokenWord* said : c.words) {
    if (said->word.verb != "note") continue;
    const auto place = facts.find(said->word.from_url);
    if (!place || c.known.history().last_at(*place) != node) continue;
    if (!notes.empty()) notes += '\n';
    notes += said->word.text;
  }
  return notes;
}

// Is v rather the elder of the two? Kin are told once, from the elder to the younger.
bool told_the_other_way(const Conclusion& c, NodeNo v, NodeNo kin) {
  const Chosen& other = c.chosen[kin];
  if (other.kin_of == v && other.kin >= c.chosen[v].kin)
    return other.kin > c.chosen[v].kin || v < kin;
  return std::any_of(other.choices.begin(), other.choices.end(), [&](const Choice& choice) {
    return choice.from == v && choice.probability + choice.skipped >= accepted;
  });
}

// What a choice may be, as far as it is worth a line.
std::vector<As> claims_of(const Conclusion& c, NodeNo v, const Choice& choice) {
  std::vector<As> claims;
  const bool direct = choice.probability >= choice.skipped;
  if (direct && choice.probability >= listed) claims.push_back(As::successor);
  if (!direct && choice.skipped >= listed) claims.push_back(As::later_successor);
  if (choice.impersonates >= listed) claims.push_back(As::impostor);
  const bool said = !claims.empty() && claims[0] == As::successor &&
                    relation_of(c.known, choice.from, v, choice) == Relation::mirrors;
  if (choice.from == c.chosen[v].kin_of && c.chosen[v].kin >= listed && !said &&
      !told_the_other_way(c, v, choice.from))
    claims.push_back(As::kin);
  return claims;
}

bool edge_order(const Edge& a, const Edge& b) {
  return std::tie(a.from, a.relation) < std::tie(b.from, b.relation);
}

double entropy_of(const Chosen& chosen) {
  double bits = 0;
  const auto add = [&](double p) {
    if (p > 0) bits -= p * std::log2(p);
  };
  add(chosen.none);
  for (const Choice& c : chosen.choices) {
    add(c.probability);
    add(c.impersonates);
  }
  return std::max(bits, 0.0);
}

}  // namespace

Conclusion::Conclusion(const Facts& facts, int threads, const WeightSet& weights,
                       Remembered* memory)
    : known(facts, threads, weights),
      chosen(infer(known, threads, memory)),
      families(find_families(known, chosen, threads)),
      words(standing_words(facts)) {}

Conclusion::Conclusion(Known known_in, std::vector<Chosen> chosen_in, Families families_in)
    : known(std::move(known_in)),
      chosen(std::move(chosen_in)),
      families(std::move(families_in)),
      words(standing_words(known.facts())) {}

Channel channel_of(const Conclusion& c, NodeNo number) {
  const Facts& facts = c.known.facts();
  const Node& node = c.known.node(number);
  Channel channel;
  channel.id = node.id;
  channel.platform = std::string(facts.text(node.platform));
  channel.kind = std::string(facts.text(node.kind));
  if (node.numeric > 0) channel.numeric_id = node.numeric;
  channel.title = std::string(facts.text(node.title));
  channel.state = node.state;
  for (std::size_t i = 0; i < node.stays.size(); ++i) {
    const Stay& stay = node.stays[i];
    const auto to = i == node.home ? std::nullopt : std::optional(std::max(stay.from, stay.to));
    channel.urls.push_back({address_of(facts, stay.place), stay.from, to});
  }
  channel.born = node.born;
  channel.died = node.died;
  if (c.families.of[number] != nowhere)
    channel.lineage = c.families.families[c.families.of[number]].id;
  channel.generation = c.families.generation[number];
  channel.lineage_probability = c.families.sure[number];
  channel.generation_probability = c.families.generation_sure[number];
  if (node.members >= 0) channel.members = node.members;
  channel.first_seen = node.first_seen;
  channel.last_seen = node.last_seen;
  channel.note = notes_on(c, number);
  return channel;
}

Edge edge_of(const Conclusion& c, const Child& child, const Choice& choice, As as) {
  Pair pair(c.known, child, choice.from);
  pair.standing = choice.standing;
  const Score s = score(pair);
  Edge edge;
  edge.from = c.known.node(choice.from).id;
  edge.to = c.known.node(child.node).id;
  std::tie(edge.from_url, edge.to_url) = urls_of(c, choice.from, child.node);
  switch (as) {
    case As::successor:
      edge.relation = relation_of(c.known, choice.from, child.node, choice);
      edge.probability = choice.probability;
      break;
    case As::later_successor:
      edge.relation = Relation::continues;
      edge.probability = choice.skipped;
      edge.missing = 1;
      break;
    case As::kin:
      edge.relation = Relation::mirrors;
      edge.probability = c.chosen[child.node].kin;
      break;
    case As::impostor:
      edge.relation = Relation::impersonates;
      edge.probability = choice.impersonates;
  }
  edge.basis = s.observed > 0 ? Basis::observed : Basis::inferred;
  edge.evidence = tell(pair, s, as);
  if (choice.verdict != 0 && as == As::successor)
    if (const SpokenWord* said = word_on(c, choice.from, child.node)) {
      edge.confirmed_by = said->word.analyst.empty() ? "analyst" : said->word.analyst;
      edge.evidence.insert(edge.evidence.begin(),
                           {choice.verdict > 0 ? "confirmed_by_analyst" : "rejected_by_analyst",
                            "analyst", true, 0, said->at, "", said->capture, said->word.text});
    }
  return edge;
}

std::vector<Edge> edges_into(const Conclusion& c, NodeNo v) {
  std::vector<Edge> edges;
  std::vector<std::pair<const Choice*, As>> claims;
  for (const Choice& choice : c.chosen[v].choices)
    for (const As as : claims_of(c, v, choice)) {
      c.known.bring_candidate_near(choice.from);
      claims.emplace_back(&choice, as);
    }
  std::optional<Child> child;
  if (!claims.empty()) child = study(c.known, v);
  for (const auto& [choice, as] : claims) c.known.bring_its_words_near(choice->from);
  for (const auto& [choice, as] : claims) edges.push_back(edge_of(c, *child, *choice, as));
  add_absorptions(c, v, child, edges);
  std::sort(edges.begin(), edges.end(), edge_order);
  return edges;
}

Succession write_succession(const Conclusion& c, int threads) {
  Succession answer;
  answer.as_of = c.known.facts().latest();
  answer.model = c.known.weights().version();
  const std::size_t n = c.known.nodes().size();
  answer.channels.resize(n);
  std::vector<std::vector<Edge>> edges(n);
  for_each_index(n, threads, [&](std::size_t i) {
    answer.channels[i] = channel_of(c, static_cast<NodeNo>(i));
    edges[i] = edges_into(c, static_cast<NodeNo>(i));
  });
  std::size_t count = 0;
  for (const auto& each : edges) count += each.size();
  answer.edges.reserve(count);
  for (auto& each : edges) {  // channels are in the order of their ids: so are the edges
    answer.edges.insert(answer.edges.end(), std::make_move_iterator(each.begin()),
                        std::make_move_iterator(each.end()));
    each = {};
  }
  for (const Family& family : c.families.families) {
    Lineage lineage{family.id, family.name, {}};
    for (const NodeNo v : family.members) lineage.channels.push_back(c.known.node(v).id);
    answer.lineages.push_back(std::move(lineage));
  }
  for (const SpokenWord* said : c.words) answer.words.push_back(*said);
  return answer;
}

std::optional<Explanation> write_explanation(const Conclusion& c, const Succession& answer,
                                             std::string_view url) {
  const auto place = c.known.facts().find(url);
  if (!place) return std::nullopt;
  const auto node = c.known.history().last_at(*place);
  if (!node || *node == nowhere) return std::nullopt;
  Explanation why;
  why.channel = channel_of(c, *node);
  const Chosen& chosen = c.chosen[*node];
  why.no_predecessor = chosen.none;
  why.entropy_bits = entropy_of(chosen);
  const Child child = study(c.known, *node);
  for (const Choice& choice : chosen.choices) {
    const std::vector<As> claims = claims_of(c, *node, choice);
    if (claims.empty()) why.candidates.push_back(edge_of(c, child, choice));
    for (const As as : claims) why.candidates.push_back(edge_of(c, child, choice, as));
  }
  std::stable_sort(why.candidates.begin(), why.candidates.end(),
                   [](const Edge& a, const Edge& b) { return a.probability > b.probability; });
  if (why.candidates.size() > explained_candidates) why.candidates.resize(explained_candidates);
  for (const Edge& edge : answer.edges)
    if (edge.from == why.channel.id) why.successors.push_back(edge);
  why.looks = c.known.history().story(*node);
  return why;
}

}  // namespace godwit
