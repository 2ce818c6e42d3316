// SPDX-License-Identifier: Apache-2.0
// ResponseHead: the header lines of one answer as they arrive, kept byte for byte and read. Counts
// everything that looks like a head (interim 1xx blocks, trailers), keeps the final block only, and
// notices framing that two readers could read two ways.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace godwit {

class ResponseHead {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  explicit ResponseHead(std::size_t cap) : cap_(cap) {}

  // Takes one line with its line end. False: the cap is passed, stop reading.
  bool take(std::string_view line);

  const std::string& text() const { return text_; }    // final block; blank line included
  const Headers& headers() const { return headers_; }  // of that block; names lower case
  int status() const { return status_; }               // 0 before a status line
  bool over_cap() const { return counted_ > cap_; }
  // Two lengths, a length beside chunking or that is none, an unknown transfer coding, a line that
  // is no header: what request smuggling is made of.
  bool anomalous() const;

 private:
  void take_header(std::string_view line);
  void begin_block(std::string_view status_line);

  std::size_t cap_;
  std::size_t counted_ = 0;
  std::string text_;
  Headers headers_;
  int status_ = 0;
  bool block_ended_ = false;
  bool malformed_line_ = false;
};

// ASCII lower case; other bytes stay.
std::string lower_case(std::string_view text);

}  // namespace godwit
