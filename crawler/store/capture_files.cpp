// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/capture_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "crawler/store/digest.h"
#include "crawler/store/gzip.h"
#include "crawler/store/warc.h"

namespace godwit {

namespace {

constexpr std::string_view suffix = ".warc.gz";

// "20191122T080000Z-00001.warc.gz"
std::string file_name(Time at, std::uint64_t number) {
  std::string stamp = to_rfc3339(at).substr(0, 19);
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  return fmt::format("{}Z-{:05}{}", stamp, number, suffix);
}

// The number in a file's name, 0 where it is not one of ours.
std::uint64_t number_in(std::string_view name) {
  const std::size_t dash = name.rfind('-');
  if (!name.ends_with(suffix) || dash == std::string_view::npos) return 0;
  const std::string_view digits = name.substr(dash + 1, name.size() - suffix.size() - dash - 1);
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace

CaptureFiles::CaptureFiles(Disk& disk, std::filesystem::path folder, std::uint64_t file_bytes_max,
                           std::map<std::string, CaptureFile> known,
                           const std::vector<std::string>& names)
    : disk_(disk),
      folder_(std::move(folder)),
      file_bytes_max_(file_bytes_max),
      known_(std::move(known)) {
  for (const std::string& name : names) number_ = std::max(number_, number_in(name));
  for (const auto& [name, file] : known_) number_ = std::max(number_, number_in(name));
}

Result<CaptureSpot> CaptureFiles::add(std::string_view members, Time at) {
  if (name_.empty() || length_ + members.size() > file_bytes_max_)
    if (auto turned = turn_over(at); !turned) return turned.error();
  // Noted before the write: half a record must be cut off again too.
  if (const auto known = known_.find(name_); known != known_.end())
    grown_.try_emplace(name_, known->second);
  if (auto written = file_->append(members); !written) return written.error();
  CaptureSpot spot{name_, length_, members.size(), sha256(members)};
  length_ += members.size();
  grown_[name_].length = length_;
  return spot;
}

// Goes on in the newest file after a restart, begins a new one where it is full or damaged.
Result<void> CaptureFiles::turn_over(Time at) {
  if (file_ != nullptr)
    if (auto synced = sync_file(); !synced) return synced;
  const bool first = name_.empty();
  file_ = nullptr;
  name_.clear();
  if (first && !known_.empty()) {
    const auto newest = std::max_element(
        known_.begin(), known_.end(),
        [](const auto& a, const auto& b) { return number_in(a.first) < number_in(b.first); });
    const auto size = disk_.size(folder_ / newest->first);
    if (number_in(newest->first) == number_ && size && *size == newest->second.length &&
        *size < file_bytes_max_) {
      auto file = disk_.open_append(folder_ / newest->first);
      if (!file) return file.error();
      file_ = std::move(file.value());
      name_ = newest->first;
      length_ = newest->second.length;
      return {};
    }
  }
  const std::string name = file_name(at, number_ + 1);
  auto file = disk_.open_append(folder_ / name);
  if (!file) return file.error();
  ++number_;
  folder_changed_ = true;
  const std::string head = gzip_member(serialise(warcinfo(name, at)), 6);
  grown_[name] = {{name, 0, head.size(), sha256(head)}, head.size()};
  file_ = std::move(file.value());
  name_ = name;
  length_ = head.size();
  return file_->append(head);
}

Result<void> CaptureFiles::sync_file() {
  auto synced = file_->sync();
  lost_ = lost_ || !synced;
  return synced;
}

Result<void> CaptureFiles::sync() {
  if (grown_.empty()) return {};
  if (auto synced = sync_file(); !synced) return synced;
  if (!folder_changed_) return {};
  if (auto synced = disk_.sync_folder(folder_); !synced) return synced;
  folder_changed_ = false;
  return {};
}

void CaptureFiles::commit() {
  for (auto& [name, file] : grown_) known_[name] = std::move(file);
  grown_.clear();
}

Result<void> CaptureFiles::rollback() {
  file_ = nullptr;
  name_.clear();
  for (const auto& [name, file] : grown_) {
    const auto kept = known_.find(name);
    const std::uint64_t length = kept == known_.end() ? 0 : kept->second.length;
    if (auto cut = disk_.truncate(folder_ / name, length); !cut) return cut;
  }
  grown_.clear();
  return {};
}

}  // namespace godwit
