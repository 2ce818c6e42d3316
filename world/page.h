// SPDX-License-Identifier: Apache-2.0
// What the pages of the rehearsal world are made with: the request taken apart, escaping, dates and
// counters as the real services write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "world/script.h"

namespace godwit::stage {

// An absolute URL, taken apart as a server does it.
struct Ask {
  std::string method;
  std::string scheme;  // lower case
  std::string host;    // lower case, no port, no "www."
  std::string path;    // percent-decoded, begins with '/'
  std::string target;  // path and query as asked
  std::vector<std::pair<std::string, std::string>> query;
  std::string body;

  std::string parameter(std::string_view name) const;  // "" if absent
};
Ask take_apart(std::string_view method, std::string_view url, std::string_view body);

// Each piece of text appended to `out`.
template <class... Pieces>
void put(std::string& out, const Pieces&... pieces) {
  (out.append(std::string_view(pieces)), ...);
}

std::string escape_html(std::string_view text);
std::string with_breaks(std::string_view escaped);              // '\n' -> <br/>
std::string json_string(std::string_view text);                 // quoted and escaped
std::string http_date(Time t);                                  // RFC 9110 IMF-fixdate
std::string spaced_number(std::int64_t n);                      // 11 110 268
std::string rounded_number(std::int64_t n);                     // 5.88K
std::string base64url(std::string_view bytes);                  // no padding
std::vector<std::string_view> segments(std::string_view path);  // non-empty ones

Answer page(int status, std::string html, Time now);
Answer json(int status, std::string document, Time now);
Answer redirect(int status, std::string location, Time now);
inline Answer no_answer() { return {}; }

int members_at(const Place& place, Time t);
// A link as a page shows it: escaped text, an anchor where there is an href.
std::string anchor(const Saying& saying);
// A saying's text with its link in place, as HTML.
std::string saying_html(const Saying& saying);
// Sayings of one carrier that stand on a place at t, oldest first.
std::vector<const Saying*> standing(const Script& script, const Place& place, Carrier carrier,
                                    Time t);

// One file each.
Answer telegram_page(const Script& script, const Ask& ask, Time now, bool soft_ban);
Answer rocketchat_page(const Script& script, const Server& server, const Ask& ask, Time now);
Answer paste_page(const Script& script, const Ask& ask, Time now);
Answer files_page(const Script& script, const Ask& ask, Time now);
Answer site_page(const Script& script, const Ask& ask, Time now);
Answer archive_page(const Script& script, const Ask& ask, Time now);
Answer media_page(const Script& script, const Ask& ask, Time now);
Answer shortcut_page(const Script& script, const Ask& ask, Time now);

}  // namespace godwit::stage
