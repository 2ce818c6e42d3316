// SPDX-License-Identifier: Apache-2.0
// A word to systemd, where it started us (Type=notify): sd_notify's protocol without its library.
#pragma once

#include <string_view>

namespace godwit {

// "READY=1", "STATUS=…", "STOPPING=1", "RELOADING=1". Does nothing where nobody listens.
void tell_systemd(std::string_view state);

}  // namespace godwit
