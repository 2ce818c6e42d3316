// SPDX-License-Identifier: Apache-2.0
// Among the others: what a candidate is beside the other candidates of its child. Is it the only
// one that could be meant, and of which line of a network is it?
#include <algorithm>
#include <cmath>

#include "graph/rows.h"

namespace godwit {

using namespace rows;

namespace {

bool named_alike(const Pair& p) {
  const auto shares = [](Alike how) { return how == Alike::contained || how == Alike::same; };
  return shares(p.handle) || shares(p.title);
}

bool of_the_network(const Pair& p) {
  return p.announcement != nullptr || p.linked >= 0 || p.voices.trusted > 0 || p.voices.kin > 0 ||
         named_alike(p);
}

// It may have had to be followed by somebody, or it said so itself.
bool could_be_meant(const Pair& p) {
  return p.announcement != nullptr || (has_fallen(p) && of_the_network(p));
}

// v goes by a handle that u had before: what was said of it may have been said of u.
bool took_its_handle(const Pair& p) {
  return p.u.birth() < p.v.birth() && p.handle == Alike::unknown &&
         !p.known.handle(p.from).stem.empty() && !p.known.handle(p.to).stem.empty();
}

// Whoever reads posts on Telegram finds the channel's number beside them: where none is known, v
// showed no more than an invitation does.
bool shows_nothing(const Pair& p) {
  return p.v.numeric == 0 && p.known.first_word(p.to) == the_end &&
         p.known.facts().text(p.v.platform) == "telegram";
}

// The one that could be meant has a sister who fell: a place that shows no name may be hers.
bool fell_beside(const Pair& one, const Pair& p) {
  if (p.from == one.from || !p.u.fallen()) return false;
  const Known& known = p.known;
  const auto alike = [&](const Name& a, const Name& b) {
    const Alike how = compare(a, b, known.overlap(a, b));
    return how >= Alike::some && how != Alike::look_alike;
  };
  return alike(known.handle(p.from), known.handle(one.from)) ||
         alike(known.title(p.from), known.title(one.from));
}

}  // namespace

void find_only(std::vector<Pair>& pairs) {
  const auto one = std::find_if(pairs.begin(), pairs.end(), could_be_meant);
  if (one == pairs.end() || one->announcement == nullptr) return;  // it said nothing
  if (std::any_of(one + 1, pairs.end(), could_be_meant)) return;
  if (shows_nothing(*one) || one->standing.named == names_another) return;
  const auto another = [&](const Pair& p) { return took_its_handle(p) || fell_beside(*one, p); };
  one->standing.only = std::none_of(pairs.begin(), pairs.end(), another);
}

namespace {

constexpr std::size_t most_compared = 24;
constexpr double much = 0.6, some = 0.25;  // of the words that tell lines apart, by their rareness

// How rare each word is among the sisters: log2 of (all of them / those that carry it).
class Lines {
 public:
  Lines(const Known& known, const std::vector<Pair*>& sisters)
      : known_(known), sisters_(sisters.size()) {
    for (const Pair* p : sisters) {
      const auto& words = known.words(p->from);
      carried_.insert(carried_.end(), words.begin(), words.end());
    }
    std::sort(carried_.begin(), carried_.end());
  }
  // Levels: as which line_words tells them.
  int level(const Pair& p) const {
    const auto &ours = known_.words(p.to), &theirs = known_.words(p.from);
    double ours_told = 0, theirs_told = 0, both = 0;
    for (const std::uint32_t word : ours) ours_told += rareness(word);
    for (const std::uint32_t word : theirs) {
      const double rare = rareness(word);
      theirs_told += rare;
      if (std::binary_search(ours.begin(), ours.end(), word)) both += rare;
    }
    if (ours_told == 0 && theirs_told == 0) return 5;
    if (ours_told == 0) return 4;
    if (theirs_told == 0) return 3;
    const double share = both / (ours_told + theirs_told - both);
    return share >= much ? 0 : share >= some ? 1 : 2;
  }

 private:
  // What all carry, or the child alone, tells nothing of a line.
  double rareness(std::uint32_t word) const {
    const auto [begin, end] = std::equal_range(carried_.begin(), carried_.end(), word);
    if (begin == end) return 0;
    return std::log2(static_cast<double>(sisters_) / static_cast<double>(end - begin));
  }

  const Known& known_;
  const std::size_t sisters_;
  std::vector<std::uint32_t> carried_;
};

}  // namespace

void find_lines(std::vector<Pair>& pairs) {
  std::vector<Pair*> sisters;
  for (Pair& p : pairs) {
    if (p.sites || p.u.by_table || !p.u.curious || !of_the_network(p)) continue;
    sisters.push_back(&p);
    if (sisters.size() == most_compared) break;
  }
  if (sisters.size() < 2) return;
  const Lines lines(pairs.front().known, sisters);
  for (Pair* p : sisters) p->standing.line = static_cast<std::int8_t>(lines.level(*p));
}

}  // namespace godwit
