// SPDX-License-Identifier: Apache-2.0
// From where on an edge is told as high.
#include "graph/posterior.h"

#include <gtest/gtest.h>

namespace godwit::test {
namespace {

struct Case {
  float hard;
  bool hearsay;
  double odds, told;
};

TEST(Posterior, HighWantsHardEvidenceAndAMarginForWhatTheWeightsDoNotKnow) {
  for (const Case& each : {Case{5, false, 0.96, 0.96},
                           {5, false, 0.94, 0.899},
                           {5, false, 0.89, 0.89},
                           {5, true, 0.98, 0.899},
                           {5, true, 0.995, 0.995},
                           {0, false, 0.995, 0.899}}) {
    Chosen chosen;
    Choice& choice = chosen.choices.emplace_back();
    choice.from = 0;
    choice.hard = each.hard, choice.hearsay = each.hearsay, choice.probability = each.odds;
    chosen.none = 1 - each.odds;
    apply_rules(chosen);
    EXPECT_DOUBLE_EQ(chosen.choices[0].probability, each.told) << each.odds;
    EXPECT_NEAR(chosen.none, 1 - each.told, 1e-12) << each.odds;
  }
}

}  // namespace
}  // namespace godwit::test
