// SPDX-License-Identifier: Apache-2.0
// Percent-encoding by the URL Standard's sets (url.spec.whatwg.org, section 1.3). Works on UTF-8
// bytes: every set holds all bytes from 0x7F up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace godwit {

// The sets grow from left to right, but `fragment` and `query` each hold what the other lacks.
enum class EncodeSet : std::uint8_t {
  c0_control,
  fragment,
  query,
  special_query,
  path,
  userinfo,
  component
};

void append_encoded(std::string& out, std::string_view bytes, EncodeSet set);

}  // namespace godwit
