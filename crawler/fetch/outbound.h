// SPDX-License-Identifier: Apache-2.0
// outbound: the two things godwit says to the world by its owner's wish: a POST to the owner's own
// webhook and a mail through the owner's own server. Addresses come from godwit.toml, never from a
// page. Blocking, bounded in time; a proxy, where set, is the only way out.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "godwit/result.h"
#include "godwit/time.h"

namespace godwit {

struct Outbound {
  std::string proxy;      // as FetchOptions::proxy
  std::string ca_bundle;  // as FetchOptions::ca_bundle
  std::string user_agent;
  Duration patience = seconds(10);  // for the whole exchange
};

struct Posting {
  std::string url;  // http or https
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};
// The HTTP status; redirects are not followed. Error: no answer came, in one line without secrets.
Result<int> post_to(const Outbound& how, const Posting& what);

struct Mail {
  std::string server;          // "smtps://host:465", or "smtp://host:587" with STARTTLS (which only
                               // a server on this very machine may lack)
  std::string user, password;  // "" = none
  std::string from;
  std::vector<std::string> to;
  std::string message;  // headers, blank line, body; CRLF line ends
};
Result<void> send_mail(const Outbound& how, const Mail& mail);

}  // namespace godwit
