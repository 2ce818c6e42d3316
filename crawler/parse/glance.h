// SPDX-License-Identifier: Apache-2.0
// Glance: does a text hold a telling word of any phrase, and where? Nearly every word is passed by
// after its first letters, so that the scan proper reads few sentences.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "crawler/parse/lexicon_table.h"

namespace godwit {

class Glance {
 public:
  // `anchors` (LexiconTables::anchors) must outlive it.
  explicit Glance(const LexiconTable& anchors);
  // Where the next word begins that may be an anchor, npos if there is none. May name a word that
  // is none, never misses one. No word goes on from before `from`.
  std::size_t next_anchor(std::string_view text, std::size_t from) const;

 private:
  static constexpr std::size_t key_letters = 4;
  static constexpr std::size_t head_letters = longest_prefix + key_letters;

  struct Letter {
    char32_t value = 0;
    Symbol symbol = symbol_break;
    std::size_t size = 1;  // bytes
  };
  struct Head {  // the first letters of a word
    std::array<Symbol, head_letters> letters;
    std::size_t count = 0;
    std::size_t end = 0;  // in the text
    bool arabic = false;
  };

  void learn(std::uint16_t node, std::array<Symbol, key_letters>& letters, std::size_t depth);
  Letter letter_at(std::string_view text, std::size_t at) const;
  Letter rare_letter_at(std::string_view text, std::size_t at) const;
  Head head_at(std::string_view text, std::size_t at) const;
  std::size_t word_end(std::string_view text, std::size_t at) const;
  std::size_t ascii_word_end(std::string_view text, std::size_t at) const;
  bool begins_like_anchor(const Head& head) const;
  bool begins_like_anchor(std::span<const Symbol> letters) const;
  bool is_prefix(std::uint32_t symbols) const;
  bool may_be_anchor(std::string_view text, std::size_t at) const;

  const LexiconTable& anchors_;
  static constexpr Symbol beyond_ascii = 0xFF;  // more than any symbol
  std::array<Symbol, 0x100> ascii_{};           // by byte
  std::bitset<0x10000> keys_;  // hashes of the first letters of anchors, or of short ones whole
  std::array<bool, 0x100> begins_short_stem_{};  // by first letter: a stem shorter than a key
  std::array<std::uint32_t, arabic_prefixes.size()> prefixes_{};  // symbols, a byte each
  std::bitset<0x100> prefix_keys_;                                // their hashes, shortened
};

}  // namespace godwit
