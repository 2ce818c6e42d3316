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

double bits_of(const Row& row, const Reading& reading, const Bits& table) {
  if (reading.level < 0) return 0;
  return table[static_cast<std::size_t>(row.kind)][static_cast<std::size_t>(reading.level)] *
         reading.amount;
}

// What the groups may keep of their bits: a share, so that their sums stay within the caps.
struct Kept {
  std::array<double, groups> above, below;
  double of(const Row& row, double bits) const {
    const auto g = static_cast<std::size_t>(row.group);
    return bits * (bits > 0 ? above[g] : below[g]);
  }
};

Kept keeps(const Score& s, const Weights& w, const Bits& table) {
  std::array<double, groups> plus{}, minus{};
  for (const Row* row : s.telling()) {
    const double bits = bits_of(*row, s.readings[static_cast<std::size_t>(row->kind)], table);
    (bits > 0 ? plus : minus)[static_cast<std::size_t>(row->group)] += bits;
  }
  Kept keep;
  for (std::size_t g = 0; g < groups; ++g) {
    keep.above[g] = plus[g] > w.caps[g] ? w.caps[g] / plus[g] : 1;
    keep.below[g] = minus[g] < w.floors[g] ? w.floors[g] / minus[g] : 1;
  }
  return keep;
}

// The same readings, taken for a generation that nobody saw, for an impostor, for kinship alone.
void weigh_otherwise(Score& s, const Weights& w) {
  const Kept keep = keeps(s, w, w.kin_bits);
  s.kin = w.kin;
  s.skipped = s.bits + w.skipped;
  for (const Row* row : s.telling()) {
    const Reading& reading = s.readings[static_cast<std::size_t>(row->kind)];
    s.kin += keep.of(*row, bits_of(*row, reading, w.kin_bits));
    s.skipped += bits_of(*row, reading, w.skipped_bits);
    s.impostor += bits_of(*row, reading, w.impostor_bits);
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
  const Kept keep = keeps(s, w, w.bits);
  double faked = 0;
  for (const Row* row : s.telling()) {
    const double bits =
        keep.of(*row, bits_of(*row, s.readings[static_cast<std::size_t>(row->kind)], w.bits));
    s.bits += bits;
    if (bits > 0 && row->hard) s.hard += bits;
    if (bits > 0 && is_hearsay(row->kind)) s.hearsay += bits;
    if (bits > 0 && was_said(row->group)) s.observed += bits;
    if (row->forgeable) faked += bits;
  }
  weigh_otherwise(s, w);
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
  const Bits& table = as == As::kin ? w.kin_bits : w.bits;
  const Kept keep = keeps(s, w, table);
  std::vector<Evidence> evidence;
  for (const Row* row : s.telling()) {
    const Reading& reading = s.readings[static_cast<std::size_t>(row->kind)];
    double bits = keep.of(*row, bits_of(*row, reading, table));
    if (as == As::later_successor) bits += bits_of(*row, reading, w.skipped_bits);
    if (as == As::impostor) bits += bits_of(*row, reading, w.impostor_bits);
    if (bits == 0) continue;
    Evidence e{std::string(row->name),
               std::string(name_of(row->group)),
               row->hard,
               bits,
               p.v.birth(),
               "",
               "",
               ""};
    row->tell(p, reading, e);
    evidence.push_back(std::move(e));
  }
  std::stable_sort(evidence.begin(), evidence.end(), [](const Evidence& a, const Evidence& b) {
    return std::abs(a.bits) > std::abs(b.bits);
  });
  return evidence;
}

}  // namespace godwit
