// SPDX-License-Identifier: Apache-2.0
#include "crawler/import/importing.h"

#include "crawler/platforms/reading.h"
#include "crawler/store/capture_id.h"
#include "crawler/store/digest.h"

namespace godwit {

namespace {

constexpr std::size_t batch_pages = 64;
constexpr std::size_t batch_bytes = 32u << 20;
constexpr std::size_t batch_facts = 4'096;
constexpr std::size_t lines_max = 20;

}  // namespace

Importing::Importing(std::string file, const Platforms& platforms, const Recogniser& recogniser,
                     Ledger& ledger, const ImportOptions& options)
    : file_(std::move(file)),
      platforms_(platforms),
      recogniser_(recogniser),
      ledger_(ledger),
      options_(options) {}

Result<void> Importing::page(Fetched page) {
  if (auto flushed = flush_facts(); !flushed) return flushed;
  if (auto flushed = flush_words(); !flushed) return flushed;
  page_bytes_ += page.raw_body.size() + page.body.size();
  pages_.push_back(std::move(page));
  return pages_.size() < batch_pages && page_bytes_ < batch_bytes ? Result<void>{} : flush_pages();
}

Result<void> Importing::fact(Fetched record, Observation seen) {
  if (auto flushed = flush_pages(); !flushed) return flushed;
  if (auto flushed = flush_words(); !flushed) return flushed;
  const bool next_record = records_.empty() || records_.back().capture != record.capture;
  if (next_record && (facts_.size() >= batch_facts || page_bytes_ >= batch_bytes))
    if (auto flushed = flush_facts(); !flushed) return flushed;
  page_bytes_ += record.raw_body.size();
  drop_secrets(recogniser_, seen);
  records_.push_back(std::move(record));
  facts_.push_back(std::move(seen));
  return {};
}

Result<void> Importing::fact(Observation seen) {
  if (auto flushed = flush_pages(); !flushed) return flushed;
  if (auto flushed = flush_facts(); !flushed) return flushed;
  words_.push_back(std::move(seen));
  return words_.size() < batch_facts ? Result<void>{} : flush_words();
}

Result<void> Importing::flush() {
  if (auto flushed = flush_pages(); !flushed) return flushed;
  if (auto flushed = flush_facts(); !flushed) return flushed;
  return flush_words();
}

Result<void> Importing::flush_pages() {
  if (pages_.empty()) return {};
  stamp(pages_);
  const std::vector<Observation> seen = read_all(platforms_, pages_);
  auto kept = ledger_.append(pages_, seen);
  report_.facts += kept ? static_cast<std::int64_t>(seen.size()) : 0;
  pages_.clear();
  page_bytes_ = 0;
  return kept;
}

Result<void> Importing::flush_facts() {
  if (facts_.empty()) return {};
  auto kept = ledger_.append(records_, facts_);
  report_.facts += kept ? static_cast<std::int64_t>(facts_.size()) : 0;
  records_.clear();
  facts_.clear();
  page_bytes_ = 0;
  return kept;
}

Result<void> Importing::flush_words() {
  if (words_.empty()) return {};
  auto kept = ledger_.append({}, words_);
  report_.facts += kept ? static_cast<std::int64_t>(words_.size()) : 0;
  words_.clear();
  return kept;
}

void Importing::damaged(std::string_view place, std::string_view what) {
  ++report_.damaged;
  tell(file_ + ":" + std::string(place) + ": " + std::string(what));
}

void Importing::skipped(std::string_view why) {
  ++report_.skipped;
  tell(file_ + ": skipped: " + std::string(why));
}

void Importing::tell(std::string line) {
  for (const std::string& told : report_.lines)
    if (told == line) return;
  if (report_.lines.size() < lines_max) report_.lines.push_back(std::move(line));
}

Fetched resource_of(std::string_view bytes, std::string_view content_type, Time at,
                    std::string_view id) {
  Fetched record;
  record.record_type = "resource";
  record.request.url = "urn:sha256:" + hex(sha256(bytes));
  record.status = 200;
  record.headers = {{"content-type", std::string(content_type)}};
  record.raw_body = bytes;
  record.at = at;
  record.imported = true;
  record.capture = id.empty() ? capture_id(record.request.url, at, bytes) : std::string(id);
  return record;
}

}  // namespace godwit
