// SPDX-License-Identifier: Apache-2.0
// Word trie: the folded words of all phrases, letter by letter. What walks it are the letters of a
// text, so a letter is one byte (a symbol) and a step one look into one flat array.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "crawler/parse/text.h"

namespace godwit {

// What a character is to the scan: a letter that some word has, or one of the first three. Letters
// and digits of ASCII are their own symbols; the others are numbered as they come.
using Symbol = std::uint8_t;
inline constexpr Symbol symbol_break = 0;     // ends a word
inline constexpr Symbol symbol_none = 1;      // invisible, or a mark: as if not there
inline constexpr Symbol symbol_stranger = 2;  // a letter of no word
inline constexpr Symbol first_letter = 3;

class WordTrie {
 public:
  // Nodes are numbered in order of growth; the root is 0. Grows where there is none.
  std::uint32_t grow(std::u32string_view folded_letters);
  // Call once after the last word. False if there are more nodes or letters than can be numbered.
  bool close();

  // The rest is for a closed trie.
  std::size_t nodes() const { return first_slot_.size(); }
  Symbol symbol_of(char32_t c) const {
    if (c < common_.size()) return *(common_.data() + c);
    const char32_t mark = c - first_mark;
    return mark < marks_.size() ? *(marks_.data() + mark) : find_symbol(c);
  }
  // The symbol of the character at text[at]; `at` moves behind it.
  Symbol read(std::string_view text, std::size_t& at) const {
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data()) + at;
    const unsigned lead = bytes[0];
    if (lead < 0x80) {
      at += 1;
      return *(common_.data() + lead);
    }
    // Letters of two bytes without a call: they are nearly all that people write here.
    if (lead - 0xC2 < 0x1E && at + 1 < text.size() && (bytes[1] & 0xC0U) == 0x80U) {
      at += 2;
      return *(common_.data() + ((lead & 0x1FU) << 6U | (bytes[1] & 0x3FU)));
    }
    const CodePoint c = decode_at(text, at);
    at += c.size;
    return symbol_of(c.value);
  }
  // The node after `node` by a letter; 0 where no word goes on so.
  std::uint16_t next(std::uint16_t node, Symbol letter) const {
    const Slot& slot = *(slots_.data() + *(first_slot_.data() + node) + letter);
    return slot.parent == node ? slot.child : 0;
  }

 private:
  // The nodes' rows of children lie in one array, each in the gaps of others; a slot tells whose it
  // is. A table of all nodes and letters would be forty times as large, and in no cache.
  struct Slot {
    std::uint16_t parent = nobody, child = 0;
  };
  static constexpr std::uint16_t nobody = 0xFFFF;
  static constexpr char32_t first_mark = 0x2000;

  Symbol number(char32_t letter);
  Symbol find_symbol(char32_t c) const;
  void pack();
  bool fits(std::size_t row, const std::map<Symbol, std::uint32_t>& children) const;

  std::map<char32_t, Symbol> symbols_;  // beyond ASCII
  unsigned next_symbol_ = first_letter;
  std::vector<std::map<Symbol, std::uint32_t>> grown_{1};  // children, until it is closed
  std::vector<std::uint32_t> first_slot_;                  // by node
  std::vector<Slot> slots_;
  std::array<Symbol, 0x800> common_{};  // of one- and two-byte characters
  std::array<Symbol, 0x70> marks_{};    // of dashes, quotation marks and the like
};

}  // namespace godwit
