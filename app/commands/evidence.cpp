// SPDX-License-Identifier: Apache-2.0
// The commands about evidence: import, verify, pack.
#include <ostream>

#include "app/case_view.h"
#include "app/commands/keep.h"
#include "crawler/import/import.h"
#include "crawler/store/verify.h"
#include "crawler/store/wacz.h"

namespace godwit {

int run_import(const Common& common, const std::vector<std::string>& files, Streams io) {
  auto of = open_case(common.folder);
  if (!of) return complain(io.err, of.error());
  auto recogniser = recogniser_of(*of);
  if (!recogniser) return complain(io.err, recogniser.error());
  auto ledger = open_ledger(common.folder, OpenMode::write);
  if (!ledger) return complain(io.err, ledger.error());
  const Platforms platforms = make_platforms(*recogniser, of->config.media);
  int code = exit_ok;
  for (const std::string& file : files) {
    const auto report = import_file(file, platforms, *recogniser, **ledger,
                                    {.person_key = (*ledger)->person_key(), .place = {}});
    if (!report) {
      code = complain(io.err, report.error());
      continue;
    }
    if (!common.quiet) io.err << report_text(file, *report) << '\n';
    if (report->damaged > 0 && code == exit_ok) code = exit_partial;
  }
  return code;
}

int run_verify(const Common& common, const std::string& kept, Streams io) {
  constexpr std::size_t link_digits = 64;
  if (!kept.empty() && (kept.size() != link_digits ||
                        kept.find_first_not_of("0123456789abcdef") != std::string::npos))
    return complain(io.err, Error{Trouble::usage,
                                  "verify: --kept wants the 64 hex digits behind "
                                  "\"chain\" that an earlier verify printed"});
  auto of = open_case(common.folder);
  if (!of) return complain(io.err, of.error());
  const auto report = verify(common.folder, kept);
  if (!report) return complain(io.err, report.error());
  io.out << report_text(*report);
  return report->damage.empty() ? exit_ok : exit_failure;
}

int run_pack(const Common& common, const std::string& output, Streams io) {
  auto of = open_case(common.folder);
  if (!of) return complain(io.err, of.error());
  const std::string file = output.empty() ? "case.wacz" : output;
  if (const auto packed = pack_wacz(common.folder, file); !packed)
    return complain(io.err, packed.error());
  if (!common.quiet) io.err << "wrote " << file << '\n';
  return exit_ok;
}

}  // namespace godwit
