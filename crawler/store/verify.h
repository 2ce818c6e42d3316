// SPDX-License-Identifier: Apache-2.0
// verify: is all there, and as it was? Every byte of the captures is hashed again, every row of the
// ledger is tied to the one before it again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "godwit/result.h"

namespace godwit {

class Disk;

struct Damage {
  std::string file;          // "captures/…" or "ledger.db"
  std::uint64_t offset = 0;  // in a capture file; the row's number in ledger.db
  std::string what;
  bool operator==(const Damage&) const = default;
};

struct VerifyReport {
  std::int64_t facts = 0;
  std::int64_t records = 0;  // spans of captures that were hashed
  std::uint64_t bytes = 0;   // of captures
  std::string chain;  // hex of the last link: keep it elsewhere, and nobody can rewrite history
  // The fact whose link is the one that was kept elsewhere: what stands up to it is as it was then.
  std::optional<std::int64_t> kept_at;
  std::vector<Damage> damage;  // empty: all is as it was
};

// Linear in the case, bounded memory. An Error means that it could not be looked at. What a crash
// left behind the last commit is no evidence and not judged. `kept`: a link of the chain that was
// printed before and kept elsewhere, as hex; its absence is damage. "" = none was kept.
Result<VerifyReport> verify(const std::filesystem::path& case_dir, const std::string& kept = {});
// On another disk (tests).
Result<VerifyReport> verify(const std::filesystem::path& case_dir, Disk& disk,
                            const std::string& kept = {});
// For people; ends with a line end.
std::string report_text(const VerifyReport& report);

}  // namespace godwit
