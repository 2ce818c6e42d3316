// SPDX-License-Identifier: Apache-2.0
#include "app/cli/groups.h"
#include "app/commands/doctor.h"

namespace godwit {
namespace {

void add_export(CLI::App& app, Words& w, Streams io) {
  std::string formats = "Write the succession as:";
  for (const ExportFormat& format : export_formats())
    formats += "\n  " + std::string(format.name) + ": " + std::string(format.about);
  formats += "\n  wacz: the captures, one file\n  facts: every fact, one JSON line each";
  auto* sub = command(app, "export", formats.c_str());
  ExportCommand& o = w.exported;
  sub->add_option("FORMAT", o.format, "One of the formats above")->required();
  sub->add_option("-o,--output", o.output, "File (or folder) to write; default: standard output");
  sub->add_option("--lineage", o.filter.lineage, "Only this lineage, such as L3");
  sub->add_option("--from", w.from.typed, "Only channels alive after TIME")->check(is_time);
  sub->add_option("--to", w.to.typed, "Only channels seen before TIME")->check(is_time);
  sub->add_option("--min-probability", o.filter.min_probability, "Only edges at least that sure")
      ->check(CLI::Range(0.0, 1.0));
  sub->add_option("--basis", w.basis, "Only edges that are observed or inferred")
      ->check(CLI::IsMember({"observed", "inferred"}));
  sub->add_option("--gexf", o.gexf, "GEXF version")->check(CLI::IsMember({"1.2", "1.3"}));
  add_as_of(sub, w);
  sub->add_flag_callback(
      "--no-viz", [&o] { o.viz = false; }, "GEXF without positions, sizes and colours");
  sub->add_flag_callback(
      "--csv-safe", [&o] { o.csv_safe = true; },
      "Guard CSV cells that a spreadsheet would run (the default)");
  sub->add_flag_callback(
      "--csv-raw", [&o] { o.csv_safe = false; }, "Leave such cells as they are");
  sub->callback([&w, io] {
    ExportFilter& filter = w.exported.filter;
    filter.from = w.from.time(), filter.to = w.to.time();
    if (!w.basis.empty()) filter.basis = w.basis == "observed" ? Basis::observed : Basis::inferred;
    w.run = [&w, io] { return run_export(w.common, w.exported, io); };
  });
}

}  // namespace

void add_case_commands(CLI::App& app, Words& w, Streams io) {
  auto* init = command(app, "init", "Make a case: a folder with a commented godwit.toml");
  init->add_option("DIR", w.folder, "The folder (default: the one of -C)");
  init->add_flag("--rehearsal", w.rehearsal,
                 "A rehearsal: may take --now, and all it prints says so");
  runs(init, w, [&w, io] {
    return run_init(w.folder.empty() ? w.common.folder : std::filesystem::path(w.folder),
                    w.rehearsal, io);
  });

  auto* import = command(app, "import",
                         "Take in what you already hold: WARC, WACZ, Telegram Desktop result.json, "
                         "Telethon NDJSON, Rocket.Chat export, sightings CSV/TSV "
                         "(url,first_seen,last_seen,title)");
  import->add_option("FILE", w.files, "Files")->required();
  runs(import, w, [&w, io] { return run_import(w.common, w.files, io); });

  auto* report = command(app, "report", "One self-contained HTML file: picture, tables, evidence");
  report->add_option("-o,--output", w.reported.output,
                     "The file (default: report.html; - = stdout)");
  report->add_option("--pdf", w.reported.pdf, "Print it to this file too, by Chromium");
  add_as_of(report, w);
  runs(report, w, [&w, io] { return run_report(w.common, w.reported, io); });

  auto* verify = command(app, "verify", "Re-hash every capture and the chain of facts");
  verify->add_option("--kept", w.kept,
                     "A chain that verify printed before and you kept elsewhere: "
                     "fails unless it is still a link of this case");
  runs(verify, w, [&w, io] { return run_verify(w.common, w.kept, io); });

  auto* doctor = command(app, "doctor",
                         "Is this machine, and this case, fit for work? Clock, DNS, proxy, disk "
                         "space, permissions, ledger. Writes nothing; exit 1 where a check fails");
  runs(doctor, w, [&w, io] { return run_doctor(w.common, io); });

  auto* pack = command(app, "pack", "Pack the captures as one WACZ file");
  pack->add_option("-o,--output", w.packed, "The file (default: case.wacz)");
  runs(pack, w, [&w, io] { return run_pack(w.common, w.packed, io); });

  add_export(app, w, io);
}

}  // namespace godwit
