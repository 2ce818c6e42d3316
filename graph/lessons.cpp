// SPDX-License-Identifier: Apache-2.0
// Lessons: what analysts' words and recorded moves say of a child and its candidates.
#include <algorithm>

#include "graph/calibrate.h"

namespace godwit {

Lesson lesson_of(const Known& known, const std::vector<Pair>& pairs, NodeNo child) {
  Lesson lesson;
  lesson.at = known.node(child).birth();
  lesson.sites = known.is_site(child);
  for (const Pair& pair : pairs) {
    const Score s = score(pair);
    Lesson::Option o;
    o.readings = s.readings;
    o.impostor_more = s.suspicion;
    o.sites = pair.sites;
    lesson.options.push_back(o);
  }
  return lesson;
}

std::vector<Lesson> lessons_of_words(const Known& known) {
  std::map<NodeNo, std::map<NodeNo, bool>> said;  // child, predecessor, confirmed
  std::map<NodeNo, NodeNo> leader;
  const auto find = [&](NodeNo n) {
    while (leader.contains(n) && leader[n] != n) n = leader[n];
    return n;
  };
  for (const SpokenWord* word : standing_words(known.facts())) {
    const bool confirmed = word->word.verb == "confirm";
    if (!confirmed && word->word.verb != "reject") continue;
    const auto from = known.facts().find(word->word.from_url),
               to = known.facts().find(word->word.to_url);
    const auto u = from ? known.history().last_at(*from) : std::nullopt;
    const auto v = to ? known.history().last_at(*to) : std::nullopt;
    if (!u || !v || *u == nowhere || *v == nowhere || *u == *v) continue;
    said[*v][*u] = confirmed;
    const NodeNo a = find(*u), b = find(*v);
    leader[std::max(a, b)] = std::min(a, b);
  }
  std::vector<Lesson> lessons;
  for (const auto& [v, verdicts] : said) {
    const Child child = study(known, v);
    const std::vector<Pair> pairs = weigh(known, child);
    Lesson lesson = lesson_of(known, pairs, v);
    lesson.lineage = known.node(find(v)).id;
    const bool confirmed = std::any_of(verdicts.begin(), verdicts.end(),
                                       [](const auto& verdict) { return verdict.second; });
    lesson.none_acceptable = lesson.impostor_acceptable = !confirmed;
    bool known_one = false;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto verdict = verdicts.find(pairs[i].from);
      Lesson::Option& o = lesson.options[i];
      o.acceptable = verdict == verdicts.end() ? !confirmed : verdict->second;
      o.skipped = o.acceptable && !confirmed;
      o.kin = !confirmed;
      o.refuted = confirmed ? !o.acceptable : verdict != verdicts.end();
      known_one = known_one || (verdict != verdicts.end() && (confirmed ? o.acceptable : true));
    }
    // Where the edge that was spoken of is no candidate, nothing can be learned.
    if (known_one) lessons.push_back(std::move(lesson));
  }
  return lessons;
}

std::vector<Lesson> lessons_of_moves(const Known& known,
                                     const std::map<std::string, std::set<std::string>>& sites_of) {
  const auto sites = [&](NodeNo n) -> const std::set<std::string>* {
    const auto at = sites_of.find(known.node(n).id);
    return at == sites_of.end() ? nullptr : &at->second;
  };
  const auto earlier = [&](const Node& u, const Node& v) {
    return u.birth() != v.birth() ? u.birth() < v.birth() : u.born.earliest < v.born.earliest;
  };
  std::vector<Lesson> lessons;
  for (NodeNo v = 0; v < known.nodes().size(); ++v) {
    const auto* own = sites(v);
    if (own == nullptr || known.node(v).born.earliest == the_beginning) continue;
    const Child child = study(known, v);
    const std::vector<Pair> pairs = weigh(known, child);
    Lesson lesson = lesson_of(known, pairs, v);
    lesson.lineage = *own->begin();
    lesson.none_acceptable = true;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto* theirs = sites(pairs[i].from);
      Lesson::Option& o = lesson.options[i];
      o.acceptable = theirs != nullptr && earlier(pairs[i].u, known.node(v)) &&
                     std::any_of(own->begin(), own->end(),
                                 [&](const std::string& s) { return theirs->contains(s); });
      o.refuted = !o.acceptable;
      if (o.acceptable) lesson.none_acceptable = false;
    }
    lessons.push_back(std::move(lesson));
  }
  return lessons;
}

}  // namespace godwit
