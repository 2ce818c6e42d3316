// SPDX-License-Identifier: Apache-2.0
// The table compiles to one trie over folded words. A word of the text is walked down the trie
// once; where it matches a word of a phrase, the phrase's progress is moved on. Linear in the text:
// a walk ends at the first letter no phrase has, and only a few phrases are ever in progress.
#include "crawler/parse/lexicon.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>

#include "crawler/parse/text.h"

namespace godwit {
namespace {

constexpr std::uint32_t gap_words = 2;        // what "…" may stand for
constexpr std::uint32_t sentence_jump = 8;    // words that a full stop or a line break counts for
constexpr std::size_t most_in_progress = 64;  // phrases begun at once; older ones are forgotten

struct ClassName {
  std::string_view name;
  std::uint16_t announce;
};
constexpr std::array<ClassName, 9> class_names = {{{"backup", announce_backup},
                                                   {"new", announce_new},
                                                   {"moved", announce_moved},
                                                   {"deleted", announce_deleted},
                                                   {"spread", announce_spread},
                                                   {"ad", announce_ad},
                                                   {"disavowal", announce_disavowal},
                                                   {"old", cue_old},
                                                   {"not", 0}}};

constexpr std::array<std::string_view, 9> languages = {"en", "ar", "fr", "it", "ru",
                                                       "es", "de", "id", "tr"};

// One word of a phrase, folded.
struct Word {
  std::u32string letters;
  bool stem = false;      // more letters may follow
  std::uint32_t gap = 0;  // words that may stand before it
};

struct Phrase {
  std::vector<Word> words;
  std::uint16_t announce = 0;
  bool arabic = false;
};

// Where a word of a phrase sits in the trie.
struct Use {
  std::uint32_t phrase = 0;
  std::uint32_t word = 0;
};

struct Node {
  std::map<char32_t, std::uint32_t> next;
  std::vector<Use> uses;  // words that end here
};

bool is_sentence_end(char32_t c) {
  return c == U'\n' || c == U'!' || c == U'?' || c == U';' || c == 0x61F || c == 0x6D4 ||
         c == 0x2028;
}

}  // namespace

struct Lexicon::State {
  std::vector<Phrase> phrases;
  std::vector<Node> trie = std::vector<Node>(1);
  std::array<char32_t, 0x800> letters{};  // fold_letter of one- and two-byte characters

  char32_t fold(char32_t c) const { return c < letters.size() ? letters[c] : fold_letter(c); }
  void add(Phrase phrase);
};

void Lexicon::State::add(Phrase phrase) {
  const auto index = static_cast<std::uint32_t>(phrases.size());
  for (std::uint32_t w = 0; w < phrase.words.size(); ++w) {
    std::uint32_t at = 0;
    for (const char32_t letter : phrase.words[w].letters) {
      const auto [found, fresh] =
          trie[at].next.try_emplace(letter, static_cast<std::uint32_t>(trie.size()));
      at = found->second;
      if (fresh) trie.emplace_back();
    }
    trie[at].uses.push_back({index, w});
  }
  phrases.push_back(std::move(phrase));
}

namespace {

// -- the table ------------------------------------------------------------------------------------

std::optional<Phrase> read_phrase(std::string_view text) {
  Phrase phrase;
  Word word;
  std::uint32_t gap = 0;
  const auto close = [&] {
    if (!word.letters.empty()) phrase.words.push_back(std::move(word));
    word = Word{};
  };
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = decode_at(text, at);
    at += c.size;
    const char32_t letter = fold_letter(c.value);
    if (c.value == U'*') {
      if (word.letters.empty()) return std::nullopt;
      word.stem = true;
    } else if (c.value == 0x2026) {
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
  for (Word& word : bare.words)
    if (word.letters.size() > 4 && word.letters.starts_with(article)) {
      word.letters.erase(0, article.size());
      changed = true;
    }
  return changed ? std::optional(bare) : std::nullopt;
}

Error trouble(std::string_view file, const toml::source_region& at, const std::string& what) {
  return {Trouble::usage, fmt::format("{}:{}:{}: {}", file, at.begin.line, at.begin.column, what)};
}

std::optional<Error> unknown_key(const toml::table& table, std::string_view file,
                                 std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : table)
    if (std::find(known.begin(), known.end(), key.str()) == known.end())
      return trouble(file, key.source(), fmt::format("unknown key \"{}\"", key.str()));
  return std::nullopt;
}

// The value of `key` if it is one of `names`.
template <class Names>
Result<std::size_t> choice(const toml::table& row, std::string_view file, std::string_view key,
                           const Names& names) {
  const toml::node* node = row.get(key);
  if (node == nullptr) return trouble(file, row.source(), fmt::format("missing key \"{}\"", key));
  const std::string value = node->value_or<std::string>("");
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == value) return i;
  return trouble(file, node->source(), fmt::format("unknown {} \"{}\"", key, value));
}

std::array<std::string_view, class_names.size()> names_of_classes() {
  std::array<std::string_view, class_names.size()> names;
  std::transform(class_names.begin(), class_names.end(), names.begin(),
                 [](const ClassName& c) { return c.name; });
  return names;
}

}  // namespace

// One [[cues]] row: language, class, phrases, and which of them were seen in the field.
class Lexicon::Reader {
 public:
  Reader(State& state, std::string_view file) : state_(state), file_(file) {}

  std::optional<Error> read(const toml::table& row) {
    if (auto error = unknown_key(row, file_, {"language", "class", "phrases", "attested"}))
      return error;
    const Result<std::size_t> language = choice(row, file_, "language", languages);
    if (!language) return language.error();
    const Result<std::size_t> kind = choice(row, file_, "class", names_of_classes());
    if (!kind) return kind.error();
    for (const std::string_view key : {"phrases", "attested"}) {
      const toml::node* node = row.get(key);
      if (node == nullptr) continue;
      if (auto error = read_phrases(*node, key, languages[language.value()] == "ar",
                                    class_names[kind.value()].announce))
        return error;
    }
    return std::nullopt;
  }

 private:
  std::optional<Error> read_phrases(const toml::node& node, std::string_view key, bool arabic,
                                    std::uint16_t announce) {
    const toml::array* list = node.as_array();
    if (list == nullptr)
      return trouble(file_, node.source(), fmt::format("\"{}\" must be an array", key));
    for (const toml::node& item : *list) {
      const toml::value<std::string>* text = item.as_string();
      std::optional<Phrase> phrase = text == nullptr ? std::nullopt : read_phrase(text->get());
      if (!phrase)
        return trouble(
            file_, item.source(),
            "a phrase is words, each with an optional * at its end, and … between words");
      phrase->announce = announce;
      phrase->arabic = arabic;
      if (arabic)
        if (std::optional<Phrase> bare = without_articles(*phrase)) state_.add(std::move(*bare));
      state_.add(std::move(*phrase));
    }
    return std::nullopt;
  }

  State& state_;
  std::string_view file_;
};

Lexicon::Lexicon(Lexicon&&) noexcept = default;
Lexicon& Lexicon::operator=(Lexicon&&) noexcept = default;
Lexicon::~Lexicon() = default;

Result<Lexicon> Lexicon::load(std::string_view text, std::string_view file_name) {
  Lexicon lexicon;
  lexicon.state_ = std::make_unique<State>();
  State& state = *lexicon.state_;
  for (std::size_t c = 0; c < state.letters.size(); ++c)
    state.letters[c] = fold_letter(static_cast<char32_t>(c));
  toml::table root;
  try {
    root = toml::parse(text);
  } catch (const toml::parse_error& error) {
    return trouble(file_name, error.source(), std::string(error.description()));
  }
  if (auto error = unknown_key(root, file_name, {"cues"})) return *error;
  const toml::array* rows = root["cues"].as_array();
  if (rows == nullptr) return trouble(file_name, root.source(), "no [[cues]] rows");
  Reader reader(state, file_name);
  for (const toml::node& row : *rows) {
    if (!row.is_table()) return trouble(file_name, row.source(), "[[cues]] rows must be tables");
    if (auto error = reader.read(*row.as_table())) return *error;
  }
  return lexicon;
}

namespace {

// A phrase of which some words were seen.
struct Progress {
  std::uint32_t phrase = 0;
  std::uint32_t word = 0;  // the last one seen
  std::uint32_t at = 0;    // number of that word in the text
  std::size_t begin = 0;   // of the first word, in bytes
};

// One word of the text, folded, with the byte after each letter.
struct TextWord {
  std::u32string letters;
  std::vector<std::size_t> ends;
  std::size_t begin = 0;
  std::uint32_t number = 0;
};

// Arabic conjunctions and prepositions are written onto the word, the article after them.
constexpr std::array<std::u32string_view, 16> arabic_prefixes = {
    U"و",   U"ف",   U"ب",  U"ل",   U"ك",  U"ال", U"وال",  U"بال",
    U"فال", U"كال", U"لل", U"ولل", U"وب", U"ول", U"وبال", U"فب"};

}  // namespace

class Lexicon::Scan {
 public:
  Scan(const State& state, std::string_view text) : state_(state), text_(text) {}

  std::vector<Cue> all() {
    for (std::size_t at = 0; at < text_.size();) at = step(at);
    walk_word();
    keep_longest();
    return std::move(cues_);
  }

 private:
  std::size_t step(std::size_t at) {
    const CodePoint c = decode_at(text_, at);
    const char32_t letter = c.value == bad_byte ? letter_break : state_.fold(c.value);
    const std::size_t end = at + c.size;
    if (letter == letter_break) {
      walk_word();
      const bool stop =
          c.value == U'.' && (end == text_.size() || text_[end] == ' ' || text_[end] == '\n');
      if (stop || is_sentence_end(c.value)) number_ += sentence_jump;
    } else if (letter != letter_none && word_.letters.size() < 64) {
      if (word_.letters.empty()) word_.begin = at;
      word_.letters.push_back(letter);
      word_.ends.push_back(end);
    }
    return end;
  }

  void walk_word() {
    if (word_.letters.empty()) return;
    word_.number = ++number_;
    walk(0, false);
    const char32_t first = word_.letters.front();
    if (first >= 0x600 && first <= 0x6FF)
      for (const std::u32string_view prefix : arabic_prefixes)
        if (word_.letters.starts_with(prefix)) walk(prefix.size(), true);
    word_.letters.clear();
    word_.ends.clear();
  }

  // Down the trie from the word's letter `from` on; after a prefix only for Arabic phrases.
  void walk(std::size_t from, bool prefixed) {
    std::uint32_t at = 0;
    for (std::size_t i = from; i < word_.letters.size(); ++i) {
      const Node& node = state_.trie[at];
      const auto next = node.next.find(word_.letters[i]);
      if (next == node.next.end()) return;
      at = next->second;
      const bool whole = i + 1 == word_.letters.size();
      for (const Use& use : state_.trie[at].uses) {
        const Phrase& phrase = state_.phrases[use.phrase];
        if (!whole && !phrase.words[use.word].stem) continue;
        if (prefixed && !phrase.arabic) continue;
        move_on(use, phrase, word_.ends.back());
      }
    }
  }

  void move_on(const Use& use, const Phrase& phrase, std::size_t end) {
    std::size_t begin = word_.begin;
    if (use.word > 0) {
      const std::uint32_t reach = 1 + phrase.words[use.word].gap;
      const auto before =
          std::find_if(progress_.rbegin(), progress_.rend(), [&](const Progress& p) {
            return p.phrase == use.phrase && p.word + 1 == use.word && p.at < word_.number &&
                   word_.number - p.at <= reach;
          });
      if (before == progress_.rend()) return;
      begin = before->begin;
    }
    if (use.word + 1 == phrase.words.size()) {
      cues_.push_back({begin, end, phrase.announce});
      return;
    }
    if (progress_.size() == most_in_progress)
      progress_.erase(progress_.begin(), progress_.begin() + most_in_progress / 2);
    progress_.push_back({use.phrase, use.word, word_.number, begin});
  }

  // A longer cue silences the shorter ones inside it: "back up your files" is no backup. Cues of
  // one place but different classes all stand.
  void keep_longest() {
    std::stable_sort(cues_.begin(), cues_.end(), [](const Cue& a, const Cue& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    std::vector<Cue> kept;
    std::size_t covered = 0;
    for (const Cue& cue : cues_) {
      const bool same =
          !kept.empty() && kept.back().begin == cue.begin && kept.back().end == cue.end;
      if (same)
        kept.back().announce |= cue.announce;
      else if (cue.end > covered)
        kept.push_back(cue);
      covered = std::max(covered, cue.end);
    }
    std::erase_if(kept, [](const Cue& cue) { return cue.announce == 0; });
    cues_ = std::move(kept);
  }

  const State& state_;
  std::string_view text_;
  TextWord word_;
  std::uint32_t number_ = sentence_jump;
  std::vector<Progress> progress_;
  std::vector<Cue> cues_;
};

std::vector<Cue> Lexicon::scan(std::string_view text) const { return Scan(*state_, text).all(); }

}  // namespace godwit
