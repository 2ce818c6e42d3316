// SPDX-License-Identifier: Apache-2.0
// References resolved to channels, in both directions.
#include "graph/links.h"

#include <algorithm>
#include <numeric>

#include "graph/parallel.h"

namespace godwit {

namespace {
constexpr Duration slack = hours(18);  // the moment of creation is a claim too

// The links by one of their ends, otherwise in the order they were in; `first` is where each end's
// begin, one more at the end.
std::vector<Link> grouped(const std::vector<Link>& links, std::size_t nodes, NodeNo Link::*end,
                          std::vector<std::uint32_t>& first) {
  first.assign(nodes + 1, 0);
  for (const Link& link : links) ++first[link.*end + 1];
  std::partial_sum(first.begin(), first.end(), first.begin());
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  std::vector<Link> sorted(links.size());
  for (const Link& link : links) sorted[next[link.*end]++] = link;
  return sorted;
}

}  // namespace

Links::Links(const History& history, int threads) : facts_(history.facts()) {
  const std::size_t nodes = history.nodes().size();
  const auto& mentions = facts_.mentions();
  std::vector<Link> all;
  for (std::uint32_t i = 0; i < mentions.size(); ++i) {
    const auto from = history.at(mentions[i].from, mentions[i].seen);
    const auto to = history.at(mentions[i].to, mentions[i].at);
    if (!from || !to || *from == nowhere || *to == nowhere || *from == *to) continue;
    // Said before it was born: it was about another at that place, whom nobody saw.
    if (history.nodes()[*to].born.earliest <= mentions[i].at + slack)
      all.push_back({*from, *to, i});
  }
  in_ = grouped(all, nodes, &Link::to, first_in_);
  // Mentions are numbered as they arrived: order equal ends by what they say.
  const auto content = [&](const Link& link) {
    const Mention& m = mentions[link.mention];
    return std::tuple(m.at, m.seen, m.form, m.announce, m.numeric, facts_.text(m.post),
                      facts_.text(facts_.places()[m.from].url),
                      facts_.text(facts_.places()[m.to].url));
  };
  for_each_index(nodes, threads, [&](std::size_t node) {
    std::sort(in_.begin() + first_in_[node], in_.begin() + first_in_[node + 1],
              [&](const Link& a, const Link& b) {
                return a.from != b.from ? a.from < b.from : content(a) < content(b);
              });
  });
  out_ = grouped(in_, nodes, &Link::from, first_out_);
  targets_.assign(nodes, 0);
  for (std::size_t i = 0; i < out_.size(); ++i)
    if (i == 0 || out_[i - 1].from != out_[i].from || out_[i - 1].to != out_[i].to)
      ++targets_[out_[i].from];
}

std::span<const Link> Links::between(NodeNo from, NodeNo to) const {
  // Both sides hold them in one order: the one with fewer links is searched.
  const auto in = into(to), out = out_of(from);
  const auto found = [](auto range) { return std::span<const Link>(range.begin(), range.end()); };
  if (in.size() < out.size()) return found(std::ranges::equal_range(in, from, {}, &Link::from));
  return found(std::ranges::equal_range(out, to, {}, &Link::to));
}

}  // namespace godwit
