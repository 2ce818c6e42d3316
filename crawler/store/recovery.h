// SPDX-License-Identifier: Apache-2.0
// recovery: what a crash left behind the last commit. Nothing that was acknowledged lies there: a
// fact is acknowledged only after its record was synced and its row committed. So the tail goes to
// quarantine/ (evidence is not thrown away), and the captures end where the ledger says.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "crawler/store/capture_files.h"
#include "crawler/store/disk.h"

namespace godwit {

// One line for each thing found and done, for the audit; none where all was in order. A file that
// is shorter than the ledger says is left as it is, and named.
Result<std::vector<std::string>> recover_captures(Disk& disk, const std::filesystem::path& case_dir,
                                                  const std::map<std::string, CaptureFile>& known);

}  // namespace godwit
