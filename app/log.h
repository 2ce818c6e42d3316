// SPDX-License-Identifier: Apache-2.0
// The log and the progress of a run: every text of the crawl loop stands here. spdlog is spoken to
// here only; foreign text is escaped before it reaches a terminal or a file.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "godwit/observation.h"

namespace spdlog {
class logger;
}

namespace godwit {

// One event: a name, then key=value.
using LogFields = std::vector<std::pair<std::string_view, std::string>>;

class Log {
 public:
  // Writes to `file` (appended, 0600); an empty path logs nowhere. Never blocks the loop: a full
  // queue drops lines and counts them.
  explicit Log(const std::filesystem::path& file);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // What an operator acts on: a death, a back-off, a stop.
  void event(std::string_view name, const LogFields& fields);
  // Each fetch, for looking closer.
  void fetched(const Observation& seen);

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace godwit
