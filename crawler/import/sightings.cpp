// SPDX-License-Identifier: Apache-2.0
// Sightings: tables that people keep by hand: which place was seen alive first and last, and under
// what title. Each row is one fact at its first date and one at its last. The table itself is kept
// as a `resource` record; the facts of its rows are parts of it.
#include <fmt/format.h>

#include <array>

#include "crawler/import/delimited.h"
#include "crawler/import/importing.h"
#include "crawler/parse/url.h"
#include "crawler/store/capture_id.h"

namespace godwit {

namespace {

constexpr std::size_t piece_bytes = 4u << 20;  // a longer table is kept in pieces of this size

enum Column : std::size_t { url_column, first_column, last_column, title_column, columns };
constexpr std::array<std::string_view, columns> names{"url", "first_seen", "last_seen", "title"};

using Header = std::array<std::optional<std::size_t>, columns>;

std::string trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return std::string(text);
}

Header header_of(const TableRow& row) {
  Header header;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    std::string name = trimmed(row.cells[i]);
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == ' ' ? '_' : c;
    for (std::size_t column = 0; column < columns; ++column)
      if (name == names[column] && !header[column]) header[column] = i;
  }
  return header;
}

bool is_sightings(const Header& header) {
  return header[url_column] && (header[first_column] || header[last_column]);
}

// One cell with a date: "2019-11-22", "<2019-11", "2019".
struct When {
  std::optional<Time> at;  // nullopt: empty
  bool before = false;     // "<": there already then
  bool bad = false;
};

When when_of(std::string_view cell) {
  When when;
  std::string text = trimmed(cell);
  if (text.starts_with('<')) {
    when.before = true;
    text = trimmed(std::string_view(text).substr(1));
  }
  if (text.empty()) return when;
  if (text.size() == 4) text += "-01-01";
  if (text.size() == 7) text += "-01";
  when.at = parse_time(text);
  when.bad = !when.at.has_value();
  return when;
}

class Table {
 public:
  Table(Importing& job, std::string_view record_id, const Header& header)
      : job_(job), record_id_(record_id), header_(header) {}

  // One piece of the table, header line and all, is one record.
  Result<void> take(std::string_view bytes, std::string_view content_type, std::size_t line_offset,
                    char delimiter) {
    std::vector<Observation> facts;
    RowReader rows(bytes, delimiter);
    (void)rows.next();  // the header
    std::size_t number = 0;
    while (const auto row = rows.next()) take_row(*row, row->line + line_offset, ++number, facts);
    if (facts.empty()) return {};
    Time newest = facts.front().at;
    for (const Observation& fact : facts) newest = std::max(newest, fact.at);
    Fetched record = resource_of(bytes, content_type, newest, record_id_);
    const std::string id = record.capture;
    for (Observation& fact : facts) {
      fact.capture = part_id(id, fact.capture);
      Fetched part;
      part.capture = id;
      part.at = newest;
      if (auto kept = job_.fact(std::exchange(record, part), std::move(fact)); !kept) return kept;
    }
    return {};
  }

 private:
  // The front page of a known platform is nobody's channel there, but a sighting of it is one of a
  // site.
  std::optional<Located> place_of(const std::string& url) const {
    if (auto located = job_.recogniser().catalogue.locate(url)) return located;
    const auto parsed = parse_url(url);
    const bool front = parsed && parsed->host && parsed->path == "/" && !parsed->query &&
                       (parsed->scheme == "http" || parsed->scheme == "https");
    if (!front) return std::nullopt;
    return Located{{"site", "site", *parsed->host, "https://" + *parsed->host + "/"}, "", {}};
  }

  std::string cell(const TableRow& row, Column column) const {
    const auto place = header_[column];
    return place && *place < row.cells.size() ? row.cells[*place] : std::string();
  }

  void take_row(const TableRow& row, std::size_t line, std::size_t number,
                std::vector<Observation>& facts) {
    const auto complain = [&](std::string_view what) { job_.damaged(std::to_string(line), what); };
    if (row.unclosed) return complain("a quote that never ends");
    const std::string url = trimmed(cell(row, url_column));
    const When first = when_of(cell(row, first_column));
    const When last = when_of(cell(row, last_column));
    if (url.empty() && !first.at && !last.at) return;
    const auto located = place_of(url);
    if (!located) return complain(fmt::format("\"{}\" names no place", url.substr(0, 200)));
    if (first.bad) return complain("first_seen is no date");
    if (last.bad || last.before) return complain("last_seen is no date");
    if (!first.at && !last.at) return complain("neither first_seen nor last_seen is given");
    if (first.at && last.at && *last.at < *first.at)
      return complain("last_seen is before first_seen");

    Observation fact;
    fact.address = located->address;
    fact.url = url;
    fact.source = Source::sighting;
    fact.state = State::alive;
    fact.profile.title = trimmed(cell(row, title_column));
    fact.profile.numeric_id = located->numeric_id;
    const auto add = [&](Time at, bool already_there, std::string_view end) {
      fact.at = at;
      fact.already_there = already_there;
      fact.capture = fmt::format("row {} {}", number, end);
      facts.push_back(fact);
    };
    if (first.at) add(*first.at, first.before, "first");
    if (last.at && last.at != first.at) add(*last.at, false, "last");
  }

  Importing& job_;
  std::string record_id_;
  Header header_;
};

// Cuts after a whole row, so that each piece can be read alone. A quoted line end is not a cut.
std::size_t piece_end(std::string_view text, std::size_t begin, char delimiter) {
  if (text.size() - begin <= piece_bytes) return text.size();
  std::size_t end = begin;
  bool quoted = false;
  bool cell_begins = true;
  for (std::size_t i = begin; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && (quoted || cell_begins)) quoted = !quoted;
    cell_begins = c == delimiter || c == '\n' || (quoted && cell_begins);
    if (c != '\n' || quoted) continue;
    end = i + 1;
    if (end - begin >= piece_bytes) return end;
  }
  return text.size();
}

}  // namespace

bool looks_like_sightings(std::string_view bytes) {
  const auto first = RowReader(bytes, sniff_delimiter(bytes)).next();
  return first && is_sightings(header_of(*first));
}

Result<void> import_sightings(Importing& job, std::string_view bytes, std::string_view record_id) {
  job.report().format = "sightings";
  const char delimiter = sniff_delimiter(bytes);
  const auto first = RowReader(bytes, delimiter).next();
  Table table(job, record_id, header_of(*first));
  const std::string_view type = delimiter == '\t' ? "text/tab-separated-values" : "text/csv";
  const std::size_t header_end = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
  const std::string_view header = bytes.substr(0, header_end);
  for (std::size_t at = 0, lines = 0; at < bytes.size();) {
    const std::size_t end = piece_end(bytes, at, delimiter);
    const std::string_view piece = bytes.substr(at, end - at);
    auto taken =
        at == 0 ? table.take(piece, type, lines, delimiter)
                : table.take(std::string(header) + std::string(piece), type, lines - 1, delimiter);
    if (!taken) return taken;
    lines += static_cast<std::size_t>(std::count(piece.begin(), piece.end(), '\n'));
    at = end;
  }
  return {};
}

}  // namespace godwit
