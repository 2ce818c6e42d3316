// SPDX-License-Identifier: Apache-2.0
// Guard: who may ask the dashboard what. Other pages in the analyst's browser, other programs of
// this machine and names that resolve to it are strangers here. Pure but for the token's use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace godwit {

// A request as far as its head goes; names of headers in lower case.
struct Asked {
  std::string method, target;
  std::vector<std::pair<std::string, std::string>> headers;

  std::vector<std::string> all(std::string_view name) const;
  // Its only value; nullopt where there is none, or more than one.
  std::optional<std::string> only(std::string_view name) const;
};

struct Turned {
  int status = 403;
  std::string why;  // one line
};

class Guard {
 public:
  // `secret`: 32 bytes that nobody can guess, for the session; `token`: likewise, for the first
  // visit.
  Guard(std::uint16_t port, std::string secret, std::string token);

  // Does it come from this machine's own browser, by our own name, and in good form? Asked first.
  std::optional<Turned> judge_form(const Asked& asked) const;
  // The first visit: "/?token=…". True once for the right token, which is spent by it.
  bool opens(const Asked& asked);
  // Has it been let in before, and does it come from our own page?
  std::optional<Turned> judge_right(const Asked& asked) const;

  bool is_first_visit(const Asked& asked) const;
  // A new token, for another browser.
  void renew(std::string token) { token_ = std::move(token); }
  std::string start_url() const;
  std::string cookie() const;  // the value of Set-Cookie

 private:
  std::string cookie_name() const;
  std::uint16_t port_;
  std::string session_, token_;  // hex; an empty token is spent
};

// In time that does not depend on where they differ.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace godwit
