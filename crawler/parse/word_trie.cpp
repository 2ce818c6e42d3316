// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/word_trie.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "crawler/parse/ascii.h"

namespace godwit {
namespace {

constexpr std::size_t most_nodes = 0xFFFF;  // their numbers are 16 bits, one of them nobody's
constexpr unsigned symbols_end = 0x100;     // all languages together

bool is_own_symbol(unsigned c) {
  return c < 0x80 &&
         (ascii::is_letter(static_cast<char>(c)) || ascii::is_digit(static_cast<char>(c)));
}

}  // namespace

std::uint32_t WordTrie::grow(std::u32string_view folded_letters) {
  std::uint32_t node = 0;
  for (const char32_t letter : folded_letters) {
    const auto fresh = static_cast<std::uint32_t>(grown_.size());
    const auto [child, grew] = grown_[node].try_emplace(number(letter), fresh);
    node = child->second;
    if (grew) grown_.emplace_back();
  }
  return node;
}

// The letter's symbol, perhaps a new one. Beyond the last number it is a stranger, and the trie
// will not close.
Symbol WordTrie::number(char32_t letter) {
  if (is_own_symbol(letter)) return static_cast<Symbol>(letter);
  while (is_own_symbol(next_symbol_)) ++next_symbol_;
  const auto fresh = static_cast<Symbol>(std::min(next_symbol_, symbols_end - 1));
  const auto [known, is_new] = symbols_.try_emplace(letter, fresh);
  if (is_new) ++next_symbol_;
  return known->second;
}

bool WordTrie::close() {
  if (grown_.size() > most_nodes || next_symbol_ > symbols_end) return false;
  pack();
  for (std::size_t c = 0; c < common_.size(); ++c)
    common_[c] = find_symbol(static_cast<char32_t>(c));
  for (std::size_t c = 0; c < marks_.size(); ++c)
    marks_[c] = find_symbol(first_mark + static_cast<char32_t>(c));
  grown_.clear();
  return true;
}

// The longest rows first, each to the first place where all its children meet free slots; those of
// one length are looked for onwards from one another, since what was no place for one is mostly
// none for the next.
void WordTrie::pack() {
  std::vector<std::size_t> order(grown_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater(),
                           [&](std::size_t node) { return grown_[node].size(); });
  first_slot_.assign(grown_.size(), 0);
  std::size_t length = 0, row = 0;
  for (const std::size_t node : order) {
    const std::map<Symbol, std::uint32_t>& children = grown_[node];
    if (children.size() != length) row = 0;
    length = children.size();
    while (!fits(row, children)) ++row;
    first_slot_[node] = static_cast<std::uint32_t>(row);
    slots_.resize(std::max(slots_.size(), row + symbols_end));
    for (const auto& [symbol, child] : children)
      slots_[row + symbol] = {static_cast<std::uint16_t>(node), static_cast<std::uint16_t>(child)};
  }
}

bool WordTrie::fits(std::size_t row, const std::map<Symbol, std::uint32_t>& children) const {
  return std::ranges::all_of(children, [&](const auto& child) {
    const std::size_t slot = row + child.first;
    return slot >= slots_.size() || slots_[slot].parent == nobody;
  });
}

Symbol WordTrie::find_symbol(char32_t c) const {
  const char32_t letter = fold_letter(c);
  if (letter == letter_break) return symbol_break;
  if (letter == letter_none) return symbol_none;
  if (is_own_symbol(letter)) return static_cast<Symbol>(letter);
  const auto found = symbols_.find(letter);
  return found == symbols_.end() ? symbol_stranger : found->second;
}

}  // namespace godwit
