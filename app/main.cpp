// SPDX-License-Identifier: Apache-2.0
#include <malloc.h>

#include <csignal>
#include <iostream>

#include "app/cli.h"

int main(int argc, char** argv) {
  // Pages come and go by the hundred kilobytes: giving each back to the kernel halves the speed.
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_MMAP_THRESHOLD, 64 << 20);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is a quiet end, not a death
  std::ios::sync_with_stdio(false);
  const int code = godwit::run_command_line(argc, argv, {std::cin, std::cout, std::cerr});
  std::cout.flush();
  return code;
}
