// SPDX-License-Identifier: Apache-2.0
// Weights: the bits each level of each kind of evidence is worth, the caps of the groups, the
// prior. They are data: seeds/weights.toml is compiled in, a case may bring its own set. Two
// columns: channels and sites.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "godwit/result.h"

namespace godwit {

enum class Kind : std::uint8_t {
  announced_by_predecessor,
  redirected_by_predecessor,
  announced_by_siblings,
  announced_by_claimed_kin,
  linked_by_siblings,
  named_in_announcement,
  referenced_by_predecessor,
  forwarded_by_predecessor,
  forwards_from_predecessor,
  claimed_by_successor,
  advertised_by_strangers,
  handle_alike,
  title_alike,
  generation_number,
  same_parent_domain,
  description_alike,
  avatar_alike,
  posts_copied,
  timing,
  lived_beside,
  woke_when_it_fell,
  unlike_kind,
  hand_over,
  exclusive_moment,
  nearest_of_name,
  established_name,
  table_entry_moved,
  seen_later,
  superseded,
  silent_predecessor,
  disavowed,
  newcomer,
  kept_kind,
  birth_gap,
  title_in_handle,
  line_words,
  formerly_another,
  generation_gap,
  claimed_too_soon,
};
inline constexpr std::size_t kinds = 39;
inline constexpr std::size_t levels = 8;

enum class Group : std::uint8_t {
  announcement,
  reference,
  forwards,
  claim,
  ads,
  name,
  likeness,
  content,
  time,
  contradiction,
  birth,
  line
};
inline constexpr std::size_t groups = 12;
std::string_view name_of(Group group);

// Of the outcomes for a child: it continues somebody seen; over a missing generation; is kin and no
// more; continues nobody; impersonates.
using Shares = std::array<double, 5>;

// How long after the death of one channel the next begins: a spare is there before it, by a
// log-normal lead; else it comes after a log-normal delay. Hours.
struct Gap {
  double prepared = 0.44;  // share of those there before
  double lead = 24, lead_sigma = 1;
  double delay = 3, delay_sigma = 1.5;

  // Probability that it is at most so many hours after the death.
  double up_to(double hours) const;
};

using Bits = std::array<std::array<double, levels>, kinds>;

// What one pair may be, each with its own bits of the same readings: v continues u; over a
// generation that nobody saw (in addition to those); v impersonates u (in addition to what is
// forgeable of those); both are of one network, no more.
struct Weights {
  Bits bits{}, skipped_bits{}, impostor_bits{}, kin_bits{};
  std::array<double, groups> caps{};    // on the positive sum of a group
  std::array<double, groups> floors{};  // on the negative sum
  double none = 0;                      // of "no predecessor was observed"
  double impostor = 0;                  // prior of "impersonates", against the forgeable evidence
  double skipped = -100, kin = -100;    // priors of the other two
  Gap gap, skipped_gap;                 // to the next generation, and over one that nobody saw
  Shares usual{};  // where the weights were fitted; none: priors stay as they are
};

struct WeightSet {
  std::string name;  // "godwit-2"
  Weights channels, sites;

  const Weights& of(bool are_sites) const { return are_sites ? sites : channels; }
  // Stored with every answer: the name and a hash of all numbers ("godwit-2-5b0c9d2e").
  std::string version() const;
};

// The set compiled in.
WeightSet start_weights();
// A set as TOML; what it leaves out is as in the set compiled in. `file` is for the error's line.
Result<WeightSet> read_weights(std::string_view toml, std::string_view file);
// The same set as TOML, whole: reading it back gives the same numbers and the same version.
std::string write_weights(const WeightSet& set);

}  // namespace godwit
