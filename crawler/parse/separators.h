// SPDX-License-Identifier: Apache-2.0
// Separators: what people write in place of the dot, the slash and the scheme of a link: "[.]",
// " dot ", "نقطة", "hxxps[:]//" … All functions read folded text (text.h), look at a bounded number
// of bytes, and say what they undid.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "crawler/parse/ascii.h"
#include "crawler/parse/undoing.h"

namespace godwit {

struct Separator {
  std::size_t end = 0;     // the byte after it
  Undoings undone;         // empty: written plainly
  bool bracketed = false;  // "[.]": as good as a scheme
  bool loose = false;      // spaces, words, other marks: prose unless a known host comes of it
};

// The end of the spaces at text[at], as many as may stand beside a separator.
std::size_t gap_end(std::string_view text, std::size_t at);
// A dot between two labels of a host, at text[at].
std::optional<Separator> dot_at(std::string_view text, std::size_t at);
// The cheap question before dot_at where a word stands after a gap: does it begin like a word for
// the dot, or a bare "me/"?
bool begins_dot_word(std::string_view text, std::size_t at);
// A slash between host and path, or between two segments of a path.
std::optional<Separator> slash_at(std::string_view text, std::size_t at);

// A scheme that ends where a host begins.
struct Scheme {
  std::size_t begin = 0;
  Undoings undone;  // empty: exactly "http://" or "https://", in any case
};
std::optional<Scheme> http_scheme_before(std::string_view text, std::size_t host_begin);

}  // namespace godwit
