// SPDX-License-Identifier: Apache-2.0
// A synthetic network of channels: how long a full rebuild takes, and one new fact. Arguments: how
// many channels (default 20,000), how many references (ten a channel), how many threads (all).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "godwit/tracker.h"

namespace {

using namespace godwit;

constexpr std::int64_t start_ms = 1'577'836'800'000;

// A small generator with a fixed sequence (splitmix64).
struct Dice {
  std::uint64_t state = 42;
  std::uint64_t roll(std::uint64_t sides) {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return (z ^ (z >> 31)) % sides;
  }
};

std::string handle_of(std::size_t channel) {
  // Brands of about twenty generations with pronounceable names.
  constexpr const char* syllables[] = {"ka",  "lo",  "mi",  "ru",  "ta",  "sen", "vor", "pel",
                                       "dun", "gar", "hes", "jin", "bol", "cy",  "fra", "wex"};
  std::string name;
  for (std::size_t brand = channel / 20 + 17, i = 0; i < 5; ++i, brand = brand * 7 / 5 + 3)
    name += syllables[(brand >> (i % 3)) % 16];
  return name + std::to_string(channel / 20) + "_" + std::to_string(channel % 20 + 1);
}

Address address_of(std::size_t channel) {
  const std::string handle = handle_of(channel);
  return {"telegram", "username", handle, "https://t.me/" + handle};
}

Observation look(Dice& dice, std::size_t channel, std::size_t channels, std::size_t references) {
  Observation o;
  o.address = address_of(channel);
  o.url = o.address.url;
  o.at = from_ms(start_ms + static_cast<std::int64_t>(channel) * 60'000);
  o.state = State::alive;
  o.status = 200;
  o.profile.kind = "channel";
  o.profile.title = handle_of(channel);
  o.profile.numeric_id = static_cast<std::int64_t>(1'000'000 + channel);
  o.profile.members = static_cast<std::int64_t>(dice.roll(10'000));
  o.capture = "urn:uuid:" + std::to_string(channel);
  for (std::size_t i = 0; i < references; ++i) {
    Reference r;
    const bool next = i == 0 && channel % 20 != 19;
    r.address = address_of(next ? std::min(channel + 1, channels - 1) : dice.roll(channels));
    r.announce = next && channel % 3 == 0 ? announce_new : 0;
    r.post = std::to_string(i + 1);
    r.context = "words around a reference";
    o.references.push_back(std::move(r));
  }
  return o;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main(int count, char** words) {
  const auto argument = [&](int i, std::size_t otherwise) {
    return count > i ? static_cast<std::size_t>(std::strtoull(words[i], nullptr, 10)) : otherwise;
  };
  const std::size_t channels = argument(1, 20'000), references = argument(2, channels * 10);
  Tracker tracker(static_cast<int>(argument(3, 0)));
  Dice dice;
  std::vector<double> each;
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t c = 0; c < channels; ++c) {
    const Observation o = look(dice, c, channels, references / channels);
    const auto one = std::chrono::steady_clock::now();
    tracker.apply(o);
    each.push_back(seconds_since(one));
  }
  const double applied = seconds_since(begin);
  const auto rebuild = std::chrono::steady_clock::now();
  const Succession& s = tracker.succession();
  std::nth_element(each.begin(), each.begin() + static_cast<std::ptrdiff_t>(each.size() / 2),
                   each.end());
  std::printf(
      "%zu channels, %zu references: applied in %.1f s (median %.1f µs a fact), answered in %.1f "
      "s, %zu edges, %zu lineages\n",
      s.channels.size(), references, applied, each[each.size() / 2] * 1e6, seconds_since(rebuild),
      s.edges.size(), s.lineages.size());
}
