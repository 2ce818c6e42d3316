// SPDX-License-Identifier: Apache-2.0
#include "crawler/import/delimited.h"

#include <algorithm>
#include <array>

namespace godwit {

char sniff_delimiter(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  constexpr std::array<char, 4> known{',', '\t', ';', '|'};
  return *std::max_element(known.begin(), known.end(), [&](char a, char b) {
    return std::count(line.begin(), line.end(), a) < std::count(line.begin(), line.end(), b);
  });
}

// After the opening quote: up to the closing one; two quotes are one.
std::string RowReader::quoted_cell(TableRow& row) {
  std::string cell;
  for (;;) {
    const std::size_t quote = rest_.find('"');
    const std::string_view part = rest_.substr(0, quote);
    line_ += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
    cell += part;
    if (quote == std::string_view::npos) {
      row.unclosed = true;
      rest_ = {};
      return cell;
    }
    rest_.remove_prefix(quote + 1);
    if (!rest_.starts_with('"')) return cell;
    cell += '"';
    rest_.remove_prefix(1);
  }
}

std::optional<TableRow> RowReader::next() {
  while (rest_.starts_with('\n') || rest_.starts_with("\r\n")) {
    rest_.remove_prefix(rest_[0] == '\n' ? 1 : 2);
    ++line_;
  }
  if (rest_.empty()) return std::nullopt;
  TableRow row;
  row.line = line_;
  for (;;) {
    std::string cell;
    if (rest_.starts_with('"')) {
      rest_.remove_prefix(1);
      cell = quoted_cell(row);
    }
    const std::size_t end =
        std::min(std::min(rest_.find(delimiter_), rest_.find('\n')), rest_.size());
    cell += rest_.substr(0, end);
    rest_.remove_prefix(end);
    const bool last = rest_.empty() || rest_[0] == '\n';
    if (last && cell.ends_with('\r')) cell.pop_back();
    row.cells.push_back(std::move(cell));
    if (!rest_.empty()) rest_.remove_prefix(1);
    if (!last) continue;
    ++line_;
    return row;
  }
}

}  // namespace godwit
