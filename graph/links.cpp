// SPDX-License-Identifier: Apache-2.0
// References resolved to channels, in both directions.
#include "graph/links.h"

#include <algorithm>
#include <numeric>

namespace godwit {

namespace {
constexpr Duration slack = hours(18);  // the moment of creation is a claim too
}  // namespace

Links::Links(const History& history) : facts_(history.facts()) {
  const std::size_t nodes = history.nodes().size();
  const auto& mentions = facts_.mentions();
  for (std::uint32_t i = 0; i < mentions.size(); ++i) {
    const auto from = history.at(mentions[i].from, mentions[i].seen);
    const auto to = history.at(mentions[i].to, mentions[i].at);
    if (!from || !to || *from == nowhere || *to == nowhere || *from == *to) continue;
    // Said before it was born: it was about another at that place, whom nobody saw.
    if (history.nodes()[*to].born.earliest <= mentions[i].at + slack)
      in_.push_back({*from, *to, i});
  }
  // Mentions are numbered as they arrived: order equal ends by what they say.
  const auto content = [&](const Link& link) {
    const Mention& m = mentions[link.mention];
    return std::tuple(m.at, m.seen, m.form, m.announce, m.numeric, facts_.text(m.post),
                      facts_.text(facts_.places()[m.from].url),
                      facts_.text(facts_.places()[m.to].url));
  };
  std::sort(in_.begin(), in_.end(), [&](const Link& a, const Link& b) {
    if (a.to != b.to) return a.to < b.to;
    if (a.from != b.from) return a.from < b.from;
    return content(a) < content(b);
  });
  out_ = in_;
  std::stable_sort(out_.begin(), out_.end(), [](const Link& a, const Link& b) {
    return a.from != b.from ? a.from < b.from : a.to < b.to;
  });
  first_in_.assign(nodes + 1, 0);
  first_out_.assign(nodes + 1, 0);
  targets_.assign(nodes, 0);
  for (const Link& link : in_) ++first_in_[link.to + 1], ++first_out_[link.from + 1];
  std::partial_sum(first_in_.begin(), first_in_.end(), first_in_.begin());
  std::partial_sum(first_out_.begin(), first_out_.end(), first_out_.begin());
  for (std::size_t i = 0; i < out_.size(); ++i)
    if (i == 0 || out_[i - 1].from != out_[i].from || out_[i - 1].to != out_[i].to)
      ++targets_[out_[i].from];
}

std::span<const Link> Links::between(NodeNo from, NodeNo to) const {
  const auto links = into(to);
  const auto [begin, end] =
      std::equal_range(links.begin(), links.end(), Link{from, to, 0},
                       [](const Link& a, const Link& b) { return a.from < b.from; });
  return {begin, end};
}

}  // namespace godwit
