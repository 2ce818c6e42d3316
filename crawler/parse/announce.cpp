// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/announce.h"

#include <algorithm>
#include <optional>
#include <string>

#include "crawler/parse/text.h"

namespace godwit {
namespace {

constexpr std::size_t reach = 200;  // characters between cue and reference
constexpr std::size_t reach_bytes = 4 * reach;
constexpr std::size_t sentence_cost = 80;  // a full stop between is as far as so many characters
constexpr std::size_t backward_cost = 12;  // words mostly stand before their reference
constexpr std::size_t subject_gap = 24;    // "t.me/x was deleted": the reference is what died
constexpr std::size_t list_gap = 40;       // between two references of one list
constexpr std::ptrdiff_t list_spaces = 3;  // more is a sentence of its own
constexpr std::size_t label_gap = 4;       // "Backup: t.me/x"
constexpr std::size_t name_gap = 12;       // "our old channel is t.me/x"
constexpr std::uint16_t of_the_past = cue_old | cue_gone;
constexpr std::uint16_t announce_any =
    announce_succession | announce_spread | announce_ad | announce_disavowal;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

bool ends_sentence(std::string_view gap) {
  constexpr std::string_view marks[] = {". ", "! ", "? ", "\n", "؟", "۔", "; ", "\u2028"};
  const bool inside = std::any_of(std::begin(marks), std::end(marks), [&](std::string_view mark) {
    return gap.find(mark) != std::string_view::npos;
  });
  return inside;
}

// One text with its references; binds cues to them.
class Binder {
 public:
  Binder(const Lexicon& lexicon, std::string_view text, std::span<const Span> references, bool own)
      : lexicon_(lexicon),
        text_(text),
        references_(references),
        own_(own),
        bits_(references.size()) {}

  std::vector<std::uint16_t> bind() {
    if (references_.empty()) return {};
    if (own_)
      scan(0, text_.size());
    else
      scan_windows();
    for (std::uint16_t& bits : bits_)
      if ((bits & of_the_past) != 0)
        bits = static_cast<std::uint16_t>((bits & ~(announce_succession | of_the_past)) |
                                          announce_former);
    return std::move(bits_);
  }

 private:
  // Only what lies within reach of a reference is read.
  void scan_windows() {
    std::size_t begin = window_begin(references_[0].begin), end = window_end(references_[0].end);
    for (const Span& reference : references_.subspan(1)) {
      if (window_begin(reference.begin) > end) {
        scan(begin, end);
        begin = window_begin(reference.begin);
      }
      end = window_end(reference.end);
    }
    scan(begin, end);
  }
  std::size_t window_begin(std::size_t at) const {
    return boundary_before(text_, at > reach_bytes ? at - reach_bytes : 0);
  }
  std::size_t window_end(std::size_t at) const {
    return boundary_before(text_, std::min(text_.size(), at + reach_bytes));
  }

  // What speaks of the past is bound first: the other words then pass its reference by.
  void scan(std::size_t begin, std::size_t end) {
    std::string words(text_.substr(begin, end - begin));
    std::vector<std::size_t> spots;
    for (std::size_t i = first_reference_after(begin);
         i < references_.size() && references_[i].end <= end; ++i) {
      const Span at{references_[i].begin - begin, references_[i].end - begin};
      spots.insert(spots.end(), {at.begin, at.end});
      // The letters of a URL are no words: one of no language stands for them.
      if (!references_[i].prose)
        std::fill_n(words.begin() + std::ptrdiff_t(at.begin), at.end - at.begin, 'q');
    }
    const std::vector<Cue> cues = lexicon_.scan(words, spots);
    for (const bool past : {true, false}) bind_all(cues, begin, past);
  }

  void bind_all(const std::vector<Cue>& cues, std::size_t offset, bool past) {
    std::size_t next = first_reference_after(offset);
    for (Cue cue : cues) {
      const bool label = (cue.announce & cue_label) != 0;
      const bool died = past && !label && (cue.announce & announce_deleted) != 0;
      cue.announce &= static_cast<std::uint16_t>(past ? of_the_past : announce_any);
      if (cue.announce == 0 && !died) continue;
      cue.begin += offset;
      cue.end += offset;
      while (next < references_.size() && references_[next].begin < cue.end) ++next;
      const bool inside = next > 0 && references_[next - 1].end > cue.begin;
      if (inside && references_[next - 1].prose) bits_[next - 1] |= cue.announce;
      if (inside) continue;
      if (label)
        bind_label(cue, next);
      else if (past)
        bind_past(cue, next);
      else
        bind(cue, next);
    }
  }

  std::size_t first_reference_after(std::size_t at) const {
    const auto found = std::lower_bound(references_.begin(), references_.end(), at,
                                        [](const Span& r, std::size_t v) { return r.begin < v; });
    return static_cast<std::size_t>(found - references_.begin());
  }

  // `next` is the first reference after the cue.
  void bind(const Cue& cue, std::size_t next) {
    constexpr std::uint16_t about_one = announce_disavowal | announce_ad;
    const auto wide = static_cast<std::uint16_t>(cue.announce & ~about_one);
    if (own_ && wide != 0)
      for (std::uint16_t& bits : bits_) bits |= wide;
    const auto narrow = own_ ? static_cast<std::uint16_t>(cue.announce & about_one) : cue.announce;
    if (narrow == 0) return;
    const std::optional<std::size_t> nearest = nearest_to(cue, next);
    if (!nearest) return;
    bits_[*nearest] |= narrow;
    if ((narrow & about_one) == 0) bind_list(cue, *nearest, narrow);
  }

  // "Backup: t.me/x", "reserve @x": nothing but a mark or two between. Only with a colon does
  // "deleted" name what comes: "it was deleted t.me/x" does not.
  void bind_label(const Cue& cue, std::size_t next) {
    if (next == references_.size()) return;
    const std::string_view gap = between(cue.end, references_[next].begin);
    const bool close = gap.size() <= 4 * label_gap && characters(gap) <= label_gap;
    const bool named = (cue.announce & cue_gone) == 0 || gap.find(':') != std::string_view::npos;
    if (close && named && gap.find_first_of(".,;!?") == std::string_view::npos)
      bits_[next] |= cue.announce;
  }

  // "Our old channel" is about the reference it stands next to, and about no other; what is said
  // to be no more, or deleted, is the reference just before.
  void bind_past(const Cue& cue, std::size_t next) {
    if ((cue.announce & cue_old) != 0) return bind_old(cue, next);
    if (next == 0) return;
    const std::string_view gap = between(references_[next - 1].end, cue.begin);
    // "@x: our channel was deleted" is what x says, whoever repeats it.
    const bool spoken = gap.find(':') != std::string_view::npos;
    const bool one_word = std::count(gap.begin(), gap.end(), ' ') <= 2;
    if (one_word && !spoken && touches(gap)) bits_[next - 1] |= cue_gone;
  }

  static bool touches(std::string_view gap) {
    return gap.size() <= 4 * name_gap && characters(gap) <= name_gap &&
           gap.find_first_of(",;.!?\n") == std::string_view::npos;
  }

  void bind_old(const Cue& cue, std::size_t next) {
    if (next < references_.size() && touches(between(cue.end, references_[next].begin)))
      bits_[next] |= cue_old;
    else if (next > 0 && touches(between(references_[next - 1].end, cue.begin)))
      bits_[next - 1] |= cue_old;
  }

  std::string_view between(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }

  // Characters between, dearer over the end of a sentence; nullopt out of reach.
  std::optional<std::size_t> cost(std::string_view gap) const {
    if (gap.size() > reach_bytes) return std::nullopt;
    const std::size_t distance = characters(gap);
    if (distance > reach) return std::nullopt;
    return distance + (ends_sentence(gap) ? sentence_cost : 0);
  }

  bool is_past(std::size_t reference) const { return (bits_[reference] & of_the_past) != 0; }

  // What is past is passed by where another is in reach.
  std::optional<std::size_t> nearest_to(const Cue& cue, std::size_t next) const {
    std::optional<std::size_t> after, before;
    const bool passes = next + 1 < references_.size() && is_past(next);
    if (passes && cost(between(cue.end, references_[next + 1].begin))) return next + 1;
    if (next < references_.size()) after = cost(between(cue.end, references_[next].begin));
    if (next > 0) {
      before = cost(between(references_[next - 1].end, cue.begin));
      const bool died = (cue.announce & announce_deleted) != 0;
      if (before && died && *before <= subject_gap) before = std::nullopt;
    }
    if (!after && !before) return std::nullopt;
    if (!before || (after && is_past(next - 1))) return next;
    if (!after) return next - 1;
    return *before + backward_cost < *after ? next - 1 : next;
  }

  // "Our new channels: t.me/a, t.me/b": the words are about the whole list, away from the cue.
  void bind_list(const Cue& cue, std::size_t nearest, std::uint16_t bits) {
    const bool forward = references_[nearest].begin >= cue.end;
    std::size_t at = nearest;
    while (forward ? at + 1 < references_.size() : at > 0) {
      const std::size_t other = forward ? at + 1 : at - 1;
      const Span& left = references_[std::min(at, other)];
      const Span& right = references_[std::max(at, other)];
      const std::string_view gap = between(left.end, right.begin);
      const bool in_reach = forward ? cost(between(cue.end, right.begin)).has_value()
                                    : cost(between(left.end, cue.begin)).has_value();
      if (!in_reach || gap.size() > list_gap ||
          std::count(gap.begin(), gap.end(), ' ') > list_spaces ||
          gap.find(':') != std::string_view::npos || gap.find(". ") != std::string_view::npos ||
          is_past(other))
        return;
      bits_[other] |= bits;
      at = other;
    }
  }

  const Lexicon& lexicon_;
  std::string_view text_;
  std::span<const Span> references_;
  bool own_;
  std::vector<std::uint16_t> bits_;
};

}  // namespace

std::vector<std::uint16_t> announce_bits(const Lexicon& lexicon, std::string_view text,
                                         std::span<const Span> references, bool own_words) {
  return Binder(lexicon, text, references, own_words).bind();
}

}  // namespace godwit
