// SPDX-License-Identifier: Apache-2.0
// From the rows of evidence to bits: each row's reading times its weight, the groups capped so that
// copies do not stack, and the same in words.
#include <algorithm>
#include <cmath>

#include "graph/evidence.h"

namespace godwit {

namespace {

constexpr double full_voice = -4;  // bits against a quiet spare: it posted as a sister does

bool was_said(Group g) {
  return g == Group::announcement || g == Group::reference || g == Group::forwards;
}

bool is_hearsay(Kind kind) {
  return kind == Kind::announced_by_siblings || kind == Kind::linked_by_siblings;
}

// What each row is worth that found something: in the order of Score::telling().
using Worth = std::array<double, kinds>;

// … by each of these tables.
template <class... Table>
std::array<Worth, sizeof...(Table)> worth_by(const Score& s, const Table&... tables) {
  std::array<Worth, sizeof...(Table)> worth;
  for (std::size_t i = 0; i < s.founds; ++i) {
    const auto kind = static_cast<std::size_t>(s.found[i]->kind);
    const auto level = static_cast<std::size_t>(s.readings[kind].level);
    std::size_t each = 0;
    ((worth[each++][i] = tables[kind][level] * s.readings[kind].amount), ...);
  }
  return worth;
}

// What the groups may keep of their bits: a share, so that their sums stay within the caps.
class Kept {
 public:
  Kept(const Score& s, const Weights& w, const Worth& worth) : w_(w) {
    for (std::size_t i = 0; i < s.founds; ++i) sums_[slot(*s.found[i], worth[i])] += worth[i];
  }
  double of(const Row& row, double bits) const {
    const auto g = static_cast<std::size_t>(row.group);
    const double sum = sums_[slot(row, bits)];
    if (bits > 0) return sum > w_.caps[g] ? bits * (w_.caps[g] / sum) : bits;
    return sum < w_.floors[g] ? bits * (w_.floors[g] / sum) : bits;
  }

 private:
  static std::size_t slot(const Row& row, double bits) {
    return 2 * static_cast<std::size_t>(row.group) + (bits > 0 ? 1 : 0);
  }

  const Weights& w_;
  std::array<double, 2 * groups> sums_{};  // of each group: what speaks against, what for
};

// The same readings, taken for a generation that nobody saw, for an impostor, for kinship alone.
void weigh_otherwise(Score& s, const Weights& w, const Worth& kin, const Worth& skipped,
                     const Worth& impostor) {
  const Kept keep(s, w, kin);
  s.kin = w.kin;
  s.skipped = s.bits + w.skipped;
  for (std::size_t i = 0; i < s.founds; ++i) {
    s.kin += keep.of(*s.found[i], kin[i]);
    s.skipped += skipped[i];
    s.impostor += impostor[i];
  }
}

}  // namespace

Score score(const Pair& p) {
  const Weights& w = p.known.weights(p.sites);
  Score s;
  for (const Row& row : evidence_rows()) {
    Reading& reading = s.readings[static_cast<std::size_t>(row.kind)];
    reading = row.measure(p);
    if (reading.level >= 0) s.found[s.founds++] = &row;
  }
  const auto [worth, kin, skipped, impostor] =
      worth_by(s, w.bits, w.kin_bits, w.skipped_bits, w.impostor_bits);
  const Kept keep(s, w, worth);
  double faked = 0;
  for (std::size_t i = 0; i < s.founds; ++i) {
    const Row& row = *s.found[i];
    const double bits = keep.of(row, worth[i]);
    s.bits += bits;
    if (bits > 0 && row.hard) s.hard += bits;
    if (bits > 0 && is_hearsay(row.kind)) s.hearsay += bits;
    if (bits > 0 && was_said(row.group)) s.observed += bits;
    if (row.forgeable) faked += bits;
  }
  weigh_otherwise(s, w, kin, skipped, impostor);
  const Reading& waking = s.readings[static_cast<std::size_t>(Kind::woke_when_it_fell)];
  s.sister = waking.level == 0 && waking.amount <= full_voice;
  const auto level = [&](Kind kind) { return s.readings[static_cast<std::size_t>(kind)].level; };
  if (p.handle == Alike::look_alike || p.title == Alike::look_alike) s.suspicion += 7.5;
  if (level(Kind::posts_copied) == 1) s.suspicion += 4.5;
  if (const int claim = level(Kind::claimed_by_successor); claim == 0 || claim == 4 || claim == 6)
    s.suspicion += 1;
  if (silent_about(p)) s.suspicion += 4.5;
  if (level(Kind::disavowed) >= 0) s.suspicion += 4;
  s.impostor += faked + w.impostor - s.hard + s.suspicion;
  return s;
}

std::vector<Evidence> tell(const Pair& p, const Score& s, As as) {
  const Weights& w = p.known.weights(p.sites);
  const auto [worth] = worth_by(s, as == As::kin ? w.kin_bits : w.bits);
  const Kept keep(s, w, worth);
  Worth otherwise{};
  if (as == As::later_successor) otherwise = worth_by(s, w.skipped_bits)[0];
  if (as == As::impostor) otherwise = worth_by(s, w.impostor_bits)[0];
  std::vector<std::pair<double, const Row*>> telling;
  telling.reserve(s.founds);
  for (std::size_t i = 0; i < s.founds; ++i)
    if (const double bits = keep.of(*s.found[i], worth[i]) + otherwise[i]; bits != 0)
      telling.emplace_back(bits, s.found[i]);
  std::stable_sort(telling.begin(), telling.end(), [](const auto& a, const auto& b) {
    return std::abs(a.first) > std::abs(b.first);
  });
  std::vector<Evidence> evidence;
  evidence.reserve(telling.size());
  for (const auto& [bits, row] : telling) {
    Evidence& e = evidence.emplace_back();
    e.kind = row->name;
    e.group = name_of(row->group);
    e.hard = row->hard;
    e.bits = bits;
    e.at = p.v.birth();
    row->tell(p, s.readings[static_cast<std::size_t>(row->kind)], e);
  }
  return evidence;
}

}  // namespace godwit
