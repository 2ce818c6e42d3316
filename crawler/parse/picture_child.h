// SPDX-License-Identifier: Apache-2.0
// Picture child: read_picture() in a process of its own. The libraries that read pictures are large
// and old attack surface, and ZXing answers some damaged pictures with abort(): what a hostile
// picture breaks there is one child, never the crawl.
#pragma once

#include <string_view>

#include "crawler/parse/qr.h"

namespace godwit {

using PictureReader = Picture (*)(std::string_view bytes, const ImageLimits& limits);

// As read_picture(), and the same answer for the same bytes. A picture whose reader died, hung
// beyond 20 s of processor time or could not be started says so in `why`. Never throws. Tests give
// a `reader` that does what a library should not.
Picture read_picture_apart(std::string_view bytes, const ImageLimits& limits = {},
                           PictureReader reader = read_picture);

}  // namespace godwit
