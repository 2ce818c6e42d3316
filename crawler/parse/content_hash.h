// SPDX-License-Identifier: Apache-2.0
// The hash by which the same file is known wherever it turns up.
#pragma once

#include <string>
#include <string_view>

namespace godwit {

// "sha256:" and 64 hexadecimal digits.
std::string content_hash(std::string_view bytes);

}  // namespace godwit
