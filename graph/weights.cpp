// SPDX-License-Identifier: Apache-2.0
// The numbers.
#include "graph/weights.h"

namespace godwit {

namespace {

constexpr std::array<std::string_view, groups> group_names{
    "announcement", "reference", "forwards", "claim", "ads",
    "name",         "likeness",  "content",  "time",  "contradiction"};

using Bits = std::array<double, levels>;

constexpr Bits& row(Weights& w, Kind kind) { return w.bits[static_cast<std::size_t>(kind)]; }
constexpr double& cap(Weights& w, Group g) { return w.caps[static_cast<std::size_t>(g)]; }
constexpr double& floor(Weights& w, Group g) { return w.floors[static_cast<std::size_t>(g)]; }

// Channels. Levels are in the order that evidence.cpp gives beside each function.
constexpr Weights judged() {
  Weights w{};
  w.caps.fill(20);
  w.floors.fill(-20);

  row(w, Kind::announced_by_predecessor) = {12};  // × freshness, × dilution
  row(w, Kind::redirected_by_predecessor) = {14};
  row(w, Kind::announced_by_siblings) = {1};  // × log2(1 + 255 trust), summed
  cap(w, Group::announcement) = 14;
  row(w, Kind::referenced_by_predecessor) = {2, 3};
  cap(w, Group::reference) = 3;
  row(w, Kind::forwarded_by_predecessor) = {5, 3};
  cap(w, Group::forwards) = 6;
  row(w, Kind::forwards_from_predecessor) = {1};
  row(w, Kind::claimed_by_successor) = {1.5, 0.5};
  cap(w, Group::claim) = 2;
  row(w, Kind::advertised_by_strangers) = {0.25};  // × how many, up to 2
  cap(w, Group::ads) = 0.5;

  // A renamed successor is common (13 to 43 %), so unlike names say little against.
  row(w, Kind::handle_alike) = {-1.5, -0.5, 2, 5.5, 6.5, 9, 4};
  row(w, Kind::title_alike) = {-1.5, -0.5, 2, 5.5, 6.5, 9, 4};
  row(w, Kind::generation_number) = {4, 0, -1, 1};
  cap(w, Group::name) = 10;
  floor(w, Group::name) = -1.5;
  row(w, Kind::description_alike) = {4, 2};
  row(w, Kind::avatar_alike) = {4, 2};
  cap(w, Group::likeness) = 4;
  row(w, Kind::posts_copied) = {1, 2};
  cap(w, Group::content) = 8;

  row(w, Kind::timing) = {1};  // × its own bits
  row(w, Kind::lived_beside) = {-2, -5, -9, -3};
  row(w, Kind::unlike_kind) = {-10, -5};
  row(w, Kind::hand_over) = {3, 1, 0, -0.5, -0.5, -0.5, -0.5, -0.5};
  row(w, Kind::exclusive_moment) = {1, 0, -1};
  row(w, Kind::nearest_of_name) = {1, 0, -1};
  row(w, Kind::seen_later) = {-3};
  cap(w, Group::time) = 6;
  floor(w, Group::time) = -6;

  row(w, Kind::superseded) = {-4};
  row(w, Kind::silent_predecessor) = {-6};
  row(w, Kind::disavowed) = {-10, -10};  // by a sibling: × trust
  w.none = 6;
  w.impostor = -3;
  return w;
}

// Sites: what others say weighs as for channels; names and times as fitted. No impostor is looked
// for where only names and times are known.
constexpr Weights fitted() {
  Weights w = judged();
  // The fit sharpens names and times by this factor: the rest stands on the same scale.
  constexpr double scale = 1.8;
  for (Bits& bits : w.bits)
    for (double& each : bits) each *= scale;
  for (double& each : w.caps) each *= scale;
  row(w, Kind::handle_alike) = {-2.24, 0.84, 4.39, 8.98, 10.98, 14.85, 7.20};
  row(w, Kind::generation_number) = {0.09, 2.26, -5.10, 1.81};
  row(w, Kind::same_parent_domain) = {1.18, 5.07, 0.31, 1.46};
  row(w, Kind::hand_over) = {11.74, 1.87, -1.75, -2.59, -4.76, 0.04, -1.44, -6.72};
  row(w, Kind::exclusive_moment) = {10.44, 1.71, -5.81};
  row(w, Kind::nearest_of_name) = {3.84, 1.31, -8.12};
  row(w, Kind::established_name) = {1.17, 3.49, 0.46, -1.41};
  row(w, Kind::table_entry_moved) = {1.80};
  row(w, Kind::seen_later) = {-12.11};
  row(w, Kind::superseded) = {-4.33};
  w.none = 11.74;
  w.impostor = -30;
  cap(w, Group::name) = cap(w, Group::time) = 100;
  w.floors.fill(-100);
  return w;
}

constexpr Weights of_channels = judged();
constexpr Weights of_sites = fitted();

}  // namespace

std::string_view name_of(Group group) { return group_names[static_cast<std::size_t>(group)]; }

const Weights& weights(bool sites) { return sites ? of_sites : of_channels; }

}  // namespace godwit
