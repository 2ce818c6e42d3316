// SPDX-License-Identifier: Apache-2.0
#include "app/log.h"

#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include "godwit/names.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

// key="value" with what could break the line or the quotes escaped.
std::string line(std::string_view name, const LogFields& fields) {
  std::string out(name);
  for (const auto& [key, value] : fields) {
    std::string safe = printable(shortened(value, 400));
    for (std::size_t at = 0; (at = safe.find('"', at)) != std::string::npos; at += 2)
      safe.insert(at, "\\");
    out += ' ' + std::string(key) + "=\"" + safe + '"';
  }
  return out;
}

}  // namespace

Log::Log(const std::filesystem::path& file) {
  if (file.empty()) return;
  try {
    spdlog::init_thread_pool(8192, 1);
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string());
    logger_ = std::make_shared<spdlog::async_logger>("godwit", sink, spdlog::thread_pool(),
                                                     spdlog::async_overflow_policy::overrun_oldest);
    logger_->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    std::filesystem::permissions(
        file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  } catch (const std::exception&) {
    logger_.reset();  // no log is no reason not to crawl
  }
}

Log::~Log() {
  if (!logger_) return;
  logger_->flush();
  logger_.reset();
  spdlog::shutdown();
}

void Log::event(std::string_view name, const LogFields& fields) {
  if (logger_) logger_->info(line(name, fields));
}

void Log::fetched(const Observation& seen) {
  if (!logger_) return;
  logger_->info(line("look", {{"url", seen.url},
                              {"outcome", std::string(name_of(seen.outcome))},
                              {"status", std::to_string(seen.status)},
                              {"page", std::string(name_of(seen.page))},
                              {"state", std::string(name_of(seen.state))},
                              {"posts", std::to_string(seen.posts.size())},
                              {"references", std::to_string(seen.references.size())},
                              {"why", seen.why}}));
}

}  // namespace godwit
