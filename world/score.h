// SPDX-License-Identifier: Apache-2.0
// Judges a `lineages --json` document against the truth of a rehearsal world. Figures follow
// methods.md B8. Channels are matched by numeric id, then by any URL that was theirs at the time.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/result.h"
#include "world/truth.h"

namespace godwit {

struct Ratio {
  int hits = 0, of = 0;
  double value() const { return of == 0 ? 0 : static_cast<double>(hits) / of; }
};

// A listed continuation without a missing generation, and whether it is so.
struct JudgedEdge {
  double probability = 0;
  bool exact = false, outsider = false;
};

struct WorldScore {
  Ratio found;  // reachable channels of the brands that the document holds
  // Continuations with probability >= .5. "Exact": the truth's own predecessor. "Earlier": any
  // earlier channel of the same line. "Network": any channel of the same brand.
  Ratio precision_exact, precision_earlier, precision_network;
  // Where the document says how surely a channel is of its lineage, "network" asks of each channel
  // (but a lineage's first): are the earlier ones of its lineage of its brand, mostly?
  // Over the true continuations whose both ends were reachable.
  Ratio recall_exact, recall_earlier, recall_network;
  // Right network, by the carrier of the announcement (an edge counts under each it had).
  std::map<std::string, Ratio> recall_by_carrier;
  // Pairs that truth calls mirrors of each other (both were there before either died) and the
  // document calls continuation. Wrong for `exact`, right for `network`.
  int mirrors_at_half = 0;
  Ratio recall_announced;  // exact, of those that somebody announced in a reachable place
  // Impostors, strangers, spammers and shops taken for a successor (or predecessor) of a brand's
  // channel.
  int false_at_half = 0, false_at_nine = 0;
  int outsiders = 0;  // impostors and strangers that were reachable
  // Expected calibration error of the listed continuations, 15 bins of equal mass.
  double ece_exact = 0, ece_network = 0;
  std::vector<JudgedEdge> judged;
  Ratio precision_high;      // exact, of those with probability >= .9
  Ratio missing;             // "over a missing generation" at >= .5, and so it was
  int edges_judged = 0;      // listed continuations between channels of the world, any probability
  int unknown_channels = 0;  // in the document, not in the world (ends of ordinary links)

  double f1_exact() const;
  double f1_network() const;
};

// `reachable`: indexes into truth.channels (World::reachable at the looks that were made).
// Error: the document is no JSON, or not of the shape that `lineages --json` prints.
Result<WorldScore> score_lineages(const Truth& truth, std::span<const int> reachable,
                                  std::string_view lineages_json);

std::string score_table(const WorldScore& score);  // for people, ends with a line feed
std::string score_json(const WorldScore& score);   // one line

}  // namespace godwit
