// SPDX-License-Identifier: Apache-2.0
// Undoing: the ways of hiding a link that the recogniser undoes. Their order is the order of
// undoing, and so the order in which a reference lists its steps. The names are stored with every
// reference: never rename one.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

enum class Undoing : std::uint8_t {
  none,         // a change that hides nothing: a no-break space, another line separator
  nfkc,         // full-width, enclosed, mathematical letters
  zero_width,   // format characters, soft hyphens, variation selectors, overlays
  tatweel,      // U+0640 between the letters
  digits,       // digits of other scripts
  entity,       // HTML entities
  confusable,   // letters of other scripts that look Latin
  scheme,       // hxxp, h**p, tps, doubled, broken ://
  refang,       // [.] (.) [dot] [:] [/] and other marks for a dot or a slash
  dot_word,     // "dot", "نقطة", "точка" …, "slash"
  spaces,       // spaces around dots and slashes
  split_lines,  // the link goes on in the next line
  escape,       // back-slashes before or instead of slashes
  percent,      // percent-encoding beyond what a URL needs
  punycode,     // a host in IDNA's letters
  base64,
  markdown,  // [text](url)
};

inline constexpr std::array<std::string_view, 17> undoing_names = {
    "",           "nfkc",    "zero-width", "tatweel",  "digits",  "entity",
    "confusable", "scheme",  "refang",     "dot-word", "spaces",  "split-lines",
    "escape",     "percent", "punycode",   "base64",   "markdown"};

// A set of them.
class Undoings {
 public:
  constexpr Undoings() = default;
  constexpr Undoings(Undoing one) { add(one); }  // NOLINT(google-explicit-constructor)
  constexpr void add(Undoing one) {
    if (one != Undoing::none) bits_ |= 1U << static_cast<unsigned>(one);
  }
  constexpr void add(Undoings more) { bits_ |= more.bits_; }
  constexpr bool has(Undoing one) const { return (bits_ >> static_cast<unsigned>(one) & 1U) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (std::size_t i = 1; i < undoing_names.size(); ++i)
      if (has(static_cast<Undoing>(i))) out.emplace_back(undoing_names[i]);
    return out;
  }

 private:
  std::uint32_t bits_ = 0;
};

}  // namespace godwit
