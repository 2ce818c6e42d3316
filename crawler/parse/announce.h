// SPDX-License-Identifier: Apache-2.0
// Announce: which announcement words speak of which reference. A cue reaches 200 characters; it is
// about the nearest reference and the list which that one begins. In a channel's own words (its
// description, a pinned post) every cue is about every reference.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "crawler/parse/lexicon.h"

namespace godwit {

// Where a reference stands, in bytes of the text. `prose`: the stretch is a link's text in words,
// and cues in it are about this very link; otherwise it is a URL, and its letters are no words.
struct Span {
  std::size_t begin = 0, end = 0;
  bool prose = false;
};

// The Announce bits of each reference. `references` by begin, not overlapping. Linear in the text.
std::vector<std::uint16_t> announce_bits(const Lexicon& lexicon, std::string_view text,
                                         std::span<const Span> references, bool own_words);

}  // namespace godwit
