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
// begin, one more at the end. Each part looks at all links and takes those that end in its stretch
// of the channels.
std::vector<Link> grouped(const std::vector<Link>& links, std::size_t nodes, NodeNo Link::*end,
                          std::vector<std::uint32_t>& first, int threads) {
  constexpr std::size_t parts = 2;
  first.assign(nodes + 1, 0);
  const auto each_part = [&](const auto& take) {
    for_each_index(parts, threads, [&](std::size_t part) {
      const std::size_t from = nodes * part / parts, to = nodes * (part + 1) / parts;
      for (const Link& link : links)
        if (link.*end >= from && link.*end < to) take(link);
    });
  };
  each_part([&](const Link& link) { ++first[link.*end + 1]; });
  std::partial_sum(first.begin(), first.end(), first.begin());
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  std::vector<Link> sorted(first.back());
  each_part([&](const Link& link) { sorted[next[link.*end]++] = link; });
  return sorted;
}

// The channels at both ends; `nowhere` where there is none, or none but itself.
Link resolved(const History& history, std::uint32_t number) {
  constexpr Link none;
  const Mention& m = history.facts().mentions()[number];
  const auto from = history.at(m.from, history.facts().first_look(m).at),
             to = history.at(m.to, m.at);
  if (!from || !to || *from == nowhere || *to == nowhere || *from == *to) return none;
  // Said before it was born: it was about another at that place, whom nobody saw.
  if (history.nodes()[*to].born.earliest > m.at + slack) return none;
  return {*from, *to, number};
}

}  // namespace

Links::Links(const History& history, int threads) : facts_(history.facts()) {
  const std::size_t nodes = history.nodes().size();
  const auto& mentions = facts_.mentions();
  {
    std::vector<Link> all(mentions.size());
    for_each_chunk(all.size(), threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        all[i] = resolved(history, static_cast<std::uint32_t>(i));
    });
    in_ = grouped(all, nodes, &Link::to, first_in_, threads);
  }
  // Mentions are numbered as they arrived: order equal ends by what they say.
  const auto content = [&](const Mention& m) {
    return std::tuple(facts_.first_look(m).at, m.form, m.announce, m.numeric, facts_.text(m.post),
                      facts_.text(facts_.places()[m.from].url),
                      facts_.text(facts_.places()[m.to].url));
  };
  for_each_index(nodes, threads, [&](std::size_t node) {
    std::sort(in_.begin() + first_in_[node], in_.begin() + first_in_[node + 1],
              [&](const Link& a, const Link& b) {
                if (a.from != b.from) return a.from < b.from;
                const Mention &x = mentions[a.mention], &y = mentions[b.mention];
                return x.at != y.at ? x.at < y.at : content(x) < content(y);
              });
  });
  out_ = grouped(in_, nodes, &Link::from, first_out_, threads);
  targets_.assign(nodes, 0);
  for_each_index(nodes, threads, [&](std::size_t node) {
    NodeNo last = nowhere;
    for (const Link& link : out_of(static_cast<NodeNo>(node))) {
      if (link.to != last) ++targets_[node];
      last = link.to;
    }
  });
}

namespace {

// Those of links in order that have this end. Few are counted, which needs no branch that cannot be
// foretold; among many it is searched for.
std::span<const Link> with_end(std::span<const Link> links, NodeNo Link::*end, NodeNo wanted) {
  constexpr std::size_t few = 24;
  if (links.size() > few) {
    const auto found = std::ranges::equal_range(links, wanted, {}, end);
    return {found.begin(), found.end()};
  }
  std::size_t before = 0, there = 0;
  for (const Link& link : links) {
    before += link.*end < wanted ? 1 : 0;
    there += link.*end == wanted ? 1 : 0;
  }
  return links.subspan(before, there);
}

}  // namespace

std::span<const Link> Links::into_from(NodeNo to, NodeNo from) const {
  return with_end(into(to), &Link::from, from);
}

std::span<const Link> Links::out_of_to(NodeNo from, NodeNo to) const {
  return with_end(out_of(from), &Link::to, to);
}

std::span<const Link> Links::between(NodeNo from, NodeNo to) const {
  // Both sides hold them in one order: the one with fewer links is searched.
  return into(to).size() < out_of(from).size() ? into_from(to, from) : out_of_to(from, to);
}

}  // namespace godwit
