// SPDX-License-Identifier: Apache-2.0
// Folding and comparing names. The tables are short on purpose: they fold what people type to be
// found again, not all of Unicode.
#include "graph/names.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>

#include "graph/strings.h"

namespace godwit {

namespace {

// Words that say "a channel", "the official one", "the next one", but not whose.
constexpr auto generic_words = std::to_array<std::string_view>(
    {"ru",       "en",          "ar",      "com",    "net",        "org",      "official",
     "news",     "chat",        "channel", "group",  "backup",     "reserve",  "mirror",
     "new",      "old",         "alt",     "main",   "live",       "tv",       "the",
     "of",       "www",         "tg",      "bot",    "v",          "part",     "no",
     "our",      "join",        "link",    "canal",  "gruppe",     "kanal",    "secours",
     "respaldo", "cadangan",    "yedek",   "nuovo",  "nuevo",      "nouveau",  "канал",
     "чат",      "группа",      "новости", "резерв", "резервный",  "запасной", "зеркало",
     "новый",    "официальный", "قناه",    "القناه", "الاحتياطيه", "احتياطيه", "البديله",
     "الجديده",  "الرسميه",     "رسمي",    "اخبار"});

// Of these, what a reserve calls itself.
constexpr auto reserve_words = std::to_array<std::string_view>(
    {"backup", "reserve", "mirror", "secours", "respaldo", "cadangan", "yedek", "резерв",
     "резервный", "запасной", "зеркало", "الاحتياطيه", "احتياطيه", "البديله"});

// Host labels that name a service, not an owner.
constexpr auto generic_labels = std::to_array<std::string_view>(
    {"www", "m", "mobile", "en", "forum", "blog", "proxy", "mirror", "club", "tracker", "bt"});

// Second-level labels below which names are sold as below a top-level domain.
constexpr auto suffix_labels = std::to_array<std::string_view>(
    {"co", "com", "net", "org", "gov", "edu", "ac", "ddns", "sytes", "spdns", "hopto", "duckdns",
     "blogspot", "wordpress", "herokuapp", "github", "000webhostapp"});

template <class Table>
bool holds(const Table& table, std::string_view word) {
  return std::find(table.begin(), table.end(), word) != table.end();
}

struct Step {
  char32_t point;
  std::size_t bytes;  // 0 at the end
};

constexpr char32_t bad = 0xFFFFFFFF;

Step decode(std::string_view s) {
  if (s.empty()) return {bad, 0};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;
  if (length == 1 || first > 0xF4 || s.size() < length) return {bad, 1};
  char32_t point = first & (0xFF >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {bad, 1};
    point = (point << 6) | (byte(i) & 0x3F);
  }
  return {point, length};
}

void encode(char32_t point, std::string& out) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | (point >> 12));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (point >> 18));
    out += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  }
}

constexpr char32_t drop = 0;      // leaves no trace
constexpr char32_t divide = ' ';  // parts two words

bool invisible(char32_t c) {
  return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0x00AD || c == 0x061C || c == 0x0640 || c == 0xFEFF ||
         (c >= 0x064B && c <= 0x065F) || c == 0x0670 || (c >= 0x0300 && c <= 0x036F) ||
         (c >= 0xFE00 && c <= 0xFE0F);
}

// A base letter for each of U+00C0 .. U+00FF.
constexpr std::string_view latin_1_base =
    "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty";

char32_t fold_letter(char32_t c) {
  if (c < 0x80) {
    if (c >= 'A' && c <= 'Z') return c + 32;
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : divide;
  }
  if (invisible(c)) return drop;
  if (c >= 0xC0 && c <= 0xFF) return static_cast<char32_t>(latin_1_base[c - 0xC0]);
  if (c >= 0x0391 && c <= 0x03A9) return c + 32;
  if (c == 0x0401 || c == 0x0451) return 0x0435;  // Ё ё as е
  if (c >= 0x0410 && c <= 0x042F) return c + 32;
  if (c >= 0x0400 && c <= 0x040F) return c + 80;
  if (c == 0x0622 || c == 0x0623 || c == 0x0625) return 0x0627;  // alef with marks
  if (c == 0x0629) return 0x0647;                                // teh marbuta
  if (c == 0x0649) return 0x064A;                                // alef maksura
  if (c >= 0x0660 && c <= 0x0669) return c - 0x0660 + '0';
  if (c >= 0x06F0 && c <= 0x06F9) return c - 0x06F0 + '0';
  if (c >= 0xFF01 && c <= 0xFF5E) return fold_letter(c - 0xFEE0);
  if (c < 0xC0 || (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) || c == 0x060C ||
      c == 0x061B || c == 0x061F || c >= 0x1F000)
    return divide;
  return c;
}

// What a letter looks like: one stands for all that the eye takes for it.
char32_t look_of(char32_t c) {
  switch (c) {
    case '0':
      return 'o';
    case '1':
    case 'i':
    case '|':
    case 0x0456:
      return 'l';
    case '3':
      return 'e';
    case '4':
      return 'a';
    case '5':
      return 's';
    case 0x0430:
      return 'a';
    case 0x0435:
      return 'e';
    case 0x043E:
      return 'o';
    case 0x0440:
      return 'p';
    case 0x0441:
      return 'c';
    case 0x0443:
      return 'y';
    case 0x0445:
      return 'x';
    case 0x0455:
      return 's';
    case 0x0458:
      return 'j';
    default:
      return c;
  }
}

std::string skeleton_of(std::string_view plain) {
  std::string out;
  for (Step step = decode(plain); step.bytes > 0; step = decode(plain)) {
    plain.remove_prefix(step.bytes);
    if (step.point != bad) encode(look_of(step.point), out);
  }
  for (std::size_t at = 0; (at = out.find("rn", at)) != std::string::npos;) out.replace(at, 2, "m");
  for (std::size_t at = 0; (at = out.find("vv", at)) != std::string::npos;) out.replace(at, 2, "w");
  return out;
}

// As the letters from U+0430 on are commonly written in Latin ones.
constexpr auto cyrillic = std::to_array<std::string_view>(
    {"a", "b", "v", "g", "d", "e",  "zh", "z",  "i",  "i",   "k", "l", "m", "n", "o",  "p",
     "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "sch", "",  "y", "",  "e", "yu", "ya"});

// Empty where it holds other letters.
std::string in_latin_letters(std::string_view word) {
  std::string out;
  for (Step step = decode(word); step.bytes > 0; step = decode(word)) {
    word.remove_prefix(step.bytes);
    if (step.point >= 0x0430 && step.point < 0x0430 + cyrillic.size())
      out += cyrillic[step.point - 0x0430];
    else if (step.point >= 'a' && step.point <= 'z')
      out += static_cast<char>(step.point);
    else
      return "";
  }
  return out;
}

bool is_number(std::string_view word) { return word[0] >= '0' && word[0] <= '9'; }

std::vector<std::uint32_t> grams_of(std::string_view stem) {
  std::vector<std::uint32_t> grams;
  if (stem.empty()) return grams;
  const std::string padded = "^" + std::string(stem) + "$";
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < padded.size();) {
    starts.push_back(at);
    at += std::max<std::size_t>(decode(std::string_view(padded).substr(at)).bytes, 1);
  }
  starts.push_back(padded.size());
  for (std::size_t i = 0; i + 3 < starts.size(); ++i)
    grams.push_back(static_cast<std::uint32_t>(
        hash_of(std::string_view(padded).substr(starts[i], starts[i + 3] - starts[i]))));
  std::sort(grams.begin(), grams.end());
  grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
  return grams;
}

std::uint64_t hash_or_none(std::string_view text) { return text.empty() ? 0 : hash_of(text); }

// Generation numbers are small; a year or a house number is none.
int generation_of(std::string_view digits) {
  int value = -1;
  if (digits.size() <= 4) std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

// The word that counts generations: a number at the end, but for generic words ("news 3 official").
std::size_t generation_word(const std::vector<std::string>& words) {
  for (std::size_t i = words.size(); i-- > 1;) {
    if (is_number(words[i])) return generation_of(words[i]) >= 0 ? i : words.size();
    if (!holds(generic_words, words[i])) break;
  }
  return words.size();
}

Name name_of_words(const std::vector<std::string>& words) {
  Name name;
  std::string plain;
  const std::size_t generation = generation_word(words);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i == generation) continue;
    plain += words[i];
    if (!holds(generic_words, words[i])) name.stem += words[i];
  }
  if (generation < words.size()) name.number = generation_of(words[generation]);
  name.grams = grams_of(name.stem);
  for (const std::uint32_t gram : name.grams)
    name.gram_bits[gram >> 6 & 3] |= std::uint64_t{1} << (gram & 63);
  name.stem_hash = hash_or_none(name.stem);
  name.plain = hash_or_none(plain);
  name.skeleton = hash_or_none(skeleton_of(plain));
  return name;
}

// "www4", "ww1", "wvw": a counter before the name, not a name.
bool counts_as_www(std::string_view label) {
  const auto letters = label.substr(0, label.find_first_of("0123456789"));
  return !letters.empty() && letters.size() <= 4 &&
         letters.find_first_not_of("wv") == std::string_view::npos;
}

std::vector<std::string_view> labels_of(std::string_view host) {
  std::vector<std::string_view> labels;
  while (!host.empty()) {
    const auto dot = host.find('.');
    labels.push_back(host.substr(0, dot));
    host.remove_prefix(dot == std::string_view::npos ? host.size() : dot + 1);
  }
  return labels;
}

}  // namespace

std::string fold(std::string_view text) {
  std::string out;
  bool gap = false;
  for (Step step = decode(text); step.bytes > 0; step = decode(text)) {
    text.remove_prefix(step.bytes);
    const char32_t c = step.point == bad ? drop : fold_letter(step.point);
    if (c == drop) continue;
    if (c == divide) {
      gap = !out.empty();
      continue;
    }
    if (gap) out += ' ';
    gap = false;
    encode(c, out);
  }
  return out;
}

std::vector<std::string> words_of(std::string_view folded) {
  std::vector<std::string> words;
  bool in_word = false, in_number = false;
  for (const char c : folded) {
    const bool digit = c >= '0' && c <= '9';
    if (c == ' ') {
      in_word = false;
      continue;
    }
    if (!in_word || digit != in_number) words.emplace_back();
    words.back() += c;
    in_word = true;
    in_number = digit;
  }
  return words;
}

std::vector<std::string> telling_words(std::string_view folded) {
  std::vector<std::string> words = words_of(folded);
  std::erase_if(
      words, [](const std::string& word) { return is_number(word) || holds(generic_words, word); });
  return words;
}

bool names_a_reserve(std::string_view folded) {
  const std::vector<std::string> words = words_of(folded);
  return std::ranges::any_of(words, [](const auto& word) { return holds(reserve_words, word); });
}

std::vector<std::string> latin_words(std::string_view folded) {
  constexpr std::size_t shortest = 5;
  std::vector<std::string> latin;
  for (const std::string& word : telling_words(folded)) {
    std::string written = in_latin_letters(word);
    if (written.size() >= shortest) latin.push_back(std::move(written));
  }
  return latin;
}

std::uint64_t sketch_of(std::string_view text) {
  const std::vector<std::string> words = words_of(fold(text));
  if (words.empty()) return 0;
  std::array<int, 64> votes{};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint64_t hash =
        mix(hash_of(words[i]) ^ (i + 1 < words.size() ? mix(hash_of(words[i + 1])) : 0));
    for (std::size_t bit = 0; bit < 64; ++bit) votes[bit] += (hash >> bit) & 1 ? 1 : -1;
  }
  std::uint64_t sketch = 0;
  for (std::size_t bit = 0; bit < 64; ++bit)
    if (votes[bit] > 0) sketch |= std::uint64_t{1} << bit;
  return sketch == 0 ? 1 : sketch;
}

bool same_sketch(std::uint64_t a, std::uint64_t b) {
  return a != 0 && b != 0 && std::popcount(a ^ b) <= 3;
}

Name handle_name(std::string_view handle) { return name_of_words(words_of(fold(handle))); }

Name title_name(std::string_view title) { return folded_name(fold(title)); }

Name folded_name(std::string_view folded) { return name_of_words(words_of(folded)); }

Name host_name(std::string_view host) {
  std::vector<std::string_view> labels = labels_of(host.substr(0, host.find(':')));
  std::size_t suffix = labels.size() > 1 ? 1 : 0;
  if (labels.size() > 2 && holds(suffix_labels, labels[labels.size() - 2])) suffix = 2;
  labels.resize(labels.size() - suffix);
  const std::string_view domain = labels.empty() ? host : labels.back();
  std::string_view telling = domain;
  for (auto each = labels.rbegin(); each != labels.rend(); ++each)
    if (!counts_as_www(*each) && !holds(generic_labels, *each)) telling = *each;
  Name name = name_of_words(words_of(fold(telling)));
  if (telling != domain) name.parent = hash_or_none(domain);
  return name;
}

namespace {

// Where one stem stands in the other, all its trigrams do, but for the first and the last.
bool may_stand_in(const Name& a, const Name& b) {
  int missing = 0;
  for (std::size_t i = 0; i < a.gram_bits.size(); ++i)
    for (std::uint64_t bits = a.gram_bits[i] & ~b.gram_bits[i]; bits != 0; bits &= bits - 1)
      if (++missing > 2) return false;
  return true;
}

}  // namespace

Alike compare(const Name& a, const Name& b, double gram_overlap) {
  if (a.stem_hash == 0 || b.stem_hash == 0) return Alike::unknown;
  if (a.stem_hash == b.stem_hash) return Alike::same;
  if (a.skeleton == b.skeleton && a.plain != b.plain) return Alike::look_alike;
  const Alike by_grams = gram_overlap >= 0.3   ? Alike::some
                         : gram_overlap >= 0.1 ? Alike::little
                                               : Alike::nothing;
  if (!may_stand_in(a, b) && !may_stand_in(b, a)) return by_grams;
  const auto& [shorter, longer] =
      a.stem.size() < b.stem.size() ? std::tie(a.stem, b.stem) : std::tie(b.stem, a.stem);
  const bool contained = shorter.size() >= 4 && longer.find(shorter) != std::string::npos;
  return contained ? Alike::contained : by_grams;
}

}  // namespace godwit
