// SPDX-License-Identifier: Apache-2.0
// wacz: a case's captures as one file that any web archive player opens (WACZ 1.1.1: a zip of
// stored entries: archive/, indexes/, pages/, datapackage.json and its digest), and the WARC files
// in such a file. The one place that speaks to libarchive.
#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <string>

#include "crawler/store/warc_reader.h"
#include "godwit/result.h"

namespace godwit {

// What goes in.
struct WaczPart {
  std::set<std::string> captures{};  // these records alone ("urn:uuid:…"); none = the whole case
  std::string title = "godwit case";
};

// Whole or not at all; the same case gives the same bytes. `file` is replaced. not_found where a
// capture asked for is not held.
Result<void> pack_wacz(const std::filesystem::path& case_dir, const std::filesystem::path& file,
                       const WaczPart& part = {});

// Calls `take` for each WARC inside, in the order of the zip. A damaged zip is an Error after what
// could be read; an error of `take` ends it.
Result<void> each_warc_of_wacz(
    const std::filesystem::path& file,
    const std::function<Result<void>(const std::string& name, const ReadAt& bytes)>& take);

}  // namespace godwit
