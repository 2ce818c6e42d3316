// SPDX-License-Identifier: Apache-2.0
// Lexicon: the words of announcements in nine languages, a table (seeds/lexicon.toml), matched
// after folding. A word alone is worthless: it counts only near a resolvable reference, or in a
// description or pinned post.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "godwit/observation.h"
#include "godwit/result.h"

namespace godwit {

// Beside the Announce bits, and never stored: the words name the place that was ("our old
// channel"); the word counts only as a label right before a reference ("Backup: t.me/x").
inline constexpr std::uint16_t cue_old = 1U << 15U;
inline constexpr std::uint16_t cue_label = 1U << 14U;

struct Cue {
  std::size_t begin = 0, end = 0;  // bytes of the text that was scanned
  std::uint16_t announce = 0;      // Announce bits, cue_old, cue_label
};

class Lexicon {
 public:
  // Errors name file, line and column.
  static Result<Lexicon> load(std::string_view toml, std::string_view file_name);
  Lexicon(Lexicon&&) noexcept;
  Lexicon& operator=(Lexicon&&) noexcept;
  ~Lexicon();
  // All cues in text, by begin; a longer cue silences shorter ones inside it. Linear in the text.
  std::vector<Cue> scan(std::string_view text) const;

 private:
  Lexicon() = default;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace godwit
