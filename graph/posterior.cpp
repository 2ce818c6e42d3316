// SPDX-License-Identifier: Apache-2.0
// From scores to probabilities.
#include "graph/posterior.h"

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <cmath>
#include <map>
#include <numeric>

#include "graph/candidates.h"
#include "graph/parallel.h"
#include "graph/prior_shift.h"
#include "graph/remembered.h"
#include "graph/rivals.h"

namespace godwit {

namespace {

constexpr double negligible = 1e-4;  // an arc this thin closes no cycle
constexpr std::size_t largest_component = 160;
constexpr double just_below_high = 0.899;
constexpr double surely_high = 0.95, high_by_hearsay = 0.99;
constexpr double unavowed = 0.1;  // of a reserve that does not call itself one

double odds(double bits) { return std::exp2(bits); }

struct Arc {
  NodeNo from = nowhere, to = nowhere;
  float bits = 0;
};

// The choices of which that holds, by child: found side by side.
template <class Wanted>
std::vector<Arc> arcs_where(const std::vector<Chosen>& all, int threads, const Wanted& wanted) {
  constexpr std::size_t together = 4096;
  std::vector<std::vector<Arc>> parts((all.size() + together - 1) / together);
  for_each_index(parts.size(), threads, [&](std::size_t part) {
    const std::size_t end = std::min(all.size(), (part + 1) * together);
    for (std::size_t v = part * together; v < end; ++v)
      for (const Choice& c : all[v].choices)
        if (wanted(c)) parts[part].push_back({c.from, static_cast<NodeNo>(v), c.bits});
  });
  std::vector<Arc> arcs;
  for (const auto& part : parts) arcs.insert(arcs.end(), part.begin(), part.end());
  return arcs;
}

// --- the matrix-tree theorem

// Inverse of a small dense matrix (row-major) by Gauss-Jordan with partial pivoting; false where it
// is singular to working precision.
bool invert(std::vector<double>& a, std::size_t n) {
  std::vector<double> b(n * n, 0);
  for (std::size_t i = 0; i < n; ++i) b[i * n + i] = 1;
  for (std::size_t col = 0; col < n; ++col) {
    std::size_t pivot = col;
    for (std::size_t row = col + 1; row < n; ++row)
      if (std::abs(a[row * n + col]) > std::abs(a[pivot * n + col])) pivot = row;
    if (std::abs(a[pivot * n + col]) < 1e-300) return false;
    for (std::size_t j = 0; j < n; ++j) {
      std::swap(a[pivot * n + j], a[col * n + j]);
      std::swap(b[pivot * n + j], b[col * n + j]);
    }
    const double scale = 1 / a[col * n + col];
    for (std::size_t j = 0; j < n; ++j) a[col * n + j] *= scale, b[col * n + j] *= scale;
    for (std::size_t row = 0; row < n; ++row) {
      const double factor = a[row * n + col];
      if (row == col || factor == 0) continue;
      for (std::size_t j = 0; j < n; ++j) {
        a[row * n + j] -= factor * a[col * n + j];
        b[row * n + j] -= factor * b[col * n + j];
      }
    }
  }
  a = std::move(b);
  return true;
}

// One strong component: L = diag(r + column sums of A) - A over its members, A[u][v] the odds of
// u before v, r[v] all that leads out of the component. P(u before v) = A[u][v] (B[v][v] - B[v][u])
// with B the inverse of L; everything outside keeps its share of r[v] B[v][v].
void settle_component(std::vector<Chosen>& all, std::span<const float> none_bits,
                      const std::vector<NodeNo>& members) {
  const std::size_t n = members.size();
  std::map<NodeNo, std::size_t> slot;
  for (std::size_t i = 0; i < n; ++i) slot[members[i]] = i;
  std::vector<double> a(n * n, 0), laplacian(n * n, 0), top(n), out(n, 0);
  for (std::size_t v = 0; v < n; ++v) {
    const Chosen& chosen = all[members[v]];
    top[v] = none_bits[members[v]];
    for (const Choice& c : chosen.choices)
      top[v] = std::max({top[v], double{c.bits}, double{c.impostor}});
    out[v] = odds(none_bits[members[v]] - top[v]);
    for (const Choice& c : chosen.choices) {
      out[v] += odds(c.impostor - top[v]);
      const auto u = slot.find(c.from);
      (u == slot.end() ? out[v] : a[u->second * n + v]) += odds(c.bits - top[v]);
    }
  }
  for (std::size_t v = 0; v < n; ++v) {
    double column = out[v];
    for (std::size_t u = 0; u < n; ++u) {
      column += a[u * n + v];
      laplacian[u * n + v] -= a[u * n + v];
    }
    laplacian[v * n + v] += column;
  }
  if (!invert(laplacian, n)) return;
  for (std::size_t v = 0; v < n; ++v) {
    const double diagonal = laplacian[v * n + v];
    Chosen& chosen = all[members[v]];
    chosen.none = odds(none_bits[members[v]] - top[v]) * diagonal;
    for (Choice& c : chosen.choices) {
      c.impersonates = odds(c.impostor - top[v]) * diagonal;
      const auto u = slot.find(c.from);
      const double reach = u == slot.end() ? diagonal : diagonal - laplacian[v * n + u->second];
      c.probability = std::clamp(odds(c.bits - top[v]) * reach, 0.0, 1.0);
    }
  }
}

// Where a component is too large to invert, arcs against the order of births go.
void break_component(std::vector<Chosen>& all, std::span<const float> none_bits,
                     std::span<const Time> births, const std::vector<NodeNo>& members) {
  const auto later = [&](NodeNo a, NodeNo b) {
    return births[a] != births[b] ? births[a] > births[b] : a > b;
  };
  for (const NodeNo v : members) {
    std::erase_if(all[v].choices, [&](const Choice& c) {
      return later(c.from, v) && std::binary_search(members.begin(), members.end(), c.from);
    });
    choose(all[v], none_bits[v]);
  }
}

// --- the pass

// Edges the analysts spoke about: (child, predecessor) to +1 or -1.
std::map<std::pair<NodeNo, NodeNo>, std::int8_t> verdicts(const Known& known) {
  std::map<std::pair<NodeNo, NodeNo>, std::int8_t> spoken;
  for (const SpokenWord* said : standing_words(known.facts())) {
    const bool confirmed = said->word.verb == "confirm";
    if (!confirmed && said->word.verb != "reject") continue;
    const auto from = known.facts().find(said->word.from_url),
               to = known.facts().find(said->word.to_url);
    if (!from || !to) continue;
    const auto u = known.history().last_at(*from), v = known.history().last_at(*to);
    if (u && v && *u != nowhere && *v != nowhere && *u != *v) spoken[{*v, *u}] = confirmed ? 1 : -1;
  }
  return spoken;
}

void hear_verdicts(const Known& known, std::vector<Chosen>& all) {
  for (const auto& [edge, verdict] : verdicts(known)) {
    auto& choices = all[edge.first].choices;
    auto at = std::find_if(choices.begin(), choices.end(),
                           [&](const Choice& c) { return c.from == edge.second; });
    if (at == choices.end()) {
      const Child child = study(known, edge.first);
      at = choices.insert(at, choice_of(Pair(known, child, edge.second)));
    }
    at->verdict = verdict;
  }
}

// Whom each channel continues, as far as found.
Ancestry ancestry_of(const std::vector<Chosen>& all, int threads) {
  Ancestry found{std::vector<NodeNo>(all.size(), nowhere),
                 std::vector<NodeNo>(all.size(), nowhere)};
  for_each_index(all.size(), threads, [&](std::size_t v) {
    for (const Choice& c : all[v].choices) {
      if (c.fork) continue;
      if (c.probability >= accepted) found.likely[v] = c.from;
      if (c.probability >= high && c.hard > 0) found.sure[v] = c.from;
    }
  });
  return found;
}

// Of the children that u probably has, the one with the most bits is its heir.
void name_heirs(std::vector<Chosen>& all, int threads) {
  std::vector<std::pair<float, NodeNo>> best(all.size(), {0, nowhere});
  for (const Arc& a :
       arcs_where(all, threads, [](const Choice& c) { return c.probability >= accepted; }))
    if (best[a.from].second == nowhere || a.bits > best[a.from].first)
      best[a.from] = {a.bits, a.to};
  for_each_index(all.size(), threads, [&](std::size_t v) {
    for (Choice& c : all[v].choices)
      c.heir = best[c.from].second == nowhere || best[c.from].second == v;
  });
}

// A reserve takes over when its original falls, unless another child does: what says that it is kin
// says then that it continues. By a tenth only where it does not call itself a reserve: it may as
// well be another voice of the network, that was there for long.
void let_reserves_take_over(std::vector<Chosen>& all, int threads) {
  if (arcs_where(all, threads, [](const Choice& c) { return c.reserve; }).empty()) return;
  std::vector<double> unfollowed(all.size(), 1);  // by channel: that nobody continues it
  for (const Chosen& chosen : all)
    for (const Choice& c : chosen.choices) unfollowed[c.from] *= 1 - c.probability;
  for (Chosen& chosen : all)
    for (Choice& c : chosen.choices) {
      if (c.from != chosen.kin_of || !c.reserve || c.probability >= 1) continue;
      const double others = unfollowed[c.from] / (1 - c.probability);
      const double share = c.avowed ? 1 : unavowed;
      const double moved = share * chosen.none * chosen.kin * std::min(others, 1.0);
      if (moved <= 0) continue;
      c.direct = static_cast<float>((c.direct * c.probability + moved) / (c.probability + moved));
      c.probability += moved;
      chosen.kin = (chosen.none * chosen.kin - moved) / std::max(chosen.none - moved, 1e-12);
      chosen.none -= moved;
    }
}

// Who probably came over a generation that nobody saw has no observed predecessor.
void set_apart_the_skipped(Chosen& chosen) {
  chosen.kin *= chosen.none;
  for (Choice& c : chosen.choices) {
    if (c.verdict != 0) continue;
    c.skipped = c.probability * (1 - double{c.direct});
    c.probability -= c.skipped;
    chosen.none += c.skipped;
  }
}

}  // namespace

void choose(Chosen& chosen, double none_bits) {
  double top = none_bits;
  for (const Choice& c : chosen.choices) top = std::max({top, double{c.bits}, double{c.impostor}});
  chosen.none = odds(none_bits - top);
  double sum = chosen.none;
  for (Choice& c : chosen.choices) {
    c.probability = odds(c.bits - top);
    c.impersonates = odds(c.impostor - top);
    sum += c.probability + c.impersonates;
  }
  chosen.none /= sum;
  for (Choice& c : chosen.choices) {
    c.probability /= sum;
    c.impersonates /= sum;
  }
}

void settle_cycles(std::vector<Chosen>& all, std::span<const float> none_bits,
                   std::span<const Time> births, int threads) {
  std::vector<std::pair<NodeNo, NodeNo>> arcs;
  for (const Arc& a :
       arcs_where(all, threads, [](const Choice& c) { return c.probability > negligible; }))
    arcs.emplace_back(a.from, a.to);
  using Graph = boost::compressed_sparse_row_graph<boost::directedS>;
  const Graph graph(boost::edges_are_unsorted_multi_pass, arcs.begin(), arcs.end(), all.size());
  std::vector<std::size_t> component(all.size());
  const std::size_t count = boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph)));
  std::vector<std::uint32_t> size(count, 0);
  for (const std::size_t of : component) ++size[of];
  std::map<std::size_t, std::vector<NodeNo>> members;  // of those that hold a cycle
  for (NodeNo v = 0; v < all.size(); ++v)
    if (size[component[v]] > 1) members[component[v]].push_back(v);
  for (const auto& [number, each] : members) {
    if (each.size() <= largest_component)
      settle_component(all, none_bits, each);
    else
      break_component(all, none_bits, births, each);
  }
}

namespace {

// From where on an edge is told as high. The odds are of weights that were learned in other worlds,
// and do not hold how wrong these may be: a margin is left for that. And siblings know whose
// network a newcomer is of; which of its channels it continues rests then on what can be forged.
// (Of 118 such edges at .92 to .99 in tuning worlds 104 were right.)
double high_from(const Choice& c) { return c.hearsay ? high_by_hearsay : surely_high; }

void call_it_kin(Chosen& chosen, Choice& c, double excess) {
  c.probability -= excess;
  chosen.none += excess;
  if (chosen.kin_of == nowhere) chosen.kin_of = c.from;
  if (chosen.kin_of == c.from) chosen.kin += excess;
}

}  // namespace

void apply_rules(Chosen& chosen) {
  const Choice* confirmed = nullptr;
  double rejected = 0;
  for (Choice& c : chosen.choices) {
    if (c.hard <= 0 && c.probability > just_below_high) {
      chosen.none += c.probability - just_below_high;
      c.probability = just_below_high;
    }
    if (c.probability > just_below_high && c.probability < high_from(c))
      call_it_kin(chosen, c, c.probability - just_below_high);
    if (c.hard <= 0) c.skipped = std::min(c.skipped, just_below_high);
    if (c.from == chosen.kin_of && c.hard <= 0) chosen.kin = std::min(chosen.kin, just_below_high);
    if (c.verdict > 0) confirmed = &c;
    if (c.verdict < 0) rejected += c.probability + c.impersonates;
  }
  if (confirmed == nullptr && rejected == 0) return;
  const double rest = std::max(1 - rejected, 1e-12);
  for (Choice& c : chosen.choices) {
    const bool out = confirmed != nullptr || c.verdict < 0;
    c.probability = &c == confirmed ? 1 : out ? 0 : c.probability / rest;
    c.impersonates = out ? 0 : c.impersonates / rest;
    c.skipped = out ? 0 : c.skipped / rest;
  }
  chosen.none = confirmed != nullptr ? 0 : std::min(1.0, chosen.none / rest);
  chosen.kin = confirmed != nullptr ? 0 : std::min(chosen.none, chosen.kin / rest);
}

void unhear_rivals(Chosen& chosen) {
  for (Choice& c : chosen.choices) c.bits = c.own, c.standing.rivalry = 0;
}

std::vector<Chosen> infer(const Known& known, int threads, Remembered* memory) {
  const std::size_t n = known.nodes().size();
  std::vector<Chosen> all(n);
  std::vector<float> none(n);
  std::vector<Time> births(n);
  std::vector<std::uint8_t> announced(n);
  std::vector<std::vector<NodeNo>> candidates(n);
  if (memory != nullptr) memory->begin(known, threads);
  const auto take = [&](NodeNo v, Scored scored) {
    all[v] = std::move(scored.chosen);
    none[v] = scored.none;
    announced[v] = scored.announced;
  };
  for_each_index(n, threads, [&](std::size_t i) {
    const auto v = static_cast<NodeNo>(i);
    births[v] = known.node(v).birth();
    std::vector<NodeNo> found =
        memory != nullptr ? memory->candidates(known, v) : candidates_of(known, v);
    const Scored* held = memory != nullptr ? memory->first(known, v) : nullptr;
    if (held != nullptr) {
      take(v, *held);
    } else {
      Scored fresh = score_first(known, v, found);
      if (memory != nullptr) memory->keep_first(known, v, fresh);
      take(v, std::move(fresh));
    }
    if (announced[v]) candidates[v].assign(found.begin(), found.end());  // no longer than needed
  });
  count_rivals(known, all, none, threads);

  // Once more, now that trust can be inherited along the lines that were found.
  Ancestry ancestry = ancestry_of(all, threads);
  for_each_index(n, threads, [&](std::size_t i) {
    const auto v = static_cast<NodeNo>(i);
    unhear_rivals(all[v]);
    choose(all[v], none[v]);
    if (!announced[v]) return;
    const Scored* held = memory != nullptr ? memory->second(ancestry, v) : nullptr;
    if (held != nullptr) return take(v, *held);
    std::optional<Scored> fresh = score_second(known, v, candidates[v], ancestry, all[v]);
    candidates[v] = {};
    if (fresh) take(v, std::move(*fresh));
    if (memory != nullptr) memory->keep_second(v, Scored{all[v], none[v], true, {}});
  });
  hear_verdicts(known, all);
  count_rivals(known, all, none, threads);
  shift_priors(known, all, none, threads);
  count_rivals(known, all, none, threads);
  settle_cycles(all, none, births, threads);
  let_reserves_take_over(all, threads);
  name_heirs(all, threads);
  for_each_index(n, threads, [&](std::size_t v) {
    set_apart_the_skipped(all[v]);
    apply_rules(all[v]);
  });
  if (memory != nullptr) memory->keep(known, all, std::move(ancestry));
  return all;
}

}  // namespace godwit
