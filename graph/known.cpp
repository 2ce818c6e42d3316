// SPDX-License-Identifier: Apache-2.0
// The indexes over all channels.
#include "graph/known.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

#include "graph/parallel.h"

namespace godwit {

namespace {

constexpr std::uint32_t gram_mask = (1U << 20) - 1;  // commonness is counted by the low bits

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

int floor_log2(std::size_t n) { return n == 0 ? 0 : static_cast<int>(std::bit_width(n)) - 1; }

}  // namespace

void Blocks::finish(const std::vector<NodeNo>& by_birth) {
  std::sort(entries_.begin(), entries_.end());
  entries_.erase(std::unique(entries_.begin(), entries_.end()), entries_.end());
  for (auto& [key, rank] : entries_) rank = by_birth[rank];
}

std::span<const std::pair<std::uint64_t, NodeNo>> Blocks::with(std::uint64_t key) const {
  const auto [begin, end] =
      std::equal_range(entries_.begin(), entries_.end(), std::pair{key, NodeNo{0}},
                       [](const auto& a, const auto& b) { return a.first < b.first; });
  return {begin, end};
}

Known::Known(const Facts& facts, int threads, WeightSet weights)
    : Known(History(facts), threads, std::move(weights)) {}

Known::Known(History history, int threads, WeightSet weights)
    : weights_(std::move(weights)), history_(std::move(history)), links_(history_, threads) {
  const Facts& facts = history_.facts();
  const std::size_t n = nodes().size();
  handles_.resize(n);
  titles_.resize(n);
  folded_titles_.resize(n);
  words_.resize(n);
  for_each_index(n, threads, [&](std::size_t i) {
    handles_[i] = handle_of(facts, nodes()[i]);
    folded_titles_[i] = fold(facts.text(nodes()[i].title));
    titles_[i] = folded_name(folded_titles_[i]);
    if (nodes()[i].curious)
      words_[i] = word_hashes(facts, nodes()[i], handles_[i], folded_titles_[i]);
  });
  std::vector<NodeNo> by_birth(n);
  std::iota(by_birth.begin(), by_birth.end(), 0U);
  std::sort(by_birth.begin(), by_birth.end(), [&](NodeNo a, NodeNo b) {
    const Time at = node(a).birth(), bt = node(b).birth();
    return at != bt ? at < bt : a < b;
  });
  std::vector<std::uint32_t> rank(n);
  for (std::uint32_t i = 0; i < n; ++i) rank[by_birth[i]] = i;
  std::vector<std::uint32_t> gram_count(gram_mask + 1, 0);
  spans_.resize(n);
  for (NodeNo i = 0; i < n; ++i) {
    const Node& node = nodes()[i];
    spans_[i] = {node.born.earliest, node.born.latest < the_end ? node.born.latest : node.last_seen,
                 node.curious};
    for (const Name* name : {&handles_[i], &titles_[i]}) {
      stems_.add(name->stem_hash, rank[i]);
      if (name->parent != 0) names_below_[name->parent].push_back(name->stem_hash);
      for (const std::uint32_t gram : name->grams) {
        ++gram_count[gram & gram_mask];
        grams_.add(std::uint64_t{gram} + 1, rank[i]);
      }
    }
    for (const PostMark& mark : marks(i)) posts_.add(mark.hash, rank[i]);
    births_[is_site(i) ? 1 : 0].push_back(node.birth());
    if (node.end() != the_beginning) ends_.emplace_back(node.end(), i);
  }
  const std::array<Blocks*, 3> all_blocks{&grams_, &posts_, &stems_};
  for_each_index(all_blocks.size(), threads,
                 [&](std::size_t i) { all_blocks[i]->finish(by_birth); });
  for (auto& [parent, stems] : names_below_) {
    std::sort(stems.begin(), stems.end());
    stems.erase(std::unique(stems.begin(), stems.end()), stems.end());
  }
  for (auto& births : births_) std::sort(births.begin(), births.end());
  std::sort(ends_.begin(), ends_.end());
  channels_log2_ = floor_log2(n);
  gram_level_.resize(gram_count.size());
  for (std::size_t i = 0; i < gram_count.size(); ++i)
    gram_level_[i] = static_cast<std::uint8_t>(floor_log2(gram_count[i]));
  for_each_index(n, threads, [&](std::size_t i) {
    for (Name* name : {&handles_[i], &titles_[i]})
      for (const std::uint32_t gram : name->grams) name->weight += gram_weight(gram);
  });
}

// Weights are multiples of a quarter, so their sums are exact in any order.
double Known::overlap(const Name& a, const Name& b) const {
  if ((a.gram_bits & b.gram_bits).none()) return 0;
  double both = 0;
  for (std::size_t i = 0, j = 0; i < a.grams.size() && j < b.grams.size();) {
    const std::uint32_t x = a.grams[i], y = b.grams[j];
    if (x == y) both += gram_weight(x);
    i += x <= y ? 1 : 0;
    j += y <= x ? 1 : 0;
  }
  const double either = a.weight + b.weight - both;
  return either > 0 ? both / either : 0;
}

std::size_t Known::names_below(std::uint64_t parent) const {
  const auto names = names_below_.find(parent);
  return names == names_below_.end() ? 0 : names->second.size();
}

double Known::gram_weight(std::uint32_t gram) const {
  return std::max(0.25, channels_log2_ - gram_level_[gram & gram_mask]);
}

std::vector<PostMark> Known::marks(NodeNo n) const {
  std::vector<PostMark> all;
  for (const Stay& stay : node(n).stays)
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
  const auto& births = births_[sites ? 1 : 0];
  const auto begin = std::lower_bound(births.begin(), births.end(), when - reach);
  const auto end = std::upper_bound(begin, births.end(), when + reach);
  return static_cast<std::size_t>(end - begin);
}

std::span<const std::pair<Time, NodeNo>> Known::ends_between(Time from, Time to) const {
  const auto begin = std::lower_bound(ends_.begin(), ends_.end(), std::pair{from, NodeNo{0}});
  const auto end = std::upper_bound(begin, ends_.end(), std::pair{to, NodeNo{nowhere}});
  return {begin, end};
}

}  // namespace godwit
