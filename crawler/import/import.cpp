// SPDX-License-Identifier: Apache-2.0
#include "crawler/import/import.h"

#include <fmt/format.h>

#include "crawler/import/chat_export.h"
#include "crawler/import/importing.h"
#include "crawler/store/file_bytes.h"
#include "crawler/store/warc_reader.h"

namespace godwit {

namespace {

constexpr std::size_t beginning_bytes = 64u << 10;
constexpr std::uint64_t text_bytes_max = 1u << 30;  // read whole; larger exports must be split

bool is_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04"); }
bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

Error unknown_format(const std::string& file) {
  return {
      Trouble::usage,
      file +
          ": not a file that can be imported; known are WARC, WACZ, Telegram Desktop result.json, "
          "Telethon JSON, TGDataset, Rocket.Chat JSON, and sightings with the columns "
          "url,first_seen,last_seen,title"};
}

Result<std::string> whole_text(const FileBytes& bytes, const std::string& file) {
  if (bytes.size() > text_bytes_max)
    return Error{Trouble::usage,
                 fmt::format("{}: larger than {} bytes; split it first", file, text_bytes_max)};
  return bytes.beginning(bytes.size());
}

Result<void> import_any(Importing& job, const std::filesystem::path& path) {
  const auto bytes = FileBytes::open(path);
  if (!bytes) return bytes.error();
  const std::string beginning = bytes->beginning(beginning_bytes);
  if (looks_like_warc(beginning)) return import_warc_file(job, path);
  if (is_zip(beginning)) return import_wacz_file(job, path);
  if (is_gzip(beginning)) return unknown_format(job.file());
  const auto text = whole_text(*bytes, job.file());
  if (!text) return text.error();
  return import_text(job, *text, "");
}

std::string_view without_bom(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

}  // namespace

Result<void> import_text(Importing& job, std::string_view bytes, std::string_view record_id) {
  const std::string_view text = without_bom(bytes);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return Error{Trouble::usage, job.file() + ": empty"};
  if (text[first] == '{' || text[first] == '[') return import_json(job, text);
  if (looks_like_sightings(text)) return import_sightings(job, text, record_id);
  return unknown_format(job.file());
}

Result<ImportReport> import_file(const std::filesystem::path& file, const Platforms& platforms,
                                 const Recogniser& recogniser, Ledger& ledger,
                                 const ImportOptions& options) {
  Importing job(file.string(), platforms, recogniser, ledger, options);
  auto read = import_any(job, file);
  auto kept = job.flush();  // what was whole before an error is kept too
  if (!kept) return kept.error();
  if (!read) return read.error();
  return std::move(job.report());
}

std::string report_text(std::string_view file, const ImportReport& report) {
  std::string text = fmt::format("{}: {}, {} facts", file, report.format, report.facts);
  if (report.skipped > 0) text += fmt::format(", {} skipped", report.skipped);
  if (report.damaged > 0) text += fmt::format(", {} damaged", report.damaged);
  for (const std::string& line : report.lines) text += "\n  " + line;
  return text;
}

}  // namespace godwit
