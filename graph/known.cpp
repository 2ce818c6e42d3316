// SPDX-License-Identifier: Apache-2.0
// The indexes over all channels.
#include "graph/known.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <numeric>

#include "graph/parallel.h"

namespace godwit {

namespace {

Name handle_of(const Facts& facts, const Node& node) {
  const PlaceKey& place = facts.places()[node.place()];
  const std::string_view kind = facts.text(place.kind), id = facts.text(place.id);
  if (facts.text(place.platform) == "site") return host_name(id);
  if (kind == "invite" || kind == "private_post" || !node.curious) return {};
  return handle_name(id.substr(id.rfind('/') + 1));
}

// Of the title, and of the handle where it is a name.
std::vector<std::uint32_t> word_hashes(const Facts& facts, const Node& node, const Name& handle,
                                       const std::string& folded_title) {
  std::vector<std::uint32_t> hashes;
  const auto take = [&](std::string_view folded) {
    for (const std::string& word : telling_words(folded))
      hashes.push_back(static_cast<std::uint32_t>(hash_of(word)));
  };
  take(folded_title);
  if (!handle.stem.empty()) {
    const std::string_view id = facts.text(facts.places()[node.place()].id);
    take(fold(id.substr(id.rfind('/') + 1)));
  }
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  hashes.shrink_to_fit();
  return hashes;
}

// How many channels have a key, of keys that many have.
class Crowds {
 public:
  // All keys of one channel are added before those of the next.
  void add(std::uint64_t key, std::uint32_t channel) {
    if (2 * (held_ + 1) > slots_.size()) grow();
    Slot& slot = slots_[place(key)];
    if (slot.key == 0) ++held_, slot.key = key;
    if (slot.channels == 0 || slot.last != channel) ++slot.channels;
    slot.last = channel;
    ++slot.times;
  }
  // Keeps those alone that more channels have, and tells how often each was added.
  template <class Take>
  void keep_larger(std::size_t most, const Take& take) {
    std::vector<Slot> all(64);
    all.swap(slots_);
    held_ = 0;
    for (const Slot& slot : all)
      if (slot.channels > most) insert(slot), take(slot.key, slot.times);
  }
  bool has(std::uint64_t key) const { return held_ > 0 && slots_[place(key)].key == key; }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t last = 0, channels = 0, times = 0;
  };
  std::size_t place(std::uint64_t key) const {
    std::size_t at = mix(key) & (slots_.size() - 1);
    while (slots_[at].key != 0 && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
    return at;
  }
  void insert(const Slot& slot) {
    if (2 * (held_ + 1) > slots_.size()) grow();
    slots_[place(slot.key)] = slot;
    ++held_;
  }
  void grow() {
    std::vector<Slot> old(2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old)
      if (slot.key != 0) slots_[place(slot.key)] = slot;
  }

  std::vector<Slot> slots_ = std::vector<Slot>(64);
  std::size_t held_ = 0;
};

int floor_log2(std::size_t n) { return n == 0 ? 0 : static_cast<int>(std::bit_width(n)) - 1; }

}  // namespace

template <class KeysOf>
void Blocks::build(const std::vector<NodeNo>& by_birth, int threads, const KeysOf& keys_of,
                   std::size_t most) {
  std::vector<std::uint32_t> rank(by_birth.size());
  for (std::uint32_t i = 0; i < rank.size(); ++i) rank[by_birth[i]] = i;
  const auto each = [&](const auto& take) {
    for (NodeNo n = 0; n < rank.size(); ++n)
      keys_of(n, [&](std::uint64_t key) {
        if (key != 0) take(key, rank[n]);
      });
  };
  shift_ = 64 - std::max(1, floor_log2(rank.size()));
  const std::size_t buckets = std::size_t{1} << (64 - shift_);
  std::vector<std::uint32_t> first(buckets + 1, 0);
  each([&](std::uint64_t key, std::uint32_t) { ++first[bucket_of(key) + 1]; });
  Crowds crowds;
  if (most < SIZE_MAX)
    each([&](std::uint64_t key, std::uint32_t at) {
      if (first[bucket_of(key) + 1] > most) crowds.add(key, at);
    });
  crowds.keep_larger(
      most, [&](std::uint64_t key, std::uint32_t times) { first[bucket_of(key) + 1] -= times; });
  std::partial_sum(first.begin(), first.end(), first.begin());
  std::vector<Entry> sorted(first.back());
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  each([&](std::uint64_t key, std::uint32_t at) {
    if (!crowds.has(key)) sorted[next[bucket_of(key)]++] = {key, at};
  });
  for_each_chunk(buckets, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t b = begin; b < end; ++b)
      std::sort(sorted.begin() + first[b], sorted.begin() + first[b + 1],
                [](const Entry& x, const Entry& y) {
                  return x.key != y.key ? x.key < y.key : x.rank < y.rank;
                });
  });
  keep(sorted, first, by_birth);
}

// Of equal entries one.
void Blocks::keep(const std::vector<Entry>& sorted, const std::vector<std::uint32_t>& first,
                  const std::vector<NodeNo>& by_birth) {
  first_key_.reserve(first.size());
  nodes_.reserve(sorted.size());
  for (std::size_t b = 0; b + 1 < first.size(); ++b) {
    first_key_.push_back(static_cast<std::uint32_t>(keys_.size()));
    for (std::uint32_t i = first[b]; i < first[b + 1]; ++i) {
      const bool same_key = i > first[b] && sorted[i].key == sorted[i - 1].key;
      if (same_key && sorted[i].rank == sorted[i - 1].rank) continue;
      if (!same_key) {
        keys_.push_back(sorted[i].key);
        first_node_.push_back(static_cast<std::uint32_t>(nodes_.size()));
      }
      nodes_.push_back(by_birth[sorted[i].rank]);
    }
  }
  first_key_.push_back(static_cast<std::uint32_t>(keys_.size()));
  first_node_.push_back(static_cast<std::uint32_t>(nodes_.size()));
  nodes_.shrink_to_fit();
}

std::span<const NodeNo> Blocks::with(std::uint64_t key) const {
  if (!replaced_.empty())
    if (const auto own = replaced_.find(key); own != replaced_.end()) return own->second;
  if (key == 0 || nodes_.empty()) return {};
  const std::size_t bucket = bucket_of(key);
  for (std::uint32_t i = first_key_[bucket]; i < first_key_[bucket + 1]; ++i)
    if (keys_[i] == key)
      return std::span(nodes_).subspan(first_node_[i], first_node_[i + 1] - first_node_[i]);
  return {};
}

Known::Known(const Facts& facts, int threads, WeightSet weights)
    : Known(History(facts, threads), threads, std::move(weights)) {}

Known::Known(History history, int threads, WeightSet weights)
    : weights_(std::move(weights)), history_(std::move(history)), links_(history_, threads) {
  read_titles(threads);
  read_names(threads);
  order_lives(threads);
  weigh_grams(threads);
  build_blocks(threads);
}

void Known::read_titles(int threads) {
  const Facts& facts = history_.facts();
  title_of_.reserve(nodes().size());
  std::vector<std::uint32_t> number(facts.strings().size(), nowhere);
  std::vector<Text> each;
  for (const Node& node : nodes()) {
    std::uint32_t& title = number[node.title];
    if (title == nowhere) {
      title = static_cast<std::uint32_t>(each.size());
      each.push_back(node.title);
    }
    title_of_.push_back(title);
  }
  titles_.resize(each.size());
  folded_titles_.resize(each.size());
  for_each_index(each.size(), threads, [&](std::size_t i) {
    folded_titles_[i] = fold(facts.text(each[i]));
    titles_[i] = folded_name(folded_titles_[i]);
  });
}

void Known::read_names(int threads) {
  const Facts& facts = history_.facts();
  const std::size_t n = nodes().size();
  handles_.resize(n);
  words_.resize(n);
  spans_.resize(n);
  mark_bits_.assign(n, 0);
  first_words_.assign(n, the_end);
  for_each_index(n, threads, [&](std::size_t i) {
    const Node& node = nodes()[i];
    const auto number = static_cast<NodeNo>(i);
    handles_[i] = handle_of(facts, node);
    if (node.curious) words_[i] = word_hashes(facts, node, handles_[i], folded_title(number));
    read_life(number);
    read_marks(number);
  });
}

void Known::read_life(NodeNo n) {
  const Facts& facts = history_.facts();
  const Node& node = nodes()[n];
  spans_[n] = {node.born.earliest,
               node.born.latest < the_end ? node.born.latest : node.last_seen,
               node.curious,
               facts.text(node.platform) == "site",
               std::any_of(node.stays.begin(), node.stays.end(),
                           [](const Stay& stay) { return stay.epoch > 1; }),
               facts.text(facts.places()[node.place()].kind) == "invite",
               facts.text(node.kind) == "group"};
}

void Known::read_marks(NodeNo n) {
  mark_bits_[n] = 0;
  first_words_[n] = the_end;
  for (const PostMark& mark : marks(n)) {
    mark_bits_[n] |= std::uint64_t{1} << (mark.hash & 63);
    first_words_[n] = std::min(first_words_[n], mark.at);
  }
}

// Into the block of that mark, or out of it, as the channel has it now or not.
void Known::move_mark(NodeNo n, std::uint64_t hash) {
  const auto held = posts_.with(hash);
  std::vector<NodeNo> block(held.begin(), held.end());
  std::erase(block, n);
  const std::vector<PostMark> now = marks(n);
  if (std::ranges::binary_search(now, hash, {}, &PostMark::hash)) {
    const auto older = [&](NodeNo a, NodeNo b) {
      return std::pair(node(a).birth(), a) < std::pair(node(b).birth(), b);
    };
    block.insert(std::upper_bound(block.begin(), block.end(), n, older), n);
  }
  posts_.replace(hash, std::move(block));
}

std::optional<std::vector<Known::Touched>> Known::take(const Facts::Added& added) {
  auto lives = history_.take(added.look);
  if (!lives) return std::nullopt;
  std::vector<Touched> touched;
  for (auto& [n, before] : *lives) {
    read_life(n);
    const Time then = before.end(), now = node(n).end();
    if (then != now && then != the_beginning) ends_.erase({then, n});
    if (then != now && now != the_beginning) ends_.insert(ending(n));
    touched.push_back({n, std::move(before), first_words_[n], mark_bits_[n]});
    if (added.marks.empty()) continue;
    read_marks(n);
    for (const std::uint64_t hash : added.marks) move_mark(n, hash);
  }
  return touched;
}

Timeline::Entry Known::ending(NodeNo n) const {
  return {node(n).end(), n, spans_[n].curious ? coarse(spans_[n].earliest) : nobody};
}

// Channels by their births and ends.
void Known::order_lives(int threads) {
  const auto n = static_cast<NodeNo>(nodes().size());
  std::vector<std::pair<Time, NodeNo>> births(n);
  std::vector<Timeline::Entry> ends;
  for (NodeNo i = 0; i < n; ++i) {
    births[i] = {node(i).birth(), i};
    if (node(i).end() != the_beginning) ends.push_back(ending(i));
    for (const Name* name : {&handle(i), &title(i)})
      if (name->parent != 0) names_below_[name->parent].push_back(name->stem_hash);
  }
  sort_side_by_side(births, threads, std::less<>());
  sort_side_by_side(ends, threads, std::less<>());
  ends_.build(ends);
  by_birth_.reserve(n);
  for (const auto& [at, i] : births) {
    by_birth_.push_back(i);
    births_[is_site(i) ? 1 : 0].add(at);
  }
  for (auto& [parent, stems] : names_below_) {
    std::sort(stems.begin(), stems.end());
    stems.erase(std::unique(stems.begin(), stems.end()), stems.end());
  }
}

void Known::weigh_grams(int threads) {
  const std::size_t n = nodes().size();
  std::vector<std::uint32_t> count(gram_mask + 1, 0);
  for (NodeNo i = 0; i < n; ++i)
    for (const Name* name : {&handle(i), &title(i)})
      for (const std::uint32_t gram : name->grams) ++count[gram & gram_mask];
  channels_log2_ = floor_log2(n);
  gram_level_.resize(count.size());
  for (std::size_t i = 0; i < count.size(); ++i)
    gram_level_[i] = static_cast<std::uint8_t>(floor_log2(count[i]));
  for (auto* names : {&handles_, &titles_})
    for_each_index(names->size(), threads, [&](std::size_t i) {
      Name& name = (*names)[i];
      for (const std::uint32_t gram : name.grams) name.weight += gram_weight(gram);
    });
}

void Known::build_blocks(int threads) {
  for_each_index(3, threads, [&](std::size_t which) {
    if (which == 0)
      grams_.build(
          by_birth_, threads,
          [&](NodeNo n, const auto& add) {
            for (const Name* name : {&handle(n), &title(n)})
              for (const std::uint32_t gram : name->grams) add(std::uint64_t{gram} + 1);
          },
          commonest_gram);
    if (which == 1)
      posts_.build(by_birth_, threads, [&](NodeNo n, const auto& add) {
        for (const PostMark& mark : marks(n)) add(mark.hash);
      });
    if (which == 2)
      stems_.build(by_birth_, threads, [&](NodeNo n, const auto& add) {
        add(handle(n).stem_hash), add(title(n).stem_hash);
      });
  });
}

namespace {

// Looked for from end to end, four at a time, where they are few: with nothing to be foretold,
// nothing is foretold wrongly.
bool holds(std::span<const std::uint32_t> grams, std::uint32_t gram) {
  constexpr std::size_t few = 32, step = 4;
  if (grams.size() > few || grams.size() < step)
    return std::binary_search(grams.begin(), grams.end(), gram);
  using Four [[gnu::vector_size(16)]] = std::uint32_t;
  const Four wanted{gram, gram, gram, gram};
  Four found{};
  const std::uint32_t *at = grams.data(), *const last = at + grams.size() - step;
  for (Four each; at < last; at += step) {
    std::memcpy(&each, at, sizeof each);
    found |= Four(each == wanted);
  }
  Four each;  // the last four, some of them for the second time
  std::memcpy(&each, last, sizeof each);
  found |= Four(each == wanted);
  std::array<std::uint64_t, 2> any;
  std::memcpy(&any, &found, sizeof any);
  return (any[0] | any[1]) != 0;
}

}  // namespace

// The weights of the trigrams that two names have in common: those of b that a may have are picked
// out first.
double Known::sum_in_common(const Name& a, const Name& b) const {
  constexpr std::size_t together = 64;
  std::array<std::uint32_t, together> picked;
  double both = 0;
  for (std::size_t begin = 0; begin < b.grams.size(); begin += together) {
    const auto grams =
        std::span(b.grams).subspan(begin).first(std::min(together, b.grams.size() - begin));
    std::size_t count = 0;
    for (const std::uint32_t gram : grams) {
      picked[count] = gram;
      count += a.may_have(gram) ? 1 : 0;
    }
    for (const std::uint32_t gram : std::span(picked).first(count))
      both += holds(a.grams, gram) ? gram_weight(gram) : 0;
  }
  return both;
}

// Weights are multiples of a quarter, so their sums are exact in any order.
double Known::overlap(const Name& a, const Name& b) const {
  if (a.stem_hash == 0 || b.stem_hash == 0) return 0;
  if (a.stem_hash == b.stem_hash) return a.grams.empty() ? 0 : 1;
  std::uint64_t common = 0;
  for (std::size_t i = 0; i < a.gram_bits.size(); ++i) common |= a.gram_bits[i] & b.gram_bits[i];
  if (common == 0) return 0;
  const double both = sum_in_common(a, b);
  const double either = a.weight + b.weight - both;
  return either > 0 ? both / either : 0;
}

std::size_t Known::names_below(std::uint64_t parent) const {
  const auto names = names_below_.find(parent);
  return names == names_below_.end() ? 0 : names->second.size();
}

void Known::bring_candidate_near(NodeNo n) const {
  bring_near(&node(n), offsetof(Node, home));
  bring_near(&handles_[n]);
  bring_near(&title_of_[n]);
  bring_near(&spans_[n]);
  bring_near(&mark_bits_[n]);
  links_.bring_near_where_out_of(n);
}

void Known::bring_its_words_near(NodeNo n) const {
  bring_near(&title(n));
  bring_near(node(n).stays.data());
  bring_letters_near(handle(n));
  links_.bring_near_out_of(n);
}

void Known::bring_letters_near(const Name& name) const {
  bring_near(name.stem.data(), name.stem.size());
  bring_near(name.grams.data(), name.grams.size() * sizeof name.grams[0]);
}

std::vector<PostMark> Known::marks(NodeNo n) const {
  const Node& whose = node(n);
  if (whose.stays.size() == 1 && history_.alone_at(whose.place()))
    return facts().marks(whose.place());  // by their hashes, each once
  std::vector<PostMark> all;
  for (const Stay& stay : whose.stays)
    for (const PostMark& mark : facts().marks(stay.place))
      if (history_.at(stay.place, mark.seen) == n) all.push_back(mark);
  std::sort(all.begin(), all.end(), [](const PostMark& a, const PostMark& b) {
    return std::tuple(a.hash, a.at, a.seen) < std::tuple(b.hash, b.at, b.seen);
  });
  all.erase(std::unique(all.begin(), all.end(),
                        [](const PostMark& a, const PostMark& b) { return a.hash == b.hash; }),
            all.end());
  return all;
}

namespace {

// Both sorted by their hashes, each hash once.
std::size_t in_both(const std::vector<PostMark>& a, const std::vector<PostMark>& b) {
  std::size_t both = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const std::uint64_t x = a[i].hash, y = b[j].hash;
    both += x == y ? 1 : 0;
    i += x <= y ? 1 : 0;
    j += y <= x ? 1 : 0;
  }
  return both;
}

}  // namespace

Known::Common Known::common_marks(NodeNo n, const std::vector<PostMark>& others) const {
  const Node& u = node(n);
  if (u.stays.size() == 1 && history_.alone_at(u.place())) {
    const auto& own = facts().marks(u.place());
    return {in_both(own, others), own.size()};
  }
  const std::vector<PostMark> own = marks(n);
  return {in_both(own, others), own.size()};
}

std::size_t Known::births_around(Time when, Duration reach, bool sites) const {
  return births_[sites ? 1 : 0].count(when - reach, when + reach);
}

}  // namespace godwit
