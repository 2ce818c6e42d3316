// SPDX-License-Identifier: Apache-2.0
// Fits the weights of sites: a conditional logit over each child's candidates and "none", on the
// births before 2022, weighted by one over the root of its site's chain so that long chains do not
// drown the short ones, with a pull towards the judged weights of channels. Prints the column for
// graph/weights.cpp. A tool, not a test: run it when the evidence changes.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "graph/posterior.h"
#include "tests/graph/builder.h"
#include "tests/graph/moves.h"

namespace godwit::test {
namespace {

constexpr double ln2 = 0.6931471805599453;
constexpr double pull = 0.02;  // per birth, towards the judged weights
constexpr int rounds = 300;
// It comes with an exact hand-over of the same name, so its own share cannot be told apart.
constexpr auto held_kind = static_cast<std::size_t>(Kind::table_entry_moved);

using Place = std::pair<std::size_t, std::size_t>;  // kind, level

struct Option {
  std::vector<Place> features;
  NodeNo from = nowhere;
};
struct Choosing {
  NodeNo child = nowhere;
  std::vector<Option> options;
  std::vector<std::size_t> acceptable;  // of the child's own site, and there before it
  std::size_t right = SIZE_MAX;         // SIZE_MAX: none
  double weight = 1;
};

struct Model {
  std::array<std::array<double, levels>, kinds> w{};
  double none = 0;
  double of(const Option& o) const {
    double sum = 0;
    for (const auto& [k, l] : o.features) sum += w[k][l];
    return sum;
  }
};

std::vector<double> probabilities(const Model& m, const Choosing& c, double* none) {
  std::vector<double> p;
  double top = m.none;
  for (const Option& o : c.options) p.push_back(m.of(o)), top = std::max(top, p.back());
  double sum = std::exp(m.none - top);
  for (double& each : p) sum += each = std::exp(each - top);
  for (double& each : p) each /= sum;
  *none = std::exp(m.none - top) / sum;
  return p;
}

Model fit(const std::vector<Choosing>& all, Model prior) {
  Model m = prior, squares{};
  for (auto& row : squares.w) row.fill(1e-6);
  squares.none = 1e-6;
  const auto step = [](double& x, double& square, double slope) {
    square += slope * slope;
    x -= 0.5 * slope / std::sqrt(square);
  };
  double mass = 0;
  for (const Choosing& c : all) mass += c.weight;
  for (int round = 0; round < rounds; ++round) {
    Model slope{};
    double loss = 0;
    for (const Choosing& c : all) {
      double none = 0;
      const auto p = probabilities(m, c, &none);
      loss -= c.weight * std::log(c.right == SIZE_MAX ? none : p[c.right]);
      slope.none += c.weight * (none - (c.right == SIZE_MAX));
      for (std::size_t i = 0; i < p.size(); ++i)
        for (const auto& [k, l] : c.options[i].features)
          slope.w[k][l] += c.weight * (p[i] - (i == c.right));
    }
    if (round % 100 == 99)
      std::fprintf(stderr, "round %d: mean loss %.4f\n", round + 1, loss / mass);
    for (std::size_t k = 0; k < kinds; ++k)
      for (std::size_t l = 0; l < levels && k != held_kind; ++l)
        step(m.w[k][l], squares.w[k][l], slope.w[k][l] + pull * 50 * (m.w[k][l] - prior.w[k][l]));
    step(m.none, squares.none, slope.none);
  }
  return m;
}

// Seen first, or already there when the other was first seen.
bool earlier(const Node& u, const Node& v) {
  if (u.birth() != v.birth()) return u.birth() < v.birth();
  return u.born.earliest < v.born.earliest;
}

std::vector<Choosing> choosings(const Known& known, const std::vector<DomainLife>& lives) {
  std::map<std::string, std::set<std::string>> sites_of;
  std::map<std::string, std::size_t> chain;
  for (const DomainLife& life : lives) {
    if (sites_of["site:" + life.domain].insert(life.site).second) ++chain[life.site];
  }
  std::vector<Choosing> all;
  for (NodeNo v = 0; v < known.nodes().size(); ++v) {
    const Node& node = known.node(v);
    if (node.born.earliest == the_beginning) continue;
    const Child child = study(known, v);
    Choosing c;
    c.child = v;
    int best_rank = 1000;
    double best_gap = 1e300;
    for (const Pair& pair : weigh(known, child)) {
      const Score s = score(pair);
      Option o;
      o.from = pair.from;
      for (std::size_t k = 0; k < kinds; ++k)
        if (s.readings[k].level >= 0) o.features.emplace_back(k, s.readings[k].level);
      bool same_site = false;
      for (const std::string& name : sites_of[node.id])
        same_site |= sites_of[pair.u.id].contains(name) && earlier(pair.u, node);
      const double gap = std::abs(double((pair.u.end() - node.birth()).count()));
      const int rank = (pair.rank < 0 ? 100 : pair.rank) - 10 * int(pair.handle);
      if (same_site) c.acceptable.push_back(c.options.size());
      if (same_site && (rank < best_rank || (rank == best_rank && gap < best_gap))) {
        best_rank = rank;
        best_gap = gap;
        c.right = c.options.size();
      }
      c.options.push_back(std::move(o));
    }
    std::size_t longest = 1;
    for (const std::string& name : sites_of[node.id]) longest = std::max(longest, chain[name]);
    c.weight = 1 / std::sqrt(double(longest));
    all.push_back(std::move(c));
  }
  return all;
}

// Any earlier domain of the site is a right answer: once there is a model, the one it likes best.
void relabel(const Model& m, std::vector<Choosing>& all) {
  for (Choosing& c : all)
    for (const std::size_t i : c.acceptable)
      if (m.of(c.options[i]) > m.of(c.options[c.right])) c.right = i;
}

void print(const Model& m) {
  for (const Row& row : evidence_rows()) {
    std::printf("        {");
    for (std::size_t l = 0; l < levels; ++l)
      std::printf("%s%.2f", l ? ", " : "", m.w[std::size_t(row.kind)][l] / ln2);
    std::printf("},  // %s\n", std::string(row.name).c_str());
  }
  std::printf("    .none = %.2f,\n", m.none / ln2);
}

}  // namespace
}  // namespace godwit::test

namespace godwit::test {
namespace {

Model judged() {
  Model model;
  const Weights start = start_weights().channels;
  for (std::size_t k = 0; k < kinds; ++k)
    for (std::size_t l = 0; l < levels; ++l) model.w[k][l] = start.bits[k][l] * ln2;
  model.w[held_kind][0] = ln2;
  model.none = start.none * ln2;
  return model;
}

// Who had a child already when another was born, as the model sees it.
void mark_superseded(const Known& known, const Model& m, std::vector<Choosing>& all) {
  std::vector<NodeNo> first(known.nodes().size(), nowhere);
  const auto born_before = [&](NodeNo a, NodeNo b) {
    return known.node(a).birth() < known.node(b).birth();
  };
  for (const Choosing& c : all) {
    double none = 0;
    const auto p = probabilities(m, c, &none);
    for (std::size_t i = 0; i < p.size(); ++i) {
      NodeNo& child = first[c.options[i].from];
      if (p[i] >= accepted && (child == nowhere || born_before(c.child, child))) child = c.child;
    }
  }
  constexpr Place mark{static_cast<std::size_t>(Kind::superseded), 0};
  for (Choosing& c : all)
    for (Option& o : c.options) {
      std::erase(o.features, mark);
      const NodeNo child = first[o.from];
      if (child != nowhere && child != c.child && born_before(child, c.child))
        o.features.push_back(mark);
    }
}

Model learn(const Known& known, std::vector<Choosing>& all) {
  Model model = judged();
  for (int pass = 0; pass < 3; ++pass) {
    if (pass > 0) relabel(model, all);
    model = fit(all, model);
    mark_superseded(known, model, all);
  }
  return model;
}

Model scaled(Model m, double by) {
  for (auto& row : m.w)
    for (double& each : row) each *= by;
  m.none *= by;
  return m;
}

// Mean log loss of "the likeliest predecessor is of the site" over births that were not trained on.
double loss_of(const Model& m, const std::vector<Choosing>& all) {
  double loss = 0;
  std::size_t n = 0;
  for (const Choosing& c : all) {
    double none = 0;
    const auto p = probabilities(m, c, &none);
    if (p.empty()) continue;
    const auto best = static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin());
    if (p[best] < listed) continue;
    const bool right =
        std::find(c.acceptable.begin(), c.acceptable.end(), best) != c.acceptable.end();
    loss -= std::log(std::clamp(right ? p[best] : 1 - p[best], 1e-6, 1.0));
    ++n;
  }
  return loss / static_cast<double>(n);
}

// Fitted on the births before 2021, tried on those of 2021: the sharpest scale whose loss
// is within two per cent of the least.
double temperature(const std::vector<DomainLife>& lives) {
  const Time train = *parse_time("2021-01-01"), until = *parse_time("2022-01-01");
  Facts before, all;
  for (const Observation& o : sightings_of(lives, train)) before.take(o);
  for (const Observation& o : sightings_of(lives, until)) all.take(o);
  const Known known_before(before, 0), known(all, 0);
  auto learning = choosings(known_before, lives);
  const Model model = learn(known_before, learning);
  auto trying = choosings(known, lives);
  mark_superseded(known, model, trying);
  std::erase_if(trying, [&](const Choosing& c) { return known.node(c.child).birth() < train; });
  std::map<double, double> loss;
  for (int tenths = 8; tenths <= 20; ++tenths)
    loss[tenths / 10.0] = loss_of(scaled(model, tenths / 10.0), trying);
  const double least = std::min_element(loss.begin(), loss.end(), [](const auto& a, const auto& b) {
                         return a.second < b.second;
                       })->second;
  double sharpest = 1;
  for (const auto& [factor, each] : loss)
    if (each <= 1.02 * least) sharpest = std::max(sharpest, factor);
  std::fprintf(stderr, "%zu births of 2021: factor %.1f, loss %.4f, unscaled %.4f\n", trying.size(),
               sharpest, loss[sharpest], loss[1]);
  return sharpest;
}

}  // namespace
}  // namespace godwit::test

int main() {
  using namespace godwit;
  using namespace godwit::test;
  const auto lives = read_domain_lives();
  const double sharper = temperature(lives);
  Facts facts;
  for (const Observation& o : sightings_of(lives, *parse_time("2022-01-01"))) facts.take(o);
  const Known known(facts, 0);
  auto all = choosings(known, lives);
  print(scaled(learn(known, all), sharper));
}
