// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/lexicon_table.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <utility>

#include "crawler/parse/lexicon.h"
#include "crawler/parse/text.h"

namespace godwit {
namespace {

constexpr std::uint32_t gap_words = 2;      // what "…" may stand for
constexpr std::size_t most_nodes = 65'535;  // of the trie: its numbers are 16 bits
constexpr std::size_t most_letters = 250;   // different ones, all languages together: 8 bits

constexpr std::array<std::string_view, 10> class_names = {
    "backup", "new", "moved", "deleted", "spread", "ad", "disavowal", "old", "gone", "not"};
constexpr std::array<std::uint16_t, 10> class_bits = {
    announce_backup, announce_new,       announce_moved, announce_deleted, announce_spread,
    announce_ad,     announce_disavowal, cue_old,        cue_gone,         0};

// Sets of a language by their names.
using Sets = std::map<std::string, std::vector<Spelling>, std::less<>>;

// A phrase as it is written: "word*" is a stem, "{name}" any word of a set; "…" lets other words
// stand between; marks and spaces part words.
class PhraseReader {
 public:
  PhraseReader(std::string_view text, const Sets& sets) : text_(text), sets_(sets) {}

  // nullopt: no phrase, or of a set that there is not.
  std::optional<Phrase> read() {
    for (std::size_t at = 0; at < text_.size();) {
      if (text_[at] == '{') {
        if (!read_set(at)) return std::nullopt;
        continue;
      }
      const CodePoint c = decode_at(text_, at);
      at += c.size;
      if (!take(c.value)) return std::nullopt;
    }
    close();
    if (phrase_.words.empty() || phrase_.words.front().gap > 0) return std::nullopt;
    return std::move(phrase_);
  }

 private:
  bool take(char32_t c) {
    const char32_t letter = fold_letter(c);
    if (c == U'*') {
      word_.stem = true;
      return !word_.letters.empty();
    }
    if (c == U'…' || letter == letter_break) close();
    if (c == U'…') gap_ = gap_words;
    if (c != U'…' && letter != letter_break && letter != letter_none)
      word_.letters.push_back(letter);
    return true;
  }

  bool read_set(std::size_t& at) {
    const std::size_t end = text_.find('}', at);
    if (end == std::string_view::npos) return false;
    const auto set = sets_.find(text_.substr(at + 1, end - at - 1));
    if (set == sets_.end()) return false;
    close();
    phrase_.words.push_back({set->second, std::exchange(gap_, 0)});
    at = end + 1;
    return true;
  }

  void close() {
    if (!word_.letters.empty())
      phrase_.words.push_back({{std::move(word_)}, std::exchange(gap_, 0)});
    word_ = {};
  }

  std::string_view text_;
  const Sets& sets_;
  Phrase phrase_;
  Spelling word_;
  std::uint32_t gap_ = 0;
};

// Arabic words are written with the article in the table, and match without it as well.
void add_bare(PhraseWord& word) {
  constexpr std::u32string_view article = U"ال";
  const std::size_t written = word.spellings.size();
  for (std::size_t i = 0; i < written; ++i) {
    Spelling bare = word.spellings[i];
    if (bare.letters.size() <= article.size() + 2 || !bare.letters.starts_with(article)) continue;
    bare.letters.erase(0, article.size());
    word.spellings.push_back(std::move(bare));
  }
}

// Reads [[sets]] rows (language, name, words), then [[cues]] rows: language, class, phrases, and
// which of them were seen in the field.
class Reader {
 public:
  Reader(LexiconTables& tables, std::string_view file) : tables_(tables), file_(file) {}

  std::optional<Error> read_all(const toml::table& root) {
    if (auto error = unknown_key(root, {"sets", "cues"})) return error;
    if (const toml::node* sets = root.get("sets"))
      if (auto error = read_sets(*sets)) return error;
    const toml::array* rows = root["cues"].as_array();
    if (rows == nullptr) return trouble(root.source(), "no [[cues]] rows");
    for (const toml::node& row : *rows) {
      if (!row.is_table()) return trouble(row.source(), "a [[cues]] row must be a table");
      if (auto error = read_row(*row.as_table())) return error;
    }
    fill_tables();
    return std::nullopt;
  }

  Error trouble(const toml::source_region& at, const std::string& what) const {
    return {Trouble::usage,
            fmt::format("{}:{}:{}: {}", file_, at.begin.line, at.begin.column, what)};
  }

 private:
  std::optional<Error> read_sets(const toml::node& node) {
    const toml::array* rows = node.as_array();
    if (rows == nullptr) return trouble(node.source(), "\"sets\" must be [[sets]] rows");
    for (const toml::node& row : *rows) {
      if (!row.is_table()) return trouble(row.source(), "a [[sets]] row must be a table");
      if (auto error = read_set(*row.as_table())) return error;
    }
    return std::nullopt;
  }

  std::optional<Error> read_set(const toml::table& row) {
    if (auto error = unknown_key(row, {"language", "name", "words"})) return error;
    const Result<std::string> language = language_of(row);
    if (!language) return language.error();
    const std::string name = row["name"].value_or<std::string>("");
    const toml::array* words = row["words"].as_array();
    if (name.empty() || words == nullptr || words->empty())
      return trouble(row.source(), "a [[sets]] row has a name and words");
    std::vector<Spelling>& set = sets_[language.value()][name];
    if (!set.empty()) return trouble(row.source(), fmt::format("a second set \"{}\"", name));
    const Sets none;
    for (const toml::node& word : *words) {
      const auto text = word.value<std::string>();
      const auto read = text ? PhraseReader(*text, none).read() : std::nullopt;
      if (!read || read->words.size() != 1)
        return trouble(word.source(),
                       "a set holds single words, each with an optional * at its end");
      set.push_back(read->words.front().spellings.front());
    }
    if (name == "common")
      for (const Spelling& each : set) common_.insert(each.letters);
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    return std::nullopt;
  }

  std::optional<Error> read_row(const toml::table& row) {
    if (auto error = unknown_key(row, {"language", "class", "phrases", "labels", "attested"}))
      return error;
    const Result<std::string> language = language_of(row);
    if (!language) return language.error();
    const Result<std::size_t> kind = class_of(row);
    if (!kind) return kind.error();
    for (const std::string_view key : {"phrases", "labels", "attested"})
      if (const toml::node* node = row.get(key))
        if (auto error =
                read_phrases(*node, key, language.value(),
                             static_cast<std::uint16_t>(class_bits[kind.value()] |
                                                        (key == "labels" ? cue_label : 0))))
          return error;
    return std::nullopt;
  }

  std::optional<Error> read_phrases(const toml::node& node, std::string_view key,
                                    const std::string& language, std::uint16_t announce) {
    const toml::array* list = node.as_array();
    if (list == nullptr) return trouble(node.source(), fmt::format("\"{}\" must be an array", key));
    for (const toml::node& item : *list) {
      const toml::value<std::string>* text = item.as_string();
      std::optional<Phrase> phrase =
          text == nullptr ? std::nullopt : PhraseReader(text->get(), sets_[language]).read();
      if (!phrase)
        return trouble(item.source(),
                       "a phrase is words, each with an optional * at its end, {name} for any of a "
                       "set of this language, and … between words");
      phrase->announce = announce;
      phrase->arabic = language == "ar";
      if (phrase->arabic) std::for_each(phrase->words.begin(), phrase->words.end(), add_bare);
      add(*phrase);
    }
    return std::nullopt;
  }

  void add(const Phrase& phrase) {
    for (const PhraseWord& word : phrase.words) ++uses_[word.spellings];
    phrases_.push_back(phrase);
  }

  std::ptrdiff_t common_in(const PhraseWord& word) const {
    return std::count_if(word.spellings.begin(), word.spellings.end(),
                         [this](const Spelling& each) { return common_.contains(each.letters); });
  }

  // The word of a phrase that fewest other phrases have, a common or a short one only where there
  // is no other, since prose is full of those: "backup" of "the backup of our channel".
  const PhraseWord& anchor_of(const Phrase& phrase) const {
    const auto rank = [this](const PhraseWord& word) {
      std::size_t size = 0;
      for (const Spelling& each : word.spellings) size = std::max(size, each.letters.size());
      const int shortness = size < 3 ? 3 : size < 4 ? 2 : size < 6 ? 1 : 0;
      // Of two common words the one that tells of more phrases: "new" of "the new".
      const int uses = uses_.at(word.spellings);
      const auto common = common_in(word);
      return std::tuple(common, shortness, word.spellings.size(), common > 0 ? -uses : uses,
                        -std::ssize(word.spellings.front().letters));
    };
    return *std::ranges::min_element(phrase.words, {}, rank);
  }

  // A phrase of common words alone counts near references only, and silences anywhere.
  void fill_tables() {
    for (Phrase& phrase : phrases_) {
      const PhraseWord& anchor = anchor_of(phrase);
      if (phrase.announce != 0 && common_in(anchor) > 0) phrase.announce |= cue_near;
      tables_.phrases.add(phrase);
      if (phrase.announce == 0) continue;
      LexiconTable& anchors =
          is_narrow({0, 0, phrase.announce}) ? tables_.narrow_anchors : tables_.wide_anchors;
      anchors.add({{{anchor.spellings, 0}}, phrase.announce, phrase.arabic});
    }
  }

  std::optional<Error> unknown_key(const toml::table& table,
                                   std::initializer_list<std::string_view> known) const {
    for (const auto& [key, value] : table)
      if (std::find(known.begin(), known.end(), key.str()) == known.end())
        return trouble(key.source(), fmt::format("unknown key \"{}\"", key.str()));
    return std::nullopt;
  }

  // Any ISO 639 code: a new language is new rows, not new code.
  Result<std::string> language_of(const toml::table& row) const {
    const toml::node* node = row.get("language");
    if (node == nullptr) return trouble(row.source(), "missing key \"language\"");
    std::string value = node->value_or<std::string>("");
    const bool letters =
        std::all_of(value.begin(), value.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (value.size() < 2 || value.size() > 3 || !letters)
      return trouble(node->source(), "\"language\" must be a code such as \"en\"");
    return value;
  }

  // The row of class_names and class_bits.
  Result<std::size_t> class_of(const toml::table& row) const {
    const toml::node* node = row.get("class");
    if (node == nullptr) return trouble(row.source(), "missing key \"class\"");
    const std::string value = node->value_or<std::string>("");
    const auto found = std::find(class_names.begin(), class_names.end(), value);
    if (found == class_names.end())
      return trouble(node->source(), fmt::format("unknown class \"{}\"", value));
    return static_cast<std::size_t>(found - class_names.begin());
  }

  LexiconTables& tables_;
  std::string_view file_;
  std::vector<Phrase> phrases_;
  std::map<std::string, Sets> sets_;           // by language
  std::set<std::u32string> common_;            // words of all sets of that name
  std::map<std::vector<Spelling>, int> uses_;  // how many times each word is in a phrase
};

}  // namespace

LexiconTable::LexiconTable() : grown_(1), uses_(1), steps_(1) {}

std::uint32_t LexiconTable::set_of(const std::vector<Spelling>& spellings) {
  const auto fresh = static_cast<std::uint32_t>(sets_.size());
  const auto [known, is_new] = sets_.try_emplace(spellings, fresh);
  if (is_new) {
    begins_.push_back(false);
    for (const Spelling& spelling : spellings) add_use(spelling, fresh);
  }
  return known->second;
}

void LexiconTable::add(const Phrase& phrase) {
  std::uint32_t step = 0;
  for (const PhraseWord& word : phrase.words) step = add_step(step, word, phrase.arabic);
  PhraseStep& last = steps_[step];
  if ((phrase.announce & cue_label) != 0) {
    last.label |= phrase.announce;
  } else if ((phrase.announce & (cue_old | cue_gone)) != 0) {
    last.past |= phrase.announce;
  } else if ((phrase.announce & cue_near) != 0) {
    last.near |= phrase.announce;
  } else {
    last.announce |= phrase.announce;
    last.complete = true;
  }
}

// The step for this word after `parent`.
std::uint32_t LexiconTable::add_step(std::uint32_t parent, const PhraseWord& word, bool arabic) {
  const std::uint32_t set = set_of(word.spellings);
  const auto fresh = static_cast<std::uint32_t>(steps_.size());
  std::uint32_t& first = steps_after_[std::uint64_t{parent} << 32U | set];
  for (std::uint32_t each = first; each != 0; each = steps_[each].twin)
    if (steps_[each].gap == word.gap && steps_[each].arabic == arabic) return each;
  if (parent == 0) begins_[set] = true;
  steps_[parent].goes_on |= std::uint64_t{1} << set % 64;
  PhraseStep& step = steps_.emplace_back();
  step.gap = word.gap;
  step.arabic = arabic;
  step.twin = first;
  return first = fresh;
}

void LexiconTable::add_use(const Spelling& spelling, std::uint32_t set) {
  std::size_t node = 0;
  for (const char32_t letter : spelling.letters) {
    const auto fresh_symbol = static_cast<Symbol>(first_letter + symbols_.size());
    const Symbol symbol = symbols_.try_emplace(letter, fresh_symbol).first->second;
    const auto [child, grew] =
        grown_[node].try_emplace(symbol, static_cast<std::uint32_t>(grown_.size()));
    node = child->second;
    if (!grew) continue;
    grown_.emplace_back();
    uses_.emplace_back();
  }
  uses_[node].push_back({set, spelling.stem});
}

bool LexiconTable::close() {
  if (grown_.size() > most_nodes || symbols_.size() > most_letters) return false;
  width_ = first_letter + symbols_.size();
  next_.assign(grown_.size() * width_, 0);
  for (std::size_t node = 0; node < grown_.size(); ++node)
    for (const auto& [symbol, child] : grown_[node])
      next_[node * width_ + symbol] = static_cast<std::uint16_t>(child);
  for (const std::vector<Use>& uses : uses_) {
    std::uint8_t ends = 0;
    for (const Use& use : uses) ends |= use.stem ? ends_a_stem : ends_a_word;
    ends_.push_back(ends);
  }
  for (std::size_t c = 0; c < common_.size(); ++c)
    common_[c] = find_symbol(static_cast<char32_t>(c));
  for (std::size_t c = 0; c < marks_.size(); ++c)
    marks_[c] = find_symbol(first_mark + static_cast<char32_t>(c));
  grown_.clear();
  sets_.clear();
  return true;
}

Symbol LexiconTable::find_symbol(char32_t c) const {
  const char32_t letter = fold_letter(c);
  if (letter == letter_break) return symbol_break;
  if (letter == letter_none) return symbol_none;
  const auto found = symbols_.find(letter);
  return found == symbols_.end() ? symbol_stranger : found->second;
}

Result<LexiconTables> load_lexicon_tables(std::string_view text, std::string_view file_name) {
  LexiconTables tables;
  Reader reader(tables, file_name);
  toml::table root;
  try {
    root = toml::parse(text);
  } catch (const toml::parse_error& error) {
    return reader.trouble(error.source(), std::string(error.description()));
  }
  if (std::optional<Error> error = reader.read_all(root)) return *error;
  if (!tables.phrases.close() || !tables.wide_anchors.close() || !tables.narrow_anchors.close())
    return reader.trouble(root.source(), "more phrases than the table can hold");
  return tables;
}

}  // namespace godwit
