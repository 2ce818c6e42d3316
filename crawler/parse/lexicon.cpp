// SPDX-License-Identifier: Apache-2.0
// The scan: each word of the text is walked down the trie once, letter by letter; where it is a
// word of a phrase, the phrases in progress move on. Linear in the text: a walk ends at the first
// letter that no phrase has, and only phrases begun in the last few words are in progress. Most
// sentences are never scanned: a glance shows that they have no telling word of any phrase.
#include "crawler/parse/lexicon.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "crawler/parse/ascii.h"
#include "crawler/parse/glance.h"
#include "crawler/parse/lexicon_table.h"
#include "crawler/parse/text.h"

namespace godwit {
namespace {

constexpr std::uint32_t longest_gap = 3;      // words from one word of a phrase to its next
constexpr std::uint32_t sentence_jump = 8;    // words that a full stop or a line break counts for
constexpr std::size_t most_in_progress = 64;  // phrases begun at once; later ones are not begun

// One way down the trie. More than one is under way only where an Arabic word may have a prefix.
struct Walk {
  std::uint16_t node = 0;
  bool prefixed = false;
};

// A set that the word under way belongs to.
struct Held {
  std::uint32_t set = 0;
  bool prefixed = false;
};

// A phrase of which some words were seen.
struct Progress {
  std::uint32_t step = 0;  // the last word seen
  std::uint32_t at = 0;    // number of that word in the text
  std::size_t begin = 0;   // of the first word, in bytes
};

bool is_sentence_end(char32_t c) {
  return c == U'\n' || c == U'!' || c == U'?' || c == U';' || c == U'؟' || c == U'۔' || c == 0x2028;
}

int kind_of(const Cue& cue) { return cue.announce & (cue_old | cue_gone | cue_label | cue_near); }

// A longer cue silences the shorter ones inside it: "back up your files" is no backup; and one of
// class "not" those that begin inside it: "have not moved to". Cues of one stretch but different
// classes are one, those that count only beside a reference apart.
void keep_longest(std::vector<Cue>& cues) {
  std::stable_sort(cues.begin(), cues.end(), [](const Cue& a, const Cue& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::vector<Cue> kept;
  std::size_t covered = 0, silent = 0;
  for (const Cue& cue : cues) {
    if (cue.announce != 0 && cue.begin < silent) continue;
    const auto twins = kept.end() - std::min<std::ptrdiff_t>(std::ssize(kept), 4);
    const auto same = std::find_if(twins, kept.end(), [&](const Cue& k) {
      return k.begin == cue.begin && k.end == cue.end && kind_of(k) == kind_of(cue);
    });
    const bool beside =
        !kept.empty() && kept.back().begin == cue.begin && kept.back().end == cue.end;
    if (same != kept.end())
      same->announce |= cue.announce;
    else if (cue.end > covered || beside)
      kept.push_back(cue);
    // What counts only beside a reference may silence nothing that counts without.
    if (!is_narrow(cue)) covered = std::max(covered, cue.end);
    if (cue.announce == 0 && cue.end == kept.back().end && kept.back().announce == 0)
      silent = std::max(silent, cue.end);
  }
  std::erase_if(kept, [](const Cue& cue) { return cue.announce == 0; });
  cues = std::move(kept);
}

class Scan {
 public:
  Scan(const LexiconTable& table, std::string_view text)
      : table_(table), words_(table.words()), text_(text) {}

  std::vector<Cue> all() {
    for (std::size_t at = 0; at < text_.size();) {
      if (in_word_ && walks_ == 1) at = walk_common(at);
      if (in_word_ && walks_ == 0) at = end_ = skip_letters(at);
      if (at == text_.size()) break;
      const auto byte = static_cast<unsigned char>(text_[at]);
      const CodePoint c = byte < 0x80 ? CodePoint{byte, 1} : decode_at(text_, at);
      const Symbol symbol = words_.symbol_of(c.value);
      if (symbol == symbol_break)
        end_word(at, c.value);
      else if (symbol != symbol_none)
        add_letter(at, c, symbol);
      at += c.size;
    }
    end_word(text_.size(), U'\n');
    if (!cues_.empty()) keep_longest(cues_);
    return std::move(cues_);
  }

 private:
  // No phrase goes on with this word: to its end, as far as letters have one or two bytes.
  std::size_t skip_letters(std::size_t at) const {
    while (at < text_.size() && static_cast<unsigned char>(text_[at]) < 0xE0) {
      std::size_t next = at;
      if (words_.read(text_, next) == symbol_break) break;
      at = next;
    }
    return at;
  }

  // The common case without its detours: letters of one or two bytes, one walk, no Arabic.
  std::size_t walk_common(std::size_t at) {
    Walk& walk = walk_[0];
    while (at < text_.size() && static_cast<unsigned char>(text_[at]) < 0xD8) {
      std::size_t next = at;
      const Symbol symbol = words_.read(text_, next);
      if (symbol < symbol_stranger) break;
      walk.node = words_.next(walk.node, symbol);
      if (walk.node == 0) walks_ = 0;
      if (walk.node == 0) break;
      end_ = at = next;
      prefixable_ = false;
      if (table_.ends_stem(walk.node)) add_stems(walk);
    }
    return at;
  }

  void add_letter(std::size_t at, const CodePoint& c, Symbol symbol) {
    if (!in_word_) begin_word(at);
    end_ = at + c.size;
    for (std::size_t i = 0; i < walks_;) {
      Walk& walk = walk_[i];
      walk.node = words_.next(walk.node, symbol);
      if (walk.node == 0) {
        walk = walk_[--walks_];
        continue;
      }
      if (table_.ends_stem(walk.node)) add_stems(walk);
      ++i;
    }
    prefixable_ = prefixable_ && begins_arabic(text_[at]) && prefix_.size() < longest_prefix;
    if (prefixable_) add_prefix(c.value);
  }

  void add_stems(const Walk& walk) {
    for (const Use& use : table_.uses(walk.node))
      if (use.stem) stems_.push_back({use.set, walk.prefixed});
  }

  void begin_word(std::size_t at) {
    in_word_ = true;
    begin_ = at;
    walk_[0] = Walk{};
    walks_ = 1;
    stems_.clear();
    prefix_.clear();
    prefixable_ = true;
  }

  // The letters so far may be a prefix: the word itself may begin after them.
  void add_prefix(char32_t letter) {
    prefix_.push_back(fold_letter(letter));
    if (std::find(arabic_prefixes.begin(), arabic_prefixes.end(), prefix_) != arabic_prefixes.end())
      walk_[walks_++] = {0, true};
  }

  void end_word(std::size_t at, char32_t by) {
    if (in_word_) {
      in_word_ = false;
      ++number_;
      if (!progress_.empty())
        std::erase_if(progress_, [&](const Progress& p) { return number_ - p.at > longest_gap; });
      for (const Held& held : stems_) move_on(held);
      for (std::size_t i = 0; i < walks_; ++i) end_walk(walk_[i]);
    }
    if (by == U' ') return;
    const bool stop =
        by == U'.' && (at + 1 >= text_.size() || text_[at + 1] == ' ' || text_[at + 1] == '\n');
    if (stop || is_sentence_end(by)) number_ += sentence_jump;
  }

  void end_walk(const Walk& walk) {
    if (!table_.ends_word(walk.node)) return;
    for (const Use& use : table_.uses(walk.node))
      if (!use.stem) move_on({use.set, walk.prefixed});
  }

  // A word of this set has just ended: phrases begin with it, and those in progress go on.
  void move_on(const Held& word) {
    const std::size_t begun = progress_.size();
    step_to(table_.first_step(word.set), word, begin_, number_);
    for (std::size_t i = 0; i < begun; ++i) {
      const Progress before = progress_[i];
      if (before.at < number_)
        step_to(table_.step_after(before.step, word.set), word, before.begin, before.at + 1);
    }
  }

  // `due`: the number of the word that comes next where there is no gap.
  void step_to(std::uint32_t index, const Held& word, std::size_t begin, std::uint32_t due) {
    for (; index != 0; index = table_.step(index).twin) {
      const PhraseStep& step = table_.step(index);
      if (number_ - due > step.gap || (word.prefixed && !step.arabic)) continue;
      if (step.complete) cues_.push_back({begin, end_, step.announce});
      for (const std::uint16_t narrow : {step.label, step.past, step.near})
        if (narrow != 0) cues_.push_back({begin, end_, narrow});
      if (step.goes_on != 0 && progress_.size() < most_in_progress)
        progress_.push_back({index, number_, begin});
    }
  }

  const LexiconTable& table_;
  const WordTrie& words_;
  std::string_view text_;
  bool in_word_ = false;
  std::size_t begin_ = 0, end_ = 0;       // of the word under way, or the last one
  std::uint32_t number_ = sentence_jump;  // of that word
  std::array<Walk, longest_prefix + 1> walk_{};
  std::size_t walks_ = 0;
  std::vector<Held> stems_;  // sets matched so far, in case the word goes on
  std::u32string prefix_;    // the word's first letters, while they are Arabic
  bool prefixable_ = true;   // the next one may go on with them
  std::vector<Progress> progress_;
  std::vector<Cue> cues_;
};

// The byte after the sentence that begins at `at`: no phrase goes on beyond it (sentence_jump).
std::size_t sentence_end(std::string_view text, std::size_t at) {
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c > '?' || c == ' ') continue;
    if (c == '\n' || c == '!' || c == '?' || c == ';') return at + 1;
    if (c == '.' && at + 1 < text.size() && (text[at + 1] == ' ' || text[at + 1] == '\n'))
      return at + 1;
  }
  return text.size();
}

// Where the sentence that holds `at` begins, not before `from`: the same marks, read backwards.
std::size_t sentence_begin(std::string_view text, std::size_t from, std::size_t at) {
  for (; at > from; --at) {
    const char c = text[at - 1];
    if (c == '\n' || c == '!' || c == '?' || c == ';') return at;
    if (c == '.' && at < text.size() && (text[at] == ' ' || text[at] == '\n')) return at;
  }
  return from;
}

}  // namespace

std::vector<Cue> scan_phrases(const LexiconTables& tables, std::string_view text) {
  return Scan(tables.phrases, text).all();
}

struct Lexicon::State {
  explicit State(LexiconTables all)
      : tables(std::move(all)),
        wide(tables.phrases.words(), tables.wide_telling),
        narrow(tables.phrases.words(), tables.narrow_telling) {}
  LexiconTables tables;
  Glance wide, narrow;
};

Lexicon::Lexicon(Lexicon&&) noexcept = default;
Lexicon& Lexicon::operator=(Lexicon&&) noexcept = default;
Lexicon::~Lexicon() = default;

Result<Lexicon> Lexicon::load(std::string_view toml, std::string_view file_name) {
  Result<LexiconTables> tables = load_lexicon_tables(toml, file_name);
  if (!tables) return tables.error();
  Lexicon lexicon;
  lexicon.state_ = std::make_unique<State>(std::move(tables).value());
  return lexicon;
}

namespace {

struct Stretch {
  std::size_t begin = 0, end = 0;
};

// Sentences that hold a telling word.
std::vector<Stretch> telling_sentences(const Glance& glance, std::string_view text) {
  std::vector<Stretch> found;
  for (std::size_t read = 0;;) {
    const std::size_t word = glance.next_telling(text, read);
    if (word == std::string_view::npos) return found;
    const std::size_t begin = sentence_begin(text, read, word);
    read = sentence_end(text, word);
    found.push_back({begin, read});
  }
}

// What is within reach of a spot, to the beginning and the end of words that are not overlong.
Stretch around(std::string_view text, std::size_t spot) {
  constexpr std::size_t longest_word = 32;
  const auto in_word = [&](std::size_t at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    return byte >= 0x80 || ascii::is_letter(text[at]) || ascii::is_digit(text[at]);
  };
  Stretch near{spot > narrow_reach ? spot - narrow_reach : 0,
               std::min(text.size(), spot + narrow_reach)};
  const std::size_t least = near.begin > longest_word ? near.begin - longest_word : 0;
  const std::size_t most = std::min(text.size(), near.end + longest_word);
  while (near.begin > least && in_word(near.begin - 1)) --near.begin;
  while (near.end < most && in_word(near.end)) ++near.end;
  return {boundary_before(text, near.begin), boundary_before(text, near.end)};
}

// Sorted; those that touch become one.
std::vector<Stretch> joined(std::vector<Stretch> all) {
  std::sort(all.begin(), all.end(),
            [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
  std::vector<Stretch> apart;
  for (const Stretch& each : all)
    if (!apart.empty() && each.begin <= apart.back().end)
      apart.back().end = std::max(apart.back().end, each.end);
    else
      apart.push_back(each);
  return apart;
}

}  // namespace

std::vector<Cue> Lexicon::scan(std::string_view text, std::span<const std::size_t> spots) const {
  std::vector<Stretch> stretches = telling_sentences(state_->wide, text);
  for (const std::size_t spot : spots) {
    const Stretch near = around(text, spot);
    if (state_->narrow.next_telling(text.substr(near.begin, near.end - near.begin), 0) !=
        std::string_view::npos)
      stretches.push_back(near);
  }
  std::vector<Cue> cues;
  for (const Stretch& each : joined(std::move(stretches)))
    for (const Cue& cue :
         scan_phrases(state_->tables, text.substr(each.begin, each.end - each.begin)))
      if (!spots.empty() || !is_narrow(cue))
        cues.push_back({cue.begin + each.begin, cue.end + each.begin, cue.announce});
  return cues;
}

}  // namespace godwit
