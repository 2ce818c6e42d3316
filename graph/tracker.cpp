// SPDX-License-Identifier: Apache-2.0
// The fold as a list of passes: facts → channels and lives → links and names → candidates → scores
// → probabilities → lineages → the answer. A fact that changes nobody's choices is taken in place;
// after another, when somebody asks, the indexes are built again, and those children scored again
// for which something that is read has changed.
#include "godwit/tracker.h"

#include <optional>

#include "graph/alerts.h"
#include "graph/hints.h"
#include "graph/protected.h"
#include "graph/remembered.h"
#include "graph/succession.h"
#include "graph/targets.h"

namespace godwit {

struct Tracker::State_ {
  int threads = 0;
  WeightSet weights = start_weights();
  Protected spared;
  Facts facts;
  Hints hints;
  std::optional<Conclusion> conclusion;  // of the facts so far, unless something changed
  std::optional<Succession> answer;      // of the conclusion, in words, once somebody asked for it
  // Kept from the second answer on: who asks but once need not carry it.
  std::optional<Remembered> memory;
  bool asked = false;

  const Conclusion& conclude() {
    if (!conclusion) {
      if (asked && !memory) memory.emplace();
      asked = true;
      answer.reset();
      conclusion.emplace(facts, threads, weights, memory ? &*memory : nullptr);
    }
    return *conclusion;
  }

  // Most facts are taken in place; after the others all is concluded anew, once somebody asks.
  void take(const Facts::Added& added) {
    answer.reset();
    if (conclusion && memory && conclusion->take(added, *memory)) return;
    conclusion.reset();
  }

  const Succession& tell() {
    const Conclusion& c = conclude();
    if (!answer) answer = write_succession(c, threads);
    return *answer;
  }
};

Tracker::Tracker(int threads) : state_(std::make_unique<State_>()) { state_->threads = threads; }
Tracker::~Tracker() = default;
Tracker::Tracker(Tracker&&) noexcept = default;
Tracker& Tracker::operator=(Tracker&&) noexcept = default;

void Tracker::weigh_with(const WeightSet& weights) {
  state_->weights = weights;
  state_->memory.reset();
  state_->conclusion.reset();
}

void Tracker::protect(std::vector<std::string> places) {
  state_->spared = Protected(std::move(places));
}

std::vector<Hint> Tracker::apply(const Observation& seen) {
  const Facts::Added added = state_->facts.take(seen);
  state_->take(added);
  return state_->hints.after(state_->facts, added);
}

const Succession& Tracker::succession() { return state_->tell(); }

std::optional<Explanation> Tracker::explain(std::string_view url) {
  const Conclusion& c = state_->conclude();
  return write_explanation(c, state_->tell(), url);
}

std::vector<Target> Tracker::targets() { return find_targets(state_->conclude(), state_->spared); }

std::vector<Alert> Tracker::alerts() {
  const Conclusion& c = state_->conclude();
  return find_alerts(c, state_->tell());
}

}  // namespace godwit
