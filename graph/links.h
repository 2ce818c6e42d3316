// SPDX-License-Identifier: Apache-2.0
// Links: the references, with the channels that stood behind the places at that moment.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "graph/history.h"
#include "graph/prefetch.h"

namespace godwit {

struct Link {
  NodeNo from = nowhere, to = nowhere;
  std::uint32_t mention = 0;  // number in Facts::mentions
};

class Links {
 public:
  Links(const History& history, int threads);

  // All links to a channel, by (from, time).
  std::span<const Link> into(NodeNo to) const { return slice(in_, first_in_, to); }
  // All links out of a channel, by (to, time).
  std::span<const Link> out_of(NodeNo from) const { return slice(out_, first_out_, from); }
  // Links from one channel to another, by time.
  std::span<const Link> between(NodeNo from, NodeNo to) const;
  // The same, searched for among all into `to`, or all out of `from`: where one end stays the same
  // for many others.
  std::span<const Link> into_from(NodeNo to, NodeNo from) const;
  std::span<const Link> out_of_to(NodeNo from, NodeNo to) const;
  const Mention& mention(const Link& link) const { return facts_.mentions()[link.mention]; }
  // Asks for what these say, the first of them.
  void bring_words_near(std::span<const Link> links) const {
    constexpr std::size_t first_ones = 64;
    for (const Link& link : links.first(std::min(links.size(), first_ones)))
      bring_near(&mention(link));
  }
  // Asks for the links out of a channel: first for where they are.
  void bring_near_where_out_of(NodeNo from) const { bring_near(&first_out_[from]); }
  void bring_near_out_of(NodeNo from) const {
    const auto links = out_of(from);
    constexpr std::size_t first_ones = 32;
    bring_near(links.data(), std::min(links.size(), first_ones) * sizeof(Link));
  }
  // How many channels it links to: lists and advertisers link to many.
  std::uint32_t distinct_targets(NodeNo from) const { return targets_[from]; }

 private:
  static std::span<const Link> slice(const std::vector<Link>& links,
                                     const std::vector<std::uint32_t>& first, NodeNo node) {
    return std::span(links).subspan(first[node], first[node + 1] - first[node]);
  }

  const Facts& facts_;
  std::vector<Link> in_, out_;
  std::vector<std::uint32_t> first_in_, first_out_, targets_;
};

}  // namespace godwit
