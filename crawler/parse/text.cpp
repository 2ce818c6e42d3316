// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/text.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

#include "crawler/parse/eight_bytes.h"
#include "godwit/check.h"

namespace godwit {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

struct Range {
  char32_t first, last;
};

template <std::size_t size>
constexpr bool in_ranges(const std::array<Range, size>& ranges, char32_t c) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), c,
                       [](char32_t value, const Range& r) { return value < r.first; });
  return after != ranges.begin() && c <= std::prev(after)->last;
}

// Characters that show nothing: format and bidirectional controls, soft hyphen, variation
// selectors, strokes laid over letters, enclosing marks, tags.
constexpr std::array<Range, 13> invisible = {{{0xAD, 0xAD},
                                              {0x332, 0x338},
                                              {0x34F, 0x34F},
                                              {0x61C, 0x61C},
                                              {0x180E, 0x180E},
                                              {0x200B, 0x200F},
                                              {0x202A, 0x202E},
                                              {0x2060, 0x2064},
                                              {0x2066, 0x206F},
                                              {0x20D0, 0x20F0},
                                              {0xFE00, 0xFE0F},
                                              {0xFEFF, 0xFEFF},
                                              {0xE0000, 0xE01EF}}};

// Blocks whose characters NFKC leaves alone, but for what fold_common handles first: most of what
// people write, so that ICU is asked seldom.
constexpr std::array<Range, 7> untouched = {{{0xC0, 0x131},
                                             {0x13A, 0x17E},
                                             {0x386, 0x3CE},
                                             {0x400, 0x52F},
                                             {0x591, 0x65F},
                                             {0x66B, 0x6EF},
                                             {0x2010, 0x2023}}};

// Small raised and lowered digits: footnotes, never part of a link.
constexpr std::array<Range, 5> footnotes = {
    {{0xAA, 0xAA}, {0xB2, 0xB3}, {0xB9, 0xBA}, {0x2070, 0x2079}, {0x2080, 0x208E}}};

struct Fold {
  std::string_view with;  // "" drops the character
  Undoing undoing = Undoing::none;
};

constexpr std::array<char, 128> ascii = [] {
  std::array<char, 128> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<char>(i);
  return all;
}();

std::string_view one(char32_t c) { return {&ascii[c], 1}; }

// 🅐 and 🅰 have no compatibility mapping, but are read as letters.
std::optional<char32_t> negative_letter(char32_t c) {
  if (c >= 0x1F150 && c <= 0x1F169) return U'A' + (c - 0x1F150);
  if (c >= 0x1F170 && c <= 0x1F189) return U'A' + (c - 0x1F170);
  return std::nullopt;
}

const UNormalizer2* nfkc() {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2* instance = unorm2_getNFKCInstance(&error);
  CHECK(U_SUCCESS(error));
  return instance;
}

// The compatibility decomposition of c, at most 32 UTF-16 units; 0 units if it has none.
int32_t decompose(char32_t c, std::array<UChar, 32>& out) {
  UErrorCode error = U_ZERO_ERROR;
  const int32_t size = unorm2_getDecomposition(nfkc(), static_cast<UChar32>(c), out.data(),
                                               static_cast<int32_t>(out.size()), &error);
  return U_SUCCESS(error) && size > 0 ? size : 0;
}

std::optional<Fold> fold_rare(char32_t c) {
  if (in_ranges(footnotes, c)) return std::nullopt;
  if (const auto letter = negative_letter(c)) return Fold{one(*letter), Undoing::nfkc};
  std::array<UChar, 32> parts{};
  if (decompose(c, parts) == 1 && parts[0] < 0x80) {
    const Undoing why =
        u_charType(static_cast<UChar32>(c)) == U_SPACE_SEPARATOR ? Undoing::none : Undoing::nfkc;
    return Fold{one(parts[0]), why};
  }
  if (u_charType(static_cast<UChar32>(c)) == U_DECIMAL_DIGIT_NUMBER)
    return Fold{one(U'0' + static_cast<char32_t>(u_charDigitValue(static_cast<UChar32>(c)))),
                Undoing::digits};
  return std::nullopt;
}

// What becomes of a character beyond ASCII; nullopt = it stays.
std::optional<Fold> fold_character(char32_t c) {
  if (c == bad_byte) return std::nullopt;
  if (c == 0x640) return Fold{"", Undoing::tatweel};
  if (in_ranges(invisible, c)) return Fold{"", Undoing::zero_width};
  if (c >= 0x660 && c <= 0x669) return Fold{one(U'0' + (c - 0x660)), Undoing::digits};
  if (c >= 0x6F0 && c <= 0x6F9) return Fold{one(U'0' + (c - 0x6F0)), Undoing::digits};
  if (c == 0x85 || c == 0x2028 || c == 0x2029) return Fold{"\n", Undoing::none};
  if (in_ranges(untouched, c)) return std::nullopt;
  return fold_rare(c);
}

struct Entity {
  std::string_view name;
  std::string_view is;
};
constexpr std::array<Entity, 26> entities = {
    {{"amp", "&"},    {"lt", "<"},     {"gt", ">"},    {"quot", "\""}, {"apos", "'"},
     {"nbsp", " "},   {"period", "."}, {"sol", "/"},   {"colon", ":"}, {"commat", "@"},
     {"lowbar", "_"}, {"plus", "+"},   {"lpar", "("},  {"rpar", ")"},  {"lbrack", "["},
     {"rbrack", "]"}, {"lsqb", "["},   {"rsqb", "]"},  {"quest", "?"}, {"equals", "="},
     {"num", "#"},    {"percnt", "%"}, {"bsol", "\\"}, {"Tab", " "},   {"NewLine", "\n"},
     {"hyphen", "-"}}};

struct Decoded {
  std::size_t size = 0;  // raw bytes of the entity, 0 = none here
  std::string is;
};

std::optional<char32_t> entity_number(std::string_view digits) {
  const bool hex = !digits.empty() && (digits[0] == 'x' || digits[0] == 'X');
  if (hex) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 7) return std::nullopt;
  char32_t value = 0;
  for (const char c : digits) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : 99;
    if (digit >= (hex ? 16 : 10)) return std::nullopt;
    value = value * (hex ? 16 : 10) + static_cast<char32_t>(digit);
  }
  const bool sane = value >= 9 && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
  return sane ? std::optional(value) : std::nullopt;
}

// An HTML entity at text[at] == '&': numeric, or one of those that can hide a link.
Decoded decode_entity(std::string_view text, std::size_t at) {
  const std::size_t end = text.substr(at, 12).find(';');
  if (end == std::string_view::npos || end < 2) return {};
  const std::string_view name = text.substr(at + 1, end - 1);
  if (name[0] == '#') {
    const std::optional<char32_t> value = entity_number(name.substr(1));
    if (!value) return {};
    Decoded out{end + 1, {}};
    append_utf8(out.is, *value);
    return out;
  }
  for (const Entity& entity : entities)
    if (entity.name == name) return {end + 1, std::string(entity.is)};
  return {};
}

// Two-byte characters that folding leaves alone: the letters of Europe and of Arabic.
constexpr std::array<bool, 0x800> plain_pairs = [] {
  std::array<bool, 0x800> plain{};
  for (char32_t c = 0x80; c < plain.size(); ++c) {
    const bool digit = (c >= 0x660 && c <= 0x669) || (c >= 0x6F0 && c <= 0x6F9);
    plain[c] = in_ranges(untouched, c) && !in_ranges(invisible, c) && !digit && c != 0x640;
  }
  return plain;
}();

bool is_plain_pair(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0xC2 || lead > 0xDF || at + 1 >= text.size() || !is_continuation(text[at + 1]))
    return false;
  return plain_pairs[(lead & 0x1FU) << 6U | (static_cast<unsigned char>(text[at + 1]) & 0x3FU)];
}

// May folding pass by these eight bytes? ASCII but '&', the Cyrillic of D0 and D1, and what
// continues a character, since a look is taken at its first byte.
constexpr bool are_quiet(std::uint64_t eight) {
  const std::uint64_t plain = ~eight & differing(eight, '&');
  if ((~plain & highs) == 0) return true;
  const std::uint64_t continuing = eight & ~(eight << 1U);
  const std::uint64_t others = differing(eight & (ones * 0xFE), 0xD0);
  return (~(plain | continuing) & others) == 0;
}
static_assert(std::all_of(plain_pairs.begin() + 0x400, plain_pairs.begin() + 0x480,
                          std::identity()));

// First byte at or after `at` that fold_at must look at. Eight at a time.
std::size_t next_odd_byte(std::string_view text, std::size_t at) {
  while (at + 8 <= text.size() && are_quiet(eight_at(text, at))) at += 8;
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80 ? byte == '&' : !is_plain_pair(text, at)) break;
    at += byte < 0x80 ? 1 : 2;
  }
  return at;
}

struct Lookalike {
  char32_t foreign;
  char latin;
};
// Letters of TR39's confusables that are used for Latin letters in hosts and handles, by code
// point.
constexpr std::array<Lookalike, 118> lookalikes = {{
    {0x131, 'i'},  {0x251, 'a'},  {0x261, 'g'},  {0x262, 'g'},  {0x269, 'i'},  {0x26A, 'i'},
    {0x274, 'n'},  {0x280, 'r'},  {0x28F, 'y'},  {0x299, 'b'},  {0x29C, 'h'},  {0x29F, 'l'},
    {0x391, 'A'},  {0x392, 'B'},  {0x395, 'E'},  {0x396, 'Z'},  {0x397, 'H'},  {0x399, 'I'},
    {0x39A, 'K'},  {0x39C, 'M'},  {0x39D, 'N'},  {0x39F, 'O'},  {0x3A1, 'P'},  {0x3A4, 'T'},
    {0x3A5, 'Y'},  {0x3A7, 'X'},  {0x3B1, 'a'},  {0x3B5, 'e'},  {0x3B9, 'i'},  {0x3BA, 'k'},
    {0x3BD, 'v'},  {0x3BF, 'o'},  {0x3C1, 'p'},  {0x3C4, 't'},  {0x3C5, 'u'},  {0x3C7, 'x'},
    {0x3F2, 'c'},  {0x3F3, 'j'},  {0x405, 'S'},  {0x406, 'I'},  {0x408, 'J'},  {0x410, 'A'},
    {0x412, 'B'},  {0x415, 'E'},  {0x41A, 'K'},  {0x41C, 'M'},  {0x41D, 'H'},  {0x41E, 'O'},
    {0x420, 'P'},  {0x421, 'C'},  {0x422, 'T'},  {0x423, 'Y'},  {0x425, 'X'},  {0x430, 'a'},
    {0x432, 'b'},  {0x433, 'r'},  {0x435, 'e'},  {0x43A, 'k'},  {0x43C, 'm'},  {0x43D, 'h'},
    {0x43E, 'o'},  {0x43F, 'n'},  {0x440, 'p'},  {0x441, 'c'},  {0x442, 't'},  {0x443, 'y'},
    {0x445, 'x'},  {0x44C, 'b'},  {0x455, 's'},  {0x456, 'i'},  {0x457, 'i'},  {0x458, 'j'},
    {0x461, 'w'},  {0x475, 'v'},  {0x4AE, 'Y'},  {0x4AF, 'y'},  {0x4BA, 'H'},  {0x4BB, 'h'},
    {0x4C0, 'I'},  {0x4CF, 'l'},  {0x501, 'd'},  {0x50D, 'g'},  {0x51A, 'Q'},  {0x51B, 'q'},
    {0x51C, 'W'},  {0x51D, 'w'},  {0x54D, 'U'},  {0x555, 'O'},  {0x561, 'w'},  {0x563, 'q'},
    {0x566, 'q'},  {0x570, 'h'},  {0x578, 'n'},  {0x57C, 'n'},  {0x57D, 'u'},  {0x581, 'g'},
    {0x584, 'f'},  {0x585, 'o'},  {0x1D00, 'a'}, {0x1D04, 'c'}, {0x1D05, 'd'}, {0x1D07, 'e'},
    {0x1D0A, 'j'}, {0x1D0B, 'k'}, {0x1D0D, 'm'}, {0x1D0F, 'o'}, {0x1D18, 'p'}, {0x1D1B, 't'},
    {0x1D1C, 'u'}, {0x1D20, 'v'}, {0x1D21, 'w'}, {0x1D22, 'z'}, {0x1D83, 'g'}, {0x2C7C, 'j'},
    {0xA730, 'f'}, {0xA731, 's'}, {0xA7AE, 'I'}, {0xA7AF, 'q'},
}};

// Letters that differ only in how a keyboard writes them.
char32_t one_spelling(char32_t c) {
  switch (c) {
    case 0x671:
      return 0x627;  // alef wasla → alef
    case 0x629:      // ta marbuta, the ha of Urdu and of others → ha
    case 0x6BE:
    case 0x6C1:
    case 0x6D5:
      return 0x647;
    case 0x649:  // alef maksura, Farsi ya, bari ya → ya
    case 0x6CC:
    case 0x6D2:
      return 0x64A;
    case 0x6A9:
      return 0x643;  // Farsi kaf → kaf
    case 0x131:
      return U'i';  // dotless i
    case 0xDF:
      return U's';  // ß
    case 0xF8:
      return U'o';
    case 0x142:
      return U'l';
    default:
      return c;
  }
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

}  // namespace

CodePoint decode_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + size > text.size()) return {};
  char32_t value = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if (!is_continuation(text[at + i])) return {};
    value = value << 6U | (byte(i) & 0x3FU);
  }
  const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
  if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, size};
}

CodePoint decode_before(std::string_view text, std::size_t end) {
  for (std::size_t size = 1; size <= 4 && size <= end; ++size) {
    if (is_continuation(text[end - size])) continue;
    const CodePoint found = decode_at(text, end - size);
    return found.size == size ? found : CodePoint{};
  }
  return {};
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6U);
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12U);
    put(0x80 | (c >> 6U & 0x3F));
  } else {
    put(0xF0 | c >> 18U);
    put(0x80 | (c >> 12U & 0x3F));
    put(0x80 | (c >> 6U & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

std::size_t boundary_before(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  for (int back = 0; back < 3 && at > 0 && is_continuation(text[at]); ++back) --at;
  return at;
}

Folding::Folding(std::string_view raw) : raw_(raw) {
  CHECK(raw.size() < 0xFFFFFFFF);
  std::size_t at = 0;
  while ((at = next_odd_byte(raw_, at)) < raw_.size()) at += fold_at(at);
  if (!edits_.empty()) folded_.append(raw_.substr(copied_));
}

// Folds the character at raw_[at]; returns its size in bytes.
std::size_t Folding::fold_at(std::size_t at) {
  if (raw_[at] == '&') {
    const Decoded entity = decode_entity(raw_, at);
    if (entity.size == 0) return 1;
    replace(at, entity.size, entity.is, Undoing::entity);
    return entity.size;
  }
  const CodePoint c = decode_at(raw_, at);
  if (const std::optional<Fold> fold = fold_character(c.value))
    replace(at, c.size, fold->with, fold->undoing);
  return c.size;
}

void Folding::replace(std::size_t raw_at, std::size_t raw_size, std::string_view with,
                      Undoing undoing) {
  folded_.append(raw_.substr(copied_, raw_at - copied_));
  edits_.push_back({static_cast<std::uint32_t>(folded_.size()), static_cast<std::uint32_t>(raw_at),
                    static_cast<std::uint8_t>(with.size()), static_cast<std::uint8_t>(raw_size),
                    undoing});
  folded_.append(with);
  copied_ = raw_at + raw_size;
}

std::size_t Folding::raw_begin(std::size_t at) const {
  const auto after = std::upper_bound(edits_.begin(), edits_.end(), at,
                                      [](std::size_t v, const Edit& e) { return v < e.folded; });
  if (after == edits_.begin()) return at;
  const Edit& last = *std::prev(after);
  if (at < last.folded + last.folded_size) return last.raw;
  return last.raw + last.raw_size + (at - last.folded - last.folded_size);
}

std::size_t Folding::raw_end(std::size_t end) const {
  if (end == 0) return 0;
  const auto after = std::upper_bound(edits_.begin(), edits_.end(), end - 1,
                                      [](std::size_t v, const Edit& e) { return v < e.folded; });
  if (after == edits_.begin()) return end;
  const Edit& last = *std::prev(after);
  if (end - 1 < last.folded + last.folded_size) return last.raw + last.raw_size;
  return last.raw + last.raw_size + (end - last.folded - last.folded_size);
}

Undoings Folding::undone_within(std::size_t begin, std::size_t end) const {
  Undoings out;
  auto edit = std::lower_bound(edits_.begin(), edits_.end(), begin,
                               [](const Edit& e, std::size_t v) { return e.folded < v; });
  for (; edit != edits_.end() && edit->folded < end; ++edit)
    if (edit->folded_size > 0 || edit->folded > begin) out.add(edit->undoing);
  return out;
}

char latin_lookalike(char32_t c) {
  const auto found =
      std::lower_bound(lookalikes.begin(), lookalikes.end(), c,
                       [](const Lookalike& l, char32_t value) { return l.foreign < value; });
  return found != lookalikes.end() && found->foreign == c ? found->latin : '\0';
}

bool is_foreign_letter(char32_t c) {
  // Russian and Arabic, of which most questions are.
  if ((c >= 0x410 && c <= 0x44F) || (c >= 0x620 && c <= 0x63F)) return true;
  return c != bad_byte && c >= 0xAA && u_isalnum(static_cast<UChar32>(c)) != 0;
}

char32_t fold_letter(char32_t c) {
  if (c < 0x80) {
    if (c >= U'A' && c <= U'Z') return c + 32;
    const bool plain = (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9');
    return plain ? c : letter_break;
  }
  if (c == bad_byte) return letter_break;
  if (c == 0x640 || in_ranges(invisible, c)) return letter_none;
  std::array<UChar, 32> parts{};
  if (decompose(c, parts) > 0 && !U16_IS_SURROGATE(parts[0])) c = parts[0];
  const int8_t type = u_charType(static_cast<UChar32>(c));
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK) return letter_none;
  if (type == U_DECIMAL_DIGIT_NUMBER)
    return U'0' + static_cast<char32_t>(u_charDigitValue(static_cast<UChar32>(c)));
  if (u_isalpha(static_cast<UChar32>(c)) == 0) return letter_break;
  return one_spelling(
      static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT)));
}

std::string decode_base64(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  if (text.size() % 4 == 1) return {};
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) return {};
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const char byte = static_cast<char>(bits >> static_cast<unsigned>(held));
    if (static_cast<unsigned char>(byte) < 0x20 && byte != '\n' && byte != '\r') return {};
    out.push_back(byte);
  }
  return out;
}

}  // namespace godwit
