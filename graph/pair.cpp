// SPDX-License-Identifier: Apache-2.0
// What is looked up once for a child and once for a pair; trust and independence of sources.
#include "graph/pair.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace godwit {

namespace {

constexpr std::uint32_t outlink_rich = 30;  // who links to more is a list or an advertiser
constexpr Duration known_long_enough = days(3);
constexpr std::size_t most_vouched = 24;  // of one channel, asked at second hand

bool share_a_place(const Node& u, const Node& v) {
  return std::any_of(u.stays.begin(), u.stays.end(), [&](const Stay& a) {
    return std::any_of(v.stays.begin(), v.stays.end(),
                       [&](const Stay& b) { return a.place == b.place; });
  });
}
}  // namespace

bool links_to_many(const Known& known, NodeNo n) {
  return known.links().distinct_targets(n) > outlink_rich;
}

bool believable(const Mention& m) {
  return (m.announce & announce_succession) != 0 &&
         (m.announce & (announce_disavowal | announce_ad)) == 0 && m.form != Form::leak &&
         m.fan_out <= quarantined_fan_out;
}

bool names_the_fallen(const Mention& m, const Node& v) {
  return (m.announce & announce_deleted) != 0 && v.fallen() && v.end() <= m.at;
}

double sibling_word(double trust) { return std::log2(1 + 255 * trust); }

namespace {

// What u's links to one channel say of it, until then.
double vouching(const Known& known, std::span<const Link> links, Time when) {
  double most = 0;
  int plain_links = 0;
  for (const Link& link : links) {
    const Mention& m = known.links().mention(link);
    if (m.at > when || (m.announce & (announce_disavowal | announce_ad)) != 0) continue;
    if (believable(m))
      most = std::max(most, 0.8);
    else if (m.form == Form::forward)
      most = std::max(most, 0.4);
    else
      ++plain_links;
  }
  if (plain_links > 0) most = std::max(most, plain_links > 1 ? 0.4 : 0.2);
  return most;
}

bool newcomer(const Known& known, NodeNo w, Time when) {
  return known.node(w).first_seen + known_long_enough > when;
}

double discounted(const Known& known, NodeNo w, double trust) {
  return links_to_many(known, w) ? trust / 4 : trust;
}

}  // namespace

double trust(const Known& known, NodeNo u, NodeNo w, Time when) {
  if (u == w || newcomer(known, w, when)) return 0;
  const auto links = known.links().between(u, w);
  return links.empty() ? 0 : discounted(known, w, vouching(known, links, when));
}

namespace {

// Does anybody stand between: is one of these links to whom one of the others is from? Both are in
// order, and short; of long ones nothing is said.
bool may_meet(std::span<const Link> links, std::span<const Link> voices) {
  constexpr std::size_t longest = 48;
  if (links.size() + voices.size() > longest) return true;
  std::size_t met = 0;
  for (std::size_t i = 0, j = 0; i < links.size() && j < voices.size();) {
    const NodeNo x = links[i].to, y = voices[j].from;
    met += x == y ? 1 : 0;
    i += x <= y ? 1 : 0;
    j += y <= x ? 1 : 0;
  }
  return met > 0;
}

}  // namespace

// u's links go by whom they lead to, those into w by whom they come from: where the two meet, a
// channel stands between.
double trust_at_second_hand(const Known& known, NodeNo u, NodeNo w, Time when) {
  if (newcomer(known, w, when)) return 0;
  double most = 0;
  std::size_t asked = 0;
  const auto links = known.links().out_of(u), voices = known.links().into(w);
  if (!may_meet(links, voices)) return 0;
  auto voice = voices.begin();
  for (std::size_t begin = 0, end = 0; begin < links.size(); begin = end) {
    const NodeNo x = links[begin].to;
    while (end < links.size() && links[end].to == x) ++end;
    if (x == w) continue;
    if (++asked > most_vouched) break;
    voice = std::lower_bound(voice, voices.end(), x,
                             [](const Link& link, NodeNo each) { return link.from < each; });
    if (voice == voices.end()) break;
    if (voice->from != x || newcomer(known, x, when)) continue;
    const double first =
        discounted(known, x, vouching(known, links.subspan(begin, end - begin), when));
    if (first > most) most = std::max(most, first * trust(known, x, w, when));
  }
  return most;
}

namespace {
// Did u call w its own: by words of succession, in its description, or pinned?
bool calls_its_own(const Known& known, NodeNo u, NodeNo w, Time when) {
  const auto links = known.links().between(u, w);
  return std::any_of(links.begin(), links.end(), [&](const Link& link) {
    const Mention& m = known.links().mention(link);
    return m.at <= when && (believable(m) || m.form == Form::description || m.form == Form::pinned);
  });
}
}  // namespace

namespace {
constexpr double kin_by_name = 0.6;
bool named_alike(const Known& known, NodeNo u, NodeNo w) {
  const auto alike = [](const Name& a, const Name& b) {
    const Alike how = compare(a, b, 0);
    return how == Alike::contained || how == Alike::same;
  };
  return alike(known.handle(u), known.handle(w)) || alike(known.title(u), known.title(w));
}
}  // namespace

Kinship::Kinship(const Known& known, NodeNo w, Time when) : known_(&known), w_(w), when_(when) {
  passes_ = known.node(w).first_seen + known_long_enough <= when && !links_to_many(known, w);
  if (!passes_) return;
  known.links().bring_words_near(known.links().out_of(w));
  known.links().bring_words_near(known.links().into(w));
  const auto own = [&](const Link& link) {
    const Mention& m = known.links().mention(link);
    return m.at <= when && (believable(m) || m.form == Form::description || m.form == Form::pinned);
  };
  for (const Link& link : known.links().out_of(w))
    if ((owns_.empty() || owns_.back() != link.to) && own(link)) owns_.push_back(link.to);
  const auto links = known.links().into(w);
  for (std::size_t begin = 0, end = 0; begin < links.size(); begin = end) {
    const NodeNo x = links[begin].from;
    while (end < links.size() && links[end].from == x) ++end;
    if (spoken_by_.size() > most_vouched) break;
    spoken_by_.push_back(x);
    const auto said = links.subspan(begin, end - begin);
    if (!links_to_many(known, x) && std::any_of(said.begin(), said.end(), own))
      callers_.push_back(spoken_by_.size() - 1);
  }
}

double Kinship::with(NodeNo u) const {
  if (u == w_ || !passes_) return 0;
  if (std::binary_search(owns_.begin(), owns_.end(), u)) return 1;
  if (named_alike(*known_, u, w_)) return kin_by_name;
  if (callers_.empty()) return 0;
  // u itself is not asked, and makes room for one more.
  const auto at = std::lower_bound(spoken_by_.begin(), spoken_by_.end(), u);
  const bool speaks = at != spoken_by_.end() && *at == u &&
                      at - spoken_by_.begin() < static_cast<std::ptrdiff_t>(most_vouched);
  const std::size_t asked = most_vouched + (speaks ? 1 : 0);
  const bool called_both = std::any_of(callers_.begin(), callers_.end(), [&](std::size_t i) {
    return i < asked && spoken_by_[i] != u && calls_its_own(*known_, spoken_by_[i], u, when_);
  });
  return called_both ? 1 : 0;
}

double claimed_kin(const Known& known, NodeNo u, NodeNo w, Time when) {
  return Kinship(known, w, when).with(u);
}

Line::Line(NodeNo n, const std::vector<NodeNo>& parent) {
  all_[0] = n;
  while (size_ < all_.size() && parent[all_[size_ - 1]] != nowhere) {
    all_[size_] = parent[all_[size_ - 1]];
    ++size_;
  }
}

namespace {

// What one announcer says for a candidate: how far it is trusted, 0..1, or passes for kin.
struct Voice {
  double trusted = 0, kin = 0;
};

Voice voice_of(const Known& known, const Announcer& a, const Kinship& kinship, NodeNo from) {
  const Time when = known.links().mention(a.link).at;
  Voice voice;
  voice.trusted =
      std::max(trust_at_second_hand(known, from, a.from, when), trust(known, from, a.from, when));
  if (voice.trusted <= 0) voice.kin = kinship.with(from);
  return voice;
}

void add_voice(KinsWord& word, const Voice& voice) {
  word.trusted += sibling_word(voice.trusted);
  if (voice.trusted <= 0) word.kin += voice.kin;
}

// What one announcer's line says for a channel, whoever of the line says it; each asked but once.
class LinesWord {
 public:
  LinesWord(const Known& known, const Child& child, const Announcer& a, const Line& line)
      : known_(known), child_(child.node), when_(known.links().mention(a.link).at), line_(line) {}

  bool longer_than_itself() const { return line_.size() > 1; }
  double trusted(const Line& ours) {
    if (spoken_by_.empty()) hear_who_speaks();
    return most(ours, trusted_, [&](NodeNo u, NodeNo w) {
      if (u == w) return 0.8;
      return may_vouch(u) ? trust(known_, u, w, when_) : 0;
    });
  }
  double kin(const Line& ours) {
    if (kinships_.empty())
      for (const NodeNo w : line_) kinships_.emplace_back(known_, w, when_);
    return most(ours, kin_, [&](NodeNo u, NodeNo w) { return kinship_of(w).with(u); });
  }

 private:
  using Answers = std::vector<std::pair<NodeNo, double>>;
  template <class How>
  double most(const Line& ours, Answers& answers, const How& how) const {
    double most = 0;
    for (const NodeNo u : ours)
      if (u != child_) most = std::max(most, answer(u, answers, how));
    return most;
  }
  template <class How>
  double answer(NodeNo u, Answers& answers, const How& how) const {
    for (const auto& [asked, told] : answers)
      if (asked == u) return told;
    double most = 0;
    for (const NodeNo w : line_)
      if (w != child_) most = std::max(most, how(u, w));
    answers.emplace_back(u, most);
    return most;
  }

  // Who speaks of any of the line at all; nobody is turned away where somebody famous is of it.
  void hear_who_speaks() {
    constexpr std::size_t famous = 400;
    spoken_by_.push_back(nowhere);
    for (const NodeNo w : line_) {
      const auto links = known_.links().into(w);
      anybody_ = anybody_ || links.size() > famous;
      if (anybody_) return;
      for (const Link& link : links)
        if (spoken_by_.back() != link.from) spoken_by_.push_back(link.from);
    }
    std::sort(spoken_by_.begin(), spoken_by_.end());
  }
  bool may_vouch(NodeNo u) const {
    return anybody_ || std::binary_search(spoken_by_.begin(), spoken_by_.end(), u);
  }
  const Kinship& kinship_of(NodeNo w) const {
    return kinships_[static_cast<std::size_t>(std::find(line_.begin(), line_.end(), w) -
                                              line_.begin())];
  }

  const Known& known_;
  const NodeNo child_;
  const Time when_;
  const Line line_;
  std::vector<Kinship> kinships_;  // of the line, once they are asked for
  std::vector<NodeNo> spoken_by_;
  bool anybody_ = false;
  Answers trusted_, kin_;
};

}  // namespace

KinsWord kins_word(const Known& known, const Child& child, NodeNo from) {
  KinsWord word;
  for (std::size_t i = 0; i < child.announcers.size(); ++i)
    if (const Announcer& a = child.announcers[i]; a.from != from)
      add_voice(word, voice_of(known, a, child.kinships[i], from));
  return word;
}

std::vector<KinsWord> inherited_words(const Known& known, const Child& child,
                                      const std::vector<NodeNo>& candidates,
                                      const Ancestry& ancestry) {
  std::vector<LinesWord> theirs;
  theirs.reserve(child.announcers.size());
  bool sure = false;
  for (const Announcer& a : child.announcers) {
    theirs.emplace_back(known, child, a, Line(a.from, ancestry.sure));
    sure = sure || theirs.back().longer_than_itself();
  }
  std::vector<KinsWord> words(candidates.size(), unsaid);
  bool any = false;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Line ours(candidates[i], ancestry.likely);
    if (!sure && ours.size() == 1) continue;
    const auto adds = [&](LinesWord& line) { return line.trusted(ours) > 0 || line.kin(ours) > 0; };
    if (std::none_of(theirs.begin(), theirs.end(), adds)) continue;
    KinsWord own, along;
    for (std::size_t k = 0; k < theirs.size(); ++k) {
      const Announcer& a = child.announcers[k];
      if (a.from == candidates[i]) continue;
      Voice voice = voice_of(known, a, child.kinships[k], candidates[i]);
      add_voice(own, voice);
      voice.trusted = std::max(voice.trusted, theirs[k].trusted(ours));
      if (voice.trusted <= 0) voice.kin = std::max(voice.kin, theirs[k].kin(ours));
      add_voice(along, voice);
    }
    if (along == own) continue;
    words[i] = along;
    any = true;
  }
  return any ? words : std::vector<KinsWord>{};
}

namespace {
bool merely_tells(const Mention& m) {
  return m.announce == 0 && m.form != Form::leak && m.form != Form::redirect &&
         m.fan_out <= quarantined_fan_out;
}
}  // namespace

Child hear(const Known& known, NodeNo node) {
  Child child;
  child.node = node;
  known.links().bring_words_near(known.links().into(node));
  std::vector<Link> announcing, early;
  const Time youth_ends = known.node(node).birth() + youth;
  for (const Link& link : known.links().into(node)) {
    const Mention& m = known.links().mention(link);
    if (disavows(m)) child.disavowals.push_back(link);
    if (believable(m) && !names_the_fallen(m, known.node(node))) announcing.push_back(link);
    if (m.at <= youth_ends && merely_tells(m)) early.push_back(link);
  }
  std::stable_sort(announcing.begin(), announcing.end(), [&](const Link& a, const Link& b) {
    return known.links().mention(a).at < known.links().mention(b).at;
  });
  // Copies of one announcement, and channels born on one day, count once.
  std::vector<std::uint64_t> sketches;
  std::set<NodeNo> sources;
  std::set<std::int64_t> birth_days;
  child.kinships.reserve(announcing.size());
  for (const Link& link : announcing) {
    const Mention& m = known.links().mention(link);
    const bool copy = std::any_of(sketches.begin(), sketches.end(),
                                  [&](std::uint64_t s) { return same_sketch(s, m.sketch); });
    const Interval& born = known.node(link.from).born;
    const bool birth_known = born.latest < the_end && born.latest - born.earliest <= days(2);
    const std::int64_t day = to_ms(known.node(link.from).birth()) / 86'400'000;
    const bool twin = birth_known && birth_days.contains(day);
    sketches.push_back(m.sketch);
    if (copy || twin || sources.contains(link.from)) continue;
    sources.insert(link.from);
    if (birth_known) birth_days.insert(day);
    child.announcers.push_back({link.from, link});
    child.kinships.emplace_back(known, link.from, m.at);
  }
  std::set<std::string> words;
  for (const Link& link : announcing)
    words.emplace(known.facts().text(known.links().mention(link).context));
  child.words.assign(words.begin(), words.end());
  for (const Link& link : early)
    if (sources.insert(link.from).second) child.linkers.push_back({link.from, link});
  return child;
}

void look_at(const Known& known, Child& child) {
  const NodeNo node = child.node;
  child.marks = known.marks(node);
  child.title = latin_words(known.folded_title(node));
  child.first_word = first_of(child.marks);
  child.born = birth_of(known, child);
  child.births_about = known.births_around(known.node(node).birth(), hours(12), false);
  for (const Link& link : known.links().out_of(node))
    if (calls_former(known.links().mention(link))) child.formers.push_back(link);
}

Child study(const Known& known, NodeNo node) {
  Child child = hear(known, node);
  look_at(known, child);
  return child;
}

Pair::Pair(const Known& known_in, const Child& child_in, NodeNo from_in, const Pair* before)
    : known(known_in),
      child(child_in),
      from(from_in),
      to(child_in.node),
      u(known.node(from)),
      v(known.node(to)),
      sites(known.is_site(from) && known.is_site(to)),
      said(known.links().into_from(to, from)),
      answered(known.links().out_of_to(to, from)) {
  handle_overlap = known.overlap(known.handle(to), known.handle(from));
  // Two channels at one handle, one after the other: that the name is the same says nothing, of
  // either nor of those who are named alike.
  const bool freed = known.followed_another(to);
  const bool shared = known.followed_another(from) && share_a_place(u, v);
  if (!freed && !shared) handle = compare(known.handle(from), known.handle(to), handle_overlap);
  if (before != nullptr && known.share_a_title(from, before->from)) {
    title_overlap = before->title_overlap;
    title = before->title;
  } else {
    title_overlap = known.overlap(known.title(to), known.title(from));
    title = compare(known.title(from), known.title(to), title_overlap);
  }
  hear_voices(*this);
  find_moment(*this);
}

}  // namespace godwit
