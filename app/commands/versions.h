// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace godwit {

// One line: "boost 1_74, oneTBB 2021.8.0, ICU 72.1".
std::string library_versions();

}  // namespace godwit
