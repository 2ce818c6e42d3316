// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/wacz.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "crawler/store/cdxj.h"
#include "crawler/store/digest.h"
#include "crawler/store/disk.h"
#include "crawler/store/file_bytes.h"
#include "crawler/store/gzip.h"
#include "crawler/store/json_text.h"
#include "crawler/store/sqlite_ledger.h"
#include "crawler/store/warc.h"

namespace godwit {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t copy_step = 1u << 20;
constexpr std::uint64_t unpacked_max = std::uint64_t{64} << 30;  // of one archive
constexpr std::uint64_t unpacked_ratio_max = 50;                 // WARCs are packed already

struct CloseArchive {
  void operator()(archive* zip) const { archive_free(zip); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

Error archive_error(archive* zip, const fs::path& file) {
  const char* text = archive_error_string(zip);
  const int number = archive_errno(zip);
  return {number == ENOSPC ? Trouble::disk_full : Trouble::failure,
          file.string() + ": " + (text != nullptr ? text : "not a zip file")};
}

// --- writing -------------------------------------------------------------------------------------

struct Resource {
  std::string path;
  std::uint64_t bytes = 0;
  std::string hash;  // "sha256:…"
};

class Packer {
 public:
  Packer(const fs::path& case_dir, const fs::path& file, const WaczPart& part)
      : dir_(case_dir), file_(file), part_(part) {}

  Result<void> run() {
    if (auto read = read_ledger(); !read) return read;
    if (auto opened = open(); !opened) return opened;
    if (!part_.captures.empty()) {
      if (auto packed = add_part(); !packed) return packed;
    } else {
      for (const auto& [name, length] : files_)
        if (auto packed = add_capture_file(name, length); !packed) return packed;
    }
    std::sort(index_.begin(), index_.end());
    std::string index;
    for (const std::string& line : index_) index += line + '\n';
    if (auto added = add("indexes/index.cdxj", index); !added) return added;
    if (auto added = add("pages/pages.jsonl", pages_); !added) return added;
    const std::string package = datapackage();
    if (auto added = add("datapackage.json", package); !added) return added;
    if (auto added = add("datapackage-digest.json", digest_of(package)); !added) return added;
    if (archive_write_close(zip_.get()) != ARCHIVE_OK) return archive_error(zip_.get(), file_);
    return {};
  }

 private:
  Result<void> read_ledger() {
    auto ledger = open_ledger(dir_, OpenMode::read);
    if (!ledger) return ledger.error();
    pages_ = "{\"format\":\"json-pages-1.0\",\"id\":\"pages\",\"title\":\"All Pages\"}\n";
    auto replayed = ledger.value()->replay([&](const Observation& seen) {
      if (!part_.captures.empty() && !part_.captures.contains(seen.capture)) return;
      created_ = std::max(created_, seen.at);
      if (seen.status == 200 && seen.source != Source::sighting) add_page(seen);
    });
    if (!replayed) return replayed;
    for (const std::string& capture : part_.captures) {
      auto spot = ledger.value()->find_capture(capture);
      if (!spot) return spot.error();
      if (!*spot) return Error{Trouble::not_found, capture + " is no capture of this case"};
      spots_.push_back(std::move(**spot));
    }
    auto files = ledger.value()->capture_files();
    if (!files) return files.error();
    files_ = std::move(files.value());
    return {};
  }

  void add_page(const Observation& seen) {
    JsonWriter json(pages_);
    const auto put = [&](std::string_view key, std::string_view value) {
      json.key(key), json.string(value);
    };
    json.open('{');
    put("id", seen.capture);
    put("url", seen.url);
    put("ts", to_rfc3339(seen.at));
    put("title", seen.profile.title.empty() ? seen.url : seen.profile.title);
    json.close('}');
    pages_ += '\n';
  }

  Result<void> open() {
    zip_.reset(archive_write_new());
    archive_write_set_format_zip(zip_.get());
    if (archive_write_set_options(zip_.get(), "zip:compression=store,zip:hdrcharset=UTF-8") !=
            ARCHIVE_OK ||
        archive_write_open_filename(zip_.get(), file_.c_str()) != ARCHIVE_OK)
      return archive_error(zip_.get(), file_);
    return {};
  }

  Result<void> begin(const std::string& path, std::uint64_t bytes) {
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(),
                                                                         archive_entry_free);
    archive_entry_set_pathname_utf8(entry.get(), path.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_mtime(entry.get(), static_cast<time_t>(to_ms(created_) / 1'000), 0);
    if (archive_write_header(zip_.get(), entry.get()) != ARCHIVE_OK)
      return archive_error(zip_.get(), file_);
    return {};
  }

  Result<void> write(std::string_view bytes) {
    if (archive_write_data(zip_.get(), bytes.data(), bytes.size()) !=
        static_cast<la_ssize_t>(bytes.size()))
      return archive_error(zip_.get(), file_);
    return {};
  }

  Result<void> add(const std::string& path, std::string_view bytes) {
    if (auto begun = begin(path, bytes.size()); !begun) return begun;
    resources_.push_back({path, bytes.size(), sha256_label(bytes)});
    return write(bytes);
  }

  Result<void> add_capture_file(const std::string& name, std::uint64_t length) {
    auto bytes = FileBytes::open(dir_ / "captures" / name);
    if (!bytes) return bytes.error();
    return add_warc(name, bytes.value().reader(), length);
  }

  // The records asked for, byte for byte as they lie in the captures, behind a warcinfo of their
  // own.
  Result<void> add_part() {
    const std::string name = "evidence.warc.gz";
    auto warc = FileBytes::unnamed(fs::temp_directory_path());
    if (!warc) return warc.error();
    if (auto begun = warc.value().append(gzip_member(serialise(warcinfo(name, created_)), 6));
        !begun)
      return begun;
    const auto disk = real_disk();
    for (const CaptureSpot& spot : spots_) {
      const auto record = disk->read(dir_ / "captures" / spot.file, spot.offset, spot.length);
      if (!record) return record.error();
      if (sha256(*record) != spot.sha256)
        return Error{Trouble::corrupt,
                     fmt::format("captures/{} at offset {}: the record's bytes were changed; run "
                                 "`godwit verify`",
                                 spot.file, spot.offset)};
      if (auto added = warc.value().append(*record); !added) return added;
    }
    return add_warc(name, warc.value().reader(), warc.value().size());
  }

  Result<void> add_warc(const std::string& name, const ReadAt& whole, std::uint64_t length) {
    const ReadAt committed = [&](std::uint64_t offset, char* into,
                                 std::size_t room) -> std::size_t {
      return offset >= length ? 0
                              : whole(offset, into, std::min<std::uint64_t>(room, length - offset));
    };
    WarcReader reader(committed);
    while (const auto entry = reader.next())
      if (auto line = cdxj_line(*entry, name); entry->damage.empty() && !line.empty())
        index_.push_back(std::move(line));
    const std::string path = "archive/" + name;
    if (auto begun = begin(path, length); !begun) return begun;
    Sha256 sum;
    std::string piece(copy_step, '\0');
    for (std::uint64_t at = 0; at < length;) {
      const std::size_t got = committed(at, piece.data(), piece.size());
      if (got == 0)
        return Error{Trouble::corrupt,
                     fmt::format("captures/{} ends at {} of {} bytes; run `godwit verify`", name,
                                 at, length)};
      const std::string_view part = std::string_view(piece).substr(0, got);
      sum.add(part);
      if (auto written = write(part); !written) return written;
      at += got;
    }
    resources_.push_back({path, length, "sha256:" + hex(sum.finish())});
    return {};
  }

  std::string datapackage() const {
    std::string out;
    JsonWriter json(out);
    const auto put = [&](std::string_view key, std::string_view value) {
      json.key(key), json.string(value);
    };
    json.open('{');
    put("profile", "data-package");
    put("wacz_version", "1.1.1");
    put("software", "godwit");
    put("title", part_.title);
    put("created", to_rfc3339(created_));
    json.key("resources");
    json.open('[');
    for (const Resource& each : resources_) {
      json.open('{');
      put("name", each.path.substr(each.path.find('/') + 1));
      put("path", each.path);
      put("hash", each.hash);
      json.key("bytes"), json.unsigned_number(each.bytes);
      json.close('}');
    }
    json.close(']');
    json.close('}');
    return out;
  }

  static std::string digest_of(std::string_view package) {
    return "{\"path\":\"datapackage.json\",\"hash\":\"" + sha256_label(package) + "\"}";
  }

  fs::path dir_;
  fs::path file_;
  const WaczPart& part_;
  Archive zip_;
  std::vector<CaptureSpot> spots_;  // of a part
  Time created_{};  // of the newest fact, so that the same case gives the same bytes
  std::map<std::string, std::uint64_t> files_;
  std::vector<std::string> index_;
  std::string pages_;
  std::vector<Resource> resources_;
};

// --- reading -------------------------------------------------------------------------------------

bool is_warc_name(std::string_view path) {
  return path.starts_with("archive/") && (path.ends_with(".warc") || path.ends_with(".warc.gz"));
}

Result<FileBytes> unpacked(archive* zip, const fs::path& file, std::uint64_t packed_size) {
  auto out = FileBytes::unnamed(fs::temp_directory_path());
  if (!out) return out.error();
  const std::uint64_t most =
      std::min(unpacked_max, std::max<std::uint64_t>(packed_size, 1u << 20) * unpacked_ratio_max);
  std::string piece(copy_step, '\0');
  for (std::uint64_t total = 0;;) {
    const la_ssize_t got = archive_read_data(zip, piece.data(), piece.size());
    if (got < 0) return archive_error(zip, file);
    if (got == 0) return out;
    total += static_cast<std::uint64_t>(got);
    if (total > most) return Error{Trouble::corrupt, file.string() + ": expands beyond measure"};
    if (auto written =
            out.value().append(std::string_view(piece).substr(0, static_cast<std::size_t>(got)));
        !written)
      return written.error();
  }
}

}  // namespace

Result<void> pack_wacz(const fs::path& case_dir, const fs::path& file, const WaczPart& part_of) {
  fs::path part = file;
  part += ".part";
  const auto disk = real_disk();
  std::error_code error;
  fs::remove(part, error);
  {
    auto fresh = disk->open_append(part);  // 0600 before the first byte
    if (!fresh) return fresh.error();
    if (auto packed = Packer(case_dir, part, part_of).run(); !packed) {
      fs::remove(part, error);
      return packed;
    }
    if (auto synced = fresh.value()->sync(); !synced) return synced;
  }
  return disk->rename(part, file);
}

Result<void> each_warc_of_wacz(
    const fs::path& file,
    const std::function<Result<void>(const std::string& name, const ReadAt& bytes)>& take) {
  const Archive zip(archive_read_new());
  archive_read_support_format_zip(zip.get());
  if (archive_read_open_filename(zip.get(), file.c_str(), copy_step) != ARCHIVE_OK)
    return archive_error(zip.get(), file);
  std::error_code error;
  const std::uint64_t packed_size = fs::file_size(file, error);
  for (;;) {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(zip.get(), &entry);
    if (code == ARCHIVE_EOF) return {};
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return archive_error(zip.get(), file);
    const char* path = archive_entry_pathname(entry);
    if (path == nullptr || !is_warc_name(path)) continue;
    const std::string name = path;
    auto bytes = unpacked(zip.get(), file, packed_size);
    if (!bytes) return bytes.error();
    if (auto taken = take(name, bytes.value().reader()); !taken) return taken;
  }
}

}  // namespace godwit
