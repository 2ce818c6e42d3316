// SPDX-License-Identifier: Apache-2.0
// Glance: does a text hold a telling word of any phrase, and where? Nearly every word is passed by
// after its first letters, so that the scan proper reads few sentences.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "crawler/parse/lexicon_table.h"

namespace godwit {

class Glance {
 public:
  // The telling words are words of the trie, which must outlive it.
  Glance(const WordTrie& words, const std::vector<Spelling>& telling);
  // Where the next telling word begins, npos if there is none. May name a word that is none, never
  // misses one. No word goes on from before `from`.
  std::size_t next_telling(std::string_view text, std::size_t from) const;

 private:
  // The first letters of a word, a byte each, the first one lowest: room for an Arabic prefix and a
  // key.
  struct Head {
    std::uint64_t letters = 0;
    std::size_t count = 0;
    std::size_t end = 0;  // of the word and of what ends it, in bytes of the text
    bool arabic = false;
  };

  void learn(const Spelling& word);
  Head read_any_word(std::string_view text, std::size_t at) const;
  bool may_tell(const Head& head) const;
  bool may_tell_behind_prefix(const Head& head) const;
  bool has_key(std::uint64_t letters) const;
  bool is_prefix(std::uint64_t letters) const;
  bool tells(std::string_view text, std::size_t at) const;

  static constexpr std::size_t key_letters = 4;
  const WordTrie& words_;
  std::vector<bool> ends_word_, ends_stem_;  // by node: a telling word, a telling stem
  std::bitset<0x10000> keys_;  // hashes of the first letters of words, or of short ones whole
  std::array<std::uint32_t, arabic_prefixes.size()> prefixes_{};  // like Head::letters
  std::bitset<0x100> prefix_keys_;                                // their hashes, shortened
};

}  // namespace godwit
