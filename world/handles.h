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
// In the mix of methods.md D3: digit bump .10, affix .11, small edit .12, moderate .42, unrelated
// .25.
std::string next_handle(std::string_view old, const Stem& stem, Dice& dice);
std::string lookalike(std::string_view handle, Dice& dice);
std::string next_title(std::string_view title, const Brand& brand, int generation, Dice& dice);
std::string invite_hash(Dice& dice);

struct Written {
  std::string writing;  // name of the way
  std::string text;     // what stands on the page
  std::string href;     // "" where it is no link
};
// How a link to `url` is written. `hidden`: readers alone can undo it (no <a>); only for Telegram.
Written write_link(std::string_view url, const Tongue& tongue, bool hidden, Dice& dice);

}  // namespace godwit::stage
