// SPDX-License-Identifier: Apache-2.0
// The report: one self-contained HTML file with the lineage picture, the same data as tables, the
// evidence, deaths a day, and what was not seen. No request to anywhere; a hash-only content
// security policy; every foreign string is text, never markup, never a link.
#pragma once

#include <string>
#include <vector>

#include "godwit/tracker.h"

namespace godwit {

struct ReportOptions {
  bool rehearsal = false;
  std::string tool = "godwit";
  std::size_t rows_max = 1'500;  // channels drawn; the tables carry all
};

std::string render_report(const Succession& succession, const std::vector<Target>& targets,
                          const ReportOptions& options);

}  // namespace godwit
