// SPDX-License-Identifier: Apache-2.0
// delimited: rows of comma, semicolon or tab separated values, quoted as RFC 4180 says.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

struct TableRow {
  std::vector<std::string> cells;
  std::size_t line = 0;   // on which it begins, from 1
  bool unclosed = false;  // a quote that never ends
};

// The likeliest of , ; TAB | in the first line.
char sniff_delimiter(std::string_view text);

// TableRow by row; blank lines are passed over.
class RowReader {
 public:
  RowReader(std::string_view text, char delimiter) : rest_(text), delimiter_(delimiter) {}
  std::optional<TableRow> next();

 private:
  std::string quoted_cell(TableRow& row);
  std::string_view rest_;
  char delimiter_;
  std::size_t line_ = 1;
};

}  // namespace godwit
