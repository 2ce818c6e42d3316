// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/glance.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "crawler/parse/ascii.h"
#include "crawler/parse/text.h"

namespace godwit {
namespace {

constexpr std::size_t head_letters = 8;

constexpr std::uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;

// The first `count` letters of a head.
constexpr std::uint64_t leading(std::uint64_t letters, std::size_t count) {
  return count < head_letters ? letters & ((std::uint64_t{1} << 8 * count) - 1) : letters;
}

// The place of up to four letters in the table of keys.
constexpr std::size_t key_of(std::uint64_t letters) {
  return static_cast<std::uint32_t>(letters) * 0x9E3779B1U >> 16U;
}

// Eight bytes of the text, the first one lowest; zeros beyond its end.
inline std::uint64_t eight_at(std::string_view text, std::size_t at) {
  std::uint64_t eight = 0;
  if (text.size() - at >= 8)
    std::memcpy(&eight, text.data() + at, 8);
  else
    std::memcpy(&eight, text.data() + at, text.size() - at);
  return std::endian::native == std::endian::little ? eight : __builtin_bswap64(eight);
}

// The high bits of those of eight bytes that are no letters and digits of ASCII. All are compared
// at once: a sum carries into a byte's high bit where the byte is not less than some character.
constexpr std::uint64_t others_in(std::uint64_t eight) {
  const std::uint64_t low = eight & ~highs, small = low | ones * 0x20;
  const auto not_less = [](std::uint64_t bytes, char than) {
    return bytes + ones * (0x80U - static_cast<unsigned char>(than));
  };
  const std::uint64_t letters = not_less(small, 'a') & ~not_less(small, 'z' + 1);
  const std::uint64_t digits = not_less(low, '0') & ~not_less(low, '9' + 1);
  return (eight | ~(letters | digits)) & highs;
}

// The lowest bit of each of the bytes before the first one whose high bit is set.
constexpr std::uint64_t bytes_before(std::uint64_t high_bits) {
  const std::uint64_t first = (high_bits & -high_bits) >> 7;
  return first - 1;
}

}  // namespace

Glance::Glance(const WordTrie& words, const std::vector<Spelling>& telling)
    : words_(words), ends_word_(words.nodes()), ends_stem_(words.nodes()) {
  std::size_t shortest = key_letters;
  for (const Spelling& word : telling)
    if (word.stem) shortest = std::min(shortest, word.letters.size());
  short_mask_ = leading(~std::uint64_t{0}, shortest);
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
  if (word.stem && word.letters.size() < key_letters)
    short_stems_[key_of(letters & short_mask_) >> 4U] = true;
  else
    keys_[key_of(letters)] = true;
}

// Words of ASCII eight letters at a time; a word with any other letter is read again, one by one.
std::size_t Glance::next_telling(std::string_view text, std::size_t from) const {
  for (std::size_t at = from, end = from; at < text.size(); at = end) {
    std::uint64_t eight = eight_at(text, at);
    std::uint64_t others = others_in(eight);
    const std::uint64_t letters = (eight | ones * 0x20) & bytes_before(others);
    for (; others == 0; others = others_in(eight)) eight = eight_at(text, end += 8);
    if ((eight & others & -others) != 0) {
      const Head head = read_any_word(text, at);
      if (may_tell(head) && tells(text, at)) return at;
      end = head.end;
    } else {
      if (has_key(letters) && tells(text, at)) return at;
      end += static_cast<std::size_t>(std::countr_zero(others)) / 8 + 1;
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
    const Letter letter = letter_at(text, at);
    at += letter.size;
    if (letter.symbol == symbol_break) break;
    if (letter.symbol == symbol_none || shift == 64) continue;
    if (shift == 0) arabic = is_arabic(letter.value);
    letters |= std::uint64_t{letter.symbol} << shift;
    shift += 8;
  }
  return {letters, shift / 8, at, arabic};
}

// Letters of one and two bytes without a call: they are nearly all that people write here.
[[gnu::always_inline]] inline Glance::Letter Glance::letter_at(std::string_view text,
                                                               std::size_t at) const {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data()) + at;
  const unsigned lead = bytes[0];
  if (lead < 0x80) return {lead, words_.symbol_of(lead), 1};
  if (lead - 0xC2 < 0x1E && at + 1 < text.size() && (bytes[1] & 0xC0U) == 0x80U) {
    const char32_t c = (lead & 0x1FU) << 6U | (bytes[1] & 0x3FU);
    return {c, words_.symbol_of(c), 2};
  }
  const CodePoint c = decode_at(text, at);
  return {c.value, words_.symbol_of(c.value), c.size};
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
  return keys_[key_of(leading(letters, key_letters))] ||
         short_stems_[key_of(letters & short_mask_) >> 4U];
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
    const Letter letter = letter_at(text, at);
    if (letter.symbol == symbol_break) break;
    at += letter.size;
    if (letter.symbol == symbol_none) continue;
    for (std::size_t i = 0; i < walks;) {
      nodes[i] = words_.next(nodes[i], letter.symbol);
      if (nodes[i] != 0 && ends_stem_[nodes[i]]) return true;
      if (nodes[i] == 0)
        nodes[i] = nodes[--walks];
      else
        ++i;
    }
    prefixable = prefixable && is_arabic(letter.value) && prefix_letters < longest_prefix;
    if (prefixable) prefix |= std::uint64_t{letter.symbol} << 8 * prefix_letters++;
    if (prefixable && is_prefix(prefix)) nodes[walks++] = 0;
    if (walks == 0 && !prefixable) return false;
  }
  return std::any_of(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(walks),
                     [&](std::uint16_t node) { return ends_word_[node]; });
}

}  // namespace godwit
