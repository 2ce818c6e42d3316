// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/warc_page.h"

#include "crawler/store/digest.h"
#include "crawler/store/http_message.h"
#include "crawler/store/observation_json.h"
#include "godwit/names.h"

namespace godwit {

namespace {

constexpr std::string_view note_field = "WARC-Godwit-Fetch";
// A body is kept after transfer decoding, so a reader must not look for chunks: the header that
// promises them is renamed, as other archivers do, and gets its name back on reading.
constexpr std::string_view renamed = "X-Archive-Orig-";
constexpr std::string_view transfer_encoding = "Transfer-Encoding:";

// Lines of `head` that begin with `start` lose their first `drop` bytes and gain `prefix`.
std::string rename_lines(std::string_view head, std::string_view start, std::size_t drop,
                         std::string_view prefix) {
  std::string out;
  while (!head.empty()) {
    const std::size_t line_end = head.find('\n');
    std::string_view line =
        head.substr(0, line_end == std::string_view::npos ? line_end : line_end + 1);
    head.remove_prefix(line.size());
    if (same_word(line.substr(0, start.size()), start)) {
      out += prefix;
      line.remove_prefix(drop);
    }
    out += line;
  }
  return out;
}

std::string hide_transfer_encoding(std::string_view head) {
  return rename_lines(head, transfer_encoding, 0, renamed);
}
std::string show_transfer_encoding(std::string_view head) {
  const std::string hidden = std::string(renamed) + std::string(transfer_encoding);
  return rename_lines(head, hidden, renamed.size(), "");
}

bool is_http2(std::string_view head) { return head.starts_with("HTTP/2"); }

// The head as it came, or one made of what is known where the transport kept none.
std::string response_head_of(const Fetched& page) {
  if (!page.response_head.empty()) return page.response_head;
  std::string head = "HTTP/1.1 " + std::to_string(page.status) + "\r\n";
  for (const auto& [name, value] : page.headers) head += name + ": " + value + "\r\n";
  return head + "\r\n";
}

const std::string& raw_body_of(const Fetched& page) {
  return page.raw_body.empty() && page.header("content-encoding").empty() ? page.body
                                                                          : page.raw_body;
}

// WARC-Truncated's word, "" for a whole capture.
std::string_view truncation_of(const Fetched& page) {
  if (page.outcome == Outcome::too_large) return "length";
  if (page.outcome == Outcome::timed_out) return "time";
  if (page.outcome == Outcome::broken) return "disconnect";
  return (page.flags & flag_truncated) != 0 ? "unspecified" : "";
}

void fill_response(const Fetched& page, WarcRecord& record) {
  std::string head = hide_transfer_encoding(response_head_of(page));
  if (is_http2(head)) {
    head.replace(0, std::min(head.find(' '), head.size()), "HTTP/1.1");
    record.fields.emplace_back("WARC-Protocol", "h2");
  }
  record.type = "response";
  record.fields.emplace_back("Content-Type", "application/http; msgtype=response");
  record.fields.emplace_back("WARC-Payload-Digest", sha256_label(raw_body_of(page)));
  record.block = std::move(head) + raw_body_of(page);
}

void fill_resource(const Fetched& page, WarcRecord& record) {
  const std::string type = page.header("content-type");
  record.type = "resource";
  record.fields.emplace_back("Content-Type", type.empty() ? "application/octet-stream" : type);
  record.fields.emplace_back("WARC-Payload-Digest", sha256_label(raw_body_of(page)));
  record.block = raw_body_of(page);
}

void fill_no_answer(const Fetched& page, WarcRecord& record) {
  record.type = "metadata";
  record.fields.emplace_back("Content-Type", "application/warc-fields");
  record.block = "outcome: " + std::string(name_of(page.outcome)) + "\r\n";
  std::string why = page.why;
  for (char& c : why)
    if (c == '\r' || c == '\n') c = ' ';
  if (!why.empty()) record.block += "why: " + why + "\r\n";
}

WarcRecord request_record(const Fetched& page) {
  WarcRecord request;
  request.type = "request";
  request.id = uuid5_urn("request\n" + page.capture);
  request.date = page.at;
  request.target = page.request.url;
  request.fields = {{"WARC-Concurrent-To", "<" + page.capture + ">"},
                    {"Content-Type", "application/http; msgtype=request"}};
  request.block = page.request_head + page.request.body;
  return request;
}

std::string content_type_of(const WarcRecord& record) {
  std::string type = record.field("Content-Type");
  type.resize(std::min(type.find(';'), type.size()));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  return type;
}

void read_request(const WarcRecord& request, Fetched& page) {
  const auto head = parse_http_head(request.block);
  if (!head) return;
  page.request_head = request.block.substr(0, head->length);
  page.request.body = request.block.substr(head->length);
  page.request.method = head->first_line.substr(0, head->first_line.find(' '));
}

// False where the block is no HTTP answer.
bool read_response(const WarcRecord& record, bool ours, const DecodeCaps& caps, Fetched& page) {
  auto head = parse_http_head(record.block);
  if (!head || head->status == 0) return false;
  page.status = head->status;
  page.response_head = record.block.substr(0, head->length);
  page.raw_body = record.block.substr(head->length);
  if (ours) {
    page.response_head = show_transfer_encoding(page.response_head);
    if (same_word(record.field("WARC-Protocol"), "h2") &&
        page.response_head.starts_with("HTTP/1.1"))
      page.response_head.replace(0, 8, "HTTP/2");
    head = parse_http_head(page.response_head);
  } else if (head->header("transfer-encoding").find("chunked") != std::string::npos) {
    if (auto whole = dechunk(page.raw_body)) page.raw_body = std::move(*whole);
  }
  page.headers = std::move(head->headers);
  Decoded decoded = decode_body(page.raw_body, page.header("content-encoding"), caps);
  page.body = std::move(decoded.body);
  page.flags |= decoded.flags;
  return true;
}

void read_resource(const WarcRecord& record, const DecodeCaps& caps, Fetched& page) {
  page.status = 200;
  page.headers = {{"content-type", record.field("Content-Type")}};
  page.raw_body = record.block;
  page.body = record.block.substr(0, caps.max_body);
}

}  // namespace

std::vector<WarcRecord> records_of(const Fetched& page) {
  std::vector<WarcRecord> records(1);
  WarcRecord& record = records.front();
  record.id = page.capture;
  record.date = page.at;
  record.target = page.request.url;
  if (!page.ip.empty()) record.fields.emplace_back("WARC-IP-Address", page.ip);
  if (const auto word = truncation_of(page); !word.empty())
    record.fields.emplace_back("WARC-Truncated", word);
  record.fields.emplace_back(note_field, fetch_note(page));
  if (page.record_type == "resource")
    fill_resource(page, record);
  else if (page.status > 0 || !page.response_head.empty())
    fill_response(page, record);
  else
    fill_no_answer(page, record);
  if (!page.request_head.empty()) records.push_back(request_record(page));
  return records;
}

WarcRecord record_of(const Observation& fact) {
  WarcRecord record;
  record.type = "metadata";
  record.id = fact.capture;
  record.date = fact.at;
  record.target = fact.address.url;
  record.fields = {{"Content-Type", std::string(fact_type)}};
  record.block = to_json_line(fact);
  return record;
}

std::optional<Fetched> page_of(const WarcRecord& record, const WarcRecord* request,
                               const DecodeCaps& caps) {
  Fetched page;
  page.capture = record.id;
  page.at = record.date;
  page.ip = record.field("WARC-IP-Address");
  page.request.url = record.target;
  page.imported = true;
  page.record_type = record.type;
  if (!record.field("WARC-Truncated").empty()) page.flags |= flag_truncated;
  if (request != nullptr) read_request(*request, page);

  const std::string note = record.field(note_field);
  const bool ours = !note.empty();
  if (ours) {
    page.flags = 0;
    page.imported = false;
    if (!apply_fetch_note(note, page)) return std::nullopt;
  }
  if (record.type == "response" && content_type_of(record) == "application/http") {
    if (!read_response(record, ours, caps, page)) return std::nullopt;
    return page;
  }
  if (record.type == "resource") {
    read_resource(record, caps, page);
    return page;
  }
  if (record.type == "metadata" && ours) return page;
  return std::nullopt;
}

bool holds_fact(const WarcRecord& record) {
  return record.type == "metadata" && content_type_of(record) == fact_type;
}

}  // namespace godwit
