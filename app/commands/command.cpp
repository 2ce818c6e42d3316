// SPDX-License-Identifier: Apache-2.0
#include "app/commands/command.h"

#include <ostream>

#include "graph/export/text.h"

namespace godwit {

int exit_code(Trouble trouble) {
  switch (trouble) {
    case Trouble::usage:
      return exit_usage;
    case Trouble::locked:
    case Trouble::nothing_to_do:
      return exit_nothing;
    case Trouble::disk_full:
      return exit_disk_full;
    case Trouble::failure:
    case Trouble::not_found:
    case Trouble::corrupt:
    case Trouble::newer_schema:
      return exit_failure;
  }
  return exit_failure;
}

int complain(std::ostream& err, const Error& error) {
  err << "godwit: " << printable(error.text) << '\n';
  return exit_code(error.trouble);
}

}  // namespace godwit
