// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scale_facts.h"

#include <algorithm>
#include <array>
#include <string>

namespace godwit::bench {

namespace {

constexpr std::int64_t start_ms = 1'577'836'800'000;  // the first of January 2020
constexpr std::int32_t minutes_a_day = 1440;
constexpr std::int32_t years = 6 * 365 * minutes_a_day;
constexpr std::size_t brands_of_a_network = 12;
constexpr std::size_t channels_a_hub = 500;  // one in so many is linked to by everybody

constexpr std::array<const char*, 32> syllables{
    "ka",  "lo",   "mi", "ru",  "ta",  "sen", "vor", "pel", "dun", "gar", "hes",
    "jin", "bol",  "cy", "fra", "wex", "nu",  "tho", "ri",  "mar", "zel", "qua",
    "os",  "bren", "il", "dov", "ste", "pa",  "gon", "um",  "ley", "har"};
constexpr std::array<const char*, 6> additions{"_news", "_official", "_backup",
                                               "_new",  "_tv",       "_daily"};
constexpr std::array<const char*, 8> weather{
    "the tide turned at six and the pilot boat went out",
    "fog again today so the lamp was lit at four",
    "nobody on the quay had seen so many herons",
    "a new mast was stepped on the old cutter",
    "we counted terns until noon by the harbour office",
    "the ferry was late and the gulls were early",
    "ice on the inner basin for the first time since march",
    "the dredger left and the seals came back"};

std::string stem_of(std::uint64_t brand) {
  Dice dice{brand * 7919 + 11};
  std::string stem;
  for (int i = 0; i < 5; ++i) stem += syllables[dice.roll(syllables.size())];
  return stem;
}

Time moment(std::int32_t minutes) { return from_ms(start_ms + std::int64_t{minutes} * 60'000); }

}  // namespace

std::uint64_t Dice::roll(std::uint64_t sides) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return (z ^ (z >> 31)) % sides;
}

ScaleFacts::ScaleFacts(std::size_t channels, std::size_t references_each)
    : references_each_(references_each) {
  Dice dice;
  channels_.reserve(channels);
  while (channels_.size() < channels) {
    // Half of the brands stay small, few live through forty generations.
    const std::uint64_t generations = 1 + 40 / (1 + dice.roll(20));
    const auto brand = static_cast<std::uint32_t>(first_of_brand_.size());
    first_of_brand_.push_back(static_cast<std::uint32_t>(channels_.size()));
    auto at = static_cast<std::int32_t>(dice.roll(years - 200 * minutes_a_day));
    for (std::uint16_t g = 0; g < generations && channels_.size() < channels; ++g) {
      // Young ones fall fast: a third within days, others live for months.
      const auto life = static_cast<std::int32_t>(
          dice.one_in(3) ? dice.roll(10 * minutes_a_day) + 60 : dice.roll(150 * minutes_a_day));
      Life each{brand, g, at + life < years, at, std::min(at + life, years)};
      channels_.push_back(each);
      if (!each.fell) break;
      at = each.fell_at + static_cast<std::int32_t>(dice.roll(600));
      if (at >= years) break;
    }
  }
  first_of_brand_.push_back(static_cast<std::uint32_t>(channels_.size()));
}

Address ScaleFacts::address(std::size_t channel) const {
  const Life& life = channels_[channel];
  Dice dice{channel * 31 + 5};
  std::string handle = stem_of(life.brand);
  if (dice.one_in(5)) handle = handle.substr(0, 4) + stem_of(channel + 1'000'000'000);
  if (dice.one_in(3)) handle += additions[dice.roll(additions.size())];
  handle += "_" + std::to_string(life.generation + 1);
  // Two brands may draw one name: what is left of it is then their own.
  handle += "x" + std::to_string(life.brand);
  return {"telegram", "username", handle, "https://t.me/" + handle};
}

void ScaleFacts::refer(Observation& page, std::size_t to, unsigned announce, int post) const {
  Reference r;
  r.address = address(to);
  r.announce = static_cast<std::uint16_t>(announce);
  r.form = announce == 0 && post % 4 == 0 ? Form::forward : Form::href;
  r.post = std::to_string(post);
  if (announce != 0) r.context = "our new harbour channel is " + r.address.id;
  page.references.push_back(std::move(r));
}

// Mostly a sister brand's channel of that time; else a hub, else anybody.
std::size_t ScaleFacts::somebody(std::size_t channel, std::int32_t when, Dice& dice) const {
  const Life& life = channels_[channel];
  if (dice.one_in(4)) {
    const std::uint64_t hubs = channels_.size() / channels_a_hub + 1;
    return dice.roll(dice.roll(hubs) + 1) * channels_a_hub % channels_.size();
  }
  if (dice.one_in(6)) return dice.roll(channels_.size());
  const std::size_t network = life.brand / brands_of_a_network * brands_of_a_network;
  const std::size_t brand =
      std::min(network + dice.roll(brands_of_a_network), first_of_brand_.size() - 2);
  const std::uint32_t first = first_of_brand_[brand], last = first_of_brand_[brand + 1];
  std::size_t best = first;
  for (std::uint32_t i = first; i < last; ++i)
    if (channels_[i].born <= when) best = i;
  return best;
}

Observation ScaleFacts::first_page(std::size_t channel, Dice& dice) const {
  const Life& life = channels_[channel];
  Observation page;
  page.address = address(channel);
  page.url = page.address.url;
  page.at = moment(life.born + static_cast<std::int32_t>(dice.roll(600)) + 5);
  page.state = State::alive;
  page.status = 200;
  page.capture = "urn:uuid:first-" + std::to_string(channel);
  page.profile.kind = "channel";
  page.profile.title = "The " + stem_of(dice.one_in(3) ? channel + 77 : life.brand) + " harbour";
  page.profile.numeric_id = static_cast<std::int64_t>(1'000'000 + channel);
  page.profile.members = static_cast<std::int64_t>(dice.roll(10'000));
  for (int i = 1; i <= 4; ++i) {
    Post post;
    post.id = std::to_string(i);
    post.at = moment(life.born + i);
    // Some words are the brand's own, said again by each generation.
    const std::uint64_t said_by = i == 2 ? life.brand : channel;
    post.text = weather[(said_by + static_cast<std::uint64_t>(i)) % weather.size()] +
                std::string(" said ") + stem_of(said_by + static_cast<std::uint64_t>(i) * 13);
    if (i == 1) post.service = "Channel created";
    page.posts.push_back(std::move(post));
  }
  // It says whom it continues, one time in three.
  if (life.generation > 0 && dice.one_in(3)) refer(page, channel - 1, announce_moved, 3);
  for (std::size_t i = 0; i < references_each_ * 6 / 10; ++i)
    if (const std::size_t to = somebody(channel, life.born, dice); to != channel)
      refer(page, to, 0, static_cast<int>(4 + i));
  return page;
}

// Shortly before it fell, or at the end of time: names its successor, and that of a sister.
Observation ScaleFacts::later_page(std::size_t channel, Dice& dice) const {
  const Life& life = channels_[channel];
  Observation page;
  page.address = address(channel);
  page.url = page.address.url;
  page.at = moment(std::max(life.born + 30, life.fell_at - 1));
  page.state = State::alive;
  page.status = 200;
  page.capture = "urn:uuid:later-" + std::to_string(channel);
  page.profile.kind = "channel";
  page.profile.numeric_id = static_cast<std::int64_t>(1'000'000 + channel);
  const bool has_next =
      channel + 1 < channels_.size() && channels_[channel + 1].brand == life.brand && life.fell;
  if (has_next && !dice.one_in(3)) refer(page, channel + 1, announce_new, 100);
  for (std::size_t i = 0; i < references_each_ * 4 / 10; ++i)
    if (const std::size_t to = somebody(channel, life.fell_at, dice); to != channel)
      refer(page, to, i == 0 && !dice.one_in(3) ? announce_new : 0, static_cast<int>(101 + i));
  return page;
}

Observation ScaleFacts::last_page(std::size_t channel) const {
  const Life& life = channels_[channel];
  Observation page;
  page.address = address(channel);
  page.url = page.address.url;
  page.at = moment(life.fell_at + 120);
  page.state = State::gone;
  page.status = 200;
  page.capture = "urn:uuid:last-" + std::to_string(channel);
  return page;
}

void ScaleFacts::each(const std::function<void(const Observation&)>& take) const {
  for (std::size_t channel = 0; channel < channels_.size(); ++channel) {
    Dice dice{channel * 1'000'003 + 17};
    take(first_page(channel, dice));
    take(later_page(channel, dice));
    if (channels_[channel].fell && !dice.one_in(3)) take(last_page(channel));
  }
}

std::size_t ScaleFacts::one_alive(Dice& dice) const {
  std::size_t channel = dice.roll(channels_.size());
  while (channels_[channel].fell) channel = (channel + 1) % channels_.size();
  return channel;
}

Observation ScaleFacts::news(std::size_t number, News kind) const {
  Dice dice{number * 97 + 3};
  const std::size_t channel = one_alive(dice);
  Observation page;
  page.address = address(channel);
  page.url = page.address.url;
  page.at = moment(years + static_cast<std::int32_t>(number));
  page.state = kind == News::fall ? State::gone : State::alive;
  page.status = 200;
  page.capture = "urn:uuid:news-" + std::to_string(number);
  const int post = static_cast<int>(1000 + number);
  switch (kind) {
    case News::nothing:
    case News::fall:
      break;
    case News::post: {
      Post said;
      said.id = std::to_string(post);
      said.at = page.at;
      said.text = weather[number % weather.size()] + std::string(" at ") + std::to_string(number);
      page.posts.push_back(std::move(said));
      break;
    }
    case News::reference:
      refer(page, somebody(channel, years, dice), 0, post);
      break;
    case News::announcement:
      refer(page, somebody(channel, years, dice), announce_new, post);
      break;
    case News::channel: {
      Reference r;
      r.address.platform = "telegram";
      r.address.kind = "username";
      r.address.id = stem_of(channels_[channel].brand) + "_again_" + std::to_string(number);
      r.address.url = "https://t.me/" + r.address.id;
      r.announce = announce_new;
      r.post = std::to_string(post);
      r.context = "our new harbour channel is " + r.address.id;
      page.references.push_back(std::move(r));
    }
  }
  return page;
}

}  // namespace godwit::bench
