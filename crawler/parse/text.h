// SPDX-License-Identifier: Apache-2.0
// Text as people write it, made comparable: characters that only hide a link are replaced or
// dropped, with a map back to the exact raw bytes; letters are folded for the lexicon. Pure,
// linear, and safe on invalid UTF-8 (a bad byte is a character of its own). ICU is spoken to in
// text.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/undoing.h"

namespace godwit {

inline constexpr char32_t bad_byte = 0xFFFFFFFF;  // decode_at's answer for an invalid byte

struct CodePoint {
  char32_t value = bad_byte;
  std::size_t size = 1;  // bytes
};
// The character at text[at]; at < text.size().
CodePoint decode_at(std::string_view text, std::size_t at);
// The character that ends before text[end]; 0 < end <= text.size().
CodePoint decode_before(std::string_view text, std::size_t end);
void append_utf8(std::string& out, char32_t code_point);
// The nearest character boundary at or before `at`.
std::size_t boundary_before(std::string_view text, std::size_t at);

// One change: `folded_size` bytes of the folded text stand for `raw_size` bytes of the raw one.
struct Edit {
  std::uint32_t folded = 0, raw = 0;  // where it begins
  std::uint8_t folded_size = 0, raw_size = 0;
  Undoing undoing = Undoing::none;
};

// The raw text with invisible characters and tatweel dropped, compatibility forms of ASCII
// characters and all digits made ASCII, HTML entities decoded, line and paragraph separators made
// '\n', every space ' '. Case is kept: invitation codes depend on it. `raw` must outlive it and be
// < 4 GiB.
class Folding {
 public:
  explicit Folding(std::string_view raw);
  Folding(const Folding&) = delete;
  Folding& operator=(const Folding&) = delete;

  std::string_view text() const { return edits_.empty() ? raw_ : std::string_view(folded_); }
  std::string_view raw() const { return raw_; }
  // The raw byte at which the folded byte `at` begins.
  std::size_t raw_begin(std::size_t at) const;
  // The raw byte after the folded byte before `end`.
  std::size_t raw_end(std::size_t end) const;
  // What was undone inside [begin, end) of the folded text.
  Undoings undone_within(std::size_t begin, std::size_t end) const;

 private:
  void replace(std::size_t raw_at, std::size_t raw_size, std::string_view with, Undoing undoing);
  std::size_t fold_at(std::size_t at);

  std::string_view raw_;
  std::string folded_;
  std::vector<Edit> edits_;
  std::size_t copied_ = 0;  // raw bytes before this one are in folded_
};

// The ASCII letter which a letter of another script imitates ("е" of Cyrillic is "e"); 0 if none.
char latin_lookalike(char32_t code_point);
// A letter or digit beyond ASCII, as far as links care (marks and punctuation are not).
bool is_foreign_letter(char32_t code_point);

// For the lexicon: lower case without accents, Arabic alef, ya and ta marbuta made one, ё made е.
inline constexpr char32_t letter_none = 0;   // invisible, or a mark: as if not there
inline constexpr char32_t letter_break = 1;  // no letter or digit: ends a word
char32_t fold_letter(char32_t code_point);

// Decodes base64 and base64url, with or without padding; "" if it is neither or holds control
// bytes.
std::string decode_base64(std::string_view text);

}  // namespace godwit
