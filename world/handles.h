// SPDX-License-Identifier: Apache-2.0
// Handles, titles and links as people make them: how a brand is called, how a successor's handle
// differs from its predecessor's, how an impostor's looks like the real one.
#pragma once

#include <string>
#include <string_view>

#include "world/script.h"

namespace godwit::stage {

std::string brand_name(const Tongue& tongue, const Stem& stem, std::size_t theme, Dice& dice);
std::string first_handle(const Stem& stem, std::size_t theme, Dice& dice);
// In the mix measured on moved public handles: same stem .20, one contains the other .38, a small
// edit .13, only the brand's word kept .17, nothing kept .12.
std::string next_handle(std::string_view old, const Stem& stem, Dice& dice);
std::string lookalike(std::string_view handle, Dice& dice);
// What a successor that changes its title is called: counted, marked, decorated, or named anew; a
// line mostly keeps its task (" · photos").
std::string other_title(std::string_view title, const Brand& brand, int generation, Dice& dice);
std::string task_of(std::string_view title);  // " · photos", or ""
std::string invite_hash(Dice& dice);

struct Written {
  std::string writing;  // name of the way
  std::string text;     // what stands on the page
  std::string href;     // "" where it is no link
};
// How a link to `url` is written. `hidden`: readers alone can undo it (no <a>); only for Telegram.
Written write_link(std::string_view url, const Tongue& tongue, bool hidden, Dice& dice);

}  // namespace godwit::stage
