// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/glance.h"

#include <algorithm>
#include <bit>

#include "crawler/parse/eight_bytes.h"

namespace godwit {
namespace {

constexpr std::size_t head_letters = 8;

// The first `count` letters of a head.
constexpr std::uint64_t leading(std::uint64_t letters, std::size_t count) {
  return count < head_letters ? letters & ((std::uint64_t{1} << 8 * count) - 1) : letters;
}

// The place of up to four letters in the table of keys.
constexpr std::size_t key_of(std::uint64_t letters) {
  return static_cast<std::uint32_t>(letters) * 0x9E3779B1U >> 16U;
}

// Which of eight bytes are no letters and digits of ASCII.
constexpr std::uint64_t others_in(std::uint64_t eight) {
  const std::uint64_t small = eight | ones * 0x20;
  const std::uint64_t letters = not_less(small, 'a') & ~not_less(small, 'z' + 1);
  const std::uint64_t digits = not_less(eight, '0') & ~not_less(eight, '9' + 1);
  return (eight | ~(letters | digits)) & highs;
}

// All bits of the bytes before the first one whose high bit is set.
constexpr std::uint64_t bytes_before(std::uint64_t high_bits) {
  return ((high_bits & -high_bits) >> 7) - 1;
}

}  // namespace

Glance::Glance(const WordTrie& words, const std::vector<Spelling>& telling)
    : words_(words), ends_word_(words.nodes()), ends_stem_(words.nodes()) {
  for (const Spelling& word : telling) learn(word);
  for (std::size_t i = 0; i < prefixes_.size(); ++i) {
    for (std::size_t at = 0; at < arabic_prefixes[i].size(); ++at)
      prefixes_[i] |= std::uint32_t{words.symbol_of(arabic_prefixes[i][at])} << 8 * at;
    prefix_keys_[key_of(prefixes_[i]) >> 8U] = true;
  }
}

void Glance::learn(const Spelling& word) {
  std::uint16_t node = 0;
  std::uint64_t letters = 0;
  std::size_t count = 0;
  for (const char32_t letter : word.letters) {
    const Symbol symbol = words_.symbol_of(letter);
    node = words_.next(node, symbol);
    if (count < key_letters) letters |= std::uint64_t{symbol} << 8 * count++;
  }
  (word.stem ? ends_stem_ : ends_word_)[node] = true;
  // A stem shorter than a key is all that goes on from it.
  const std::size_t open = word.stem ? key_letters - count : 0;
  for (std::uint64_t rest = 0; rest < std::uint64_t{1} << 8 * open; ++rest)
    keys_[key_of(letters | rest << 8 * count)] = true;
}

// Words of ASCII eight letters at a time; a word with any other letter is read again, one by one.
std::size_t Glance::next_telling(std::string_view text, std::size_t from) const {
  for (std::size_t at = from, end = from; at < text.size(); at = end) {
    std::uint64_t eight = eight_at(text, at);
    std::uint64_t others = others_in(eight);
    const std::uint64_t letters = (eight | ones * 0x20) & bytes_before(others);
    for (; others == 0; others = others_in(eight)) eight = eight_at(text, end += 8);
    if ((eight & others & -others) == 0) {
      if (has_key(letters) && tells(text, at)) return at;
      end += static_cast<std::size_t>(std::countr_zero(others)) / 8 + 1;
    } else {
      const Head head = read_any_word(text, at);
      if (may_tell(head) && tells(text, at)) return at;
      end = head.end;
    }
  }
  return std::string_view::npos;
}

// A word of any script, letter by letter, and what ends it.
Glance::Head Glance::read_any_word(std::string_view text, std::size_t at) const {
  std::uint64_t letters = 0;
  unsigned shift = 0;
  bool arabic = false;
  while (at < text.size()) {
    const char first = text[at];
    const Symbol symbol = words_.read(text, at);
    if (symbol == symbol_break) break;
    if (symbol == symbol_none || shift == 64) continue;
    if (shift == 0) arabic = begins_arabic(first);
    letters |= std::uint64_t{symbol} << shift;
    shift += 8;
  }
  return {letters, shift / 8, at, arabic};
}

// Does a telling word begin like this one, or like what follows its prefix?
inline bool Glance::may_tell(const Head& head) const {
  return has_key(head.letters) || (head.arabic && may_tell_behind_prefix(head));
}

bool Glance::may_tell_behind_prefix(const Head& head) const {
  for (std::size_t size = 1; size < head.count && size <= longest_prefix; ++size)
    if (is_prefix(leading(head.letters, size)) && has_key(head.letters >> 8 * size)) return true;
  return false;
}

inline bool Glance::has_key(std::uint64_t letters) const {
  return keys_[key_of(leading(letters, key_letters))];
}

inline bool Glance::is_prefix(std::uint64_t letters) const {
  return prefix_keys_[key_of(letters) >> 8U] &&
         std::ranges::find(prefixes_, letters) != prefixes_.end();
}

// Walks the word down the trie, and again from the root behind each Arabic prefix.
bool Glance::tells(std::string_view text, std::size_t at) const {
  std::array<std::uint16_t, longest_prefix + 1> nodes{};
  std::size_t walks = 1;
  std::uint64_t prefix = 0;
  std::size_t prefix_letters = 0;
  bool prefixable = true;
  while (at < text.size()) {
    const bool arabic = begins_arabic(text[at]);
    const Symbol letter = words_.read(text, at);
    if (letter == symbol_break) break;
    if (letter == symbol_none) continue;
    for (std::size_t i = 0; i < walks;) {
      nodes[i] = words_.next(nodes[i], letter);
      if (nodes[i] != 0 && ends_stem_[nodes[i]]) return true;
      if (nodes[i] == 0)
        nodes[i] = nodes[--walks];
      else
        ++i;
    }
    prefixable = prefixable && arabic && prefix_letters < longest_prefix;
    if (prefixable) prefix |= std::uint64_t{letter} << 8 * prefix_letters++;
    if (prefixable && is_prefix(prefix)) nodes[walks++] = 0;
    if (walks == 0 && !prefixable) return false;
  }
  return std::any_of(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(walks),
                     [&](std::uint16_t node) { return ends_word_[node]; });
}

}  // namespace godwit
