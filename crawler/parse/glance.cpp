// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/glance.h"

#include <algorithm>

#include "crawler/parse/text.h"

namespace godwit {
namespace {

constexpr bool is_continuation(unsigned byte) { return (byte & 0xC0U) == 0x80U; }

// The place of up to four packed letters in the table of keys.
constexpr std::size_t key_of(std::uint32_t letters) { return letters * 0x9E3779B1U >> 16U; }

std::uint32_t packed(std::span<const Symbol> letters) {
  std::uint32_t all = 0;
  for (const Symbol letter : letters) all = all << 8U | letter;
  return all;
}

}  // namespace

Glance::Glance(const LexiconTable& anchors) : anchors_(anchors) {
  ascii_.fill(beyond_ascii);
  for (unsigned c = 0; c < 0x80; ++c) ascii_[c] = anchors.symbol_of(c);
  for (std::size_t i = 0; i < prefixes_.size(); ++i) {
    for (const char32_t letter : arabic_prefixes[i])
      prefixes_[i] = prefixes_[i] << 8U | anchors.symbol_of(letter);
    prefix_keys_[key_of(prefixes_[i]) >> 8U] = true;
  }
  std::array<Symbol, key_letters> letters{};
  learn(0, letters, 0);
}

// The keys of all anchors below a node, which `depth` letters led to.
void Glance::learn(std::uint16_t node, std::array<Symbol, key_letters>& letters,
                   std::size_t depth) {
  if (depth > 0 && (depth == key_letters || anchors_.ends_word(node)))
    keys_[key_of(packed(std::span(letters).first(depth)))] = true;
  if (depth == key_letters) return;
  if (depth > 0 && anchors_.ends_stem(node)) begins_short_stem_[letters[0]] = true;
  for (std::size_t symbol = first_letter; symbol < anchors_.symbols(); ++symbol) {
    letters[depth] = static_cast<Symbol>(symbol);
    if (const std::uint16_t next = anchors_.next(node, letters[depth]); next != 0)
      learn(next, letters, depth + 1);
  }
}

// Letters of one and two bytes without a call: they are nearly all that people write here.
[[gnu::always_inline]] inline Glance::Letter Glance::letter_at(std::string_view text,
                                                               std::size_t at) const {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, ascii_[lead], 1};
  if (lead >= 0xC2 && lead < 0xE0 && at + 1 < text.size()) {
    const auto next = static_cast<unsigned char>(text[at + 1]);
    const char32_t c = (lead & 0x1FU) << 6U | (next & 0x3FU);
    if (is_continuation(next)) return {c, anchors_.symbol_of(c), 2};
  }
  return rare_letter_at(text, at);
}

Glance::Letter Glance::rare_letter_at(std::string_view text, std::size_t at) const {
  const CodePoint c = decode_at(text, at);
  return {c.value, anchors_.symbol_of(c.value), c.size};
}

// Of an Arabic word so many letters that a prefix and a key fit in.
inline Glance::Head Glance::head_at(std::string_view text, std::size_t at) const {
  Head head;
  std::size_t wanted = key_letters;
  while (at < text.size() && head.count < wanted) {
    const Letter letter = letter_at(text, at);
    if (letter.symbol == symbol_break) break;
    at += letter.size;
    if (letter.symbol == symbol_none) continue;
    if (head.count == 0 && is_arabic(letter.value)) {
      head.arabic = true;
      wanted = head_letters;
    }
    head.letters[head.count++] = letter.symbol;
  }
  head.end = at;
  return head;
}

std::size_t Glance::next_anchor(std::string_view text, std::size_t from) const {
  for (std::size_t at = from; at < text.size();) {
    const Symbol symbol = ascii_[static_cast<unsigned char>(text[at])];
    if (symbol == symbol_break) {
      ++at;
      continue;
    }
    if (symbol != beyond_ascii) {
      if (const std::size_t end = ascii_word_end(text, at); end > at) {
        at = end;
        continue;
      }
    } else if (const Letter first = letter_at(text, at); first.symbol < symbol_stranger) {
      at += first.size;  // no word yet
      continue;
    }
    const Head head = head_at(text, at);
    if (begins_like_anchor(head) && may_be_anchor(text, at)) return at;
    at = word_end(text, head.end);
  }
  return std::string_view::npos;
}

// Where the word ends, if it is all ASCII and does not begin like an anchor; else `at`.
std::size_t Glance::ascii_word_end(std::string_view text, std::size_t at) const {
  const std::size_t head_end = at + key_letters;
  std::uint32_t letters = 0;
  std::size_t end = at;
  for (; end < text.size(); ++end) {
    const Symbol symbol = ascii_[static_cast<unsigned char>(text[end])];
    if (symbol == symbol_break) break;
    if (symbol == beyond_ascii) return at;
    if (end < head_end) letters = letters << 8U | symbol;
  }
  const bool short_stem = begins_short_stem_[ascii_[static_cast<unsigned char>(text[at])]];
  return short_stem || keys_[key_of(letters)] ? at : end;
}

std::size_t Glance::word_end(std::string_view text, std::size_t at) const {
  while (at < text.size()) {
    const Letter letter = letter_at(text, at);
    if (letter.symbol == symbol_break) return at;
    at += letter.size;
  }
  return at;
}

bool Glance::begins_like_anchor(const Head& head) const {
  const auto letters = std::span(head.letters).first(head.count);
  if (begins_like_anchor(letters)) return true;
  if (!head.arabic) return false;
  std::uint32_t prefix = 0;
  for (std::size_t size = 1; size < letters.size() && size <= longest_prefix; ++size) {
    prefix = prefix << 8U | letters[size - 1];
    if (is_prefix(prefix) && begins_like_anchor(letters.subspan(size))) return true;
  }
  return false;
}

// The letters of a word, or of what follows its prefix; not empty.
bool Glance::begins_like_anchor(std::span<const Symbol> letters) const {
  return keys_[key_of(packed(letters.first(std::min(letters.size(), key_letters))))] ||
         begins_short_stem_[letters[0]];
}

bool Glance::is_prefix(std::uint32_t symbols) const {
  return prefix_keys_[key_of(symbols) >> 8U] &&
         std::ranges::find(prefixes_, symbols) != prefixes_.end();
}

// Walks the word down the trie, and again from the root behind each Arabic prefix.
bool Glance::may_be_anchor(std::string_view text, std::size_t at) const {
  std::array<std::uint16_t, longest_prefix + 1> nodes{};
  std::size_t walks = 1;
  std::uint32_t prefix = 0;
  std::size_t prefix_letters = 0;
  bool prefixable = true;
  while (at < text.size()) {
    const Letter letter = letter_at(text, at);
    if (letter.symbol == symbol_break) break;
    at += letter.size;
    if (letter.symbol == symbol_none) continue;
    for (std::size_t i = 0; i < walks;) {
      nodes[i] = anchors_.next(nodes[i], letter.symbol);
      if (nodes[i] != 0 && anchors_.ends_stem(nodes[i])) return true;
      if (nodes[i] == 0)
        nodes[i] = nodes[--walks];
      else
        ++i;
    }
    prefixable = prefixable && is_arabic(letter.value) && prefix_letters++ < longest_prefix;
    prefix = prefix << 8U | letter.symbol;
    if (prefixable && is_prefix(prefix)) nodes[walks++] = 0;
    if (walks == 0 && !prefixable) return false;
  }
  return std::any_of(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(walks),
                     [&](std::uint16_t node) { return anchors_.ends_word(node); });
}

}  // namespace godwit
