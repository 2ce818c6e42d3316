// SPDX-License-Identifier: Apache-2.0
// Known: everything the scoring of a pair may look up: channels, links, names and how common they
// are, posts in common, births and ends in time. Counts over the whole are rounded down to powers
// of two, so that one more channel seldom changes anybody else's score.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/history.h"
#include "graph/links.h"
#include "graph/names.h"
#include "graph/prefetch.h"
#include "graph/timeline.h"
#include "graph/weights.h"

namespace godwit {

// An inverted index: which channels have this key, by (birth, channel).
class Blocks {
 public:
  // `by_birth`: the channels in that order. keys_of(channel, add) calls add(key) for each of the
  // channel's keys, of which 0 is none; it is asked three times. Keys that more than `most`
  // channels have are left out: nobody has them.
  template <class KeysOf>
  void build(const std::vector<NodeNo>& by_birth, int threads, const KeysOf& keys_of,
             std::size_t most = SIZE_MAX);
  std::span<const NodeNo> with(std::uint64_t key) const;
  // Asks for what with() reads: first for where the key is.
  void bring_near_where(std::uint64_t key) const {
    if (!nodes_.empty()) bring_near(&first_key_[bucket_of(key)]);
  }
  void bring_key_near(std::uint64_t key) const {
    if (nodes_.empty()) return;
    const std::uint32_t at = first_key_[bucket_of(key)];
    bring_near(keys_.data() + at), bring_near(first_node_.data() + at);
  }
  // All blocks, one after the other: what with() gives is a part of it, as long as nobody was put
  // into a block or taken out.
  std::span<const NodeNo> all() const { return nodes_; }
  // A block has changed: `nodes` are all that have the key now.
  void replace(std::uint64_t key, std::vector<NodeNo> nodes) { replaced_[key] = std::move(nodes); }

 private:
  std::size_t bucket_of(std::uint64_t key) const {
    return static_cast<std::size_t>((key * 0x9e3779b97f4a7c15ULL) >> shift_);
  }

  // Keys hashed into small buckets, so that one is found in a step or two; each key's channels.
  int shift_ = 63;
  struct Entry {
    std::uint64_t key = 0;
    std::uint32_t rank = 0;  // the channel's place in the order of births
  };
  void keep(const std::vector<Entry>& sorted, const std::vector<std::uint32_t>& first,
            const std::vector<NodeNo>& by_birth);

  std::vector<std::uint32_t> first_key_;  // of each bucket, one more at the end
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> first_node_;  // of each key, one more at the end
  std::vector<NodeNo> nodes_;
  std::unordered_map<std::uint64_t, std::vector<NodeNo>> replaced_;  // count instead of the above
};

// A trigram that more channels have tells nothing.
inline constexpr std::size_t commonest_gram = 128;

class Known {
 public:
  Known(const Facts& facts, int threads, WeightSet weights = start_weights());
  Known(History history, int threads, WeightSet weights);

  const Facts& facts() const { return history_.facts(); }
  const History& history() const { return history_; }
  const std::vector<Node>& nodes() const { return history_.nodes(); }
  const Node& node(NodeNo n) const { return history_.nodes()[n]; }
  const Links& links() const { return links_; }
  // All channels in the order of their births, equals by number.
  const std::vector<NodeNo>& by_birth() const { return by_birth_; }
  // What the evidence is worth, of sites or of other channels.
  const Weights& weights(bool sites) const { return weights_.of(sites); }
  const WeightSet& weights() const { return weights_; }

  const Name& handle(NodeNo n) const { return handles_[n]; }
  const Name& title(NodeNo n) const { return titles_[title_of_[n]]; }
  // The whole title, folded.
  const std::string& folded_title(NodeNo n) const { return folded_titles_[title_of_[n]]; }
  // Hashes of the telling words of title and handle, sorted, each once.
  const std::vector<std::uint32_t>& words(NodeNo n) const { return words_[n]; }
  bool share_a_title(NodeNo a, NodeNo b) const { return title_of_[a] == title_of_[b]; }
  // Share of trigrams in common, each as telling as it is rare; the same both ways. Where one name
  // is compared with many, it is `a`.
  double overlap(const Name& a, const Name& b) const;
  bool is_site(NodeNo n) const { return spans_[n].site; }
  // It lives behind an invitation; it is a group.
  bool invited(NodeNo n) const { return spans_[n].invited; }
  bool group(NodeNo n) const { return spans_[n].group; }
  // It stayed at a place where another had been before.
  bool followed_another(NodeNo n) const { return spans_[n].followed; }
  bool any_sites() const { return !births_[1].empty(); }

  // How telling a trigram is: log2 of (channels / channels that have it), at least a quarter.
  double gram_weight(std::uint32_t gram) const {
    return std::max(0.25, channels_log2_ - gram_level_[gram & gram_mask]);
  }
  const Blocks& stems() const { return stems_; }  // of handles and titles alike
  // Trigrams, by their hash plus one; without those too common to tell anything.
  const Blocks& grams() const { return grams_; }
  // How many different names stand before a domain.
  std::size_t names_below(std::uint64_t parent) const;
  const Blocks& posts() const { return posts_; }  // post marks, by their hash
  // All marks of a channel, over its places.
  std::vector<PostMark> marks(NodeNo n) const;
  // How many of these marks (by hash) are the channel's too, and how many it has.
  struct Common {
    std::size_t both = 0, of_node = 0;
  };
  Common common_marks(NodeNo n, const std::vector<PostMark>& marks) const;
  // The first thing said that we know of; the_end where there are no posts.
  Time first_word(NodeNo n) const { return first_words_[n]; }
  // False: the two have no mark in common.
  bool may_share_marks(NodeNo a, NodeNo b) const { return (mark_bits_[a] & mark_bits_[b]) != 0; }

  // Births within `reach` of that moment, of sites or of other channels.
  std::size_t births_around(Time when, Duration reach, bool sites) const;
  // Channels by the moment of their last sign of life.
  const Timeline& ends() const { return ends_; }
  std::size_t ends_around(Time when, Duration reach, std::size_t most) const {
    return ends_.count(when - reach, when + reach, most);
  }

  // Could u have been there before v? Birth intervals say.
  bool may_precede(NodeNo u, NodeNo v) const {
    const Span &a = spans_[u], &b = spans_[v];
    return a.curious && b.curious && a.earliest < b.latest;
  }

  // May it precede everybody who was born then or later? (Some of whom this is not said may.)
  static bool precedes_all_from(const Timeline::Entry& u, Time birth) {
    return u.note < coarse(birth);
  }

  // Asks for what every pair with such a candidate reads, and once that is there for what it leads
  // to.
  void bring_candidate_near(NodeNo n) const;
  void bring_its_words_near(NodeNo n) const;
  void bring_its_title_near(NodeNo n) const { bring_letters_near(title(n)); }
  // The same of its marks, where it may share some with the other: first for where they are.
  void bring_near_where_marks_are(NodeNo n, NodeNo other) const {
    if (may_share_marks(n, other)) bring_near(&facts().marks(node(n).place()));
  }
  void bring_marks_near(NodeNo n, NodeNo other) const {
    if (!may_share_marks(n, other)) return;
    const auto& marks = facts().marks(node(n).place());
    bring_near(marks.data(), marks.size() * sizeof(PostMark));
  }
  // The same of one that is in ends().
  bool may_precede(const Timeline::Entry& u, NodeNo v) const {
    if (u.note == nobody || !spans_[v].curious) return false;
    const std::uint32_t latest = coarse(spans_[v].latest);
    return u.note != latest ? u.note < latest : may_precede(u.of, v);
  }
  // What may_precede() reads.
  void bring_life_near(NodeNo n) const { bring_near(&spans_[n]); }

  // A channel that a fact has touched, as it was before.
  struct Touched {
    NodeNo node = nowhere;
    Node before;
    Time first_word{};
    std::uint64_t mark_bits = 0;
  };
  // Takes in one more fact in place; see History::take(). What is known of births and names is not
  // brought up to date: who finds them changed begins anew.
  std::optional<std::vector<Touched>> take(const Facts::Added& added);
  std::uint64_t mark_bits(NodeNo n) const { return mark_bits_[n]; }

 private:
  // What may_precede() asks, side by side: it is asked a hundred times a channel.
  struct Span {
    Time earliest{}, latest{};
    bool curious = false, site = false, followed = false, invited = false, group = false;
  };
  static constexpr std::uint32_t gram_mask =
      (1U << 20) - 1;  // commonness is counted by the low bits
  // What is noted in ends(): when it may have been born, in hours, or that it comes before nobody.
  static constexpr std::uint32_t nobody = UINT32_MAX;
  static std::uint32_t coarse(Time at) {
    return static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(to_ms(at) / 3'600'000, 0, nobody - 1));
  }
  Timeline::Entry ending(NodeNo n) const;
  void bring_letters_near(const Name& name) const;
  double sum_in_common(const Name& a, const Name& b) const;
  void read_life(NodeNo n);
  void read_marks(NodeNo n);
  void move_mark(NodeNo n, std::uint64_t hash);
  void read_titles(int threads);
  void read_names(int threads);
  void weigh_grams(int threads);
  void order_lives(int threads);
  void build_blocks(int threads);

  WeightSet weights_;
  History history_;
  Links links_;
  std::vector<Name> handles_;
  std::vector<Name> titles_;  // each once: a network's channels go by few
  std::vector<std::string> folded_titles_;
  std::vector<std::uint32_t> title_of_;  // by channel
  std::vector<std::vector<std::uint32_t>> words_;
  std::vector<std::uint8_t> gram_level_;  // by the low bits of a gram: log2 of how many have it
  std::vector<Span> spans_;
  std::vector<std::uint64_t> mark_bits_;  // by channel: one bit for each of its marks
  std::vector<Time> first_words_;         // by channel
  std::vector<NodeNo> by_birth_;
  Blocks stems_, grams_, posts_;
  std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> names_below_;  // stems, distinct
  Moments births_[2];  // of other channels, and of sites
  Timeline ends_;
  double channels_log2_ = 0;
};

}  // namespace godwit
