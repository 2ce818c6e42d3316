// SPDX-License-Identifier: Apache-2.0
// RSS and Atom: a feed's entries as posts, their links as references.
#pragma once

#include <string_view>

#include "crawler/parse/recogniser.h"
#include "godwit/observation.h"

namespace godwit {

bool looks_like_feed(std::string_view body);
// Title, description, posts and references into `seen`. What is no feed adds nothing.
void read_feed(const Recogniser& recogniser, std::string_view utf8, Observation& seen);

}  // namespace godwit
