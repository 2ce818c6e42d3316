// SPDX-License-Identifier: Apache-2.0
// Alerts as texts: a JSON line, the body of a webhook, a mail, an Atom feed, a digest for people.
// Titles are foreign text: none of them can break a line, a header or the markup.
#pragma once

#include <string>
#include <vector>

#include "app/alerts/alert_config.h"
#include "godwit/tracker.h"

namespace godwit {

// What every message says of the case.
struct AlertVoice {
  bool rehearsal = false;
  std::string tool;  // "godwit 0.1.0"
  std::string feed;  // stable name of the case, for ids
};

// "urn:uuid:…" of an event: the same event has the same id in every feed of every run.
std::string event_id(const AlertVoice& voice, const Alert& alert);
std::string alert_line(const AlertVoice& voice, const Alert& alert);  // ends with '\n'
// {"alerts": […]}; with --json too.
std::string alerts_json(const AlertVoice& voice, const std::vector<Alert>& alerts);
// RFC 4287, the newest first, at most 200 entries.
std::string atom_feed(const AlertVoice& voice, std::vector<Alert> alerts);
// A whole message, CRLF line ends, base64 body; the same alerts give the same Message-ID.
std::string mail_message(const AlertVoice& voice, const AlertConfig& config,
                         const std::vector<Alert>& alerts, Time now);
// "sha256=<hex>" of HMAC-SHA-256 over "TIMESTAMP.BODY": neither can be changed nor sent again
// later.
std::string signature(const std::string& secret, const std::string& timestamp,
                      const std::string& body);

}  // namespace godwit
