// SPDX-License-Identifier: Apache-2.0
// Rows about likeness: names, numbers, descriptions, avatars, posts; and whose name the words of an
// announcement carry.
#include <algorithm>
#include <bit>
#include <string>

#include "graph/rows.h"

namespace godwit::rows {

namespace {

// Levels: nothing, little, some, contained, same but short, same, look-alike.
Reading alike(Alike how, const Name& a, const Name& b) {
  switch (how) {
    case Alike::unknown:
      return {};
    case Alike::nothing:
      return {0};
    case Alike::little:
      return {1};
    case Alike::some:
      return {2};
    case Alike::contained:
      return {3};
    case Alike::same:
      return {std::min(a.stem.size(), b.stem.size()) < 5 ? 4 : 5};
    case Alike::look_alike:
      return {6};
  }
  return {};
}

}  // namespace

Reading handle_alike(const Pair& p) {
  return alike(p.handle, p.known.handle(p.from), p.known.handle(p.to));
}

Reading title_alike(const Pair& p) {
  return alike(p.title, p.known.title(p.from), p.known.title(p.to));
}

namespace {

void tell_stems(const Name& a, const Name& b, Evidence& e) { e.words = a.stem + " / " + b.stem; }

}  // namespace

void tell_handle(const Pair& p, const Reading&, Evidence& e) {
  tell_stems(p.known.handle(p.from), p.known.handle(p.to), e);
}

void tell_title(const Pair& p, const Reading&, Evidence& e) {
  tell_stems(p.known.title(p.from), p.known.title(p.to), e);
}

namespace {

// Numbers of the names that agree otherwise; none counts as the first generation.
std::optional<std::pair<int, int>> numbers(const Pair& p) {
  const auto both = [](const Name& a, const Name& b) -> std::optional<std::pair<int, int>> {
    if (a.number < 0 && b.number < 0) return std::nullopt;
    return std::pair{std::max(a.number, 1), std::max(b.number, 1)};
  };
  if (p.handle == Alike::same) return both(p.known.handle(p.from), p.known.handle(p.to));
  if (p.title == Alike::same) return both(p.known.title(p.from), p.known.title(p.to));
  return std::nullopt;
}

}  // namespace

// Levels: next, same, back, far ahead.
Reading generation_number(const Pair& p) {
  const auto n = numbers(p);
  if (!n) return {};
  const int step = n->second - n->first;
  return {step == 1 ? 0 : step == 0 ? 1 : step < 0 ? 2 : 3};
}

void tell_number(const Pair& p, const Reading&, Evidence& e) {
  const auto n = numbers(p);
  e.words = std::to_string(n->first) + " / " + std::to_string(n->second);
}

// Hosts below one domain. Levels: one name below a domain of few names, or below one that many
// share (a proxy); one name below different domains; another name below a domain of few.
Reading same_parent_domain(const Pair& p) {
  const std::uint64_t a = p.known.handle(p.from).parent, b = p.known.handle(p.to).parent;
  const bool alike = p.handle >= Alike::contained;
  if (a == 0 && b == 0) return {};
  if (a != b) return {alike ? 2 : -1};
  const bool shared = p.known.names_below(a) > 3;
  if (alike) return {shared ? 1 : 0};
  return {shared ? -1 : 3};
}

Reading description_alike(const Pair& p) {
  if (p.u.description == 0 || p.v.description == 0) return {};
  if (p.u.description == p.v.description) return {0};
  const Facts& facts = p.known.facts();
  const std::uint64_t a = sketch_of(facts.text(p.u.description));
  const std::uint64_t b = sketch_of(facts.text(p.v.description));
  return {std::popcount(a ^ b) <= 12 ? 1 : -1};
}

Reading avatar_alike(const Pair& p) {
  if (p.u.avatar == 0 || p.v.avatar == 0) return {};
  const int apart = std::popcount(p.u.avatar ^ p.v.avatar);
  return {apart <= 4 ? 0 : apart <= 10 ? 1 : -1};
}

// Levels: 0 some of u's old posts stand in v, 1 more than half of them.
Reading posts_copied(const Pair& p) {
  if (!p.known.may_share_marks(p.from, p.to)) return {};
  const auto [both, old] = p.known.common_marks(p.from, p.child.marks);
  if (both == 0) return {};
  return {2 * both > std::min(old, p.child.marks.size()) && both > 1 ? 1 : 0};
}

// A name that has moved before moves again. Levels: one, up to three, up to ten, more namesakes.
Reading established_name(const Pair& p) {
  const int n = p.standing.namesakes;
  if (n == 0) return {};
  return {n == 1 ? 0 : n <= 3 ? 1 : n <= 10 ? 2 : 3};
}

namespace {

// The rarest of these words that stands in a handle: how rare, in bits; 0 if none does.
double rarest_in(const Name& handle, const std::vector<std::string>& words, const Known& known) {
  double most = 0;
  for (const std::string& word : words) {
    if (handle.stem.find(word) == std::string::npos) continue;
    const Name alone = folded_name(word);
    double least = alone.grams.empty() ? 0 : 100;
    for (const std::uint32_t gram : alone.grams)
      if (std::binary_search(handle.grams.begin(), handle.grams.end(), gram))
        least = std::min(least, known.gram_weight(gram));
    most = std::max(most, least);
  }
  return most;
}

}  // namespace

// A word of one's title stands in the other's handle, where the names are not alike otherwise: how
// rare it is, in bits. Levels: of v's title in u's handle; of u's title in v's, where only these
// two are there to be compared (an invitation has no handle, a room shows no title).
Reading title_in_handle(const Pair& p) {
  if (p.sites || p.handle >= Alike::contained || p.title >= Alike::contained) return {};
  const Name &old = p.known.handle(p.from), &young = p.known.handle(p.to);
  if (!old.stem.empty()) {
    const bool taken_over = p.handle == Alike::unknown && !young.stem.empty();
    const double bits = taken_over ? 0 : rarest_in(old, p.child.title, p.known);
    if (bits > 0) return {0, bits};
  }
  if (young.stem.empty() || (!old.stem.empty() && p.title != Alike::unknown)) return {};
  const double bits = rarest_in(young, latin_words(p.known.folded_title(p.from)), p.known);
  return {bits > 0 ? 1 : -1, bits};
}

// The words by which the names of its network's lines differ ("photos", "letters"). Levels: it
// carries the child's, some of them, others; none while the child has some; some while the child
// has none; neither has any.
Reading line_words(const Pair& p) { return {p.standing.line}; }

}  // namespace godwit::rows

namespace godwit {

namespace {

// Does the text hold the name as words of its own? `part` says what a name may go on with.
template <class Part>
bool holds_name(std::string_view text, std::string_view name, const Part& part) {
  for (std::size_t at = text.find(name); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !part(text[at - 1])) && (end == text.size() || !part(text[end]))) return true;
  }
  return false;
}
bool no_space(char c) { return c != ' '; }
bool of_handle(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

// The words that announced a child, as names are looked for in them.
struct Words {
  explicit Words(const Child& child) {
    for (const std::string& each : child.words) {
      folded.push_back(fold(each));
      std::string& lower = plain.emplace_back(each);
      for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      any_handle = any_handle || lower.find('@') != std::string::npos;
    }
  }
  bool title(std::string_view name) const {
    constexpr std::size_t shortest = 6;
    return name.size() >= shortest && std::any_of(folded.begin(), folded.end(), [&](const auto& w) {
             return holds_name(w, name, no_space);
           });
  }
  bool handle(std::string_view name) const {
    return any_handle && !name.empty() &&
           std::any_of(plain.begin(), plain.end(), [&](const auto& w) {
             return holds_name(w, "@" + std::string(name), of_handle);
           });
  }
  std::vector<std::string> folded, plain;
  bool any_handle = false;
};

// Does one of the handles that u has had stand in the words? One that v has too names v.
bool handle_named(const Pair& p, const Words& words) {
  const Facts& facts = p.known.facts();
  const auto of_v = [&](const Stay& stay) {
    return std::any_of(p.v.stays.begin(), p.v.stays.end(),
                       [&](const Stay& own) { return own.place == stay.place; });
  };
  return std::any_of(p.u.stays.begin(), p.u.stays.end(), [&](const Stay& stay) {
    const PlaceKey& place = facts.places()[stay.place];
    return facts.text(place.kind) == "username" && words.handle(facts.text(place.id)) &&
           !of_v(stay);
  });
}
}  // namespace

void find_named(std::vector<Pair>& pairs) {
  if (pairs.empty() || pairs.front().child.words.empty()) return;
  const Words words(pairs.front().child);
  const Known& known = pairs.front().known;
  std::vector<std::size_t> length(pairs.size(), 0);
  std::size_t longest = 0;
  bool any = false;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const std::string& title = known.folded_title(pairs[i].from);
    if (i > 0 && known.share_a_title(pairs[i].from, pairs[i - 1].from))
      length[i] = length[i - 1];
    else if (words.title(title))
      length[i] = title.size();
    longest = std::max(longest, length[i]);
    if (!words.any_handle || !handle_named(pairs[i], words)) continue;
    pairs[i].standing.named = 1;
    any = true;
  }
  if (!any && longest == 0) return;
  const bool shared = std::count(length.begin(), length.end(), longest) > 1;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    std::int8_t& level = pairs[i].standing.named;
    const bool own_word = pairs[i].announcement != nullptr;
    if (level == 1) continue;
    if (any || length[i] < longest)
      level = own_word ? rows::names_another : 2;
    else
      level = own_word ? 5 : shared ? 3 : 0;
  }
}

}  // namespace godwit
