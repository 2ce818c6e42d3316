// SPDX-License-Identifier: Apache-2.0
// The progress of a crawl, and its one summary at the end: the texts of the loop.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "app/terminal.h"
#include "crawler/crawl/crawl.h"

namespace godwit {

// One line, rewritten in place on a terminal; silent when piped.
class ProgressLine {
 public:
  // `ends`: there is an end to wait for (no watch), so the time left is told.
  ProgressLine(std::ostream& out, const Terminal& terminal, bool quiet, bool ends);
  void show(const CrawlSummary& so_far);
  void clear();

 private:
  std::ostream& out_;
  Terminal terminal_;
  bool shown_ = false, quiet_, ends_;
  std::optional<CrawlSummary> first_;
};

// "; about 3 min left" at the pace since `first`; "" where nobody can tell yet.
std::string time_left(const CrawlSummary& first, const CrawlSummary& so_far);
// "crawled 120 pages of 7 services in 14 s: …; 12 successions known, 3 new".
std::string summary_text(const CrawlSummary& sum, std::size_t successions, std::size_t fresh);

}  // namespace godwit
