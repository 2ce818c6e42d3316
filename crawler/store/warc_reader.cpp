// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/warc_reader.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "crawler/store/digest.h"
#include "crawler/store/http_message.h"
#include "crawler/store/plain_stream.h"

namespace godwit {

namespace {

constexpr std::string_view record_magic = "WARC/";
constexpr std::size_t copy_step = 64u << 10;

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view without_brackets(std::string_view text) {
  if (text.size() >= 2 && text.front() == '<' && text.back() == '>')
    return text.substr(1, text.size() - 2);
  return text;
}

// Bytes of the record header with its blank line, 0 where it is not whole within `text`.
std::size_t header_length(std::string_view text) {
  for (std::size_t end = text.find('\n'); end != std::string_view::npos;
       end = text.find('\n', end + 1)) {
    if (text.substr(end + 1).starts_with("\r\n")) return end + 3;
    if (text.substr(end + 1).starts_with("\n")) return end + 2;
  }
  return 0;
}

struct Header {
  WarcRecord record;
  std::optional<std::uint64_t> length;
  bool dated = false;
};

void put_field(Header& header, std::string_view name, std::string_view value) {
  WarcRecord& record = header.record;
  if (same_word(name, "WARC-Type")) {
    record.type = value;
  } else if (same_word(name, "WARC-Record-ID")) {
    record.id = without_brackets(value);
  } else if (same_word(name, "WARC-Target-URI")) {
    record.target = without_brackets(value);
  } else if (same_word(name, "WARC-Date")) {
    const auto at = parse_time(value);
    header.dated = at.has_value();
    record.date = at.value_or(Time{});
  } else if (same_word(name, "Content-Length")) {
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (error == std::errc{} && end == value.data() + value.size() && !value.empty())
      header.length = length;
  } else {
    record.fields.emplace_back(name, value);
  }
}

Header parse_header(std::string_view text) {
  Header header;
  std::string name;
  std::string value;
  const auto flush = [&] {
    if (!name.empty()) put_field(header, name, value);
    name.clear();
  };
  text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);  // the version line
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line.starts_with(' ') || line.starts_with('\t')) {
      value += ' ';
      value += trimmed(line);
      continue;
    }
    flush();
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    name = trimmed(line.substr(0, colon));
    value = trimmed(line.substr(colon + 1));
  }
  flush();
  return header;
}

// "" where the digests that the record carries are right, or cannot be checked.
std::string digest_trouble(const WarcRecord& record) {
  if (const std::string label = record.field("WARC-Block-Digest");
      !label.empty() && !digest_matches(label, record.block))
    return "block digest does not match";
  const std::string label = record.field("WARC-Payload-Digest");
  if (label.empty() || (record.type != "response" && record.type != "resource")) return "";
  std::string_view payload = record.block;
  if (const auto head = parse_http_head(record.block); head && record.type == "response")
    payload.remove_prefix(head->length);
  if (digest_matches(label, payload)) return "";
  const auto whole = dechunk(payload);  // some writers hash what the chunks held
  return whole && digest_matches(label, *whole) ? "" : "payload digest does not match";
}

}  // namespace

struct WarcReader::State {
  PlainStream stream;
  WarcCaps caps;
  bool searching = false;  // damage was reported: find the next record first
  bool resynced = false;
  std::uint64_t damaged_at = 0;
  std::uint64_t last_offset = ~std::uint64_t{0};
  bool later_in_member = false;  // not the first record of its gzip member

  State(ReadAt read, const WarcCaps& given) : stream(std::move(read), given.ratio), caps(given) {}

  std::optional<WarcEntry> next();
  bool find_next();
  bool find_in_plain();
  bool skip_blank();
  std::string read_header(Header& header);
  std::string read_block(std::uint64_t length, WarcEntry& entry);
  std::string read_end();
  std::string stream_trouble(std::string_view where) const;
};

std::optional<WarcEntry> WarcReader::State::next() {
  if (searching && !find_next()) return std::nullopt;
  searching = false;
  if (!skip_blank()) {
    if (stream.health() == PlainStream::Health::ended ||
        stream.health() == PlainStream::Health::good)
      return std::nullopt;
  }
  WarcEntry entry;
  entry.offset = stream.offset();
  later_in_member = stream.compressed() && entry.offset == last_offset;
  last_offset = entry.offset;
  entry.resynced = std::exchange(resynced, false);
  Header header;
  entry.damage = read_header(header);
  if (entry.damage.empty()) {
    entry.record = std::move(header.record);
    entry.damage = read_block(*header.length, entry);
  }
  if (entry.damage.empty()) entry.damage = read_end();
  if (entry.damage.empty() && !entry.cut) {
    // A wrong digest harms this record only: reading goes on right behind it.
    entry.damage = digest_trouble(entry.record);
    if (!entry.damage.empty()) entry.record = {};
  } else if (!entry.damage.empty()) {
    entry.record = {};
    searching = true;
    damaged_at = entry.offset;
  }
  if (stream.at_boundary()) entry.length = stream.offset() - entry.offset;
  return entry;
}

bool WarcReader::State::find_next() {
  resynced = true;
  if (!stream.compressed()) return find_in_plain();
  if (stream.health() == PlainStream::Health::good) {  // the member is whole, what it holds is not
    if (later_in_member) return find_in_plain();
    stream.skip_member();
    if (stream.health() == PlainStream::Health::good) return true;
  }
  return stream.find_member(damaged_at);
}

bool WarcReader::State::find_in_plain() {
  constexpr std::string_view line_start = "\nWARC/";
  for (;;) {
    const std::string_view ahead = stream.ahead(copy_step);
    if (ahead.empty()) return false;
    const std::size_t found = ahead.find(line_start);
    if (found != std::string_view::npos) {
      stream.take(found + 1);
      return true;
    }
    const std::size_t tail = line_start.size() - 1;  // may be half a match
    stream.take(ahead.size() > tail ? ahead.size() - tail : ahead.size());
  }
}

// Over the blank lines between records; false at the end of the file.
bool WarcReader::State::skip_blank() {
  for (;;) {
    stream.settle();
    const std::string_view ahead = stream.ahead(1);
    if (ahead.empty()) return false;
    if (ahead[0] != '\r' && ahead[0] != '\n') return true;
    stream.take(1);
  }
}

std::string WarcReader::State::stream_trouble(std::string_view where) const {
  switch (stream.health()) {
    case PlainStream::Health::broken:
      return "damaged gzip data";
    case PlainStream::Health::bomb:
      return "gzip data expands beyond measure";
    default:
      return "truncated " + std::string(where);
  }
}

std::string WarcReader::State::read_header(Header& header) {
  std::string_view ahead = stream.ahead(record_magic.size());
  if (!ahead.starts_with(record_magic))
    return ahead.size() < record_magic.size() ? stream_trouble("record header")
                                              : "no WARC record here";
  std::size_t length = 0;
  for (std::size_t want = 1024; length == 0; want = std::min(want * 4, caps.header)) {
    ahead = stream.ahead(want);
    length = header_length(ahead.substr(0, caps.header));
    if (length > 0) break;
    if (ahead.size() < want || want >= caps.header) {
      // What was searched once is not searched again, or time would be quadratic.
      stream.take(std::min(ahead.size(), caps.header));
      return ahead.size() < want ? stream_trouble("record header") : "record header too long";
    }
  }
  header = parse_header(ahead.substr(0, length));
  stream.take(length);
  if (!header.length) return "record without a valid Content-Length";
  if (!header.dated) return "record without a valid WARC-Date";
  if (header.record.type.empty()) return "record without a WARC-Type";
  return "";
}

std::string WarcReader::State::read_block(std::uint64_t length, WarcEntry& entry) {
  const std::uint64_t kept = std::min<std::uint64_t>(length, caps.block);
  entry.cut = kept < length;
  for (std::uint64_t done = 0; done < length;) {
    const std::uint64_t want = std::min<std::uint64_t>(length - done, copy_step);
    const std::string_view ahead = stream.ahead(static_cast<std::size_t>(want));
    if (ahead.empty()) return stream_trouble("record block");
    const std::size_t got =
        static_cast<std::size_t>(std::min<std::uint64_t>(ahead.size(), length - done));
    if (done < kept)
      entry.record.block.append(
          ahead.substr(0, static_cast<std::size_t>(kept - done)).substr(0, got));
    stream.take(got);
    done += got;
  }
  return "";
}

// Two line ends close a record. Some writers forget them, so only what is wrong for sure is damage.
std::string WarcReader::State::read_end() {
  const std::string_view ahead = stream.ahead(4).substr(0, 4);
  const std::size_t line_ends = std::min(ahead.find_first_not_of("\r\n"), ahead.size());
  if (line_ends < ahead.size() &&
      !ahead.substr(line_ends).starts_with(record_magic.substr(0, 4 - line_ends)))
    return "record is longer than its Content-Length";
  stream.take(line_ends);
  if (!stream.settle() && stream.health() != PlainStream::Health::ended)
    return stream_trouble("gzip member");
  return "";
}

WarcReader::WarcReader(ReadAt read, const WarcCaps& caps)
    : state_(std::make_unique<State>(std::move(read), caps)) {}
WarcReader::~WarcReader() = default;
WarcReader::WarcReader(WarcReader&&) noexcept = default;

std::optional<WarcEntry> WarcReader::next() { return state_->next(); }

ReadAt read_from(std::string_view bytes) {
  return [bytes](std::uint64_t offset, char* into, std::size_t room) -> std::size_t {
    if (offset >= bytes.size()) return 0;
    const std::size_t count = std::min(room, bytes.size() - static_cast<std::size_t>(offset));
    std::memcpy(into, bytes.data() + offset, count);
    return count;
  };
}

bool looks_like_warc(std::string_view beginning) {
  PlainStream stream(read_from(beginning), 200);
  return stream.ahead(record_magic.size()).starts_with(record_magic);
}

}  // namespace godwit
