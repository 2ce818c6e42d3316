// SPDX-License-Identifier: Apache-2.0
// A synthetic set of facts of any size, with the shape of the field: networks of brands, brands of
// generations that fall and come back, names that change a little or wholly, successors announced
// by the fallen and by sisters, and hubs that everybody links to. Drawn one page at a time, so that
// the facts themselves are all that takes room.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "godwit/observation.h"

namespace godwit::bench {

// What one more page brings: nothing, one new post, that its channel fell, a plain reference to a
// channel that is known, an announcement of one, that of a channel nobody has seen before.
enum class News : std::uint8_t { nothing, post, fall, reference, announcement, channel };
inline constexpr std::size_t kinds_of_news = 6;

// A small generator with a fixed sequence (splitmix64).
struct Dice {
  std::uint64_t state = 42;
  std::uint64_t roll(std::uint64_t sides);
  bool one_in(std::uint64_t n) { return roll(n) == 0; }
};

class ScaleFacts {
 public:
  // About `references_each` references a channel. The same arguments draw the same facts.
  explicit ScaleFacts(std::size_t channels, std::size_t references_each = 10);

  std::size_t channels() const { return channels_.size(); }
  // Every page, channel by channel; about 2.3 a channel.
  void each(const std::function<void(const Observation&)>& take) const;
  // One more page of a channel, later than all of these, and of those with a lower number.
  Observation news(std::size_t number, News kind) const;
  Address address(std::size_t channel) const;

 private:
  struct Life {
    std::uint32_t brand = 0;
    std::uint16_t generation = 0;
    bool fell = false;
    std::int32_t born = 0, fell_at = 0;  // minutes since the beginning
  };
  Observation first_page(std::size_t channel, Dice& dice) const;
  Observation later_page(std::size_t channel, Dice& dice) const;
  Observation last_page(std::size_t channel) const;
  void refer(Observation& page, std::size_t to, unsigned announce, int post) const;
  std::size_t one_alive(Dice& dice) const;
  std::size_t somebody(std::size_t channel, std::int32_t when, Dice& dice) const;

  std::vector<Life> channels_;
  std::vector<std::uint32_t> first_of_brand_;  // one more at the end
  std::size_t references_each_;
};

}  // namespace godwit::bench
