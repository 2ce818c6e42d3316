// SPDX-License-Identifier: Apache-2.0
// Digests of what is read for a child's scores. Places, texts and mentions go in by their numbers,
// which stay the same while facts are added; channels by the hash of their id, which does not
// depend on how many there are.
#include "graph/remembered.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "graph/candidates.h"
#include "graph/parallel.h"

namespace godwit {

namespace {

class Digest {
 public:
  void add(std::uint64_t value) { hash_ = mix(hash_ ^ value) + 0x9e3779b97f4a7c15ULL; }
  void add(Time at) { add(static_cast<std::uint64_t>(to_ms(at))); }
  void add(const Interval& when) { add(when.earliest), add(when.latest); }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0;
};

void add_node(Digest& d, const Known& known, const Node& node) {
  for (const Stay& stay : node.stays)
    d.add(stay.place), d.add(static_cast<std::uint64_t>(stay.epoch)), d.add(stay.from),
        d.add(stay.to);
  d.add(node.home);
  d.add(std::uint64_t{node.platform} << 32 | node.kind);
  d.add(std::uint64_t{node.title} << 32 | node.description);
  d.add(node.avatar);
  d.add(static_cast<std::uint64_t>(node.state));
  d.add(node.born);
  d.add(node.died.value_or(Interval{the_end, the_beginning}));
  d.add(node.end());
  d.add(node.last_look);
  d.add(node.first_seen), d.add(node.last_seen);
  d.add(static_cast<std::uint64_t>(node.looked) | static_cast<std::uint64_t>(node.by_table) << 1 |
        static_cast<std::uint64_t>(node.fallen()) << 2 |
        static_cast<std::uint64_t>(node.curious) << 3 |
        // Does it live to this day? (hand_over)
        static_cast<std::uint64_t>(node.end() != the_beginning &&
                                   node.end() + days(1) >= known.facts().latest())
            << 4);
}

// What the names are worth depends on how common they are.
void add_name(Digest& d, const Known& known, const Name& name) {
  for (const std::uint32_t gram : name.grams)
    d.add(std::uint64_t{gram} << 32 | static_cast<std::uint64_t>(4 * known.gram_weight(gram)));
  if (name.parent != 0) d.add(std::min<std::size_t>(known.names_below(name.parent), 4));
}

// The crowd around its birth and its end (timing, exclusive_moment), as coarse as the rows read it.
void add_crowd(Digest& d, const Known& known, const Node& node) {
  const Duration minute = std::chrono::minutes(1);
  d.add(std::bit_floor(known.births_around(node.birth(), hours(12), false)));
  for (const bool sites : {false, true})
    d.add(std::min<std::size_t>(known.births_around(node.birth(), minute, sites), 5));
  if (node.end() != the_beginning)
    d.add(std::min<std::size_t>(known.ends_between(node.end() - minute, node.end() + minute).size(),
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

std::uint64_t digest_of(const Known& known, NodeNo n, const std::vector<std::uint64_t>& ids) {
  Digest d;
  d.add(ids[n]);
  const Node& node = known.node(n);
  add_node(d, known, node);
  add_name(d, known, known.handle(n));
  add_name(d, known, known.title(n));
  add_crowd(d, known, node);
  for (const PostMark& mark : known.marks(n)) d.add(mark.hash), d.add(mark.at);
  for (const Link& link : known.links().into(n))
    add_link(d, known, link, link.from, ids[link.from]);
  d.add(std::uint64_t{links_to_many(known, n)});
  for (const Link& link : known.links().out_of(n)) add_link(d, known, link, link.to, ids[link.to]);
  return d.value();
}

// What a channel's own looks say of whether it may be a candidate.
std::uint64_t candidacy_of(const Known& known, NodeNo n, std::uint64_t id) {
  const Node& node = known.node(n);
  Digest d;
  d.add(id);
  d.add(node.born), d.add(node.birth()), d.add(node.end()), d.add(node.last_seen);
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

}  // namespace

void Remembered::begin(const Known& known, int threads) {
  const std::size_t n = known.nodes().size();
  std::vector<std::uint64_t> ids(n);
  for (NodeNo i = 0; i < n; ++i) ids[i] = hash_of(known.node(i).id);
  renumber(ids);
  digests_.resize(n);
  for_each_index(n, threads, [&](std::size_t i) {
    digests_[i] = digest_of(known, static_cast<NodeNo>(i), ids_);
  });
  std::vector<std::uint64_t> candidacies(n);
  for (NodeNo i = 0; i < n; ++i) candidacies[i] = candidacy_of(known, i, ids_[i]);
  stems_.add(known.stems(), candidacies);
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
  for (NodeNo& u : child.candidates) {
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
    for (const std::uint32_t gram : name->grams)
      d.add(grams_.of(known.grams(), std::uint64_t{gram} + 1));
  }
  for (const PostMark& mark : known.marks(v)) d.add(posts_.of(known.posts(), mark.hash));
  for (const NodeNo u : ended_before(known, v)) d.add(ids_[u]);
  return d.value();
}

const std::vector<NodeNo>& Remembered::candidates(const Known& known, NodeNo v) {
  Child& child = children_[v];
  child.voices = voices_of(known, v);
  const std::uint64_t sources = sources_of(known, v, child);
  if (child.has_candidates && child.sources == sources) return child.candidates;
  child.sources = sources;
  child.candidates = candidates_of(known, v);
  child.has_candidates = true;
  return child.candidates;
}

const Scored* Remembered::first(NodeNo v) {
  Child& child = children_[v];
  Digest d;
  d.add(digests_[v]);
  for (const NodeNo u : child.candidates) d.add(digests_[u]);
  d.add(child.candidates.size());
  for (const NodeNo w : child.voices) d.add(digests_[w]);
  if (child.has_first && child.read == d.value()) return &child.first;
  child.read = d.value();
  child.has_first = child.has_second = false;
  child.first = child.second = {};
  child.anew = true;
  return nullptr;
}

std::uint64_t Remembered::lines_of(const Ancestry& ancestry, const Child& child) const {
  Digest d;
  const auto add = [&](const std::vector<NodeNo>& line) {
    d.add(line.size());
    for (const NodeNo each : line) d.add(digests_[each]);
  };
  for (const NodeNo u : child.candidates) add(line_of(u, ancestry.likely));
  for (const NodeNo w : child.voices) add(line_of(w, ancestry.sure));
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

void Remembered::keep_first(NodeNo v, const Scored& scored) {
  children_[v].first = scored;
  children_[v].has_first = true;
}

void Remembered::keep_second(NodeNo v, Scored scored) {
  children_[v].second = std::move(scored);
  children_[v].has_second = true;
}

std::size_t Remembered::scored_anew() const {
  return static_cast<std::size_t>(
      std::count_if(children_.begin(), children_.end(), [](const Child& c) { return c.anew; }));
}

}  // namespace godwit
