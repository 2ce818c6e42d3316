// SPDX-License-Identifier: Apache-2.0
// Charset: the bytes of a page to UTF-8, in the order browsers use: byte order mark, HTTP header,
// <meta>, then a guess. Bytes that make no sense become U+FFFD; the bytes themselves stay in the
// capture.
#pragma once

#include <string>
#include <string_view>

namespace godwit {

// `content_type` is the HTTP header's value or "". Never fails. UTF-7 and the like are never
// decoded.
std::string to_utf8(std::string_view body, std::string_view content_type);
// The encoding to_utf8 would choose: "utf-8", "windows-1256", …
std::string charset_of(std::string_view body, std::string_view content_type);
bool is_valid_utf8(std::string_view text);

}  // namespace godwit
