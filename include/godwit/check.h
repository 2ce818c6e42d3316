// SPDX-License-Identifier: Apache-2.0
// CHECK: a bug of ours, found at run time, ends the process with file, line and the broken promise.
// It is on in every build. Never use it on anything that came from outside: that is a fact or an
// Error.
#pragma once

#include <cstdio>
#include <cstdlib>

#define CHECK(condition)                                                                   \
  do {                                                                                     \
    if (!(condition)) {                                                                    \
      std::fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                        \
    }                                                                                      \
  } while (false)
