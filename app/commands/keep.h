// SPDX-License-Identifier: Apache-2.0
// Commands about the case itself: init, import, export, verify, pack.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/commands/command.h"
#include "graph/export/export.h"

namespace godwit {

struct ExportCommand {
  std::string format;
  std::string output;  // -o; "" = stdout (folders: the format's name)
  ExportFilter filter;
  std::string gexf = "1.3";
  bool viz = true;
  bool csv_safe = true;
};

int run_init(const std::filesystem::path& folder, bool rehearsal, Streams streams);
int run_import(const Common& common, const std::vector<std::string>& files, Streams streams);
int run_export(const Common& common, const ExportCommand& command, Streams streams);
// `kept`: a link of the chain that an earlier run printed, 64 hex digits; "" = none.
int run_verify(const Common& common, const std::string& kept, Streams streams);
int run_pack(const Common& common, const std::string& output, Streams streams);

}  // namespace godwit
