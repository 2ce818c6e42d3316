// SPDX-License-Identifier: Apache-2.0
// The one sanitiser of names: any bytes in, and what comes out is valid UTF-8 that the format's
// readers accept. Nothing is silently lost where it could be shown: bad bytes become U+FFFD.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace godwit {

// Valid UTF-8: every bad byte, overlong form, surrogate and code point above U+10FFFF → U+FFFD.
std::string clean_utf8(std::string_view bytes);
// At most `bytes_max` bytes, cut between code points, "…" appended where something was cut.
std::string shortened(std::string_view text, std::size_t bytes_max);
// For XML text and double-quoted attributes: valid UTF-8, code points that XML 1.0 forbids →
// U+FFFD, & < > " ' and TAB LF CR escaped.
std::string xml_text(std::string_view text);
// A DOT string in double quotes; line breaks and other control characters → space.
std::string dot_quoted(std::string_view text);
// An RFC 4180 cell, quoted where needed. safe: a cell that starts (after blanks, full-width forms
// too) with = + - @ TAB CR gets a leading apostrophe.
std::string csv_cell(std::string_view text, bool safe);
// For one line of a terminal: control characters, bidi overrides and line breaks shown as <U+202E>.
std::string printable(std::string_view text);
// "hxxps://t[.]me/x": a remote URL as text that no program turns into a link.
std::string defanged(std::string_view url);
// A decimal with at most `digits` after the point, no trailing zeros, no locale: "0.97".
std::string decimal(double value, int digits = 4);

}  // namespace godwit
