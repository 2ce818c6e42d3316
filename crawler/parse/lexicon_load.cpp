// SPDX-License-Identifier: Apache-2.0
// From seeds/lexicon.toml to the tables of the scan.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <utility>

#include "crawler/parse/lexicon.h"
#include "crawler/parse/lexicon_table.h"
#include "crawler/parse/text.h"

namespace godwit {
namespace {

constexpr std::uint32_t gap_words = 2;  // what "…" may stand for

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
  const PhraseWord& telling_word_of(const Phrase& phrase) const {
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
    std::set<Spelling> wide, narrow;
    for (Phrase& phrase : phrases_) {
      const PhraseWord& telling = telling_word_of(phrase);
      if (phrase.announce != 0 && common_in(telling) > 0) phrase.announce |= cue_near;
      tables_.phrases.add(phrase);
      if (phrase.announce == 0) continue;
      std::set<Spelling>& reach = is_narrow({0, 0, phrase.announce}) ? narrow : wide;
      reach.insert(telling.spellings.begin(), telling.spellings.end());
    }
    tables_.wide_telling.assign(wide.begin(), wide.end());
    tables_.narrow_telling.assign(narrow.begin(), narrow.end());
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
  if (!tables.phrases.close())
    return reader.trouble(root.source(), "more phrases than the table can hold");
  return tables;
}

}  // namespace godwit
