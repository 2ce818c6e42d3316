// SPDX-License-Identifier: Apache-2.0
// cdxj: the index of a web archive: one line a capture, sorted by bytes:
//   SURT key, space, 14-digit UTC time, space, JSON (url, mime, status, digest, length, offset,
//   filename)
#pragma once

#include <string>
#include <string_view>

#include "crawler/store/warc_reader.h"

namespace godwit {

// "https://www.Example.org:81/A?b=2&a=1" -> "org,example:81)/a?a=1&b=2"; other schemes as they are.
std::string surt(std::string_view url);
// The line of a response or resource record, without a line end; "" for other records.
std::string cdxj_line(const WarcEntry& entry, std::string_view file_name);

}  // namespace godwit
