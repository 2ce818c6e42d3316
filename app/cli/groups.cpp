// SPDX-License-Identifier: Apache-2.0
#include "app/cli/groups.h"

namespace godwit {

const CLI::Validator is_time(
    [](std::string& text) {
      return parse_time(text) ? std::string()
                              : "\"" + text + "\" is no RFC 3339 time such as 2019-11-22T08:00:00Z";
    },
    "TIME");

CLI::App* command(CLI::App& app, const char* name, const char* text) {
  CLI::App* sub = app.add_subcommand(name, text);
  sub->fallthrough();
  return sub;
}

void add_as_of(CLI::App* sub, Words& w) {
  sub->add_option("--as-of", w.as_of.typed,
                  "What was known then: only facts seen or said by that day or moment (UTC)")
      ->check(is_time);
}

}  // namespace godwit
