// SPDX-License-Identifier: Apache-2.0
// Text for people: tables that fit the window, right in CJK and Arabic, colours off when piped or
// asked. Foreign text is shown isolated and with its control characters made visible.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

struct Terminal {
  std::size_t columns = 80;  // of the window; COLUMNS, the tty, else 80
  bool colour = false;
  bool is_tty = false;
  bool narrow = false;  // a window, or COLUMNS: tables shrink to fit; a pipe gets whole cells
};

// What standard output (fd 1) or standard error (fd 2) is; NO_COLOR and `no_colour` switch colour
// off.
Terminal terminal_of(int fd, bool no_colour);

// Columns that `text` (valid UTF-8) takes: 0 for combining marks, 2 for wide East Asian characters.
std::size_t cell_width(std::string_view text);
// A foreign name, safe to print: control characters shown, wrapped in U+2068 … U+2069 where it has
// right-to-left letters.
std::string foreign(std::string_view text);
// Cut to `width` columns with "…" at the end; `text` may be a foreign() one.
std::string fitted(std::string_view text, std::size_t width);

class Table {
 public:
  // Columns named with a trailing '*' may shrink when the window is narrow; those that hold nothing
  // in any row are left out.
  explicit Table(std::vector<std::string> headings);
  // `under`: a line below the row, wrapped and set in, "" for none.
  void row(std::vector<std::string> cells, std::string under = "");
  void print(std::ostream& out, const Terminal& terminal) const;
  bool empty() const { return rows_.empty(); }

 private:
  std::vector<std::string> headings_;
  std::vector<bool> may_shrink_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::string> under_;  // of each row
};

// Words wrapped to lines of `width` columns, of which the first has `begun` already; every line
// after the first begins with `indent` spaces.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent,
                    std::size_t begun = 0);

}  // namespace godwit
