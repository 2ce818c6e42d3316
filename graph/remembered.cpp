// SPDX-License-Identifier: Apache-2.0
// Digests of what is read for a child's scores. Places, texts and mentions go in by their numbers,
// which stay the same while facts are added; channels by the hash of their id, which does not
// depend on how many there are.
#include "graph/remembered.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

#include "graph/candidates.h"
#include "graph/parallel.h"

namespace godwit {

namespace {

bool lives_to_this_day(const Known& known, NodeNo n) {
  return known.node(n).end() + days(1) >= known.facts().latest();
}

void add_node(Digest& d, const Known& known, NodeNo n) {
  const Node& node = known.node(n);
  for (const Stay& stay : node.stays)
    d.add(stay.place), d.add(static_cast<std::uint64_t>(stay.epoch));
  d.add(node.home);
  d.add(std::uint64_t{node.platform} << 32 | node.kind);
  d.add(std::uint64_t{node.title});
  d.add(node.avatar);
  d.add(static_cast<std::uint64_t>(node.state));
  d.add(node.born);
  d.add(node.died.value_or(Interval{the_end, the_beginning}));
  d.add(lives_on(known, n) ? the_end : node.end());
  d.add(node.first_seen);
  if (node.born.latest >= the_end) d.add(node.last_seen);  // may it precede another?
  d.add(static_cast<std::uint64_t>(node.looked) | static_cast<std::uint64_t>(node.by_table) << 1 |
        static_cast<std::uint64_t>(node.fallen()) << 2 |
        static_cast<std::uint64_t>(node.curious) << 3);
  // hand_over asks whether it lives to this day; exclusive_moment else who else ended when it did.
  if (!of_tables(known, n) || node.end() == the_beginning) return;
  const bool to_this_day = lives_to_this_day(known, n);
  d.add(static_cast<std::uint64_t>(to_this_day));
  if (!to_this_day) d.add(known.ends_around(node.end(), std::chrono::minutes(1), 5));
}

// What the names are worth depends on how common they are.
void add_name(Digest& d, const Known& known, const Name& name) {
  for (const std::uint32_t gram : name.grams)
    d.add(std::uint64_t{gram} << 32 | static_cast<std::uint64_t>(4 * known.gram_weight(gram)));
  if (name.parent != 0) d.add(std::min<std::size_t>(known.names_below(name.parent), 4));
}

// The crowd around its birth (timing, exclusive_moment), as coarse as the rows read it.
void add_crowd(Digest& d, const Known& known, const Node& node) {
  d.add(std::bit_floor(known.births_around(node.birth(), hours(12), false)));
  for (const bool sites : {false, true})
    d.add(std::min<std::size_t>(known.births_around(node.birth(), std::chrono::minutes(1), sites),
                                5));
}

void add_link(Digest& d, const Known& known, const Link& link, NodeNo other, std::uint64_t id) {
  const Mention& m = known.links().mention(link);
  const Node& node = known.node(other);
  d.add(std::uint64_t{link.mention} << 8 | m.fan_out);
  d.add(m.at), d.add(known.facts().first_look(m).at);
  d.add(m.sketch), d.add(m.context), d.add(id);
  d.add(node.first_seen), d.add(node.born), d.add(node.birth());
  d.add(std::uint64_t{links_to_many(known, other)} << 1 | std::uint64_t{node.curious});
}

// What a channel's own looks say of whether it may be a candidate.
std::uint64_t candidacy_of(const Known& known, NodeNo n, std::uint64_t id) {
  const Node& node = known.node(n);
  Digest d;
  d.add(id);
  d.add(node.born), d.add(node.birth());
  if (node.born.latest >= the_end) d.add(node.last_seen);
  d.add(static_cast<std::uint64_t>(node.curious));
  return d.value();
}

// Who speaks of the child in words that count, or while it is young.
std::vector<NodeNo> voices_of(const Known& known, NodeNo child) {
  std::vector<NodeNo> voices;
  for (const Link& link : known.links().into(child)) {
    const Mention& m = known.links().mention(link);
    const bool counts = m.announce != 0 || m.at <= known.node(child).birth() + youth;
    if (counts && (voices.empty() || voices.back() != link.from)) voices.push_back(link.from);
  }
  return voices;
}

// What the child said before the candidate fell and after (woke_when_it_fell): of one that was born
// later nothing is read.
void add_waking(Digest& d, const Known& known, NodeNo u, NodeNo v,
                const std::vector<PostMark>& marks) {
  const Node& fallen = known.node(u);
  const Time fell = fallen.died ? fallen.died->earliest : fallen.end();
  const Time birth = known.node(v).birth();
  if (!fallen.fallen() || birth >= fell) return;
  std::uint64_t before = 0, after = 0;
  Time last = the_beginning;
  for (const PostMark& mark : marks) {
    if (mark.at < birth) continue;
    ++(mark.at < fell ? before : after);
    last = std::max(last, mark.at);
  }
  d.add(before), d.add(after), d.add(last);
}

// What is read of how a candidate and a child stand to each other beside both digests.
void add_pair(Digest& d, const Known& known, NodeNo u, NodeNo v,
              const std::vector<PostMark>& marks) {
  d.add(std::uint64_t{known.node(u).description});
  if (lives_on(known, u)) d.add(beside(known, known.node(u).end(), v));
  add_waking(d, known, u, v, marks);
  if (!known.may_share_marks(u, v)) return;
  const auto [both, of_node] = known.common_marks(u, marks);
  // Some of its posts, or more than half (posts_copied).
  if (both > 0) d.add(std::uint64_t{both > 1 && 2 * both > std::min(of_node, marks.size())});
}

// In which order namesakes ended near its birth (rank_by_nearness).
void add_nearness(Digest& d, const Known& known, NodeNo v, const std::vector<NodeNo>& namesakes) {
  if (namesakes.size() < 2) return;
  const Time birth = known.node(v).birth();
  std::vector<Duration> gaps;
  for (const NodeNo u : namesakes) {
    const Time end = known.node(u).end();
    gaps.push_back(end > birth ? end - birth : birth - end);
  }
  std::vector<Duration> sorted = gaps;
  std::sort(sorted.begin(), sorted.end());
  for (const Duration gap : gaps)
    d.add(static_cast<std::uint64_t>(std::lower_bound(sorted.begin(), sorted.end(), gap) -
                                     sorted.begin()));
}

}  // namespace

bool of_tables(const Known& known, NodeNo n) { return known.is_site(n) || known.node(n).by_table; }

bool lives_on(const Known& known, NodeNo n) {
  const Node& node = known.node(n);
  return !node.fallen() && node.end() != the_beginning &&
         (!of_tables(known, n) || lives_to_this_day(known, n));
}

std::uint8_t beside(const Known& known, Time end, NodeNo v) {
  const Time birth = known.node(v).birth(), word = known.first_word(v);
  const bool spoke = word != the_end;
  const Duration both = end - (spoke ? word : birth);
  const int level = !spoke              ? both > days(1)
                    : both <= hours(6)  ? 0
                    : both <= hours(24) ? 1
                    : both <= days(2)   ? 2
                                        : 3;
  return static_cast<std::uint8_t>((spoke && word + days(1) <= end ? 1 : 0) |
                                   (end >= birth + days(7) ? 2 : 0) | level << 2 |
                                   (end >= birth + days(1) ? 32 : 0));
}

namespace {

// Asks for all that is read of links, before one is waited for after the other.
void bring_links_near(const Known& known, NodeNo n, const std::vector<std::uint64_t>& ids) {
  const auto into = known.links().into(n), out = known.links().out_of(n);
  const auto ask = [&](const Link& link, NodeNo other) {
    bring_near(&known.links().mention(link));
    bring_near(&known.node(other), offsetof(Node, stays));
    bring_near(&ids[other]);
  };
  for (const Link& link : into) ask(link, link.from);
  for (const Link& link : out) ask(link, link.to);
  for (const auto links : {into, out})
    for (const Link& link : links)
      bring_near(&known.facts().first_look(known.links().mention(link)).at);
}

}  // namespace

std::uint64_t digest_of(const Known& known, NodeNo n, const std::vector<std::uint64_t>& ids) {
  bring_links_near(known, n, ids);
  Digest d;
  d.add(ids[n]);
  add_node(d, known, n);
  add_name(d, known, known.handle(n));
  add_name(d, known, known.title(n));
  for (const Link& link : known.links().into(n))
    add_link(d, known, link, link.from, ids[link.from]);
  d.add(std::uint64_t{links_to_many(known, n)});
  for (const Link& link : known.links().out_of(n)) add_link(d, known, link, link.to, ids[link.to]);
  return d.value();
}

void Remembered::begin(const Known& known, int threads) {
  scored_in_place_.reset();
  latest_ = known.facts().latest();
  const std::size_t n = known.nodes().size();
  std::vector<std::uint64_t> ids(n);
  for (NodeNo i = 0; i < n; ++i) ids[i] = hash_of(known.node(i).id);
  renumber(ids);
  digests_.resize(n);
  for_each_index(n, threads, [&](std::size_t i) {
    digests_[i] = digest_of(known, static_cast<NodeNo>(i), ids_);
  });
  std::vector<std::uint64_t> candidacies(n), ends(n);
  for (NodeNo i = 0; i < n; ++i) {
    candidacies[i] = candidacy_of(known, i, ids_[i]);
    ends[i] = mix(ids_[i] ^ static_cast<std::uint64_t>(to_ms(known.node(i).end())));
  }
  stems_.add(known.stems(), candidacies);
  ends_of_stems_.add(known.stems(), ends);
  grams_.add(known.grams(), candidacies);
  posts_.add(known.posts(), candidacies);
}

void Remembered::Sums::add(const Blocks& blocks, const std::vector<std::uint64_t>& candidacies) {
  up_to.assign(1, 0);
  up_to.reserve(blocks.all().size() + 1);
  for (const NodeNo node : blocks.all()) up_to.push_back(up_to.back() + candidacies[node]);
}

std::uint64_t Remembered::Sums::of(const Blocks& blocks, std::uint64_t key) const {
  const auto block = blocks.with(key);
  if (block.empty()) return 0;
  const auto begin = static_cast<std::size_t>(block.data() - blocks.all().data());
  return up_to[begin + block.size()] - up_to[begin];
}

// Channels are numbered by their ids: one more moves all that come after it.
void Remembered::renumber(const std::vector<std::uint64_t>& ids) {
  if (ids == ids_) {
    for (Child& child : children_) child.anew = false;
    return;
  }
  std::unordered_map<std::uint64_t, NodeNo> now;
  now.reserve(ids.size());
  for (NodeNo i = 0; i < ids.size(); ++i) now.emplace(ids[i], i);
  std::vector<NodeNo> number(ids_.size(), nowhere);
  for (NodeNo i = 0; i < ids_.size(); ++i)
    if (const auto at = now.find(ids_[i]); at != now.end()) number[i] = at->second;
  std::vector<Child> children(ids.size());
  for (NodeNo i = 0; i < ids_.size(); ++i) {
    if (number[i] == nowhere) continue;
    Child& child = children[number[i]] = std::move(children_[i]);
    child.anew = false;
    move_to(child, number);
  }
  children_ = std::move(children);
  ids_ = ids;
}

void Remembered::move_to(Child& child, const std::vector<NodeNo>& number) const {
  bool whole = true;
  for (auto* channels : {&child.candidates, &child.ended.nearest, &child.first.namesakes})
    for (NodeNo& u : *channels) {
      u = number[u];
      whole = whole && u != nowhere;
    }
  if (!whole) {
    child = {};
    return;
  }
  for (Scored* scored : {&child.first, &child.second}) {
    for (Choice& c : scored->chosen.choices) c.from = number[c.from];
    NodeNo& kin_of = scored->chosen.kin_of;
    if (kin_of != nowhere) kin_of = number[kin_of];
  }
}

// All that candidates_of() reads: the child, those who speak of it, whom its keys lead to, and who
// ended near its birth.
std::uint64_t Remembered::sources_of(const Known& known, NodeNo v, const Child& child) const {
  Digest d;
  d.add(digests_[v]);
  for (const NodeNo w : child.voices) d.add(digests_[w]);
  for (const Name* name : {&known.handle(v), &known.title(v)}) {
    d.add(stems_.of(known.stems(), name->stem_hash));
    if (known.stems().with(name->stem_hash).size() > newest_of_a_stem)
      d.add(ends_of_stems_.of(known.stems(), name->stem_hash));
    for (const std::uint32_t gram : name->grams)
      d.add(grams_.of(known.grams(), std::uint64_t{gram} + 1));
  }
  for (const PostMark& mark : known.marks(v)) d.add(posts_.of(known.posts(), mark.hash));
  for (const NodeNo u : child.ended.nearest) d.add(ids_[u]);
  return d.value();
}

const std::vector<NodeNo>& Remembered::candidates(const Known& known, NodeNo v) {
  Child& child = children_[v];
  child.voices = voices_of(known, v);
  child.ended = ended_near(known, v);
  const std::uint64_t sources = sources_of(known, v, child);
  if (child.has_candidates && child.sources == sources) return child.candidates;
  child.sources = sources;
  child.candidates = candidates_of(known, v);
  child.has_candidates = true;
  return child.candidates;
}

std::uint64_t Remembered::reads_of(const Known& known, NodeNo v) const {
  const Child& child = children_[v];
  Digest d;
  d.add(digests_[v]);
  d.add(std::uint64_t{known.node(v).description});
  add_crowd(d, known, known.node(v));
  const std::vector<PostMark> marks = known.marks(v);
  d.add(known.first_word(v));
  for (const NodeNo u : child.candidates) d.add(digests_[u]), add_pair(d, known, u, v, marks);
  d.add(child.candidates.size());
  for (const NodeNo w : child.voices) d.add(digests_[w]);
  if (child.has_first) add_nearness(d, known, v, child.first.namesakes);
  return d.value();
}

const Scored* Remembered::first(const Known& known, NodeNo v) {
  Child& child = children_[v];
  if (child.has_first && child.read == reads_of(known, v)) return &child.first;
  child.has_first = child.has_second = false;
  child.first = child.second = {};
  child.anew = true;
  return nullptr;
}

std::uint64_t Remembered::lines_of(const Ancestry& ancestry, const Child& child) const {
  Digest d;
  const auto add = [&](const Line& line) {
    d.add(line.size());
    for (const NodeNo each : line) d.add(digests_[each]);
  };
  for (const NodeNo u : child.candidates) add(Line(u, ancestry.likely));
  for (const NodeNo w : child.voices) add(Line(w, ancestry.sure));
  return d.value();
}

const Scored* Remembered::second(const Ancestry& ancestry, NodeNo v) {
  Child& child = children_[v];
  const std::uint64_t lines = lines_of(ancestry, child);
  if (child.has_second && child.lines == lines) return &child.second;
  child.lines = lines;
  child.anew = true;
  return nullptr;
}

void Remembered::keep_first(const Known& known, NodeNo v, const Scored& scored) {
  Child& child = children_[v];
  child.first = scored;
  child.has_first = true;
  child.read = reads_of(known, v);
}

void Remembered::keep_second(NodeNo v, Scored scored) {
  children_[v].second = std::move(scored);
  children_[v].has_second = true;
}

std::size_t Remembered::scored_anew() const {
  if (scored_in_place_) return *scored_in_place_;
  return static_cast<std::size_t>(
      std::count_if(children_.begin(), children_.end(), [](const Child& c) { return c.anew; }));
}

}  // namespace godwit
