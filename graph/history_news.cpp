// SPDX-License-Identifier: Apache-2.0
// One more look taken into History in place: the place is cut again, and where that gives the same
// channels as before, only their lives are settled anew.
#include <algorithm>

#include "graph/epochs.h"
#include "graph/history.h"

namespace godwit {

std::span<const std::uint32_t> History::looks_of(PlaceNo place) const {
  if (const auto grown = grown_.find(place); grown != grown_.end())
    return std::span(looks_).subspan(grown->second.begin, grown->second.size);
  return std::span(looks_).subspan(first_look_[place], first_look_[place + 1] - first_look_[place]);
}

// Room is doubled, so that a place with many looks is seldom moved.
void History::add_look(PlaceNo place, std::uint32_t look) {
  const auto held = looks_of(place);
  const std::vector<std::uint32_t> before(held.begin(), held.end());
  Grown& grown = grown_[place];
  if (before.size() >= grown.room) {
    grown.begin = static_cast<std::uint32_t>(looks_.size());
    grown.room = static_cast<std::uint32_t>(std::max<std::size_t>(4, 2 * before.size()));
    looks_.resize(looks_.size() + grown.room);
    std::copy(before.begin(), before.end(), looks_.begin() + grown.begin);
  }
  grown.size = static_cast<std::uint32_t>(before.size()) + 1;
  const auto begin = looks_.begin() + grown.begin, end = begin + grown.size;
  const auto at = std::upper_bound(begin, end - 1, look, [&](std::uint32_t a, std::uint32_t b) {
    return look_order(facts_, a, b);
  });
  std::copy_backward(at, end - 1, end);
  *at = look;
}

namespace {

// What the references to a place have said of its first segment stays so.
void keep_what_was_referred(std::vector<Segment>& now, std::span<const Segment> before) {
  if (now.front().epoch == 1) now.front().from = std::min(now.front().from, before.front().from);
  if (now.size() > 1 || now.front().identity != 0) return;
  now.front().identity = before.front().identity;
  now.front().numeric = before.front().numeric;
}

// Does everybody find the same channel at the place at any moment?
bool same_channels(std::span<const Segment> before, std::span<const Segment> now) {
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (now[i].epoch != before[i].epoch || now[i].identity != before[i].identity ||
        now[i].numeric != before[i].numeric || (i > 0 && now[i].from != before[i].from) ||
        (i + 1 < now.size() && now[i].to != before[i].to))
      return false;
  }
  return true;
}

}  // namespace

// False where the place is cut into other channels than before.
bool History::cut_again(PlaceNo place) {
  const std::uint32_t begin = grown_.at(place).begin;
  std::vector<Segment> now = cut_looks(facts_, place, looks_of(place), begin);
  const auto before = std::span(segments_).subspan(
      first_segment_[place], first_segment_[place + 1] - first_segment_[place]);
  if (now.size() != before.size()) return false;
  if (now.empty()) return true;
  keep_what_was_referred(now, before);
  if (!same_channels(before, now)) return false;
  for (std::size_t i = 0; i < now.size(); ++i) {
    now[i].node = before[i].node;
    for (Stay& stay : nodes_[now[i].node].stays)
      if (stay.place == place && stay.epoch == now[i].epoch)
        stay = {place, now[i].epoch, now[i].from, now[i].to, now[i].looks_begin, now[i].looks_end};
    before[i] = now[i];
  }
  return true;
}

std::optional<std::vector<std::pair<NodeNo, Node>>> History::take(std::uint32_t number) {
  const Look& look = facts_.looks()[number];
  if (look.place + 1 >= first_segment_.size() || any_splits_) return std::nullopt;
  std::vector<NodeNo> touched;
  for (const PlaceNo place : soundness_.take(look))
    for (const Segment& segment : segments_of(place)) touched.push_back(segment.node);
  for (const Segment& segment : segments_of(look.place)) touched.push_back(segment.node);
  std::sort(touched.begin(), touched.end());
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  std::vector<std::pair<NodeNo, Node>> before;
  for (const NodeNo n : touched) before.emplace_back(n, nodes_[n]);
  add_look(look.place, number);
  if (!cut_again(look.place)) return std::nullopt;
  for (const auto& [n, then] : before) {
    Node now;
    now.numeric = then.numeric;
    now.stays = std::move(nodes_[n].stays);
    settle(now);
    nodes_[n] = std::move(now);
    note_who_came_after(n);
    if (nodes_[n].id != then.id) return std::nullopt;
  }
  return before;
}

}  // namespace godwit
