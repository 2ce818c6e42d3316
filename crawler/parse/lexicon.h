// SPDX-License-Identifier: Apache-2.0
// Lexicon: the words of announcements, a table by language (seeds/lexicon.toml), matched
// after folding. A word alone is worthless: it counts only near a resolvable reference, or in a
// description or pinned post.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "godwit/observation.h"
#include "godwit/result.h"

namespace godwit {

// Beside the Announce bits: the words name the place that was ("our old channel"; stored as
// announce_former); the word counts only as a label right before a reference ("Backup: t.me/x"); the
// words say of the reference they touch that it is no more ("t.me/x is dead").
inline constexpr std::uint16_t cue_old = 1U << 15U;
inline constexpr std::uint16_t cue_label = 1U << 14U;
inline constexpr std::uint16_t cue_gone = 1U << 13U;
// All its words are common ones: it counts, but is only looked for near a reference.
inline constexpr std::uint16_t cue_near = 1U << 12U;

struct Cue {
  std::size_t begin = 0, end = 0;  // bytes of the text that was scanned
  std::uint16_t announce = 0;      // Announce bits and cue_…
};

// Looked for near references only.
constexpr bool is_narrow(const Cue& cue) {
  return (cue.announce & (cue_old | cue_label | cue_gone | cue_near)) != 0;
}
// Bytes from a spot within which narrow cues are looked for.
inline constexpr std::size_t narrow_reach = 48;

class Lexicon {
 public:
  // Errors name file, line and column.
  static Result<Lexicon> load(std::string_view toml, std::string_view file_name);
  Lexicon(Lexicon&&) noexcept;
  Lexicon& operator=(Lexicon&&) noexcept;
  ~Lexicon();
  // Cues in text, by begin; a longer cue silences shorter ones inside it, and one of class "not"
  // those that begin inside it. Narrow ones are looked for near `spots` alone: bytes of the text
  // where references begin or end, ascending. Linear in the text and the spots.
  std::vector<Cue> scan(std::string_view text, std::span<const std::size_t> spots = {}) const;

 private:
  Lexicon() = default;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace godwit
