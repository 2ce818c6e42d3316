// SPDX-License-Identifier: Apache-2.0
// From the rows of evidence to bits: each row's reading times its weight, the groups capped so that
// copies do not stack, and the same in words.
#include <algorithm>
#include <cmath>

#include "graph/evidence.h"

namespace godwit {

namespace {

constexpr double full_voice = -4;  // bits against a quiet spare: it posted as a sister does

// How much of a kind's bits may say no more than that both are of one network.
constexpr double network_names = 5;
double network_share(Kind kind) {
  switch (kind) {
    case Kind::announced_by_predecessor:
      return 5;
    case Kind::announced_by_siblings:
    case Kind::announced_by_claimed_kin:
    case Kind::linked_by_siblings:
    case Kind::handle_alike:
    case Kind::title_alike:
    case Kind::posts_copied:
      return 20;
    default:
      return 0;
  }
}

bool was_said(Group g) {
  return g == Group::announcement || g == Group::reference || g == Group::forwards;
}

double bits_of(const Row& row, const Reading& reading, const Weights& w) {
  if (reading.level < 0) return 0;
  return w.bits[static_cast<std::size_t>(row.kind)][static_cast<std::size_t>(reading.level)] *
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

Kept keeps(const Score& s, const Weights& w) {
  std::array<double, groups> plus{}, minus{};
  for (const Row& row : evidence_rows()) {
    const double bits = bits_of(row, s.readings[static_cast<std::size_t>(row.kind)], w);
    (bits > 0 ? plus : minus)[static_cast<std::size_t>(row.group)] += bits;
  }
  Kept keep;
  for (std::size_t g = 0; g < groups; ++g) {
    keep.above[g] = plus[g] > w.caps[g] ? w.caps[g] / plus[g] : 1;
    keep.below[g] = minus[g] < w.floors[g] ? w.floors[g] / minus[g] : 1;
  }
  return keep;
}

}  // namespace

Score score(const Pair& p) {
  const Weights& w = p.known.weights(p.sites);
  Score s;
  for (const Row& row : evidence_rows())
    s.readings[static_cast<std::size_t>(row.kind)] = row.measure(p);
  const Kept keep = keeps(s, w);
  double faked = 0, names = 0;
  for (const Row& row : evidence_rows()) {
    const double bits =
        keep.of(row, bits_of(row, s.readings[static_cast<std::size_t>(row.kind)], w));
    s.bits += bits;
    if (bits > 0 && row.hard) s.hard += bits;
    if (bits > 0 && was_said(row.group)) s.observed += bits;
    if (row.forgeable) faked += bits;
    const double most = network_share(row.kind);
    if (bits > 0) (row.group == Group::name ? names : s.network) += std::min(bits, most);
  }
  s.network += std::min(names, network_names);
  s.direct = directness(p);
  const Reading& waking = s.readings[static_cast<std::size_t>(Kind::woke_when_it_fell)];
  s.sister = waking.level == 0 && waking.amount <= full_voice;
  const auto level = [&](Kind kind) { return s.readings[static_cast<std::size_t>(kind)].level; };
  s.impostor = faked + w.impostor - s.hard;
  if (p.handle == Alike::look_alike || p.title == Alike::look_alike) s.impostor += 7.5;
  if (level(Kind::posts_copied) == 1) s.impostor += 4.5;
  if (level(Kind::claimed_by_successor) == 0) s.impostor += 1;
  if (silent_about(p)) s.impostor += 4.5;
  if (level(Kind::disavowed) >= 0) s.impostor += 4;
  return s;
}

std::vector<Evidence> tell(const Pair& p, const Score& s) {
  const Weights& w = p.known.weights(p.sites);
  const Kept keep = keeps(s, w);
  std::vector<Evidence> evidence;
  for (const Row& row : evidence_rows()) {
    const Reading& reading = s.readings[static_cast<std::size_t>(row.kind)];
    const double bits = keep.of(row, bits_of(row, reading, w));
    if (bits == 0) continue;
    Evidence e{std::string(row.name),
               std::string(name_of(row.group)),
               row.hard,
               bits,
               p.v.birth(),
               "",
               "",
               ""};
    row.tell(p, reading, e);
    evidence.push_back(std::move(e));
  }
  std::stable_sort(evidence.begin(), evidence.end(), [](const Evidence& a, const Evidence& b) {
    return std::abs(a.bits) > std::abs(b.bits);
  });
  return evidence;
}

}  // namespace godwit
