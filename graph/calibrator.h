// SPDX-License-Identifier: Apache-2.0
// Calibrator: facts in, a weight set out. The door to calibrate.h for those who know no more of
// this room than its nouns.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "godwit/observation.h"
#include "graph/weights.h"

namespace godwit {

struct Fitness {
  double log_loss = 0;           // mean, nats
  double calibration_error = 0;  // of the likeliest candidate, 15 bins of equal mass
};
struct Calibration {
  std::size_t learned = 0, held_out = 0;  // lessons
  Fitness before, after;                  // on those held out: later lineages, not learned from
  WeightSet weights;                      // fitted on all lessons
  bool better = false;                    // the log-loss on those held out fell
};
inline constexpr std::size_t fewest_lessons = 20, fewest_lineages = 4;
class Calibrator {
 public:
  Calibrator();
  ~Calibrator();
  Calibrator(const Calibrator&) = delete;
  Calibrator& operator=(const Calibrator&) = delete;

  // A fact of the case.
  void take(const Observation& seen);
  // A sight of a domain in a record of moves, of this site.
  void take_move(const Observation& seen, const std::string& site);
  // How many edges the analysts' words teach; set by learn().
  std::size_t spoken() const;
  // nullopt: too few to learn from.
  std::optional<Calibration> learn(const WeightSet& previous);

 private:
  struct State_;
  std::unique_ptr<State_> state_;
};

}  // namespace godwit
