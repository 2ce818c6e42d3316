// SPDX-License-Identifier: Apache-2.0
// The lexicon as the scan walks it: a trie of single words, each in some sets, and a tree of
// phrases over those sets, so that phrases which begin alike are in progress together and a word
// asks once for all that may go on with it.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/parse/lexicon.h"
#include "crawler/parse/word_trie.h"
#include "godwit/result.h"

namespace godwit {

// Arabic conjunctions and prepositions are written onto the word, the article after them.
inline constexpr std::array<std::u32string_view, 16> arabic_prefixes = {
    U"و",   U"ف",   U"ب",  U"ل",   U"ك",  U"ال", U"وال",  U"بال",
    U"فال", U"كال", U"لل", U"ولل", U"وب", U"ول", U"وبال", U"فب"};
inline constexpr std::size_t longest_prefix = 4;
// Of the first byte of a character: is it one of U+0600 … U+06FF?
constexpr bool begins_arabic(char byte) {
  return (static_cast<unsigned char>(byte) & 0xFCU) == 0xD8U;
}

// One word of a phrase, folded.
struct Spelling {
  std::u32string letters;
  bool stem = false;  // more letters may follow
  auto operator<=>(const Spelling&) const = default;
};

// What stands at one place of a phrase: a word, or any of a set.
struct PhraseWord {
  std::vector<Spelling> spellings;
  std::uint32_t gap = 0;  // other words that may stand before it
};

struct Phrase {
  std::vector<PhraseWord> words;
  std::uint16_t announce = 0;
  bool arabic = false;  // prefixes may stand before its words
};

// A phrase as far as one of its words. Step 0 is the empty phrase.
struct PhraseStep {
  std::uint32_t gap = 0;
  // Where a phrase is complete here: of those that are looked for anywhere (0 silences others), of
  // labels, of what was, and of what is near.
  bool complete = false;
  std::uint16_t announce = 0, label = 0, past = 0, near = 0;
  bool arabic = false;
  std::uint64_t goes_on = 0;  // bit set % 64: with which sets it may
  std::uint32_t twin = 0;     // another step of the same words so far, with another gap; 0: none
  std::uint32_t first_branch = 0, branches = 0;  // to the steps after it
};

// A set (of one word, or many) with a spelling that ends at a node of the trie.
struct Use {
  std::uint32_t set = 0;
  bool stem = false;
};

class LexiconTable {
 public:
  void add(const Phrase& phrase);
  // Call once after the last phrase. False if the table holds more than its numbers can count.
  bool close();

  const WordTrie& words() const { return words_; }
  // Sets with a word that ends at this node, whole or as a stem.
  const std::vector<Use>& uses(std::uint16_t node) const { return uses_[node]; }
  bool ends_word(std::uint16_t node) const { return (*(ends_.data() + node) & ends_a_word) != 0; }
  bool ends_stem(std::uint16_t node) const { return (*(ends_.data() + node) & ends_a_stem) != 0; }
  const PhraseStep& step(std::uint32_t index) const { return steps_[index]; }
  // The step of phrases that begin with a word of `set`; 0: none does.
  std::uint32_t first_step(std::uint32_t set) const { return first_steps_[set]; }
  // The step that a word of `set` takes a phrase to from `parent`; 0 where no phrase goes on so.
  std::uint32_t step_after(std::uint32_t parent, std::uint32_t set) const {
    const PhraseStep& from = steps_[parent];
    if ((from.goes_on >> set % 64 & 1U) == 0) return 0;
    const auto branches = std::span(branches_).subspan(from.first_branch, from.branches);
    const auto found = std::ranges::lower_bound(branches, set, {}, &Branch::set);
    return found != branches.end() && found->set == set ? found->step : 0;
  }

 private:
  static constexpr std::uint8_t ends_a_word = 1, ends_a_stem = 2;
  struct Branch {
    std::uint32_t set = 0, step = 0;
  };
  std::uint32_t set_of(const std::vector<Spelling>& spellings);
  std::uint32_t add_step(std::uint32_t parent, const PhraseWord& word, bool arabic);
  void close_steps();

  WordTrie words_;
  std::vector<std::vector<Use>> uses_;  // by node
  std::vector<std::uint8_t> ends_;      // what ends at each node
  std::vector<PhraseStep> steps_{1};
  std::vector<std::uint32_t> first_steps_;  // by set
  std::vector<Branch> branches_;            // of each step together, by set
  // Until the table is closed: numbers of sets, and steps by parent and set.
  std::map<std::vector<Spelling>, std::uint32_t> sets_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> grown_steps_;
};

// The phrases, and beside them one telling word of each: a text without any of these holds no
// phrase, and most sentences are such texts. Apart those of phrases that are looked for near
// references only; those that silence others need none.
struct LexiconTables {
  LexiconTable phrases;
  std::vector<Spelling> wide_telling, narrow_telling;
};

// Phrases of seeds/lexicon.toml. Errors name file, line and column.
Result<LexiconTables> load_lexicon_tables(std::string_view toml, std::string_view file_name);

// Every phrase, word by word: what Lexicon::scan must give.
std::vector<Cue> scan_phrases(const LexiconTables& tables, std::string_view text);

}  // namespace godwit
