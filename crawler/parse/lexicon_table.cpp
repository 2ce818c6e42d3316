// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/lexicon_table.h"

namespace godwit {

std::uint32_t LexiconTable::set_of(const std::vector<Spelling>& spellings) {
  const auto fresh = static_cast<std::uint32_t>(sets_.size());
  const auto [known, is_new] = sets_.try_emplace(spellings, fresh);
  if (!is_new) return known->second;
  first_steps_.push_back(0);
  for (const Spelling& spelling : spellings) {
    const std::uint32_t node = words_.grow(spelling.letters);
    if (node >= uses_.size()) uses_.resize(node + 1);
    uses_[node].push_back({fresh, spelling.stem});
  }
  return fresh;
}

void LexiconTable::add(const Phrase& phrase) {
  std::uint32_t step = 0;
  for (const PhraseWord& word : phrase.words) step = add_step(step, word, phrase.arabic);
  PhraseStep& last = steps_[step];
  if ((phrase.announce & cue_label) != 0) {
    last.label |= phrase.announce;
  } else if ((phrase.announce & (cue_old | cue_gone)) != 0) {
    last.past |= phrase.announce;
  } else if ((phrase.announce & cue_near) != 0) {
    last.near |= phrase.announce;
  } else {
    last.announce |= phrase.announce;
    last.complete = true;
  }
}

// The step for this word after `parent`.
std::uint32_t LexiconTable::add_step(std::uint32_t parent, const PhraseWord& word, bool arabic) {
  const std::uint32_t set = set_of(word.spellings);
  const auto fresh = static_cast<std::uint32_t>(steps_.size());
  std::uint32_t& first = parent == 0 ? first_steps_[set] : grown_steps_[{parent, set}];
  for (std::uint32_t each = first; each != 0; each = steps_[each].twin)
    if (steps_[each].gap == word.gap && steps_[each].arabic == arabic) return each;
  PhraseStep& step = steps_.emplace_back();
  step.gap = word.gap;
  step.arabic = arabic;
  step.twin = first;
  return first = fresh;
}

bool LexiconTable::close() {
  if (!words_.close()) return false;
  uses_.resize(words_.nodes());
  for (const std::vector<Use>& uses : uses_) {
    std::uint8_t ends = 0;
    for (const Use& use : uses) ends |= use.stem ? ends_a_stem : ends_a_word;
    ends_.push_back(ends);
  }
  close_steps();
  return true;
}

void LexiconTable::close_steps() {
  for (const auto& [from, step] : grown_steps_) {
    const auto& [parent, set] = from;
    PhraseStep& begun = steps_[parent];
    if (begun.branches++ == 0) begun.first_branch = static_cast<std::uint32_t>(branches_.size());
    begun.goes_on |= std::uint64_t{1} << set % 64;
    branches_.push_back({set, step});
  }
  grown_steps_.clear();
  sets_.clear();
}

}  // namespace godwit
