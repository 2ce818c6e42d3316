// SPDX-License-Identifier: Apache-2.0
#include "app/commands/doctor.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <ostream>
#include <vector>

#include "app/case.h"
#include "app/case_view.h"
#include "app/commands/versions.h"
#include "crawler/store/sqlite_ledger.h"
#include "graph/export/json.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

enum class Health : std::uint8_t { good, doubtful, bad };

struct Check {
  std::string name;
  Health health = Health::good;
  std::string says;
};

const char* word_of(Health health) {
  constexpr const char* words[] = {"ok", "warning", "failed"};
  return words[static_cast<std::size_t>(health)];
}

// ---- the machine --------------------------------------------------------------------------------

// Facts are dated by this clock; NTP keeps it true.
Check check_clock(const std::optional<Time>& newest_fact) {
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  if (newest_fact && *newest_fact > now + hours(1))
    return {"clock", Health::bad,
            to_rfc3339(now) + ", but the newest fact is of " + to_rfc3339(*newest_fact) +
                "; set the clock right before crawling"};
  timex state{};
  if (::adjtimex(&state) == TIME_ERROR)
    return {"clock", Health::doubtful,
            to_rfc3339(now) + ", not synchronised; run an NTP service, facts are dated by it"};
  return {"clock", Health::good, to_rfc3339(now)};
}

Check check_names(const std::string& proxy) {
  if (!proxy.empty()) return {"dns", Health::good, "not asked: names are resolved by the proxy"};
  addrinfo* found = nullptr;
  const int trouble = ::getaddrinfo("t.me", "443", nullptr, &found);
  if (found != nullptr) ::freeaddrinfo(found);
  if (trouble != 0)
    return {"dns", Health::bad,
            std::string("t.me cannot be resolved: ") + ::gai_strerror(trouble) +
                "; check the network, or set [crawl] proxy"};
  return {"dns", Health::good, "t.me resolves"};
}

// godwit takes a proxy from godwit.toml and --proxy alone. Who set one in the environment may think
// that it is in use.
Check check_proxy(const std::string& proxy) {
  std::string named;
  for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY",
                           "ALL_PROXY", "no_proxy", "NO_PROXY"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
      named += (named.empty() ? "" : ", ") + std::string(name);
  const bool leaks = proxy.empty() && !named.empty() && named != "no_proxy" && named != "NO_PROXY";
  if (leaks)
    return {"proxy", Health::bad,
            "traffic would go direct: the environment names a proxy (" + named +
                "), which godwit does not use; set [crawl] proxy"};
  const std::string lane = proxy.empty() ? "none: traffic goes direct" : proxy;
  return {"proxy", Health::good,
          lane + (named.empty() ? "" : "; the environment's " + named + " are ignored")};
}

Check check_suffixes() {
  constexpr const char* file = "/usr/share/publicsuffix/public_suffix_list.dafsa";
  struct stat known {};
  if (::stat(file, &known) != 0)
    return {"public suffixes", Health::doubtful,
            "the library's own list is used; install publicsuffix for a fresher one"};
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  const auto age_days = (now - known.st_mtime) / 86'400;
  return {"public suffixes", age_days > 730 ? Health::doubtful : Health::good,
          "the list is " + std::to_string(age_days) + " days old" +
              (age_days > 730 ? "; update the package publicsuffix" : "")};
}

Check check_space(const fs::path& folder) {
  struct statvfs room {};
  if (::statvfs(folder.c_str(), &room) != 0)
    return {"disk space", Health::bad, folder.string() + ": cannot be asked for its free space"};
  const std::uint64_t mib = std::uint64_t{room.f_bavail} * room.f_frsize >> 20;
  const Health health = mib < 64 ? Health::bad : mib < 1024 ? Health::doubtful : Health::good;
  return {"disk space", health,
          std::to_string(mib) + " MiB free" +
              (health == Health::good ? "" : "; a full disk stops the crawl (exit 75)")};
}

// ---- the case -----------------------------------------------------------------------------------

Check check_permissions(const fs::path& folder) {
  std::error_code error;
  for (fs::recursive_directory_iterator each(folder, error), end; !error && each != end;
       each.increment(error)) {
    struct stat known {};
    const std::string name = each->path().filename().string();
    const bool evidence =
        name.starts_with("ledger.db") || name == "person.key" || name.ends_with(".warc.gz");
    if (!evidence || ::stat(each->path().c_str(), &known) != 0) continue;
    if ((known.st_mode & 077) != 0)
      return {"permissions", Health::bad,
              each->path().string() + " is open to others; chmod -R go= " + folder.string()};
  }
  return {"permissions", Health::good, "evidence is for its owner alone"};
}

struct LedgerLook {
  Check check;
  std::optional<Time> newest;
};

// Quick: sizes, no hashes. `verify` re-hashes.
LedgerLook check_ledger(const fs::path& folder) {
  const auto ledger = open_ledger(folder, OpenMode::read);
  if (!ledger) return {{"ledger", Health::bad, ledger.error().text}, {}};
  std::optional<Time> newest;
  std::int64_t facts = 0;
  const auto read = (*ledger)->replay([&](const Observation& fact) {
    ++facts;
    newest = std::max(newest.value_or(fact.at), fact.at);
  });
  if (!read) return {{"ledger", Health::bad, read.error().text}, newest};
  const auto files = (*ledger)->capture_files();
  if (!files) return {{"ledger", Health::bad, files.error().text}, newest};
  for (const auto& [name, length] : *files) {
    std::error_code error;
    const auto size = fs::file_size(folder / "captures" / name, error);
    if (error || size < length)
      return {{"ledger", Health::bad,
               "captures/" + name + (error ? " is missing" : " ends too early") +
                   "; run: godwit verify"},
              newest};
  }
  return {{"ledger", Health::good,
           std::to_string(facts) + " facts, " + std::to_string(files->size()) + " capture files"},
          newest};
}

Check check_quarantine(const fs::path& folder) {
  std::error_code error;
  std::size_t files = 0;
  for (const auto& each : fs::directory_iterator(folder / "quarantine", error))
    files += each.is_regular_file();
  if (files == 0) return {"quarantine", Health::good, "empty"};
  return {"quarantine", Health::doubtful,
          std::to_string(files) + " tails of captures that a crash left without a fact"};
}

std::vector<Check> examine(const Common& common, const Case& of) {
  const LedgerLook ledger = check_ledger(common.folder);
  return {check_clock(of.config.rehearsal ? std::nullopt : ledger.newest),
          check_names(of.config.proxy),
          check_proxy(of.config.proxy),
          check_suffixes(),
          check_space(common.folder),
          check_permissions(common.folder),
          ledger.check,
          check_quarantine(common.folder),
          {"versions", Health::good, tool_version() + "; " + library_versions()}};
}

}  // namespace

int run_doctor(const Common& common, Streams io) {
  const auto of = open_case(common.folder);
  if (!of) return complain(io.err, of.error());
  const std::vector<Check> checks = examine(common, *of);
  const auto failed = std::ranges::count(checks, Health::bad, &Check::health);
  if (common.json) {
    nlohmann::ordered_json json = {{"checks", nlohmann::ordered_json::array()}, {"failed", failed}};
    for (const Check& each : checks)
      json["checks"].push_back(
          {{"name", each.name}, {"result", word_of(each.health)}, {"says", printable(each.says)}});
    io.out << json_text(json);
  } else {
    Table table({"check", "result", "says*"});
    for (const Check& each : checks)
      table.row({each.name, word_of(each.health), printable(each.says)});
    table.print(io.out, terminal_of(STDOUT_FILENO, common.no_colour));
  }
  return failed == 0 ? exit_ok : exit_failure;
}

}  // namespace godwit
