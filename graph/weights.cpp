// SPDX-License-Identifier: Apache-2.0
// The numbers.
#include "graph/weights.h"

namespace godwit {

namespace {

constexpr std::array<std::string_view, groups> group_names{
    "announcement", "reference", "forwards", "claim", "ads",
    "name",         "likeness",  "content",  "time",  "contradiction"};

// Levels of each kind are named in evidence.cpp beside the function that reads them.
constexpr Weights of_channels{
    .bits = {{
        {12},                             // announced_by_predecessor × decay
        {14},                             // redirected_by_predecessor
        {1},                              // announced_by_siblings × log2(1 + 255 trust), summed
        {2, 3},                           // referenced_by_predecessor: in posts, in its description
        {5, 3},                           // forwarded_by_predecessor: young channel, grown one
        {1},                              // forwards_from_predecessor
        {1.5, 0.5},                       // claimed_by_successor: in words, by a mere link
        {0.25},                           // advertised_by_strangers × how many, up to 2
        {-1.5, -0.5, 2, 5.5, 6.5, 9, 4},  // handle_alike: nothing … (see there)
        {-1.5, -0.5, 2, 5.5, 6.5, 9, 4},  // title_alike
        {4, 0, -1, 1},                    // generation_number: next, same, back, ahead
        {0, 0, 0},                        // same_parent_domain
        {4, 2},                           // description_alike: equal, near
        {4, 2},                           // avatar_alike: ≤ 4 bits apart, ≤ 10
        {1, 2},                           // posts_copied: a few, most
        {1},                              // timing × its own bits
        {3, 1, 0, -1, -1, -1, -1.5, -1.5},  // hand_over
        {1, 0, -1},                         // exclusive_moment
        {1, 0, -1},                         // nearest_of_name
        {-4},                               // superseded
        {-6},                               // silent_predecessor
        {-10, -10},                         // disavowed: by the predecessor, by a sibling × trust
    }},
    .caps = {14, 3, 6, 2, 0.5, 10, 4, 8, 6, 0},
    .none = 7,
    .impostor = -3,
};

constexpr Weights of_sites = of_channels;

}  // namespace

std::string_view name_of(Group group) { return group_names[static_cast<std::size_t>(group)]; }

const Weights& weights(bool sites) { return sites ? of_sites : of_channels; }

}  // namespace godwit
