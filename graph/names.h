// SPDX-License-Identifier: Apache-2.0
// Names: how alike two are, and how much that says. Folding is UTF-8 aware and small (Latin,
// Cyrillic, Greek and Arabic case and letter forms, digits of all kinds, invisible characters);
// generic words ("official", "news", "резерв") and generation numbers are set apart from the stem.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

// Lower case, one form per letter, Arabic without vowel marks, ASCII digits, no invisible
// characters; runs of anything else become one space. Bad UTF-8 is dropped.
std::string fold(std::string_view text);

// Words of a folded text, split at spaces and between letters and digits.
std::vector<std::string> words_of(std::string_view folded);
// Of these, what is neither generic nor a number.
std::vector<std::string> telling_words(std::string_view folded);
// Of these, what could stand in a handle: words of five Latin letters or more, Cyrillic ones as
// they are commonly written in Latin letters.
std::vector<std::string> latin_words(std::string_view folded);
// Does a folded title say that it is a backup, a reserve, a mirror?
bool names_a_reserve(std::string_view folded);

// 64 bits such that near texts have near bits (Charikar's simhash over word pairs); 0 for no text.
std::uint64_t sketch_of(std::string_view text);
// Two sketches of the same announcement, a word changed here or there.
bool same_sketch(std::uint64_t a, std::uint64_t b);

// A name cut into its parts. Hashes stand for strings that are only ever compared; 0 is "none".
// What nearly every comparison ends with stands first, together.
struct Name {
  std::array<std::uint64_t, 4> gram_bits{};  // of each trigram one bit, by its hash
  std::uint64_t stem_hash = 0;
  std::uint64_t skeleton = 0;        // look-alike letters as one: "nashlr" and "nashir" agree
  std::uint64_t plain = 0;           // without separators and generation number
  double weight = 0;                 // of all its trigrams, where their weights are known
  std::string stem;                  // without generic words and generation number
  std::vector<std::uint32_t> grams;  // hashes of the stem's trigrams, sorted, distinct
  std::uint64_t parent = 0;          // of hosts: the domain that other labels stand before
  int number = -1;                   // generation number, -1 if none

  bool may_have(std::uint32_t gram) const { return (gram_bits[gram >> 6 & 3] >> (gram & 63)) & 1; }
};

Name handle_name(std::string_view handle);
Name title_name(std::string_view title);
// The same of a title that is folded already.
Name folded_name(std::string_view folded);
// "01torrent.unblockit.kim": the stem is the first telling label, without "www4", the parent the
// domain it stands before.
Name host_name(std::string_view host);

// How alike two stems are, strongest last but one; `unknown` where either is missing.
enum class Alike : std::uint8_t { unknown, nothing, little, some, contained, same, look_alike };

// `gram_overlap` as overlap() below gives it.
Alike compare(const Name& a, const Name& b, double gram_overlap);

// Share of trigrams in common, each weighted by `weight(gram)`.
template <class Weight>
double overlap(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b,
               const Weight& weight) {
  double both = 0, either = 0;
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (j == b.size() || (i < a.size() && a[i] < b[j])) {
      either += weight(a[i++]);
    } else if (i == a.size() || b[j] < a[i]) {
      either += weight(b[j++]);
    } else {
      both += weight(a[i]);
      either += weight(a[i]);
      ++i, ++j;
    }
  }
  return either > 0 ? both / either : 0;
}

}  // namespace godwit
