// SPDX-License-Identifier: Apache-2.0
#include "app/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ostream>

#include "godwit/check.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

struct Range {
  char32_t first, last;
};
// Unicode 15: East Asian Wide and Fullwidth, and pictographs that terminals draw two wide.
constexpr Range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
                          {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},
                          {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE4F},
                          {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
                          {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
// Combining marks and format characters: no column of their own.
constexpr Range narrowless[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x0900, 0x0902}, {0x093C, 0x093C},
    {0x094D, 0x094D}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x200B, 0x200F}, {0x202A, 0x202E},
    {0x2060, 0x2069}, {0x20D0, 0x20F0}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0x1F3FB, 0x1F3FF}};
constexpr Range right_to_left[] = {
    {0x0590, 0x08FF}, {0xFB1D, 0xFDFF}, {0xFE70, 0xFEFC}, {0x10800, 0x10FFF}};

template <std::size_t N>
bool in(const Range (&ranges)[N], char32_t c) {
  return std::ranges::any_of(ranges, [c](const Range& r) { return c >= r.first && c <= r.last; });
}

// Code point at `at` of valid UTF-8, which moves past it.
char32_t next(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t point = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length && at + i < text.size(); ++i)
    point = (point << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  at += length;
  return point;
}

std::size_t width_of(char32_t c) { return in(narrowless, c) ? 0 : in(wide, c) ? 2 : 1; }

}  // namespace

Terminal terminal_of(int fd, bool no_colour) {
  Terminal terminal;
  terminal.is_tty = isatty(fd) == 1;
  winsize size{};
  if (const char* columns = std::getenv("COLUMNS"))
    terminal.columns = std::strtoul(columns, nullptr, 10);
  else if (terminal.is_tty && ioctl(fd, TIOCGWINSZ, &size) == 0)
    terminal.columns = size.ws_col;
  terminal.narrow = terminal.is_tty || std::getenv("COLUMNS") != nullptr;
  if (terminal.columns < 40) terminal.columns = 80;
  const char* asked_off = std::getenv("NO_COLOR");
  terminal.colour = terminal.is_tty && !no_colour && (asked_off == nullptr || *asked_off == '\0');
  return terminal;
}

std::size_t cell_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) width += width_of(next(text, at));
  return width;
}

std::string foreign(std::string_view text) {
  std::string out = printable(text);
  for (std::size_t at = 0; at < out.size();)
    if (in(right_to_left, next(out, at))) return "\u2068" + out + "\u2069";
  return out;
}

std::string fitted(std::string_view text, std::size_t width) {
  if (cell_width(text) <= width) return std::string(text);
  std::size_t used = 0, end = 0;
  for (std::size_t at = 0; at < text.size();) {
    used += width_of(next(text, at));
    if (used + 1 > width) break;
    end = at;
  }
  const bool isolated = text.starts_with("\u2068");
  return std::string(text.substr(0, end)) + "…" + (isolated ? "\u2069" : "");
}

Table::Table(std::vector<std::string> headings) : headings_(std::move(headings)) {
  for (std::string& heading : headings_) {
    may_shrink_.push_back(heading.ends_with('*'));
    if (may_shrink_.back()) heading.pop_back();
  }
}

void Table::row(std::vector<std::string> cells, std::string under) {
  CHECK(cells.size() == headings_.size());
  rows_.push_back(std::move(cells));
  under_.push_back(std::move(under));
}

void Table::print(std::ostream& out, const Terminal& terminal) const {
  constexpr std::size_t gap = 2, least = 8, set_in = 4;
  std::vector<std::size_t> widths(headings_.size(), 0);
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], cell_width(row[i]));
  for (std::size_t i = 0; i < widths.size(); ++i)
    if (widths[i] > 0) widths[i] = std::max(widths[i], cell_width(headings_[i]));
  const auto total = [&] {
    std::size_t sum = 0;
    for (const std::size_t width : widths) sum += width > 0 ? width + gap : 0;
    return sum - std::min(sum, gap);
  };
  while (terminal.narrow && total() > terminal.columns) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (may_shrink_[i] && widths[i] > least &&
          (widest == widths.size() || widths[i] > widths[widest]))
        widest = i;
    if (widest == widths.size()) break;
    --widths[widest];
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (widths[i] == 0) continue;
      const std::string cell = fitted(cells[i], widths[i]);
      text += cell + std::string(widths[i] - std::min(widths[i], cell_width(cell)) + gap, ' ');
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out << text << '\n';
  };
  if (terminal.colour) out << "\x1b[1m";
  line(headings_);
  if (terminal.colour) out << "\x1b[0m";
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    line(rows_[i]);
    if (!under_[i].empty())
      out << std::string(set_in, ' ') << wrapped(under_[i], terminal.columns, set_in, set_in)
          << '\n';
  }
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent,
                    std::size_t begun) {
  std::string out;
  std::size_t used = begun;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    const std::size_t wide_word = cell_width(word);
    if (!out.empty() && used + 1 + wide_word > width) {
      out += "\n" + std::string(indent, ' ');
      used = indent;
    } else if (!out.empty()) {
      out += ' ', ++used;
    }
    out += word, used += wide_word;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace godwit
