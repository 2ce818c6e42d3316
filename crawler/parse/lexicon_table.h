// SPDX-License-Identifier: Apache-2.0
// The lexicon as the scan walks it: a trie over the folded letters of single words, each in some
// sets, and a tree of phrases over those sets, so that phrases which begin alike are in progress
// together and a word asks once for all that may go on with it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crawler/parse/lexicon.h"
#include "godwit/result.h"

namespace godwit {

// Arabic conjunctions and prepositions are written onto the word, the article after them.
inline constexpr std::array<std::u32string_view, 16> arabic_prefixes = {
    U"و",   U"ف",   U"ب",  U"ل",   U"ك",  U"ال", U"وال",  U"بال",
    U"فال", U"كال", U"لل", U"ولل", U"وب", U"ول", U"وبال", U"فب"};
inline constexpr std::size_t longest_prefix = 4;
constexpr bool is_arabic(char32_t c) { return c >= 0x600 && c <= 0x6FF; }

// What a character is to the scan: a letter that some phrase has (from first_letter on), or this.
using Symbol = std::uint8_t;
inline constexpr Symbol symbol_break = 0;     // ends a word
inline constexpr Symbol symbol_none = 1;      // invisible, or a mark: as if not there
inline constexpr Symbol symbol_stranger = 2;  // a letter of no phrase
inline constexpr Symbol first_letter = 3;

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
};

// A set (of one word, or many) with a spelling that ends at a node of the trie.
struct Use {
  std::uint32_t set = 0;
  bool stem = false;
};

class LexiconTable {
 public:
  LexiconTable();
  void add(const Phrase& phrase);
  // Call once after the last phrase. False if the table holds more than its numbers can count.
  bool close();

  Symbol symbol_of(char32_t c) const {
    if (c < common_.size()) return common_[c];
    const char32_t mark = c - first_mark;
    return mark < marks_.size() ? marks_[mark] : find_symbol(c);
  }
  // Symbols are less than this.
  std::size_t symbols() const { return width_; }
  // The node after `node` by a letter; 0 where no phrase has such a word. The root is 0, too.
  std::uint16_t next(std::uint16_t node, Symbol letter) const {
    return *(next_.data() + node * width_ + letter);
  }
  // Sets with a word that ends at this node, whole or as a stem.
  const std::vector<Use>& uses(std::uint16_t node) const { return uses_[node]; }
  // The step that a word of `set` takes a phrase to from `parent`; 0 where no phrase goes on so.
  std::uint32_t step_after(std::uint32_t parent, std::uint32_t set) const {
    if ((steps_[parent].goes_on >> set % 64 & 1U) == 0) return 0;
    const auto found = steps_after_.find(std::uint64_t{parent} << 32U | set);
    return found == steps_after_.end() ? 0 : found->second;
  }
  // Does some phrase begin with a word of the set?
  bool begins(std::uint32_t set) const { return begins_[set]; }
  bool ends_word(std::uint16_t node) const { return (*(ends_.data() + node) & ends_a_word) != 0; }
  bool ends_stem(std::uint16_t node) const { return (*(ends_.data() + node) & ends_a_stem) != 0; }
  const PhraseStep& step(std::uint32_t index) const { return steps_[index]; }

 private:
  static constexpr std::uint8_t ends_a_word = 1, ends_a_stem = 2;
  std::uint32_t set_of(const std::vector<Spelling>& spellings);
  std::uint32_t add_step(std::uint32_t parent, const PhraseWord& word, bool arabic);
  void add_use(const Spelling& spelling, std::uint32_t set);
  Symbol find_symbol(char32_t c) const;

  std::map<char32_t, Symbol> symbols_;
  static constexpr char32_t first_mark = 0x2000;
  std::array<Symbol, 0x800> common_{};  // of one- and two-byte characters
  std::array<Symbol, 0x70> marks_{};    // of dashes, quotation marks and the like
  std::vector<std::map<Symbol, std::uint32_t>> grown_;
  std::vector<std::vector<Use>> uses_;
  std::vector<std::uint16_t> next_;  // `grown_`, flat: node * width_ + symbol
  std::vector<std::uint8_t> ends_;   // what ends at each node
  std::size_t width_ = 0;
  std::vector<PhraseStep> steps_;
  std::unordered_map<std::uint64_t, std::uint32_t> steps_after_;  // by parent and set
  std::map<std::vector<Spelling>, std::uint32_t> sets_;
  std::vector<bool> begins_;  // by set
};

// The phrases, and beside them one telling word of each: a text without any of these holds no
// phrase, and most sentences are such texts. Apart those of phrases that are looked for near
// references only; those that silence others need none.
struct LexiconTables {
  LexiconTable phrases, wide_anchors, narrow_anchors;
};

// Phrases of seeds/lexicon.toml. Errors name file, line and column.
Result<LexiconTables> load_lexicon_tables(std::string_view toml, std::string_view file_name);

// Every phrase, word by word: what Lexicon::scan must give.
std::vector<Cue> scan_phrases(const LexiconTables& tables, std::string_view text);

}  // namespace godwit
