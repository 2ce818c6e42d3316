// SPDX-License-Identifier: Apache-2.0
// The catalogue as compiled: what catalogue_load.cpp builds and catalogue.cpp reads. Private to
// this folder. The forms' patterns run on the subject of a URL: "host[:port]/path?query#fragment",
// as parse/url serialises it, without scheme and credentials; for other schemes "scheme:rest".
#pragma once

#include <re2/re2.h>
#include <re2/set.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/parse/catalogue.h"

namespace godwit {

enum class CaseRule { exact, lower, upper };

struct LinkForm {
  std::size_t row = 0;  // of Tables::rows
  std::string kind;
  std::unique_ptr<re2::RE2> pattern;  // on the subject, anchored at both ends of the form
  std::vector<std::pair<std::string, std::unique_ptr<re2::RE2>>> query;  // parameter, whole value
  std::string id, url, post, unwrap;          // templates: "{name}" or "{name|decode|lower}"
  std::set<std::string, std::less<>> except;  // ids (lower case) that are no places
  CaseRule rule = CaseRule::exact;
  bool any_host = false;
};

struct HostEntry {
  std::size_t row = 0;
  bool mirror = false;
};

// Links that carry credentials: `link` finds one in text, in it `value` finds "token=" (group 1)
// and what follows it.
struct SecretRule {
  std::unique_ptr<re2::RE2> link, value;
};

struct Tables {
  std::vector<PlatformRow> rows;
  std::vector<LinkForm> forms;
  std::vector<bool> open_rows;                 // rows on whose hosts any-host forms count too
  std::unique_ptr<re2::RE2::Set> form_filter;  // which forms may match: index into `forms`
  std::vector<HostEntry> host_entries;
  std::unique_ptr<re2::RE2::Set> host_filter;  // whose host it is: index into `host_entries`
  std::map<std::string, std::size_t, std::less<>> named_hosts;  // what it says of the names in rows
  std::vector<SecretRule> secrets;
  std::set<std::string, std::less<>> schemes;  // other than http and https: "matrix", "xmpp"
  std::set<std::string, std::less<>> shorteners;
  std::map<std::string, std::vector<std::string>, std::less<>> canaries;  // by service
};

Result<Tables> load_tables(std::string_view platforms_toml, std::string_view file_name,
                           std::string_view shorteners);

// Whose host? The first entry of the table; nullptr for a stranger.
const HostEntry* host_entry_of(const Tables& tables, std::string_view host);

// Calls visit(name, filters) for each "{…}" of a template and literal(text) for what lies between;
// false where a brace is not closed.
template <class Literal, class Slot>
bool walk_template(std::string_view text, const Literal& literal, const Slot& slot) {
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    literal(text.substr(0, open));
    if (open == std::string_view::npos) return true;
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) return false;
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    const std::size_t bar = std::min(inside.find('|'), inside.size());
    slot(inside.substr(0, bar), inside.substr(bar));
    text.remove_prefix(close + 1);
  }
  return true;
}

}  // namespace godwit
