// SPDX-License-Identifier: Apache-2.0
// The languages of the rehearsal world: phrases as people of a channel would write them, all of
// neutral content (birds, harbours, weather, gardens). In a phrase {L} is the link, {N} the name of
// the brand, {p} a place, {b} a bird or plant, {n} a number, {h} an hour.
//
// These phrases were written for the world alone. They share nothing with the lexicon the crawler
// recognises announcements by: some of them it will know, others not, as in life.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "world/draw.h"

namespace godwit::stage {

using Phrase = std::string_view;

struct Tongue {
  Phrase code;                   // "ar"
  std::array<Phrase, 6> themes;  // in the order of theme_words()
  std::array<Phrase, 6> places;
  std::array<Phrase, 8> birds;
  std::array<Phrase, 7> stories;
  std::array<Phrase, 3> about;       // the channel's description
  std::array<Phrase, 4> fresh;       // here is our new channel
  std::array<Phrase, 4> spare;       // here is our second channel
  std::array<Phrase, 3> gone;        // ours was removed, the next one is
  std::array<Phrase, 3> former;      // said by the newcomer: we were {L} before
  std::array<Phrase, 2> places_all;  // all our places are listed at
  std::array<Phrase, 2> friendly;    // said by another brand: {N} is now at
  std::array<Phrase, 2> advert;      // paid promotion
  std::array<Phrase, 2> fake;        // this one is not ours
  std::array<Phrase, 2> casual;      // an ordinary link
  std::array<Phrase, 2> button;      // the words on an inline button
};

std::span<const Tongue> tongues();
std::span<const Phrase> theme_words();  // in Latin letters, for handles: "tides", "harbour", …

// An invented name out of syllables, in three scripts that sound alike.
struct Stem {
  std::string latin, arabic, cyrillic;
};
Stem invent_stem(Dice& dice);
Stem longer(Stem stem, Dice& dice);  // by one syllable

// A story of the tongue, filled in; the same dice give the same story.
std::string tell(const Tongue& tongue, Dice dice);
// `text` with every "{key}" replaced.
std::string fill(Phrase text, std::string_view key, std::string_view value);

}  // namespace godwit::stage
