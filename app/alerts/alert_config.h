// SPDX-License-Identifier: Apache-2.0
// What godwit.toml says about alerts ([alerts]).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace godwit {

struct AlertConfig {
  std::vector<std::string> kinds;  // successor, death, wave, revival, blocked; none = all
  std::string file;                // one JSON line an alert; "-" = standard output
  std::string atom;                // a feed, rewritten
  std::string webhook, webhook_secret_file;
  std::string mail_server, mail_from;  // smtps://host:465
  std::vector<std::string> mail_to;
  std::string mail_user, mail_password_file;
  std::int64_t digest_minutes = 0;   // between two messages of webhook or mail
  std::string quiet_from, quiet_to;  // "22:00", UTC; only a wave is told between them
};

}  // namespace godwit
