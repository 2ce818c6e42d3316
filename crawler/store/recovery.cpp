// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/recovery.h"

#include <fmt/format.h>

#include <algorithm>

#include "crawler/store/warc_reader.h"

namespace godwit {

namespace {

constexpr std::uint64_t copy_step = 4u << 20;

std::string describe_tail(Disk& disk, const std::filesystem::path& tail) {
  WarcReader reader([&](std::uint64_t offset, char* into, std::size_t room) -> std::size_t {
    const auto bytes = disk.read(tail, offset, room);
    if (!bytes) return 0;
    return bytes->copy(into, room);
  });
  int whole = 0;
  bool torn = false;
  while (const auto entry = reader.next()) (entry->damage.empty() ? whole += 1 : torn = true);
  return fmt::format("{} whole record{}{}", whole, whole == 1 ? "" : "s",
                     torn ? " and a torn one" : "");
}

// Copies file[from, size) into quarantine/, durably.
Result<std::filesystem::path> quarantine(Disk& disk, const std::filesystem::path& case_dir,
                                         const std::string& name, std::uint64_t from,
                                         std::uint64_t size) {
  const std::filesystem::path folder = case_dir / "quarantine";
  if (auto made = disk.make_folder(folder); !made) return made.error();
  if (auto synced = disk.sync_folder(case_dir); !synced) return synced.error();
  const std::filesystem::path target = folder / fmt::format("{}-{}", from, name);
  auto file = disk.open_append(target);
  if (!file) return file.error();
  if (auto cut = disk.truncate(target, 0); !cut) return cut.error();  // of an earlier try
  for (std::uint64_t at = from; at < size; at += copy_step) {
    const auto bytes = disk.read(case_dir / "captures" / name, at, std::min(copy_step, size - at));
    if (!bytes) return bytes.error();
    if (auto written = file.value()->append(*bytes); !written) return written.error();
  }
  if (auto synced = file.value()->sync(); !synced) return synced.error();
  if (auto synced = disk.sync_folder(folder); !synced) return synced.error();
  return target;
}

}  // namespace

Result<std::vector<std::string>> recover_captures(Disk& disk, const std::filesystem::path& case_dir,
                                                  const std::map<std::string, CaptureFile>& known) {
  std::vector<std::string> done;
  const std::filesystem::path folder = case_dir / "captures";
  const auto names = disk.list(folder);
  if (!names) return names.error();
  for (const auto& [name, file] : known)
    if (std::find(names->begin(), names->end(), name) == names->end())
      done.push_back(
          fmt::format("captures/{} is missing: {} bytes of evidence are gone", name, file.length));
  for (const std::string& name : *names) {
    const auto held = known.find(name);
    const std::uint64_t committed = held == known.end() ? 0 : held->second.length;
    const auto size = disk.size(folder / name);
    if (!size) return size.error();
    if (*size < committed)
      done.push_back(fmt::format("captures/{} is damaged: it ends at {}, the ledger knows {} bytes",
                                 name, *size, committed));
    if (*size <= committed) continue;
    const auto tail = quarantine(disk, case_dir, name, committed, *size);
    if (!tail) return tail.error();
    if (auto cut = disk.truncate(folder / name, committed); !cut) return cut.error();
    done.push_back(fmt::format(
        "captures/{}: {} bytes after offset {} had no fact ({}); moved to quarantine/{}", name,
        *size - committed, committed, describe_tail(disk, *tail), tail->filename().string()));
  }
  return done;
}

}  // namespace godwit
