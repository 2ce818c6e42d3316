// SPDX-License-Identifier: Apache-2.0
// The analyst's word on an edge or a channel: confirm, reject, merge, split, note. A word is a
// dated fact like any other; --undo is a word too.
#pragma once

#include <optional>
#include <string>

#include "app/case_view.h"
#include "app/commands/command.h"

namespace godwit {

struct WordOptions {
  std::string verb;          // confirm | reject | merge | split | note | watch | refer
  std::string from, to;      // as typed
  std::string text;          // of a note
  std::optional<Time> when;  // of a split
  bool undo = false;
};

// The word as a dated fact. not_found where it is about a channel that the case does not hold (but
// for `watch`, which is how a case hears of one).
Result<Observation> fact_of_word(CaseView& view, const WordOptions& options,
                                 const std::string& analyst, Time now);
int run_word(const Common& common, const WordOptions& options, Streams streams);

}  // namespace godwit
