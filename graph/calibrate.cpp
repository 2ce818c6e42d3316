// SPDX-License-Identifier: Apache-2.0
#include "graph/calibrate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "graph/parallel.h"

namespace godwit {

namespace {

constexpr double ln2 = 0.6931471805599453;
constexpr double pull = 1.0;  // towards the previous weights, per squared nat
constexpr int rounds = 150;
constexpr std::size_t bins = 15;

// Slopes of a loss by every number of a column that is learned.
struct Slopes {
  Bits bits{}, skipped_bits{}, impostor_bits{}, kin_bits{};
  double none = 0, skipped = 0, kin = 0, impostor = 0;
};

// A reading that found something.
struct Found {
  const Row* row = nullptr;
  std::size_t kind = 0, level = 0;
  double amount = 1;
  double worth(const Bits& table) const { return table[kind][level] * amount; }
};
using Findings = std::vector<Found>;

Findings findings_of(const Lesson::Option& o) {
  Findings findings;
  for (const Row& row : evidence_rows()) {
    const auto kind = static_cast<std::size_t>(row.kind);
    const Reading& r = o.readings[kind];
    if (r.level >= 0) findings.push_back({&row, kind, static_cast<std::size_t>(r.level), r.amount});
  }
  return findings;
}

// The sums of the groups of one option, as score() makes them.
struct Sums {
  std::array<double, groups> plus{}, minus{};
  Sums(const Findings& findings, const Bits& table) {
    for (const Found& f : findings) {
      const double bits = f.worth(table);
      (bits > 0 ? plus : minus)[static_cast<std::size_t>(f.row->group)] += bits;
    }
  }
  // The share of its bits that a row keeps under cap or floor.
  double kept(const Row& row, double bits, const Weights& w) const {
    const auto g = static_cast<std::size_t>(row.group);
    if (bits > 0) return plus[g] > w.caps[g] ? w.caps[g] / plus[g] : 1;
    return minus[g] < w.floors[g] ? w.floors[g] / minus[g] : 1;
  }
};

// Of what an option may be: bits, probabilities, or slopes by the bits.
struct Each {
  double continues = 0, skipped = 0, kin = 0, impersonates = 0;
  double most() const { return std::max({continues, skipped, kin, impersonates}); }
};

Each odds_of(const Findings& findings, double impostor_more, const Weights& w) {
  const Sums sums(findings, w.bits), kin_sums(findings, w.kin_bits);
  Each odds{0, w.skipped, w.kin, w.impostor + impostor_more};
  for (const Found& f : findings) {
    const double bits = f.worth(w.bits), kept = bits * sums.kept(*f.row, bits, w);
    const double kin = f.worth(w.kin_bits);
    odds.continues += kept;
    odds.skipped += kept + f.worth(w.skipped_bits);
    odds.impersonates += f.worth(w.impostor_bits);
    odds.kin += kin * kin_sums.kept(*f.row, kin, w);
    if (f.row->forgeable) odds.impersonates += kept;
    if (f.row->hard && kept > 0) odds.impersonates -= kept;
  }
  return odds;
}

// Adds the slopes of one option's odds; a capped group has none.
void add_slopes(const Findings& findings, const Weights& w, const Each& by, Slopes& slopes) {
  constexpr double nothing = 1e-7;
  const bool any =
      std::abs(by.continues) + std::abs(by.skipped) + std::abs(by.impersonates) + std::abs(by.kin) >
      nothing;
  if (!any) return;
  const Sums sums(findings, w.bits), kin_sums(findings, w.kin_bits);
  slopes.skipped += by.skipped * ln2;
  slopes.kin += by.kin * ln2;
  slopes.impostor += by.impersonates * ln2;
  for (const Found& f : findings) {
    const double bits = f.worth(w.bits), kin_bits = f.worth(w.kin_bits);
    double slope = by.continues + by.skipped;
    if (f.row->forgeable) slope += by.impersonates;
    if (f.row->hard && bits > 0) slope -= by.impersonates;
    if (sums.kept(*f.row, bits, w) == 1) slopes.bits[f.kind][f.level] += slope * f.amount * ln2;
    slopes.skipped_bits[f.kind][f.level] += by.skipped * f.amount * ln2;
    slopes.impostor_bits[f.kind][f.level] += by.impersonates * f.amount * ln2;
    if (kin_sums.kept(*f.row, kin_bits, w) == 1)
      slopes.kin_bits[f.kind][f.level] += by.kin * f.amount * ln2;
  }
}

// A lesson as it is gone through again and again: only what was found, only options that have a
// chance.
struct Exercise {
  struct Option {
    Findings findings;
    const Lesson::Option* of = nullptr;
  };
  const Lesson* lesson = nullptr;
  std::vector<Option> options;

  Exercise(const Lesson& from, const WeightSet& set) : lesson(&from) {
    constexpr double chanceless = 60;  // bits below the best
    double best = set.of(from.sites).none;
    std::vector<double> most;
    for (const Lesson::Option& o : from.options) {
      options.push_back({findings_of(o), &o});
      most.push_back(odds_of(options.back().findings, o.impostor_more, set.of(o.sites)).most());
      best = std::max(best, most.back());
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < options.size(); ++i) {
      const Lesson::Option& o = *options[i].of;
      const bool keep = most[i] > best - chanceless || o.acceptable || o.skipped || o.kin;
      if (keep && kept != i) options[kept] = std::move(options[i]);
      kept += keep ? 1 : 0;
    }
    options.resize(kept);
  }
};

std::vector<Exercise> exercises_of(std::span<const Lesson> lessons, const WeightSet& set) {
  std::vector<Exercise> exercises;
  for (const Lesson& lesson : lessons) exercises.emplace_back(lesson, set);
  return exercises;
}

// Probabilities of an exercise's options, of none, and of what is acceptable in all.
struct Judged {
  std::vector<Each> p;  // kin: of the nearest alone
  double none = 0, right = 0;
};

Judged judge(const Exercise& exercise, const WeightSet& set) {
  const Lesson& lesson = *exercise.lesson;
  Judged j;
  const double none = set.of(lesson.sites).none;
  double top = none;
  std::size_t nearest = 0;
  for (const Exercise::Option& o : exercise.options) {
    j.p.push_back(odds_of(o.findings, o.of->impostor_more, set.of(o.of->sites)));
    top = std::max(top, j.p.back().most());
    if (j.p.back().kin > j.p[nearest].kin) nearest = j.p.size() - 1;
  }
  double sum = std::exp2(none - top);
  for (std::size_t i = 0; i < j.p.size(); ++i) {
    Each& p = j.p[i];
    p = {std::exp2(p.continues - top), std::exp2(p.skipped - top),
         i == nearest ? std::exp2(p.kin - top) : 0, std::exp2(p.impersonates - top)};
    sum += p.continues + p.skipped + p.kin + p.impersonates;
  }
  j.none = std::exp2(none - top) / sum;
  j.right = lesson.none_acceptable ? j.none : 0;
  for (std::size_t i = 0; i < j.p.size(); ++i) {
    Each& p = j.p[i];
    const Lesson::Option& o = *exercise.options[i].of;
    p = {p.continues / sum, p.skipped / sum, p.kin / sum, p.impersonates / sum};
    j.right += (o.acceptable ? p.continues : 0) + (o.skipped ? p.skipped : 0) +
               (o.kin ? p.kin : 0) + (lesson.impostor_acceptable ? p.impersonates : 0);
  }
  j.right = std::clamp(j.right, 1e-12, 1.0);
  return j;
}

// The slope of -log P(acceptable): by each choice's odds, P less its share of what is acceptable.
void learn_from(const Exercise& exercise, const WeightSet& set, std::array<Slopes, 2>& slopes) {
  const Lesson& lesson = *exercise.lesson;
  const Judged j = judge(exercise, set);
  const auto slope = [&](double p, bool acceptable) {
    return lesson.weight * (p - (acceptable ? p / j.right : 0));
  };
  slopes[lesson.sites].none += slope(j.none, lesson.none_acceptable) * ln2;
  for (std::size_t i = 0; i < j.p.size(); ++i) {
    const Lesson::Option& o = *exercise.options[i].of;
    const Each& p = j.p[i];
    const Each by{slope(p.continues, o.acceptable), slope(p.skipped, o.skipped),
                  slope(p.kin, o.kin), slope(p.impersonates, lesson.impostor_acceptable)};
    add_slopes(exercise.options[i].findings, set.of(o.sites), by, slopes[o.sites]);
  }
}

void add(Bits& into, const Bits& more) {
  for (std::size_t k = 0; k < kinds; ++k)
    for (std::size_t l = 0; l < levels; ++l) into[k][l] += more[k][l];
}

// Over all exercises, in blocks that do not depend on the number of threads, so that the sum does
// not either.
std::array<Slopes, 2> slopes_over(const std::vector<Exercise>& exercises, const WeightSet& set) {
  constexpr std::size_t block = 128;
  std::vector<std::array<Slopes, 2>> parts((exercises.size() + block - 1) / block);
  for_each_index(parts.size(), 0, [&](std::size_t b) {
    for (std::size_t i = b * block; i < std::min(exercises.size(), (b + 1) * block); ++i)
      learn_from(exercises[i], set, parts[b]);
  });
  std::array<Slopes, 2> sum;
  for (const auto& part : parts)
    for (const std::size_t column : {std::size_t{0}, std::size_t{1}}) {
      add(sum[column].bits, part[column].bits);
      add(sum[column].skipped_bits, part[column].skipped_bits);
      add(sum[column].impostor_bits, part[column].impostor_bits);
      add(sum[column].kin_bits, part[column].kin_bits);
      sum[column].none += part[column].none;
      sum[column].skipped += part[column].skipped;
      sum[column].kin += part[column].kin;
      sum[column].impostor += part[column].impostor;
    }
  return sum;
}

// One step of AdaGrad on one number, pulled towards where it began. What spoke for goes on to speak
// for, be it by half, and what spoke against, against: whoever reads the waterfall would not
// believe it otherwise.
void step(double& value, double& square, double slope, double began) {
  slope += pull * (value - began) * ln2 * ln2;
  square += slope * slope;
  if (square > 0) value -= 0.5 / ln2 * slope / std::sqrt(square);
  if (value * began < began * began / 2) value = began / 2;
}

// An announcement by the only one that could be meant: lessons are of large networks, where that is
// rare, and nobody else's word for it is needed. No fit changes what it is worth.
bool is_held(std::size_t kind, std::size_t level) {
  return kind == static_cast<std::size_t>(Kind::announced_by_predecessor) &&
         (level == 3 || level == 6 || level == 7);
}

// What tells one generation from two says nothing for or against the next.
bool is_silent(Bits Weights::*table, std::size_t kind) {
  return table == &Weights::bits && kind == static_cast<std::size_t>(Kind::generation_gap);
}

// The perfect copy has all that can be copied: it never speaks against an impostor.
void keep_the_perfect_copy(Bits& impostor_bits) {
  for (const Row& row : evidence_rows())
    if (row.forgeable)
      for (double& bits : impostor_bits[static_cast<std::size_t>(row.kind)])
        bits = std::max(bits, 0.0);
}

void descend(Weights& w, const Weights& began, const Slopes& slopes, Slopes& squares) {
  const auto table = [&](Bits Weights::*bits, Bits Slopes::*slope) {
    for (std::size_t k = 0; k < kinds; ++k)
      for (std::size_t l = 0; l < levels; ++l)
        if (!is_held(k, l) && !is_silent(bits, k))
          step((w.*bits)[k][l], (squares.*slope)[k][l], (slopes.*slope)[k][l], (began.*bits)[k][l]);
  };
  table(&Weights::bits, &Slopes::bits);
  table(&Weights::skipped_bits, &Slopes::skipped_bits);
  table(&Weights::impostor_bits, &Slopes::impostor_bits);
  table(&Weights::kin_bits, &Slopes::kin_bits);
  keep_the_perfect_copy(w.impostor_bits);
  step(w.none, squares.none, slopes.none, began.none);
  step(w.skipped, squares.skipped, slopes.skipped, began.skipped);
  step(w.kin, squares.kin, slopes.kin, began.kin);
  step(w.impostor, squares.impostor, slopes.impostor, began.impostor);
}

void scale(Weights& w, double by) {
  for (Bits* table : {&w.bits, &w.skipped_bits, &w.impostor_bits, &w.kin_bits})
    for (std::size_t k = 0; k < kinds; ++k)
      for (std::size_t l = 0; l < levels; ++l)
        if (!is_held(k, l)) (*table)[k][l] *= by;
  for (auto* bounds : {&w.caps, &w.floors})
    for (double& each : *bounds) each *= by;
  for (double* prior : {&w.none, &w.impostor, &w.skipped, &w.kin}) *prior *= by;
}

double mean_loss(const std::vector<Exercise>& exercises, const WeightSet& set) {
  std::vector<double> right(exercises.size());
  for_each_index(exercises.size(), 0,
                 [&](std::size_t i) { right[i] = judge(exercises[i], set).right; });
  double loss = 0, mass = 0;
  for (std::size_t i = 0; i < exercises.size(); ++i) {
    loss -= exercises[i].lesson->weight * std::log(right[i]);
    mass += exercises[i].lesson->weight;
  }
  return mass > 0 ? loss / mass : 0;
}

// The temperature: the factor with the least loss, one unless another is clearly better.
void sharpen(WeightSet& set, const std::vector<Exercise>& lessons) {
  for (const bool sites : {false, true}) {
    double best = 1, least = mean_loss(lessons, set);
    for (const double by : {0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.25, 1.5, 2.0}) {
      WeightSet tried = set;
      scale(sites ? tried.sites : tried.channels, by);
      const double loss = mean_loss(lessons, tried) + 0.03 * std::abs(std::log(by));
      if (loss < least) least = loss, best = by;
    }
    if (best != 1) scale(sites ? set.sites : set.channels, best);
  }
}

// One over the root of the lineage's lessons: long chains would drown the short ones.
void weigh_lineages(std::vector<Lesson>& lessons) {
  std::map<std::string_view, double> length;
  for (const Lesson& lesson : lessons) ++length[lesson.lineage];
  for (Lesson& lesson : lessons) lesson.weight = 1 / std::sqrt(length[lesson.lineage]);
}

}  // namespace

Fitness fitness(std::span<const Lesson> lessons, const WeightSet& weights) {
  const std::vector<Exercise> exercises = exercises_of(lessons, weights);
  Fitness f{mean_loss(exercises, weights), 0};
  std::vector<std::pair<double, double>> told;  // what was said of the likeliest, and was it so
  for (const Exercise& exercise : exercises) {
    const Lesson& lesson = *exercise.lesson;
    const Judged j = judge(exercise, weights);
    if (j.p.empty()) continue;
    const auto best = static_cast<std::size_t>(
        std::max_element(j.p.begin(), j.p.end(),
                         [](const Each& a, const Each& b) { return a.continues < b.continues; }) -
        j.p.begin());
    const Lesson::Option& o = *exercise.options[best].of;
    const bool settled = o.refuted || !lesson.impostor_acceptable;
    if (settled) told.emplace_back(j.p[best].continues, o.acceptable ? 1 : 0);
  }
  std::sort(told.begin(), told.end());
  for (std::size_t bin = 0; bin < bins; ++bin) {
    double said = 0, so = 0;
    for (std::size_t i = told.size() * bin / bins; i < told.size() * (bin + 1) / bins; ++i)
      said += told[i].first, so += told[i].second;
    f.calibration_error += std::abs(said - so) / static_cast<double>(told.size());
  }
  return f;
}

WeightSet fit(std::vector<Lesson> lessons, const WeightSet& previous) {
  weigh_lineages(lessons);
  WeightSet set = previous;
  const std::vector<Exercise> exercises = exercises_of(lessons, previous);
  std::array<Slopes, 2> squares;
  for (int round = 0; round < rounds; ++round) {
    const std::array<Slopes, 2> slopes = slopes_over(exercises, set);
    for (const bool sites : {false, true})
      descend(sites ? set.sites : set.channels, previous.of(sites), slopes[sites], squares[sites]);
  }
  sharpen(set, exercises);
  return set;
}

std::optional<Calibration> calibrate(const std::vector<Lesson>& lessons,
                                     const WeightSet& previous) {
  std::map<std::string, Time> begun;  // each lineage by its first lesson
  for (const Lesson& lesson : lessons) {
    const auto at = begun.try_emplace(lesson.lineage, lesson.at).first;
    at->second = std::min(at->second, lesson.at);
  }
  if (lessons.size() < fewest_lessons || begun.size() < fewest_lineages) return std::nullopt;
  std::vector<std::pair<Time, std::string>> order;
  for (const auto& [lineage, at] : begun) order.emplace_back(at, lineage);
  std::sort(order.begin(), order.end());
  std::set<std::string> late;
  for (std::size_t i = order.size() - order.size() / 4; i < order.size(); ++i)
    late.insert(order[i].second);
  std::vector<Lesson> learned, held_out;
  for (const Lesson& lesson : lessons)
    (late.contains(lesson.lineage) ? held_out : learned).push_back(lesson);
  weigh_lineages(held_out);

  Calibration c;
  c.learned = learned.size();
  c.held_out = held_out.size();
  c.before = fitness(held_out, previous);
  c.after = fitness(held_out, fit(std::move(learned), previous));
  c.better = c.after.log_loss < c.before.log_loss;
  c.weights = c.better ? fit(lessons, previous) : previous;
  return c;
}

struct Calibrator::State_ {
  Facts facts, moves;
  std::map<std::string, std::set<std::string>> sites_of;  // by channel id
  std::size_t spoken = 0;
};

Calibrator::Calibrator() : state_(std::make_unique<State_>()) {}
Calibrator::~Calibrator() = default;

void Calibrator::take(const Observation& seen) { state_->facts.take(seen); }

void Calibrator::take_move(const Observation& seen, const std::string& site) {
  state_->moves.take(seen);
  state_->sites_of["site:" + seen.address.id].insert(site);
}

std::size_t Calibrator::spoken() const { return state_->spoken; }

std::optional<Calibration> Calibrator::learn(const WeightSet& previous) {
  std::vector<Lesson> lessons = lessons_of_words(Known(state_->facts, 0, previous));
  state_->spoken = lessons.size();
  if (!state_->sites_of.empty())
    for (Lesson& lesson : lessons_of_moves(Known(state_->moves, 0, previous), state_->sites_of))
      lessons.push_back(std::move(lesson));
  return calibrate(lessons, previous);
}

}  // namespace godwit
