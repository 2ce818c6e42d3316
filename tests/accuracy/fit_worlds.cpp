// SPDX-License-Identifier: Apache-2.0
// Fits the weights of channels on rehearsal worlds whose truth is known, and prints the set for
// seeds/weights.toml. Seeds 201 to 230 only: the others are for tuning (1 to 20) and reports. The
// readings that come of an inference (rivalry, trust inherited along lines) are those of the
// weights at hand, so it infers and fits a few times over. A tool, not a test: run it when the
// evidence changes.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <string>

#include "graph/calibrate.h"
#include "tests/accuracy/methods.h"
#include "tests/accuracy/rehearsed.h"

namespace godwit {
namespace {

constexpr std::uint64_t first_seed = 201, last_seed = 230;
constexpr int brands = 30, passes = 2;

// Who each channel really is, and whom it really continues.
class Answers {
 public:
  Answers(const Conclusion& c, const Truth& truth)
      : truth_(truth), who_(identities(write_succession(c, 0), truth)) {
    for (const TruthEdge& e : truth.edges)
      if (e.relation == "continues") parent_[e.to] = e.from;
  }
  const TruthChannel* channel(NodeNo v) const {
    return who_[v] < 0 ? nullptr : &truth_.channels[static_cast<std::size_t>(who_[v])];
  }
  // Generations from u to v along v's line; 0 if u is not of it.
  int steps(NodeNo u, NodeNo v) const {
    int steps = 1;
    for (auto at = parent_.find(who_[v]); at != parent_.end(); at = parent_.find(at->second))
      if (at->second == who_[u])
        return steps;
      else
        ++steps;
    return 0;
  }
  bool kin(NodeNo u, NodeNo v) const {
    return channel(u) != nullptr && channel(v) != nullptr && !channel(v)->brand.empty() &&
           channel(u)->brand == channel(v)->brand;
  }

 private:
  const Truth& truth_;
  std::vector<int> who_;
  std::map<int, int> parent_;
};

// Marks what each candidate truly is: the predecessor; failing that the nearest earlier generation;
// failing that kin.
void mark(Lesson& lesson, const std::vector<Pair>& pairs, const Answers& answers) {
  int nearest = 0;
  for (const Pair& p : pairs) {
    const int steps = answers.steps(p.from, p.to);
    if (steps > 0 && (nearest == 0 || steps < nearest)) nearest = steps;
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    Lesson::Option& o = lesson.options[i];
    const int steps = answers.steps(pairs[i].from, pairs[i].to);
    o.acceptable = nearest == 1 && steps == 1;
    o.skipped = nearest > 1 && steps == nearest;
    o.kin = nearest == 0 && answers.kin(pairs[i].from, pairs[i].to);
    o.refuted = !o.acceptable;
  }
  const TruthChannel* child = answers.channel(pairs.front().to);
  const bool outsider = child == nullptr || child->brand.empty();
  lesson.none_acceptable = nearest == 0;
  lesson.impostor_acceptable = outsider;
}

void learn_of(const Rehearsed& world, const WeightSet& weights, const std::string& name,
              std::vector<Lesson>& lessons) {
  Facts facts;
  for (const Observation& fact : world.facts) facts.take(fact);
  const Conclusion c(facts, 0, weights);
  const Answers answers(c, world.truth());
  for (NodeNo v = 0; v < c.known.nodes().size(); ++v) {
    const TruthChannel* child = answers.channel(v);
    if (c.known.is_site(v) || !c.known.node(v).curious) continue;
    if (child != nullptr && child->role == "hub") continue;
    const Child studied = study(c.known, v);
    std::vector<Pair> pairs = weigh(c.known, studied);
    if (pairs.empty()) continue;
    for (Pair& p : pairs)
      for (const Choice& choice : c.chosen[v].choices)
        if (choice.from == p.from) p.standing = choice.standing;
    Lesson lesson = lesson_of(c.known, pairs, v);
    lesson.lineage = name + std::to_string(v);  // each counts the same, as in the report
    mark(lesson, pairs, answers);
    lessons.push_back(std::move(lesson));
  }
}

// How frequent each outcome is, by the answers themselves: Weights::usual. Priors must not be
// shifted yet.
void count_outcomes(const Rehearsed& world, const WeightSet& weights, Shares& usual) {
  Facts facts;
  for (const Observation& fact : world.facts) facts.take(fact);
  const Conclusion c(facts, 0, weights);
  for (NodeNo v = 0; v < c.known.nodes().size(); ++v) {
    const Chosen& chosen = c.chosen[v];
    if (chosen.choices.empty() || c.known.is_site(v) || !c.known.node(v).curious) continue;
    double none = chosen.none - chosen.kin;
    for (const Choice& choice : chosen.choices) {
      usual[0] += choice.probability;
      usual[1] += choice.skipped;
      usual[4] += choice.impersonates;
      none -= choice.skipped;
    }
    usual[2] += chosen.kin;
    usual[3] += none;
  }
}

// Log-normal by its moments.
void fit_lognormal(const std::vector<double>& hours, double& median, double& sigma) {
  if (hours.size() < 2) return;
  double sum = 0, squares = 0;
  for (const double each : hours) sum += std::log(each), squares += std::log(each) * std::log(each);
  const auto n = static_cast<double>(hours.size());
  median = std::exp(sum / n);
  sigma = std::sqrt(std::max(squares / n - sum / n * sum / n, 0.01));
}

Gap gap_of(const std::vector<double>& hours_after) {
  constexpr double least = 0.05;
  std::vector<double> before, after;
  for (const double hours : hours_after)
    (hours < 0 ? before : after).push_back(std::max(std::abs(hours), least));
  Gap gap;
  gap.prepared =
      (static_cast<double>(before.size()) + 1) / (static_cast<double>(hours_after.size()) + 2);
  fit_lognormal(before, gap.lead, gap.lead_sigma);
  fit_lognormal(after, gap.delay, gap.delay_sigma);
  return gap;
}

// How long after a death the next is born: Weights::gap; and the next but one, where nobody could
// see the one between: Weights::skipped_gap.
void measure_gaps(const std::vector<Rehearsed>& worlds, Weights& weights) {
  std::vector<double> next, next_but_one;
  for (const Rehearsed& world : worlds) {
    const Truth& truth = world.truth();
    const std::set<int> seen(world.reachable.begin(), world.reachable.end());
    std::map<int, int> parent;
    for (const TruthEdge& e : truth.edges)
      if (e.relation == "continues") parent[e.to] = e.from;
    const auto take = [&](int u, int v, std::vector<double>& gaps) {
      const TruthChannel &old = truth.channels[static_cast<std::size_t>(u)],
                         &young = truth.channels[static_cast<std::size_t>(v)];
      if (old.died && seen.contains(u) && seen.contains(v))
        gaps.push_back(static_cast<double>((young.born - *old.died).count()) / 3.6e6);
    };
    for (const auto& [child, by] : parent) {
      take(by, child, next);
      const auto before = parent.find(by);
      if (before != parent.end() && !seen.contains(by)) take(before->second, child, next_but_one);
    }
  }
  weights.gap = gap_of(next);
  weights.skipped_gap = gap_of(next_but_one);
}

}  // namespace
}  // namespace godwit

int main() {
  using namespace godwit;
  std::vector<Rehearsed> worlds;
  for (std::uint64_t seed = first_seed; seed <= last_seed; ++seed)
    for (const auto& [announced, noise] :
         {std::pair{.8, 1.0}, std::pair{.8, 3.0}, std::pair{.4, 1.0}, std::pair{.4, 3.0}})
      worlds.push_back(
          rehearse({.seed = seed, .brands = brands, .announced = announced, .noise = noise}));
  WeightSet start = start_weights();
  measure_gaps(worlds, start.channels);
  WeightSet set = start;
  for (int pass = 0; pass < passes; ++pass) {
    std::vector<Lesson> lessons;
    for (std::size_t i = 0; i < worlds.size(); ++i)
      learn_of(worlds[i], set, std::to_string(i) + " ", lessons);
    const Fitness before = fitness(lessons, set);
    set = fit(lessons, start);
    const Fitness after = fitness(lessons, set);
    std::fprintf(stderr, "%zu children: loss %.4f to %.4f, calibration error %.4f to %.4f\n",
                 lessons.size(), before.log_loss, after.log_loss, before.calibration_error,
                 after.calibration_error);
  }
  set.channels.usual = {};  // they are counted before any shift
  Shares usual{};
  for (const Rehearsed& world : worlds) count_outcomes(world, set, usual);
  set.channels.usual = usual;
  std::printf("%s", write_weights(set).c_str());
}
