// SPDX-License-Identifier: Apache-2.0
// Among the others: what a candidate is beside the other candidates of its child. Is it the only
// one that could be meant, and of which line of a network is it?
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

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

}  // namespace

void find_only(std::vector<Pair>& pairs) {
  const auto meant = std::count_if(pairs.begin(), pairs.end(), could_be_meant);
  for (Pair& p : pairs) p.standing.only = meant == 1 && could_be_meant(p);
}

namespace {

using Words = std::set<std::string>;

Words words_of_names(const Known& known, NodeNo n) {
  Words words;
  const auto take = [&](const std::string& folded) {
    for (std::string& word : telling_words(folded)) words.insert(std::move(word));
  };
  take(known.folded_title(n));
  if (const Name& handle = known.handle(n); !handle.stem.empty()) {
    const Node& node = known.node(n);
    const std::string_view id = known.facts().text(known.facts().places()[node.place()].id);
    take(fold(id.substr(id.rfind('/') + 1)));
  }
  return words;
}

constexpr std::size_t most_compared = 24;
constexpr double much = 0.6, some = 0.25;  // of the words that tell lines apart, by their rareness

// How rare each word is among the sisters: log2 of (all of them / those that carry it).
class Lines {
 public:
  Lines(const Known& known, NodeNo child, const std::vector<const Pair*>& sisters)
      : child_(words_of_names(known, child)) {
    for (const Pair* p : sisters) {
      sisters_.push_back(words_of_names(known, p->from));
      for (const std::string& word : sisters_.back()) ++carried_[word];
    }
  }
  // Levels: as which line_words tells them.
  int level(std::size_t sister) const {
    const Words& theirs = sisters_[sister];
    double ours_told = 0, theirs_told = 0, both = 0;
    for (const std::string& word : child_) ours_told += rareness(word);
    for (const std::string& word : theirs) {
      theirs_told += rareness(word);
      if (child_.contains(word)) both += rareness(word);
    }
    if (ours_told == 0 && theirs_told == 0) return 5;
    if (ours_told == 0) return 4;
    if (theirs_told == 0) return 3;
    const double share = both / (ours_told + theirs_told - both);
    return share >= much ? 0 : share >= some ? 1 : 2;
  }

 private:
  // What all carry, or the child alone, tells nothing of a line.
  double rareness(const std::string& word) const {
    const auto at = carried_.find(word);
    if (at == carried_.end()) return 0;
    return std::log2(static_cast<double>(sisters_.size()) / at->second);
  }

  Words child_;
  std::vector<Words> sisters_;
  std::map<std::string, int> carried_;
};

}  // namespace

void find_lines(std::vector<Pair>& pairs) {
  std::vector<const Pair*> sisters;
  std::vector<Pair*> compared;
  for (Pair& p : pairs) {
    if (p.sites || p.u.by_table || !p.u.curious || !of_the_network(p)) continue;
    if (sisters.size() == most_compared) return;
    sisters.push_back(&p), compared.push_back(&p);
  }
  if (sisters.size() < 2) return;
  const Lines lines(pairs.front().known, pairs.front().to, sisters);
  for (std::size_t i = 0; i < compared.size(); ++i) compared[i]->standing.line = lines.level(i);
}

}  // namespace godwit
