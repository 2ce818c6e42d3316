// SPDX-License-Identifier: Apache-2.0
// WARC and WACZ: pages are read as if they had been fetched just then; facts that godwit wrote come
// back as they are; resources that were imported once are imported again. So the captures of a case
// alone rebuild its ledger.
#include <fmt/format.h>

#include "crawler/import/importing.h"
#include "crawler/parse/url.h"
#include "crawler/store/file_bytes.h"
#include "crawler/store/observation_json.h"
#include "crawler/store/wacz.h"
#include "crawler/store/warc_page.h"
#include "crawler/store/warc_reader.h"

namespace godwit {

namespace {

// Media types that can say something; others (images, styles, scripts) are left where they are,
// but for the pictures that a crawl of ours asked for.
bool may_be_read(const Fetched& page) {
  if (is_picture(page.request.purpose)) return true;
  const std::string type = page.header("content-type");
  if (type.empty() || page.status != 200) return true;
  for (const std::string_view known : {"text/html", "application/xhtml", "application/json",
                                       "text/plain", "xml", "application/vnd.godwit"})
    if (type.find(known) != std::string::npos) return true;
  return false;
}

bool is_web(std::string_view url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

// A resource that an import of ours kept: its bytes are a file to import.
bool is_kept_file(const Fetched& page) {
  return page.record_type == "resource" && page.request.url.starts_with("urn:sha256:");
}

std::string bracketless(std::string id) {
  if (id.size() >= 2 && id.front() == '<') id = id.substr(1, id.size() - 2);
  return id;
}

// Puts each answer together with the request that stands before or behind it.
class Joiner {
 public:
  Joiner(Importing& job, std::string name) : job_(job), name_(std::move(name)) {}

  Result<void> take(WarcEntry entry) {
    if (!entry.damage.empty()) {
      job_.damaged(place(entry), entry.damage);
      return {};
    }
    if (entry.record.type == "request") return take_request(std::move(entry.record));
    if (auto done = finish(); !done) return done;
    answer_ = std::move(entry);
    return {};
  }

  // Hands over the answer that waits.
  Result<void> finish() {
    if (!answer_) return {};
    const WarcEntry entry = std::move(*answer_);
    answer_.reset();
    const bool asked = request_ && belongs(*request_, entry.record);
    auto done = hand_over(entry, asked ? &*request_ : nullptr);
    request_.reset();
    return done;
  }

 private:
  std::string place(const WarcEntry& entry) const {
    return name_.empty() ? fmt::format("offset {}", entry.offset)
                         : fmt::format("{}:offset {}", name_, entry.offset);
  }

  static bool belongs(const WarcRecord& request, const WarcRecord& answer) {
    return bracketless(request.field("WARC-Concurrent-To")) == answer.id ||
           bracketless(answer.field("WARC-Concurrent-To")) == request.id;
  }

  Result<void> take_request(WarcRecord request) {
    if (answer_ && belongs(request, answer_->record)) {
      request_ = std::move(request);
      return finish();
    }
    auto done = finish();
    request_ = std::move(request);
    return done;
  }

  Result<void> hand_over(const WarcEntry& entry, const WarcRecord* request) {
    const WarcRecord& record = entry.record;
    if (holds_fact(record)) return hand_over_fact(entry);
    if (record.type == "warcinfo") return {};
    if (record.type == "revisit") {
      job_.skipped("revisit records hold no page");
      return {};
    }
    auto page = page_of(record, request);
    if (!page) {
      job_.skipped(record.type + " records that hold no page");
      return {};
    }
    if (is_kept_file(*page)) return import_text(job_, page->raw_body, record.id);
    if (!is_web(page->request.url) || !may_be_read(*page)) {
      job_.skipped("records that are no readable page");
      return {};
    }
    if (entry.cut) page->flags |= flag_truncated;
    if (entry.resynced) page->flags |= flag_framing_anomaly;
    if (const std::string target = page->header("location");
        page->location.empty() && !target.empty())
      page->location = resolve_url(page->request.url, target);
    return job_.page(std::move(*page));
  }

  Result<void> hand_over_fact(const WarcEntry& entry) {
    auto fact = observation_from_json(entry.record.block);
    if (!fact) {
      job_.damaged(place(entry), fact.error().text);
      return {};
    }
    fact.value().capture = entry.record.id;
    return job_.fact(std::move(fact.value()));
  }

  Importing& job_;
  std::string name_;
  std::optional<WarcEntry> answer_;
  std::optional<WarcRecord> request_;
};

Result<void> import_records(Importing& job, std::string name, const ReadAt& bytes) {
  WarcReader reader(bytes);
  Joiner joiner(job, std::move(name));
  while (auto entry = reader.next())
    if (auto taken = joiner.take(std::move(*entry)); !taken) return taken;
  return joiner.finish();
}

}  // namespace

Result<void> import_warc_file(Importing& job, const std::filesystem::path& file) {
  const auto bytes = FileBytes::open(file);
  if (!bytes) return bytes.error();
  auto done = import_records(job, "", bytes->reader());
  job.report().format = "WARC";
  return done;
}

Result<void> import_wacz_file(Importing& job, const std::filesystem::path& file) {
  int warcs = 0;
  auto done = each_warc_of_wacz(file, [&](const std::string& name, const ReadAt& bytes) {
    ++warcs;
    return import_records(job, name, bytes);
  });
  job.report().format = "WACZ";
  if (!done) return done;
  if (warcs == 0)
    return Error{Trouble::usage, job.file() + ": a zip file without archive/*.warc.gz, so no WACZ"};
  return {};
}

}  // namespace godwit
