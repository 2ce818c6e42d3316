// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/lexicon_table.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

#include "crawler/parse/lexicon.h"
#include "crawler/parse/text.h"

namespace godwit {
namespace {

constexpr std::uint32_t gap_words = 2;      // what "…" may stand for
constexpr std::size_t most_nodes = 65'535;  // of the trie: its numbers are 16 bits
constexpr std::size_t most_letters = 250;   // different ones, all languages together: 8 bits

constexpr std::array<std::string_view, 9> class_names = {
    "backup", "new", "moved", "deleted", "spread", "ad", "disavowal", "old", "not"};
constexpr std::array<std::uint16_t, 9> class_bits = {
    announce_backup,    announce_new,    announce_moved,
    announce_deleted,   announce_spread, announce_ad,
    announce_disavowal, cue_old,         0};

// "word*" is a stem; "…" lets other words stand between; marks and spaces part words.
std::optional<Phrase> read_phrase(std::string_view text) {
  Phrase phrase;
  PhraseWord word;
  std::uint32_t gap = 0;
  const auto close = [&] {
    if (!word.letters.empty()) phrase.words.push_back(std::move(word));
    word = PhraseWord{};
  };
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = decode_at(text, at);
    at += c.size;
    const char32_t letter = fold_letter(c.value);
    if (c.value == U'*') {
      if (word.letters.empty()) return std::nullopt;
      word.stem = true;
    } else if (c.value == U'…') {
      close();
      gap = gap_words;
    } else if (letter == letter_break) {
      close();
    } else if (letter != letter_none) {
      if (word.letters.empty()) word.gap = std::exchange(gap, 0);
      word.letters.push_back(letter);
    }
  }
  close();
  if (phrase.words.empty() || phrase.words.front().gap > 0) return std::nullopt;
  return phrase;
}

// Arabic phrases are written with the article in the table, and match without it as well.
std::optional<Phrase> without_articles(const Phrase& phrase) {
  constexpr std::u32string_view article = U"ال";
  Phrase bare = phrase;
  bool changed = false;
  for (PhraseWord& word : bare.words)
    if (word.letters.size() > article.size() + 2 && word.letters.starts_with(article)) {
      word.letters.erase(0, article.size());
      changed = true;
    }
  return changed ? std::optional(bare) : std::nullopt;
}

// Reads [[cues]] rows: language, class, phrases, and which of them were seen in the field.
class Reader {
 public:
  Reader(LexiconTables& tables, std::string_view file) : tables_(tables), file_(file) {}

  std::optional<Error> read_all(const toml::table& root) {
    if (auto error = unknown_key(root, {"cues"})) return error;
    const toml::array* rows = root["cues"].as_array();
    if (rows == nullptr) return trouble(root.source(), "no [[cues]] rows");
    for (const toml::node& row : *rows) {
      if (!row.is_table()) return trouble(row.source(), "a [[cues]] row must be a table");
      if (auto error = read_row(*row.as_table())) return error;
    }
    add_anchors();
    return std::nullopt;
  }

  Error trouble(const toml::source_region& at, const std::string& what) const {
    return {Trouble::usage,
            fmt::format("{}:{}:{}: {}", file_, at.begin.line, at.begin.column, what)};
  }

 private:
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
                read_phrases(*node, key, language.value() == "ar",
                             static_cast<std::uint16_t>(class_bits[kind.value()] |
                                                        (key == "labels" ? cue_label : 0))))
          return error;
    return std::nullopt;
  }

  std::optional<Error> read_phrases(const toml::node& node, std::string_view key, bool arabic,
                                    std::uint16_t announce) {
    const toml::array* list = node.as_array();
    if (list == nullptr) return trouble(node.source(), fmt::format("\"{}\" must be an array", key));
    for (const toml::node& item : *list) {
      const toml::value<std::string>* text = item.as_string();
      std::optional<Phrase> phrase = text == nullptr ? std::nullopt : read_phrase(text->get());
      if (!phrase)
        return trouble(
            item.source(),
            "a phrase is words, each with an optional * at its end, and … between words");
      phrase->announce = announce;
      phrase->arabic = arabic;
      add(*phrase);
      if (!arabic) continue;
      if (const std::optional<Phrase> bare = without_articles(*phrase)) add(*bare);
    }
    return std::nullopt;
  }

  void add(const Phrase& phrase) {
    tables_.phrases.add(phrase);
    for (const PhraseWord& word : phrase.words) ++uses_[word.letters];
    phrases_.push_back(phrase);
  }

  // The word of a phrase that fewest other phrases have, a short one only where there is no longer
  // one, since prose is full of short ones: "backup" of "the backup of our channel".
  void add_anchors() {
    const auto rarest = [this](const PhraseWord& a, const PhraseWord& b) {
      const auto rank = [this](const PhraseWord& word) {
        const std::size_t size = word.letters.size();
        const int shortness = size < 3 ? 3 : size < 4 ? 2 : size < 6 ? 1 : 0;
        return std::tuple(shortness, uses_.at(word.letters), -std::ssize(word.letters));
      };
      return rank(a) < rank(b);
    };
    for (const Phrase& phrase : phrases_) {
      const PhraseWord& anchor = *std::ranges::min_element(phrase.words, rarest);
      tables_.anchors.add({{{anchor.letters, anchor.stem, 0}}, phrase.announce, phrase.arabic});
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
  std::map<std::u32string, int> uses_;  // how many times each word is in a phrase
};

}  // namespace

LexiconTable::LexiconTable() : grown_(1), uses_(1), steps_(1) {}

void LexiconTable::add(const Phrase& phrase) {
  std::uint32_t step = 0;
  for (const PhraseWord& word : phrase.words) step = add_step(step, word, phrase.arabic);
  steps_[step].announce |= phrase.announce;
  steps_[step].complete = true;
}

// The step for this word after `parent`; a new one gets its word into the trie.
std::uint32_t LexiconTable::add_step(std::uint32_t parent, const PhraseWord& word, bool arabic) {
  const auto fresh_step = static_cast<std::uint32_t>(steps_.size());
  const auto [known, is_new] =
      step_index_.try_emplace({parent, word.letters, word.stem, word.gap, arabic}, fresh_step);
  if (!is_new) return known->second;
  steps_[parent].goes_on = true;
  steps_.push_back({parent, word.gap, 0, false, arabic, false});
  std::size_t node = 0;
  for (const char32_t letter : word.letters) {
    const auto fresh_symbol = static_cast<Symbol>(first_letter + symbols_.size());
    const Symbol symbol = symbols_.try_emplace(letter, fresh_symbol).first->second;
    const auto [child, grew] =
        grown_[node].try_emplace(symbol, static_cast<std::uint32_t>(grown_.size()));
    node = child->second;
    if (!grew) continue;
    grown_.emplace_back();
    uses_.emplace_back();
  }
  uses_[node].push_back({fresh_step, word.stem});
  return fresh_step;
}

bool LexiconTable::close() {
  if (grown_.size() > most_nodes || symbols_.size() > most_letters) return false;
  width_ = first_letter + symbols_.size();
  next_.assign(grown_.size() * width_, 0);
  for (std::size_t node = 0; node < grown_.size(); ++node)
    for (const auto& [symbol, child] : grown_[node])
      next_[node * width_ + symbol] = static_cast<std::uint16_t>(child);
  for (std::vector<Use>& uses : uses_) {
    std::uint8_t ends = 0;
    for (const Use& use : uses) ends |= use.stem ? ends_a_stem : ends_a_word;
    ends_.push_back(ends);
    std::stable_partition(uses.begin(), uses.end(),
                          [&](const Use& use) { return steps_[use.step].parent == 0; });
  }
  for (std::size_t c = 0; c < common_.size(); ++c)
    common_[c] = find_symbol(static_cast<char32_t>(c));
  for (std::size_t c = 0; c < marks_.size(); ++c)
    marks_[c] = find_symbol(first_mark + static_cast<char32_t>(c));
  grown_.clear();
  step_index_.clear();
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
  if (!tables.phrases.close() || !tables.anchors.close())
    return reader.trouble(root.source(), "more phrases than the table can hold");
  return tables;
}

}  // namespace godwit
