// SPDX-License-Identifier: Apache-2.0
#include "app/commands/keep.h"

#include <ostream>
#include <sstream>

#include "app/case_view.h"
#include "app/files.h"
#include "crawler/store/observation_json.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

Result<void> write_out(const ExportCommand& command, const ExportFormat& format,
                       const std::vector<ExportFile>& files, std::ostream& out) {
  if (!format.extension.empty()) {
    if (!command.output.empty()) return write_file(command.output, files.front().bytes);
    out << files.front().bytes;
    return {};
  }
  const fs::path folder = command.output.empty() ? fs::path(format.name) : fs::path(command.output);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return Error{Trouble::failure, folder.string() + ": cannot be made: " + error.message()};
  for (const ExportFile& file : files)
    if (auto wrote = write_file(folder / file.name, file.bytes); !wrote) return wrote;
  return {};
}

int export_facts(const Common& common, const ExportCommand& command, Streams io) {
  auto ledger = open_ledger(common.folder, OpenMode::read);
  if (!ledger) return complain(io.err, ledger.error());
  std::ostringstream collected;
  std::ostream& out = command.output.empty() ? io.out : collected;
  const auto folded = (*ledger)->replay([&](const Observation& seen) {
    if (!common.as_of || seen.at <= *common.as_of) out << to_json_line(seen) << '\n';
  });
  if (!folded) return complain(io.err, folded.error());
  if (command.output.empty()) return exit_ok;
  const auto wrote = write_file(command.output, collected.str());
  return wrote ? exit_ok : complain(io.err, wrote.error());
}

}  // namespace

int run_init(const fs::path& folder, bool rehearsal, Streams io) {
  const auto made = init_case(folder, rehearsal);
  if (!made) return complain(io.err, made.error());
  if (const auto ledger = open_ledger(folder, OpenMode::create); !ledger)
    return complain(io.err, ledger.error());
  io.err << "made " << (rehearsal ? "a rehearsal case" : "a case") << " in " << folder.string()
         << "; next: godwit -C " << folder.string() << " crawl SEED, or import FILE\n";
  return exit_ok;
}

int run_export(const Common& common, const ExportCommand& command, Streams io) {
  if (command.format == "wacz") {
    if (common.as_of)
      return complain(io.err, {Trouble::usage,
                               "export wacz: captures are packed whole, there is "
                               "no --as-of"});
    return run_pack(common, command.output, io);
  }
  if (command.format == "facts") return export_facts(common, command, io);
  const auto format = export_format(command.format);
  if (!format) return complain(io.err, format.error());
  auto view = view_case(common.folder, {.as_of = common.as_of, .also = {}});
  if (!view) return complain(io.err, view.error());
  ExportOptions options;
  options.filter = command.filter;
  options.rehearsal = view->of.config.rehearsal;
  options.gexf_12 = command.gexf == "1.2";
  options.viz = command.viz;
  options.csv_safe = command.csv_safe;
  options.tool = tool_version();
  const Succession part = filtered(view->tracker.succession(), command.filter);
  const auto wrote = write_out(command, *format, format->render(part, options), io.out);
  return wrote ? exit_ok : complain(io.err, wrote.error());
}

}  // namespace godwit
