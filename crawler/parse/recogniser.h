// SPDX-License-Identifier: Apache-2.0
// Recogniser: text and links in, References out. It undoes what people do to links so that machines
// miss them, records every step, and marks announcements. Precision first: a bare word is never a
// channel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/catalogue.h"
#include "crawler/parse/lexicon.h"
#include "godwit/observation.h"
#include "godwit/result.h"

namespace godwit {

// Text with the links that its markup carried; offsets are bytes into `text`.
struct Anchor {
  std::size_t begin = 0, end = 0;  // the anchor text; begin == end for zero-width link text
  std::string href;                // absolute, as parse/url resolved it
};
struct RichText {
  std::string text;             // UTF-8 (invalid bytes allowed), '\n' and U+2028 are line breaks
  std::vector<Anchor> anchors;  // by begin
};

// Where the text stood: what its references inherit.
struct Place {
  Form text_form = Form::text;  // Form of references found in the running text
  Form href_form = Form::href;  // Form of its anchors
  std::string post;             // id of the post, "" outside posts
  bool own_words = false;       // description or pinned post: an announcement needs no nearness
};

struct Recogniser {
  Catalogue catalogue;
  Lexicon lexicon;
};

// The compiled-in tables; a case's overrides go through the same function.
Result<Recogniser> make_recogniser(std::string_view platforms_toml, std::string_view platforms_name,
                                   std::string_view lexicon_toml, std::string_view lexicon_name,
                                   std::string_view shorteners);
Result<Recogniser> compiled_in_recogniser();

// One address found in text.
struct Found {
  Located located;
  std::string written;             // as written
  std::size_t begin = 0, end = 0;  // bytes of the raw text
  std::vector<std::string> steps;  // what undid the writing, in order
  bool mention = false;            // a bare @name
  std::uint16_t announce = 0;      // Announce bits that apply
};

// Every address in running text, in text order. Time linear in the text; never throws.
std::vector<Found> find_addresses(const Recogniser& recogniser, std::string_view text,
                                  bool own_words = false);
// Text and anchors together: one Reference per address and post (the surest form wins, the steps of
// all are kept), in text order.
std::vector<Reference> references_of(const Recogniser& recogniser, const RichText& rich,
                                     const Place& place);
// One link outside running text (forward header, button, link preview, redirect …).
// nullopt where it names no place.
std::optional<Reference> reference_of(const Recogniser& recogniser, std::string_view href,
                                      Form form, std::string_view post);

}  // namespace godwit
