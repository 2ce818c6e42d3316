// SPDX-License-Identifier: Apache-2.0
#include "graph/calibrate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace godwit {

namespace {

constexpr double ln2 = 0.6931471805599453;
constexpr double pull = 1.0;  // towards the previous weights, per squared nat
constexpr int rounds = 150;
constexpr std::size_t bins = 15;

// Slopes of a loss by every bit of a column, and by its "none".
struct Slopes {
  std::array<std::array<double, levels>, kinds> bits{};
  double none = 0;
};

// The sums of the groups of one option, as score() makes them.
struct Sums {
  std::array<double, groups> plus{}, minus{};
  Sums(const Lesson::Option& o, const Weights& w) {
    for (const Row& row : evidence_rows()) {
      const double bits = worth(o, row, w);
      (bits > 0 ? plus : minus)[static_cast<std::size_t>(row.group)] += bits;
    }
  }
  static double worth(const Lesson::Option& o, const Row& row, const Weights& w) {
    const auto kind = static_cast<std::size_t>(row.kind);
    const Reading& r = o.readings[kind];
    return r.level < 0 ? 0 : w.bits[kind][static_cast<std::size_t>(r.level)] * r.amount;
  }
  // The share of its bits that a row keeps under cap or floor.
  double kept(const Row& row, double bits, const Weights& w) const {
    const auto g = static_cast<std::size_t>(row.group);
    if (bits > 0) return plus[g] > w.caps[g] ? w.caps[g] / plus[g] : 1;
    return minus[g] < w.floors[g] ? w.floors[g] / minus[g] : 1;
  }
};

struct Odds {
  double continues = 0, impersonates = 0;  // bits
};

Odds odds_of(const Lesson::Option& o, const Weights& w) {
  const Sums sums(o, w);
  Odds odds{0, w.impostor + o.impostor_more};
  for (const Row& row : evidence_rows()) {
    const double bits = Sums::worth(o, row, w), kept = bits * sums.kept(row, bits, w);
    odds.continues += kept;
    if (row.forgeable) odds.impersonates += kept;
    if (row.hard && kept > 0) odds.impersonates -= kept;
  }
  return odds;
}

// Adds the slope of one option's odds; a capped group has none.
void add_slopes(const Lesson::Option& o, const Weights& w, double by_continues,
                double by_impersonates, Slopes& slopes) {
  const Sums sums(o, w);
  for (const Row& row : evidence_rows()) {
    const auto kind = static_cast<std::size_t>(row.kind);
    const Reading& r = o.readings[kind];
    if (r.level < 0) continue;
    const double bits = Sums::worth(o, row, w);
    if (sums.kept(row, bits, w) < 1) continue;
    double by = by_continues;
    if (row.forgeable) by += by_impersonates;
    if (row.hard && bits > 0) by -= by_impersonates;
    slopes.bits[kind][static_cast<std::size_t>(r.level)] += by * r.amount * ln2;
  }
}

// Probabilities of a lesson's options, of none, and of what is acceptable in all.
struct Judged {
  std::vector<double> p, impostor;
  double none = 0, right = 0;
};

Judged judge(const Lesson& lesson, const WeightSet& set) {
  Judged j;
  const double none = set.of(lesson.sites).none;
  double top = none;
  std::vector<Odds> odds;
  for (const Lesson::Option& o : lesson.options) {
    odds.push_back(odds_of(o, set.of(o.sites)));
    top = std::max({top, odds.back().continues, odds.back().impersonates});
  }
  double sum = std::exp2(none - top);
  for (const Odds& o : odds) sum += std::exp2(o.continues - top) + std::exp2(o.impersonates - top);
  j.none = std::exp2(none - top) / sum;
  j.right = lesson.none_acceptable ? j.none : 0;
  for (std::size_t i = 0; i < odds.size(); ++i) {
    j.p.push_back(std::exp2(odds[i].continues - top) / sum);
    j.impostor.push_back(std::exp2(odds[i].impersonates - top) / sum);
    if (lesson.options[i].acceptable) j.right += j.p.back();
    if (lesson.impostor_acceptable) j.right += j.impostor.back();
  }
  j.right = std::clamp(j.right, 1e-12, 1.0);
  return j;
}

// The slope of -log P(acceptable): by each choice's odds, P less its share of what is acceptable.
void learn_from(const Lesson& lesson, const WeightSet& set, std::array<Slopes, 2>& slopes) {
  const Judged j = judge(lesson, set);
  const auto slope = [&](double p, bool acceptable) {
    return lesson.weight * (p - (acceptable ? p / j.right : 0));
  };
  slopes[lesson.sites].none += slope(j.none, lesson.none_acceptable) * ln2;
  for (std::size_t i = 0; i < lesson.options.size(); ++i) {
    const Lesson::Option& o = lesson.options[i];
    add_slopes(o, set.of(o.sites), slope(j.p[i], o.acceptable),
               slope(j.impostor[i], lesson.impostor_acceptable), slopes[o.sites]);
  }
}

// One step of AdaGrad on one number, pulled towards where it began.
void step(double& value, double& square, double slope, double began) {
  slope += pull * (value - began) * ln2 * ln2;
  square += slope * slope;
  if (square > 0) value -= 0.5 / ln2 * slope / std::sqrt(square);
}

void scale(Weights& w, double by) {
  for (auto& row : w.bits)
    for (double& each : row) each *= by;
  for (auto* bounds : {&w.caps, &w.floors})
    for (double& each : *bounds) each *= by;
  w.none *= by;
  w.impostor *= by;
}

double mean_loss(std::span<const Lesson> lessons, const WeightSet& set) {
  double loss = 0, mass = 0;
  for (const Lesson& lesson : lessons) {
    loss -= lesson.weight * std::log(judge(lesson, set).right);
    mass += lesson.weight;
  }
  return mass > 0 ? loss / mass : 0;
}

// The temperature: the factor with the least loss, one unless another is clearly better.
void sharpen(WeightSet& set, std::span<const Lesson> lessons) {
  for (const bool sites : {false, true}) {
    double best = 1, least = mean_loss(lessons, set);
    for (const double by : {0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.25, 1.5, 2.0}) {
      WeightSet tried = set;
      scale(sites ? tried.sites : tried.channels, by);
      const double loss = mean_loss(lessons, tried) + 0.01 * std::abs(std::log(by));
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

Lesson lesson_of(const Known& known, const std::vector<Pair>& pairs, NodeNo child) {
  Lesson lesson;
  lesson.at = known.node(child).birth();
  lesson.sites = known.is_site(child);
  for (const Pair& pair : pairs) {
    const Score s = score(pair);
    Lesson::Option o{s.readings, 0, pair.sites, false, false};
    o.impostor_more = s.impostor - odds_of(o, known.weights(pair.sites)).impersonates;
    lesson.options.push_back(o);
  }
  return lesson;
}

}  // namespace

std::vector<Lesson> lessons_of_words(const Known& known) {
  std::map<NodeNo, std::map<NodeNo, bool>> said;  // child, predecessor, confirmed
  std::map<NodeNo, NodeNo> leader;
  const auto find = [&](NodeNo n) {
    while (leader.contains(n) && leader[n] != n) n = leader[n];
    return n;
  };
  for (const SpokenWord* word : standing_words(known.facts())) {
    const bool confirmed = word->word.verb == "confirm";
    if (!confirmed && word->word.verb != "reject") continue;
    const auto from = known.facts().find(word->word.from_url),
               to = known.facts().find(word->word.to_url);
    const auto u = from ? known.history().last_at(*from) : std::nullopt;
    const auto v = to ? known.history().last_at(*to) : std::nullopt;
    if (!u || !v || *u == nowhere || *v == nowhere || *u == *v) continue;
    said[*v][*u] = confirmed;
    const NodeNo a = find(*u), b = find(*v);
    leader[std::max(a, b)] = std::min(a, b);
  }
  std::vector<Lesson> lessons;
  for (const auto& [v, verdicts] : said) {
    const Child child = study(known, v);
    const std::vector<Pair> pairs = weigh(known, child);
    Lesson lesson = lesson_of(known, pairs, v);
    lesson.lineage = known.node(find(v)).id;
    const bool confirmed = std::any_of(verdicts.begin(), verdicts.end(),
                                       [](const auto& verdict) { return verdict.second; });
    lesson.none_acceptable = lesson.impostor_acceptable = !confirmed;
    bool known_one = false;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto verdict = verdicts.find(pairs[i].from);
      Lesson::Option& o = lesson.options[i];
      o.acceptable = verdict == verdicts.end() ? !confirmed : verdict->second;
      o.refuted = confirmed ? !o.acceptable : verdict != verdicts.end();
      known_one = known_one || (verdict != verdicts.end() && (confirmed ? o.acceptable : true));
    }
    // Where the edge that was spoken of is no candidate, nothing can be learned.
    if (known_one) lessons.push_back(std::move(lesson));
  }
  return lessons;
}

std::vector<Lesson> lessons_of_moves(const Known& known,
                                     const std::map<std::string, std::set<std::string>>& sites_of) {
  const auto sites = [&](NodeNo n) -> const std::set<std::string>* {
    const auto at = sites_of.find(known.node(n).id);
    return at == sites_of.end() ? nullptr : &at->second;
  };
  const auto earlier = [&](const Node& u, const Node& v) {
    return u.birth() != v.birth() ? u.birth() < v.birth() : u.born.earliest < v.born.earliest;
  };
  std::vector<Lesson> lessons;
  for (NodeNo v = 0; v < known.nodes().size(); ++v) {
    const auto* own = sites(v);
    if (own == nullptr || known.node(v).born.earliest == the_beginning) continue;
    const Child child = study(known, v);
    const std::vector<Pair> pairs = weigh(known, child);
    Lesson lesson = lesson_of(known, pairs, v);
    lesson.lineage = *own->begin();
    lesson.none_acceptable = true;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto* theirs = sites(pairs[i].from);
      Lesson::Option& o = lesson.options[i];
      o.acceptable = theirs != nullptr && earlier(pairs[i].u, known.node(v)) &&
                     std::any_of(own->begin(), own->end(),
                                 [&](const std::string& s) { return theirs->contains(s); });
      o.refuted = !o.acceptable;
      if (o.acceptable) lesson.none_acceptable = false;
    }
    lessons.push_back(std::move(lesson));
  }
  return lessons;
}

Fitness fitness(std::span<const Lesson> lessons, const WeightSet& weights) {
  Fitness f{mean_loss(lessons, weights), 0};
  std::vector<std::pair<double, double>> told;  // what was said of the likeliest, and was it so
  for (const Lesson& lesson : lessons) {
    const Judged j = judge(lesson, weights);
    if (j.p.empty()) continue;
    const auto best =
        static_cast<std::size_t>(std::max_element(j.p.begin(), j.p.end()) - j.p.begin());
    const Lesson::Option& o = lesson.options[best];
    const bool settled = o.refuted || !lesson.impostor_acceptable;
    if (settled) told.emplace_back(j.p[best], o.acceptable ? 1 : 0);
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
  std::array<Slopes, 2> squares;
  for (int round = 0; round < rounds; ++round) {
    std::array<Slopes, 2> slopes;
    for (const Lesson& lesson : lessons) learn_from(lesson, set, slopes);
    for (const bool sites : {false, true}) {
      Weights& w = sites ? set.sites : set.channels;
      const Weights& began = previous.of(sites);
      for (std::size_t k = 0; k < kinds; ++k)
        for (std::size_t l = 0; l < levels; ++l)
          step(w.bits[k][l], squares[sites].bits[k][l], slopes[sites].bits[k][l], began.bits[k][l]);
      step(w.none, squares[sites].none, slopes[sites].none, began.none);
    }
  }
  sharpen(set, lessons);
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
