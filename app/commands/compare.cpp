// SPDX-License-Identifier: Apache-2.0
#include "app/commands/compare.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "godwit/tracker.h"
#include "sim/comparison.h"

namespace godwit {
namespace {

using Json = nlohmann::ordered_json;
using sim::ComparedSchedule;

Result<std::pair<std::uint64_t, std::uint64_t>> seeds_of(const std::string& text) {
  const char* end = text.data() + text.size();
  std::uint64_t first = 0, last = 0;
  auto read = std::from_chars(text.data(), end, first);
  last = first;
  if (read.ec == std::errc{} && read.ptr != end && *read.ptr == '-')
    read = std::from_chars(read.ptr + 1, end, last);
  if (read.ec != std::errc{} || read.ptr != end || last < first)
    return Error{Trouble::usage, "--seeds " + text + ": give one number or a range such as 1-10"};
  return std::pair{first, last};
}

Result<std::vector<const Ranking*>> rankings_of(const std::vector<std::string>& names) {
  std::vector<const Ranking*> found;
  for (const std::string& name : names) {
    if (name == "all") {
      for (const Ranking& each : rankings()) found.push_back(&each);
    } else if (const Ranking* one = find_ranking(name)) {
      found.push_back(one);
    } else {
      std::string known = "all";
      for (const Ranking& each : rankings()) known += ", " + std::string(each.name);
      return Error{Trouble::usage, "--policy " + name + ": no such policy; there are " + known};
    }
  }
  return found;
}

// graph's hints, from a tracker of its own for each run; runs are parallel, so one thread each.
void with_follow(const std::function<void(const Follow&)>& use) {
  Tracker tracker(1);
  use([&](const Observation& seen) { return tracker.apply(seen); });
}

Json between(const sim::Between& b, double value) { return {value, b.low, b.high}; }

Json row_json(const ComparedSchedule& row) {
  const sim::Difference& d = row.against_product;
  return {{"policy", row.ranking->name},
          {"per_second", row.per_second},
          {"announcements", row.judged},
          {"seen", row.announcements.seen},
          {"delay_minutes",
           {{"mean", row.announcements.mean},
            {"p50", row.announcements.p50},
            {"p95", row.announcements.p95}}},
          {"death_delay_minutes", row.death_mean},
          {"successors_within_6h", row.successors_within_6h},
          {"false_deaths_per_1000_channel_days", row.false_deaths},
          {"channel_days", row.channel_days},
          {"longest_gap_hours", row.longest_gap_hours},
          {"requests", row.requests},
          {"requests_over_budget", row.exceeded},
          {"minus_product",
           {{"seen", between(d.seen, d.value.seen)},
            {"mean", between(d.mean, d.value.mean)},
            {"p95", between(d.p95, d.value.p95)}}}};
}

void print_json(const CompareOptions& options, const std::vector<ComparedSchedule>& rows,
                std::ostream& out) {
  Json json{{"rehearsal", true},
            {"seeds", options.seeds},
            {"regime", options.regime},
            {"networks", options.networks},
            {"channels", options.channels},
            {"days", options.days},
            {"warm_up_days", options.warm_up},
            {"pages", options.pages},
            {"rows", Json::array()}};
  for (const ComparedSchedule& row : rows) json["rows"].push_back(row_json(row));
  out << json.dump(1) << '\n';
}

// A difference whose interval does not hold zero is one that another draw would show too.
std::string marked(const sim::Between& b, const std::string& value) {
  return b.low > 0 || b.high < 0 ? value + "*" : value;
}

void print_table(const std::vector<ComparedSchedule>& rows, const Terminal& terminal,
                 std::ostream& out) {
  Table table({"rate", "policy*", "seen %", "mean", "p50", "p95", "death", "<6h %", "false",
               "gap h", "over"});
  for (const ComparedSchedule& row : rows) {
    const sim::Difference& d = row.against_product;
    table.row({fmt::format("{:g}", row.per_second), std::string(row.ranking->name),
               marked(d.seen, fmt::format("{:.1f}", 100 * row.announcements.seen)),
               marked(d.mean, fmt::format("{:.1f}", row.announcements.mean)),
               fmt::format("{:.1f}", row.announcements.p50),
               marked(d.p95, fmt::format("{:.1f}", row.announcements.p95)),
               fmt::format("{:.1f}", row.death_mean),
               fmt::format("{:.1f}", 100 * row.successors_within_6h),
               fmt::format("{:.2f}", row.false_deaths),
               fmt::format("{:.1f}", row.longest_gap_hours), std::to_string(row.exceeded)});
  }
  table.print(out, terminal);
  out << "Delays in minutes, of announcements seen before they vanished. <6h: successors known "
         "within six hours\nof their birth. false: living channels called dead, per 1,000 "
         "channel-days. over: requests over budget.\n* differs from index+wave beyond chance (95 "
         "%, networks resampled). A rehearsal: invented events.\n";
}

sim::ComparisonSetting setting_of(const CompareOptions& options) {
  sim::ComparisonSetting setting;
  setting.budgets = options.rates.empty() ? std::vector{0.2} : options.rates;
  setting.trace.networks = options.networks, setting.trace.channels = options.channels;
  setting.trace.days = options.days, setting.trace.regime = options.regime;
  setting.world = options.world;
  setting.world.brands = options.networks, setting.world.days = options.days;
  setting.world.regime = options.regime;
  setting.pages = options.pages;
  setting.warm_up = days(options.warm_up);
  setting.with_follow = with_follow;
  return setting;
}

}  // namespace

int run_compare(const Common& common, const CompareOptions& options, Streams io) {
  const auto seeds = seeds_of(options.seeds);
  if (!seeds) return complain(io.err, seeds.error());
  auto rankings = rankings_of(options.policies);
  if (!rankings) return complain(io.err, rankings.error());
  if (options.warm_up + 1 >= options.days)
    return complain(
        io.err,
        {Trouble::usage, fmt::format("--days {}: at least {}, for the first {} and the last one "
                                     "are not judged",
                                     options.days, options.warm_up + 2, options.warm_up)});
  sim::ComparisonSetting setting = setting_of(options);
  setting.rankings = std::move(*rankings);
  setting.first_seed = seeds->first, setting.last_seed = seeds->second;
  if (!common.quiet)
    setting.progress = [&](const Ranking& ranking, double per_second, std::uint64_t seed) {
      io.err << fmt::format("seed {}: {} at {:g}/s\n", seed, ranking.name, per_second);
    };
  const auto rows = sim::compare(setting);
  if (common.json)
    print_json(options, rows, io.out);
  else
    print_table(rows, terminal_of(STDOUT_FILENO, common.no_colour), io.out);
  return exit_ok;
}

}  // namespace godwit
