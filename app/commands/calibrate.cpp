// SPDX-License-Identifier: Apache-2.0
#include "app/commands/calibrate.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>

#include "app/case_view.h"
#include "graph/calibrator.h"
#include "graph/export/row.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

Observation sight(const std::string& domain, Time at, bool already_there) {
  Observation seen;
  seen.at = at;
  seen.address = {"site", "site", domain, "https://" + domain + "/"};
  seen.url = seen.address.url;
  seen.source = Source::sighting;
  seen.state = State::alive;
  seen.profile.kind = "site";
  seen.already_there = already_there;
  return seen;
}

Result<void> read_moves(const fs::path& file, Calibrator& calibrator) {
  std::ifstream in(file);
  if (!in) return Error{Trouble::usage, file.string() + ": cannot be read"};
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (number == 1) continue;  // the columns' names
    std::istringstream row(line);
    std::string site, domain, first, last;
    for (std::string* cell : {&site, &domain, &first, &last}) std::getline(row, *cell, '\t');
    const bool already_there = first.starts_with('<');
    const auto from = parse_time(already_there ? first.substr(1) : first), to = parse_time(last);
    if (domain.empty() || !from || !to)
      return Error{Trouble::usage, file.string() + ":" + std::to_string(number) +
                                       ": is not site, domain, first_seen, last_seen"};
    calibrator.take_move(sight(domain, *from, already_there), site);
    calibrator.take_move(sight(domain, *to, already_there), site);
  }
  return {};
}

Result<void> write_set(const fs::path& folder, const WeightSet& set, const WeightSet& previous) {
  // The set before stays beside it, under its version: old answers can be had again.
  const std::pair<fs::path, std::string> files[] = {
      {folder / ("weights." + previous.version() + ".toml"), write_weights(previous)},
      {folder / "weights.toml.part", write_weights(set)}};
  for (const auto& [file, text] : files) {
    std::ofstream out(file, std::ios::binary);
    out << "# A weight set of godwit's evidence, in bits; see docs/succession.md.\n" << text;
    if (!out.flush()) return Error{Trouble::failure, file.string() + ": cannot be written"};
  }
  std::error_code error;
  fs::rename(folder / "weights.toml.part", folder / "weights.toml", error);
  if (error) return Error{Trouble::failure, "weights.toml: cannot be written: " + error.message()};
  return {};
}

void tell(const Calibration& c, const WeightSet& previous, std::ostream& out) {
  out << c.learned << " edges learned from, " << c.held_out
      << " of later lineages held out to judge by\n"
      << "  before (" << printable(previous.version()) << "): log-loss "
      << decimal(c.before.log_loss, 4) << ", calibration error "
      << decimal(c.before.calibration_error, 4) << "\n  after: log-loss "
      << decimal(c.after.log_loss, 4) << ", calibration error "
      << decimal(c.after.calibration_error, 4) << '\n';
}

std::string document(const Calibration& c, const WeightSet& previous) {
  nlohmann::ordered_json json;
  json["learned"] = c.learned;
  json["held_out"] = c.held_out;
  for (const auto& [name, f] : {std::pair{"before", c.before}, std::pair{"after", c.after}})
    json[name] = {{"log_loss", f.log_loss}, {"calibration_error", f.calibration_error}};
  json["previous"] = previous.version();
  json["weights"] = c.weights.version();
  json["changed"] = c.better;
  return json.dump(2) + "\n";
}

}  // namespace

int run_calibrate(const Common& common, const std::string& moves_folder, Streams io) {
  auto of = open_case(common.folder);
  if (!of) return complain(io.err, of.error());
  auto previous = weights_of(*of);
  if (!previous) return complain(io.err, previous.error());
  auto ledger = open_ledger(common.folder, OpenMode::read);
  if (!ledger) return complain(io.err, ledger.error());
  Calibrator calibrator;
  const auto folded = (*ledger)->replay([&](const Observation& seen) { calibrator.take(seen); });
  if (!folded) return complain(io.err, folded.error());
  if (!moves_folder.empty())
    if (const auto read = read_moves(fs::path(moves_folder) / "domain_life.tsv", calibrator); !read)
      return complain(io.err, read.error());
  auto c = calibrator.learn(*previous);
  if (!c)
    return complain(io.err,
                    {Trouble::nothing_to_do,
                     "too few to learn from: " + std::to_string(calibrator.spoken()) +
                         " edges with a confirm or reject, " + std::to_string(fewest_lessons) +
                         " of at least " + std::to_string(fewest_lineages) +
                         " lineages are needed; nothing was changed"});
  if (c->better) {
    c->weights.name = "case";
    if (const auto wrote = write_set(common.folder, c->weights, *previous); !wrote)
      return complain(io.err, wrote.error());
  }
  if (common.json) return io.out << document(*c, *previous), exit_ok;
  tell(*c, *previous, io.out);
  io.out << (c->better ? "wrote weights.toml, version " + printable(c->weights.version())
                       : std::string("no better on what was held out: nothing was changed"))
         << '\n';
  return exit_ok;
}

}  // namespace godwit
