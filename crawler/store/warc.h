// SPDX-License-Identifier: Apache-2.0
// warc: one record of a Web ARChive (WARC 1.1, ISO 28500:2017), and how a record is written. A file
// is a row of records, each in a gzip member of its own, so that any record can be read alone:
//
//   WARC/1.1 CRLF (Name: value CRLF)* CRLF block CRLF CRLF
//
// Beside the standard's fields we write WARC-Godwit-Fetch: what we know of a fetch and HTTP does
// not carry (docs/ledger.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "godwit/time.h"

namespace godwit {

struct WarcRecord {
  std::string type;  // warcinfo | response | request | resource | metadata | revisit | …
  std::string id;    // "urn:uuid:…" without the angle brackets
  Time date{};
  std::string target;                                       // WARC-Target-URI, "" if none
  std::vector<std::pair<std::string, std::string>> fields;  // all others, in file order
  std::string block;

  // First value of another field, "" if absent. The name's case does not matter.
  std::string field(std::string_view name) const;
};

// The record as it stands in a file, before compression. Line ends in values become spaces; block
// digest and length are added.
std::string serialise(const WarcRecord& record);
// The first record of every file.
WarcRecord warcinfo(std::string_view file_name, Time at);

bool same_word(std::string_view a, std::string_view b);  // ASCII case does not matter

}  // namespace godwit
