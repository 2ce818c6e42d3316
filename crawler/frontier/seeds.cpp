// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/seeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string>

namespace godwit {
namespace {

constexpr std::size_t longest_address = 2048;
constexpr std::string_view blank = " \t,;\r";

struct Seed {
  Address address;
  double priority = 0.5;
};

std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// The next column, "" at the end of the line. '#' begins a comment only where a column would begin:
// inside an address it is a fragment (matrix.to/#/#room:server).
std::string_view next_column(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(blank), line.size()));
  if (line.empty() || line.front() == '#') return {};
  const std::size_t end = std::min(line.find_first_of(blank), line.size());
  const std::string_view column = line.substr(0, end);
  line.remove_prefix(end);
  return column;
}

// What was written, fit for one line of a terminal.
std::string quoted(std::string_view written) {
  std::string out = "\"";
  for (const char c : written.substr(0, 80)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + (written.size() > 80 ? "…\"" : "\"");
}

Error trouble_at(std::string_view file_name, int line, const std::string& what) {
  return {Trouble::usage, fmt::format("{}:{}: {}", file_name, line, what)};
}

std::optional<double> read_priority(std::string_view column) {
  double value = 0;
  const auto [end, error] = std::from_chars(column.data(), column.data() + column.size(), value);
  if (error != std::errc{} || end != column.data() + column.size()) return std::nullopt;
  if (!(value >= 0 && value <= 1)) return std::nullopt;
  return value;
}

std::optional<Address> read_address(std::string_view written, const Catalogue& catalogue) {
  if (written.size() > longest_address) return std::nullopt;
  const std::string url = written.front() == '@' ? "https://t.me/" + std::string(written.substr(1))
                                                 : std::string(written);
  auto located = catalogue.locate(url);
  if (!located || located->address.empty()) return std::nullopt;
  return std::move(located->address);
}

}  // namespace

Result<std::vector<Address>> read_seeds(std::string_view text, std::string_view file_name,
                                        const Catalogue& catalogue) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<Seed> seeds;
  std::set<std::string> known;
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = next_line(text);
    const std::string_view written = next_column(line);
    if (written.empty()) continue;
    auto address = read_address(written, catalogue);
    if (!address) {
      return trouble_at(file_name, number,
                        quoted(written) + " is no address; write one as https://t.me/name");
    }
    Seed seed{std::move(*address)};
    if (const std::string_view column = next_column(line); !column.empty()) {
      const auto priority = read_priority(column);
      if (!priority) {
        return trouble_at(file_name, number,
                          quoted(column) + " is no priority; write a number from 0 to 1");
      }
      seed.priority = *priority;
    }
    if (known.insert(seed.address.url).second) seeds.push_back(std::move(seed));
  }
  if (seeds.empty()) {
    return Error{
        Trouble::usage,
        fmt::format("{}: holds no address; write one a line, as https://t.me/name", file_name)};
  }
  std::stable_sort(seeds.begin(), seeds.end(),
                   [](const Seed& a, const Seed& b) { return a.priority > b.priority; });
  std::vector<Address> addresses;
  addresses.reserve(seeds.size());
  for (Seed& seed : seeds) addresses.push_back(std::move(seed.address));
  return addresses;
}

}  // namespace godwit
