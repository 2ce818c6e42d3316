// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/separators.h"

#include <algorithm>
#include <array>
#include <string>

#include "crawler/parse/ascii.h"

namespace godwit {
namespace {

using namespace ascii;

// Words or marks, lower case, and which two bytes they begin with: most text is told by these.
template <std::size_t size>
class Spellings {
 public:
  template <class... Text>
  explicit constexpr Spellings(Text... text) : all_{text...} {
    for (const std::string_view each : all_)
      seconds_[static_cast<unsigned char>(each[0])] |= bit_of(each[1]);
  }
  // The bytes of the one at text[at], 0 if there is none; capitals beyond ASCII are not looked for.
  std::size_t size_at(std::string_view text, std::size_t at) const {
    const char first = lower(at_or(text, at));
    if ((seconds_[static_cast<unsigned char>(first)] & bit_of(at_or(text, at + 1))) == 0) return 0;
    const std::string_view rest = text.substr(at);
    const auto same = [](char spelled, char written) { return spelled == lower(written); };
    for (const std::string_view each : all_)
      if (each[0] == first && rest.size() >= each.size() &&
          std::equal(each.begin(), each.end(), rest.begin(), same))
        return each.size();
    return 0;
  }
  constexpr bool may_begin(char c) const {
    return seconds_[static_cast<unsigned char>(lower(c))] != 0;
  }

 private:
  // Shared by a letter and its capital.
  static constexpr std::uint32_t bit_of(char second) {
    return std::uint32_t{1} << (static_cast<unsigned char>(second) & 31U);
  }
  std::array<std::string_view, size> all_;
  std::array<std::uint32_t, 256> seconds_{};  // by first byte: bits of the second ones
};
template <class... Text>
Spellings(Text...) -> Spellings<sizeof...(Text)>;

// The word for the dot and the slash of an address in the languages of the lexicon.
constexpr Spellings dot_words{"dot",   "point", "punto", "ponto", "punkt", "titik", "nokta",
                              "nukta", "точка", "тчк",   "نقطة",  "نقطه",  "ڈاٹ",   "noktah"};
constexpr Spellings slash_words{"slash",        "slaş",       "slach", "سلاش",         "слэш",
                                "слеш",         "barra",      "barre", "garis miring", "eğik çizgi",
                                "schrägstrich", "mkwaju",     "اسلش",  "سلیش",         "سليش",
                                "سلش",          "شرطة مائلة", "stroke"};

// Characters that pass for a dot or a slash.
constexpr Spellings other_dots{"。", "۔", "·", "•", "∙", "‧"};
constexpr Spellings other_slashes{"⁄", "∕", "⧸", "╱", "／"};

// Top-level domains that are written without any dot, and the slash after them: "t me/x".
constexpr Spellings bare_ends{"me/", "me /", "dog/"};

// What may stand for a dot or a slash begins with one of these, spaces before it apart.
constexpr std::array<bool, 256> firsts_of(std::string_view marks, const auto&... spellings) {
  std::array<bool, 256> firsts{};
  for (std::size_t c = 0; c < firsts.size(); ++c)
    firsts[c] = (spellings.may_begin(static_cast<char>(c)) || ...);
  for (const char mark : marks) firsts[static_cast<unsigned char>(mark)] = true;
  return firsts;
}
constexpr std::string_view brackets_and_fences = "[(<\\-_*";
constexpr std::array<bool, 256> dot_firsts = [] {
  std::array<bool, 256> firsts = firsts_of(brackets_and_fences, dot_words, other_dots, bare_ends);
  firsts['.'] = firsts[','] = true;
  return firsts;
}();
constexpr std::array<bool, 256> slash_firsts = [] {
  std::array<bool, 256> firsts = firsts_of(brackets_and_fences, slash_words, other_slashes);
  firsts['/'] = true;
  return firsts;
}();
bool may_begin(const std::array<bool, 256>& firsts, std::string_view text, std::size_t at) {
  return firsts[static_cast<unsigned char>(at_or(text, at))];
}

// What is typed in a dot's place: "t,me/x", "t*me/x".
constexpr bool stands_for_dot(char c) { return c == ',' || c == '*'; }

constexpr std::size_t longest_gap = 3;     // spaces around a separator
constexpr std::size_t longest_scheme = 8;  // letters
constexpr std::size_t longest_marks = 12;  // of "[:] / /"

bool is_word_char(char c) { return is_letter(c) || is_digit(c) || !is_ascii(c); }

struct Gap {
  std::size_t end = 0;
  bool lines = false;
};
Gap gap_at(std::string_view text, std::size_t at) {
  Gap gap{at};
  while (gap.end < text.size() && gap.end - at < longest_gap && is_space(text[gap.end]))
    gap.lines |= text[gap.end++] == '\n';
  return gap;
}

// "[" core "]" with brackets of one kind; `core` gives the size of what may stand inside.
template <class Core>
std::optional<std::size_t> bracketed_at(std::string_view text, std::size_t at, Core core) {
  const char open = at_or(text, at);
  const char close = open == '[' ? ']' : open == '(' ? ')' : open == '<' ? '>' : '\0';
  if (close == '\0') return std::nullopt;
  std::size_t in = at + 1;
  if (at_or(text, in) == ' ') ++in;
  const std::size_t size = core(in);
  if (size == 0) return std::nullopt;
  in += size;
  if (at_or(text, in) == ' ') ++in;
  return at_or(text, in) == close ? std::optional(in + 1) : std::nullopt;
}

// A word for a separator: between spaces, or "-dot-", "_dot_", "*dot*".
std::optional<Separator> worded(std::string_view text, std::size_t at, const Gap& before,
                                const auto& words) {
  const bool spaced = before.end > at;
  const char fence = at_or(text, before.end);
  const bool fenced = !spaced && (fence == '-' || fence == '_' || fence == '*');
  if (!spaced && !fenced) return std::nullopt;
  const std::size_t begin = fenced ? before.end + 1 : before.end;
  const std::size_t length = words.size_at(text, begin);
  if (length == 0) return std::nullopt;
  std::size_t end = begin + length;
  if (fenced ? at_or(text, end) != fence : !is_space(at_or(text, end))) return std::nullopt;
  end = fenced ? end + 1 : gap_at(text, end).end;
  return Separator{end, Undoing::dot_word, false, true};
}

// "t me/x": nothing but a gap before a top-level domain that is used so, and its slash.
std::optional<Separator> bare_gap(std::string_view text, std::size_t at, const Gap& before) {
  if (before.end == at) return std::nullopt;
  if (bare_ends.size_at(text, before.end) == 0) return std::nullopt;
  return Separator{before.end, before.lines ? Undoing::split_lines : Undoing::spaces, false, true};
}

// Adds the spaces around a separator whose core is [core, end).
Separator with_spaces(std::string_view text, Separator mark, std::size_t at, const Gap& before,
                      std::size_t core) {
  const Gap after = gap_at(text, mark.end);
  if (core > at || after.end > mark.end) {
    mark.undone.add(before.lines || after.lines ? Undoing::split_lines : Undoing::spaces);
    mark.loose = true;
  }
  mark.end = after.end;
  return mark;
}

bool is_http(std::string_view letters) {
  const std::string small = lower(letters);
  return small == "http" || small == "https";
}

// hxxp, h**p, h00p, htxp, ttps, tps … : an "h" (or none), up to three of a few marks, "p", "s" or
// not.
bool is_broken_http(std::string_view letters) {
  std::size_t i = 0;
  if (lower(at_or(letters, i)) == 'h') ++i;
  const std::size_t marks = i;
  while (i < letters.size() &&
         std::string_view("tTxX*0_#+").find(letters[i]) != std::string_view::npos)
    ++i;
  if (i == marks || i - marks > 3 || lower(at_or(letters, i)) != 'p') return false;
  ++i;
  if (lower(at_or(letters, i)) == 's') ++i;
  return i == letters.size();
}

// The marks between scheme and host, read backwards: "://", "[:]//", ": //", ":\\", "//" …
struct Marks {
  std::size_t begin = 0;
  bool colon = false;
  int slashes = 0;
  Undoings undone = {};
};
Marks marks_before(std::string_view text, std::size_t end) {
  Marks marks;
  marks.begin = end;
  while (marks.begin > 0 && end - marks.begin < longest_marks) {
    const char c = text[marks.begin - 1];
    if (c == ':')
      marks.colon = true;
    else if (c == '/')
      ++marks.slashes;
    else if (c == '\\')
      marks.undone.add(Undoing::escape), ++marks.slashes;
    else if (c == ' ')
      marks.undone.add(Undoing::spaces);
    else if (c == '[' || c == ']' || c == '(' || c == ')')
      marks.undone.add(Undoing::refang);
    else
      break;
    --marks.begin;
  }
  return marks;
}

}  // namespace

std::size_t gap_end(std::string_view text, std::size_t at) { return gap_at(text, at).end; }

std::optional<Separator> dot_at(std::string_view text, std::size_t at) {
  const Gap before = gap_at(text, at);
  const std::size_t core = before.end;
  if (!may_begin(dot_firsts, text, core)) return std::nullopt;
  const auto inside = [&](std::size_t in) -> std::size_t {
    return at_or(text, in) == '.' ? 1 : dot_words.size_at(text, in);
  };
  Separator mark;
  if (const auto end = bracketed_at(text, core, inside)) {
    mark = {*end, Undoing::refang, true, false};
  } else if (at_or(text, core) == '\\' && at_or(text, core + 1) == '.') {
    mark = {core + 2, Undoing::escape, false, true};
  } else if (at_or(text, core) == '.') {
    mark = {core + 1, {}, false, false};
  } else if (stands_for_dot(at_or(text, core)) && core == at && !is_space(at_or(text, core + 1))) {
    mark = {core + 1, Undoing::refang, false, true};
  } else if (const std::size_t other = other_dots.size_at(text, core); other > 0) {
    mark = {core + other, Undoing::refang, false, true};
  } else {
    const std::optional<Separator> word = worded(text, at, before, dot_words);
    return word ? word : bare_gap(text, at, before);
  }
  return with_spaces(text, mark, at, before, core);
}

bool begins_dot_word(std::string_view text, std::size_t at) {
  return dot_words.size_at(text, at) > 0 || bare_ends.size_at(text, at) > 0;
}

std::optional<Separator> slash_at(std::string_view text, std::size_t at) {
  const Gap before = gap_at(text, at);
  const std::size_t core = before.end;
  if (!may_begin(slash_firsts, text, core)) return std::nullopt;
  const auto inside = [&](std::size_t in) -> std::size_t {
    const char c = at_or(text, in);
    return c == '/' || c == '\\' ? 1 : slash_words.size_at(text, in);
  };
  Separator mark;
  if (const auto end = bracketed_at(text, core, inside)) {
    mark = {*end, Undoing::refang, true, false};
  } else if (at_or(text, core) == '\\') {
    const char next = at_or(text, core + 1);
    mark = {core + (next == '/' || next == '\\' ? 2U : 1U), Undoing::escape, false, true};
  } else if (at_or(text, core) == '/') {
    mark = {core + 1, {}, false, false};
  } else if (const std::size_t other = other_slashes.size_at(text, core); other > 0) {
    mark = {core + other, Undoing::refang, false, true};
  } else {
    return worded(text, at, before, slash_words);
  }
  return with_spaces(text, mark, at, before, core);
}

std::optional<Scheme> http_scheme_before(std::string_view text, std::size_t host_begin) {
  const Marks marks = marks_before(text, host_begin);
  if (!marks.colon && marks.slashes < 2) return std::nullopt;
  std::size_t begin = marks.begin;
  while (begin > 0 && marks.begin - begin < longest_scheme &&
         (is_word_char(text[begin - 1]) ||
          std::string_view("*_#+").find(text[begin - 1]) != std::string_view::npos) &&
         static_cast<unsigned char>(text[begin - 1]) < 0x80)
    --begin;
  const std::string_view letters = text.substr(begin, marks.begin - begin);
  const bool exact = is_http(letters);
  if (!exact && !is_broken_http(letters)) return std::nullopt;
  const bool plain = exact && text.substr(marks.begin, host_begin - marks.begin) == "://";
  Undoings undone = marks.undone;
  if (!exact || (!plain && undone.empty())) undone.add(Undoing::scheme);
  return Scheme{begin, undone};
}

}  // namespace godwit
