// SPDX-License-Identifier: Apache-2.0
// Weights: the bits each level of each kind of evidence is worth, the caps of the groups, the
// prior. Two columns: channels (judged from docs/succession.md's sources) and sites, whose names
// and times were fitted on the years before 2022 of a public collection of site moves
// (tests/graph/fit).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace godwit {

enum class Kind : std::uint8_t {
  announced_by_predecessor,
  redirected_by_predecessor,
  announced_by_siblings,
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
};
inline constexpr std::size_t kinds = 27;
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
  contradiction
};
inline constexpr std::size_t groups = 10;
std::string_view name_of(Group group);

struct Weights {
  std::array<std::array<double, levels>, kinds> bits;
  std::array<double, groups> caps;    // on the positive sum of a group
  std::array<double, groups> floors;  // on the negative sum
  double none;                        // of "no predecessor was observed"
  double impostor;                    // prior of "impersonates", against the forgeable evidence
};
const Weights& weights(bool sites);
// Stored with every answer.
inline constexpr std::string_view weights_version = "godwit-1";

}  // namespace godwit
