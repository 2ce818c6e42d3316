// SPDX-License-Identifier: Apache-2.0
// Epochs: where one channel's time at a place ends and another's begins.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/facts.h"
#include "graph/history.h"

namespace godwit {

// Cuts every place's looks into segments, each of one channel, by (place, time). `looks` are the
// numbers of all looks by (place, time). Places that were only referred to get one segment, if they
// are channels by kind or were announced. `first_look`: where each place's looks begin in `looks`,
// one more at the end.
std::vector<Segment> cut_epochs(const Facts& facts, const std::vector<std::uint32_t>& looks,
                                const std::vector<std::uint32_t>& first_look, int threads);

// One place's looks cut, `first` being the number of the first of them, as if nobody had referred
// to it and no analyst had cut it.
std::vector<Segment> cut_looks(const Facts& facts, PlaceNo place,
                               std::span<const std::uint32_t> looks, std::uint32_t first);

// A channel by kind: not a file, a paste, a video, a page that lists.
bool is_channel_kind(std::string_view kind);

}  // namespace godwit
