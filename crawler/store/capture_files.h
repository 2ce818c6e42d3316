// SPDX-License-Identifier: Apache-2.0
// capture_files: the growing WARC files of a case, captures/TIME-NUMBER.warc.gz. It writes whole
// gzip members at the end of the newest file and says where they lie; what it wrote counts only
// after sync() and the ledger's commit, and rollback() takes the rest back.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/store/disk.h"
#include "godwit/result.h"
#include "godwit/time.h"

namespace godwit {

// Where a record (and the request record behind it) lies. The digest is of these very bytes.
struct CaptureSpot {
  std::string file;  // name inside captures/
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::string sha256;  // 32 raw bytes
  bool operator==(const CaptureSpot&) const = default;
};

// A file as the ledger knows it: `head` is its warcinfo record, `length` all that is committed.
struct CaptureFile {
  CaptureSpot head;
  std::uint64_t length = 0;
};

class CaptureFiles {
 public:
  // `known`: the files of the ledger, by name. `names`: all names in the folder.
  CaptureFiles(Disk& disk, std::filesystem::path folder, std::uint64_t file_bytes_max,
               std::map<std::string, CaptureFile> known, const std::vector<std::string>& names);

  // Appends members that belong together; `at` names a new file.
  Result<CaptureSpot> add(std::string_view members, Time at);
  // All that was added is on the disk when this returns. After an error: never again.
  Result<void> sync();
  // A sync failed: nobody knows what is on the disk, so nothing may be added any more.
  bool lost() const { return lost_; }
  // Files that grew since the last commit, with their new lengths.
  const std::map<std::string, CaptureFile>& grown() const { return grown_; }
  // The ledger has it: it stays.
  void commit();
  // Cuts the files back to what is committed.
  Result<void> rollback();

 private:
  Result<void> turn_over(Time at);
  Result<void> sync_file();

  Disk& disk_;
  std::filesystem::path folder_;
  std::uint64_t file_bytes_max_;
  std::map<std::string, CaptureFile> known_;
  std::map<std::string, CaptureFile> grown_;
  std::string name_;  // of the open file, "" while none is open
  std::unique_ptr<AppendFile> file_;
  std::uint64_t length_ = 0;  // of the open file
  std::uint64_t number_ = 0;  // of the newest file
  bool folder_changed_ = false;
  bool lost_ = false;
};

}  // namespace godwit
