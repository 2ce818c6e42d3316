// SPDX-License-Identifier: Apache-2.0
// AlertDesk: carries alerts to where the case's owner wants them, and keeps the journal. Nothing
// that goes wrong here stops a crawl: it is written down and tried again later.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "app/alerts/messages.h"
#include "app/alerts/plan.h"
#include "app/case.h"
#include "crawler/fetch/outbound.h"

namespace godwit {

struct DeliverySummary {
  std::size_t sent = 0, failed = 0, dead = 0;
  std::vector<std::string> troubles;  // one line each
};

class AlertDesk {
 public:
  // `out`: where the sink file "-" writes. Trouble::usage where a secret's file cannot be read.
  static Result<AlertDesk> open(const Case& of, std::string feed, std::ostream& out);

  bool anyone_listens() const { return !sinks_of(config_).empty() || !config_.atom.empty(); }
  // A sink that is new hears of what comes, not of all that ever was.
  Result<void> begin(const std::vector<Alert>& alerts, Time now);
  // Tells what is due. Blocking, bounded.
  DeliverySummary deliver(const std::vector<Alert>& alerts, Time now);

 private:
  struct Secrets {
    std::string webhook, mail;
  };
  Result<void> hand_over(const Due& due, Time now);
  Result<void> post(const Due& due, Time now) const;
  Result<void> note(const std::vector<JournalLine>& lines);
  std::vector<JournalLine> judged(const Due& due, Time now, const Result<void>& done) const;
  Result<void> bury(const Due& due, const std::vector<JournalLine>& lines) const;

  std::filesystem::path folder_;  // CASE
  AlertConfig config_;
  AlertVoice voice_;
  Outbound outbound_;
  Secrets secrets_;
  Journal journal_;
  std::ostream* out_ = nullptr;
};

}  // namespace godwit
