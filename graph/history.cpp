// SPDX-License-Identifier: Apache-2.0
// Segments of places put together into channels, and each channel's life.
#include "graph/history.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include "graph/epochs.h"
#include "graph/parallel.h"

namespace godwit {

namespace {

// Union-find over segments; the smaller number leads.
class Groups {
 public:
  explicit Groups(std::size_t n) : leader_(n) { std::iota(leader_.begin(), leader_.end(), 0U); }
  std::uint32_t of(std::uint32_t i) {
    while (leader_[i] != i) i = leader_[i] = leader_[leader_[i]];
    return i;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = of(a), b = of(b);
    leader_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> leader_;
};

// Segments that showed one identity are of one channel.
void join_the_identical(const std::vector<Segment>& segments, Groups& groups, int threads) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> shown;
  for (std::uint32_t i = 0; i < segments.size(); ++i)
    if (segments[i].identity != 0) shown.emplace_back(segments[i].identity, i);
  sort_side_by_side(shown, threads, std::less<>());
  for (std::size_t i = 1; i < shown.size(); ++i)
    if (shown[i].first == shown[i - 1].first) groups.join(shown[i].second, shown[i - 1].second);
}

// The looks by (place, order); `first` is where each place's begin, one more at the end.
std::vector<std::uint32_t> looks_by_place(const Facts& facts, std::vector<std::uint32_t>& first,
                                          int threads) {
  const std::size_t places = facts.places().size();
  first.assign(places + 1, 0);
  for (const Look& look : facts.looks()) ++first[look.place + 1];
  std::partial_sum(first.begin(), first.end(), first.begin());
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  std::vector<std::uint32_t> order(facts.looks().size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[next[facts.looks()[i].place]++] = i;
  for_each_index(places, threads, [&](std::size_t place) {
    std::sort(order.begin() + first[place], order.begin() + first[place + 1],
              [&](std::uint32_t i, std::uint32_t j) { return look_order(facts, i, j); });
  });
  return order;
}

std::string id_without_epoch(const Facts& facts, const PlaceKey& place) {
  const std::string_view platform = facts.text(place.platform), kind = facts.text(place.kind);
  std::string id = std::string(platform) + ":";
  if (platform == "telegram" && kind == "username") id += '@';
  if (platform == "telegram" && kind == "invite") id += '+';
  if (platform == "telegram" && kind == "folder") id += "addlist/";
  return id + std::string(facts.text(place.id));
}

std::string id_of(const Facts& facts, const Node& node) {
  if (node.numeric > 0)
    return std::string(facts.text(node.platform)) + ":" + std::to_string(node.numeric);
  const Stay& first = node.stays.front();
  std::string id = id_without_epoch(facts, facts.places()[first.place]);
  if (first.epoch > 1) id += "~" + std::to_string(first.epoch);
  return id;
}

// The nodes' numbers in the order of their ids.
std::vector<NodeNo> order_of_ids(const std::vector<Node>& nodes, int threads) {
  std::vector<NodeNo> order(nodes.size());
  std::iota(order.begin(), order.end(), 0U);
  sort_side_by_side(order, threads, [&](NodeNo a, NodeNo b) {
    const int which = nodes[a].id.compare(nodes[b].id);
    return which != 0 ? which < 0 : a < b;
  });
  return order;
}

// Two kinds of place of one platform may share an id: the kind then tells them apart. True where
// any did.
bool make_ids_unique(const Facts& facts, std::vector<Node>& nodes,
                     const std::vector<NodeNo>& order) {
  std::vector<NodeNo> shared;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && nodes[order[end]].id == nodes[order[begin]].id) ++end;
    if (end - begin > 1)
      for (std::size_t i = begin; i < end; ++i) shared.push_back(order[i]);
  }
  for (const NodeNo i : shared)
    nodes[i].id += "#" + std::string(facts.text(facts.places()[nodes[i].stays.front().place].url));
  return !shared.empty();
}

// Puts what is at order[i] at i, in place: channels are large, and there may be a million.
void put_in_order(std::vector<Node>& nodes, std::vector<NodeNo> order) {
  for (NodeNo start = 0; start < order.size(); ++start) {
    if (order[start] == start) continue;
    Node first = std::move(nodes[start]);
    NodeNo to = start;
    while (order[to] != start) {
      const NodeNo from = order[to];
      nodes[to] = std::move(nodes[from]);
      order[to] = to;
      to = from;
    }
    nodes[to] = std::move(first);
    order[to] = to;
  }
}

}  // namespace

bool look_order(const Facts& facts, std::uint32_t i, std::uint32_t j) {
  const Look &a = facts.looks()[i], &b = facts.looks()[j];
  if (a.at != b.at) return a.at < b.at;
  if (a.capture != b.capture) return facts.text(a.capture) < facts.text(b.capture);
  if (a.url != b.url) return facts.text(a.url) < facts.text(b.url);
  if (a.state != b.state) return a.state < b.state;
  return std::tuple(a.numeric, a.absent, a.limited, facts.text(a.title)) <
         std::tuple(b.numeric, b.absent, b.limited, facts.text(b.title));
}

std::vector<const SpokenWord*> standing_words(const Facts& facts) {
  std::vector<const SpokenWord*> all;
  for (const SpokenWord& said : facts.words()) all.push_back(&said);
  const auto key = [](const SpokenWord& s) {
    return std::tie(s.word.verb, s.word.from_url, s.word.to_url,
                    s.word.verb == "note" ? s.word.text : s.capture);
  };
  const auto subject = [](const SpokenWord& s) {
    // Each note, each split stands for itself.
    return std::tuple(s.word.verb, s.word.from_url, s.word.to_url,
                      s.word.verb == "note" ? s.word.text : std::string(),
                      s.word.verb == "split" ? s.word.when : std::nullopt);
  };
  std::sort(all.begin(), all.end(), [&](const SpokenWord* a, const SpokenWord* b) {
    return std::tuple(a->at, key(*a), a->word.undo) < std::tuple(b->at, key(*b), b->word.undo);
  });
  std::map<decltype(subject(*all[0])), const SpokenWord*> last;
  for (const SpokenWord* said : all) last[subject(*said)] = said;
  std::vector<const SpokenWord*> standing;
  for (const SpokenWord* said : all)
    if (!said->word.undo && last[subject(*said)] == said) standing.push_back(said);
  // One verdict an edge: of a confirm and a reject that both stand, the later. Where that one is
  // undone the earlier holds again.
  const auto verdict = [](const SpokenWord* s) {
    return s->word.verb == "confirm" || s->word.verb == "reject";
  };
  std::map<std::pair<std::string_view, std::string_view>, const SpokenWord*> verdicts;
  for (const SpokenWord* said : standing)
    if (verdict(said)) verdicts[{said->word.from_url, said->word.to_url}] = said;
  std::erase_if(standing, [&](const SpokenWord* said) {
    return verdict(said) && verdicts[{said->word.from_url, said->word.to_url}] != said;
  });
  return standing;
}

History::History(const Facts& facts, int threads) : facts_(facts), soundness_(facts, threads) {
  looks_ = looks_by_place(facts, first_look_, threads);
  join(cut_epochs(facts, looks_, first_look_, threads), threads);
  any_splits_ = std::ranges::any_of(
      facts.words(), [](const SpokenWord& said) { return said.word.verb == "split"; });
}

void History::join(std::vector<Segment> segments, int threads) {
  first_segment_.assign(facts_.places().size() + 1, 0);
  for (const Segment& s : segments) ++first_segment_[s.place + 1];
  std::partial_sum(first_segment_.begin(), first_segment_.end(), first_segment_.begin());
  segments_ = std::move(segments);

  Groups groups(segments_.size());
  join_the_identical(segments_, groups, threads);
  for (const SpokenWord* said : standing_words(facts_)) {
    if (said->word.verb != "merge") continue;
    const auto a = facts_.find(said->word.from_url), b = facts_.find(said->word.to_url);
    if (!a || !b || segments_of(*a).empty() || segments_of(*b).empty()) continue;
    groups.join(first_segment_[*a + 1] - 1, first_segment_[*b + 1] - 1);
  }

  std::size_t leaders = 0;
  for (std::uint32_t i = 0; i < segments_.size(); ++i) leaders += groups.of(i) == i ? 1 : 0;
  std::vector<Node> nodes;
  nodes.reserve(leaders);
  std::vector<NodeNo> node_of(segments_.size());  // who leads a group comes first in it
  for (std::uint32_t i = 0; i < segments_.size(); ++i) {
    const std::uint32_t leader = groups.of(i);
    if (leader == i) {
      node_of[i] = static_cast<NodeNo>(nodes.size());
      nodes.emplace_back();
    }
    node_of[i] = node_of[leader];
    const Segment& s = segments_[i];
    Node& node = nodes[node_of[i]];
    if (s.numeric > 0)
      node.numeric = node.numeric == 0 ? s.numeric : std::min(node.numeric, s.numeric);
    node.stays.push_back({s.place, s.epoch, s.from, s.to, s.looks_begin, s.looks_end});
  }
  for_each_index(nodes.size(), threads, [&](std::size_t i) { settle(nodes[i]); });
  number_by_id(std::move(nodes), node_of, threads);
  for_each_index(nodes_.size(), threads,
                 [&](std::size_t i) { note_who_came_after(static_cast<NodeNo>(i)); });
}

// Channels are numbered by their ids: numbers leave no trace of the order of arrival.
void History::number_by_id(std::vector<Node> nodes, const std::vector<NodeNo>& node_of,
                           int threads) {
  std::vector<NodeNo> order = order_of_ids(nodes, threads);
  if (make_ids_unique(facts_, nodes, order)) order = order_of_ids(nodes, threads);
  std::vector<NodeNo> rank(nodes.size());
  for (NodeNo i = 0; i < order.size(); ++i) rank[order[i]] = i;
  for (std::uint32_t i = 0; i < segments_.size(); ++i) segments_[i].node = rank[node_of[i]];
  nodes_ = std::move(nodes);
  put_in_order(nodes_, std::move(order));
}

// All looks at the home, and from the other stays those that show it existing: that a channel left
// a handle is no death.
std::vector<const Look*> History::telling_looks(const Node& node) const {
  std::vector<const Look*> looks;
  for (std::size_t i = 0; i < node.stays.size(); ++i)
    for (std::uint32_t at = node.stays[i].looks_begin; at < node.stays[i].looks_end; ++at) {
      const Look& look = facts_.looks()[looks_[at]];
      const bool shows = look.state == State::alive || look.state == State::private_ ||
                         look.state == State::restricted;
      if (i == node.home || shows) looks.push_back(&look);
    }
  std::stable_sort(looks.begin(), looks.end(),
                   [](const Look* a, const Look* b) { return a->at < b->at; });
  return looks;
}

void History::settle(Node& node) const {
  std::sort(node.stays.begin(), node.stays.end(), [&](const Stay& a, const Stay& b) {
    return std::tuple(a.from, facts_.text(facts_.places()[a.place].url), a.epoch) <
           std::tuple(b.from, facts_.text(facts_.places()[b.place].url), b.epoch);
  });
  for (std::size_t i = 0; i < node.stays.size(); ++i)
    if (node.stays[i].to >= node.stays[node.home].to) node.home = i;

  const PlaceKey& home = facts_.places()[node.place()];
  node.platform = home.platform;
  node.kind = home.kind;
  node.curious = is_channel_kind(facts_.text(home.kind));
  node.first_seen = the_end;
  node.last_seen = the_beginning;
  for (const Stay& stay : node.stays) {
    node.first_seen = std::min(node.first_seen, stay.from);
    node.last_seen = std::max({node.last_seen, stay.from, stay.to});
  }
  const auto looks = telling_looks(node);
  node.by_table = !looks.empty();
  for (const Look* look : looks) {
    node.looked = true;
    node.by_table = node.by_table && look->source == Source::sighting;
    if (look->kind != 0) node.kind = look->kind;
    if (look->title != 0) node.title = look->title;
    if (look->description != 0) node.description = look->description;
    if (look->members >= 0) node.members = look->members;
    if (look->avatar != 0) node.avatar = look->avatar;
    node.last_post = std::max(node.last_post, look->newest_post);
    node.highest_post = std::max(node.highest_post, look->highest_post);
    if (look->outcome == Outcome::answered && !look->limited)
      node.last_look = std::max(node.last_look, look->at);
  }
  const Verdict verdict = judge(facts_, looks, soundness_);
  node.state = verdict.state;
  node.born = verdict.born;
  node.died = verdict.died;
  node.proved_dead = verdict.proved_dead;
  node.revivals = verdict.revivals;
  node.last_alive = verdict.last_alive;
  if (node.died) {
    node.died->earliest =
        std::min(std::max(node.died->earliest, node.last_post), node.died->latest);
    node.born.latest = std::min(node.born.latest, node.died->latest);
  }
  node.id = id_of(facts_, node);
}

// Who found another at its place did not find it.
void History::note_who_came_after(NodeNo number) {
  Node& node = nodes_[number];
  const auto segments = segments_of(node.place());
  for (std::size_t i = 0; i + 1 < segments.size(); ++i)
    if (segments[i].node == number && segments[i + 1].node != number)
      node.last_look = std::max(node.last_look, segments[i + 1].from);
}

std::span<const Segment> History::segments_of(PlaceNo place) const {
  return std::span(segments_).subspan(first_segment_[place],
                                      first_segment_[place + 1] - first_segment_[place]);
}

std::optional<NodeNo> History::at(PlaceNo place, Time when) const {
  const auto segments = segments_of(place);
  if (segments.empty()) return std::nullopt;
  std::size_t i = segments.size() - 1;
  while (i > 0 && segments[i].from > when) --i;
  // Said between two channels at one handle: of the nearer one.
  if (i + 1 < segments.size() && segments[i].to < when &&
      segments[i + 1].from - when < when - segments[i].to)
    ++i;
  return segments[i].node;
}

std::optional<NodeNo> History::last_at(PlaceNo place) const {
  const auto segments = segments_of(place);
  if (segments.empty()) return std::nullopt;
  return segments.back().node;
}

std::vector<std::string> History::story(NodeNo node) const {
  return judge(facts_, telling_looks(nodes_[node]), soundness_, true).story;
}

}  // namespace godwit
