// SPDX-License-Identifier: Apache-2.0
// The parts of a link as written in folded text: the host with whatever stands for its dots, and
// the ways in which the path after it may be read, the likeliest first. Nothing here knows
// platforms but by the question "is this a known host?".
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/undoing.h"

namespace godwit {

inline constexpr std::size_t longest_written = 2048;  // bytes of a link as written

struct WrittenHost {
  std::string name;  // lower case, separators as dots, lookalikes made Latin
  std::size_t begin = 0, end = 0;
  std::size_t tried = 0;  // plain labels up to here belong to this reading
  Undoings undone;
  bool bracketed = false;  // some dot was written "[.]"
  bool loose = false;      // some dot was spaces, a word, another mark
};

// Is the '.' at text[at] followed by a space, and by a word that no host goes on with? No host has
// that dot: read_host gives none for the label before it.
bool ends_sentence(std::string_view text, std::size_t at);
// Where the label that ends before `end` begins; `end` itself if there is none.
std::size_t label_begin(std::string_view text, std::size_t end);
// The host whose first label begins at `begin`. A loose dot is followed only as far as a known host
// comes of it.
std::optional<WrittenHost> read_host(std::string_view text, std::size_t begin,
                                     const std::function<bool(std::string_view)>& known);

// One reading of what follows a host: "/name", "?query", or nothing.
struct WrittenPath {
  std::string text;
  std::size_t end = 0;
  Undoings undone;
  std::size_t run_end = 0;  // of the run of URL characters it was cut from
};
struct PathHints {
  bool explicit_ =
      false;           // the host was written in an obfuscated way: loose slashes are no accident
  bool glued = false;  // links are glued together here: a path ends at the first mark between two
};
// Offers the readings for a host a catalogue knows (paths are ASCII there) until one is accepted;
// "nothing follows" comes last.
bool offer_paths(std::string_view text, std::size_t at, PathHints hints,
                 const std::function<bool(const WrittenPath&)>& accept);

// End of the run of URL characters at text[at], without the punctuation that closes a sentence or a
// bracket. Letters of other scripts belong to it if `foreign`.
std::size_t url_run_end(std::string_view text, std::size_t at, bool foreign);

}  // namespace godwit
