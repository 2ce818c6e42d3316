// SPDX-License-Identifier: Apache-2.0
#include "app/commands/plan.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <ostream>

#include "graph/export/json.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

struct HostPlan {
  std::size_t due = 0, later = 0, denied = 0;
  double per_hour = 0;
  std::optional<std::int64_t> left_today;
};

const char* verdict(const RobotsBook::Ruling& ruling) {
  switch (ruling.say) {
    case RobotsBook::Say::allowed:
      return "allowed";
    case RobotsBook::Say::forbidden:
      return "forbidden";
    case RobotsBook::Say::unreachable:
      return "left alone";
    case RobotsBook::Say::ask:
      return "ask first";
  }
  return "?";
}

std::map<std::string, HostPlan> by_host(const std::vector<Planned>& rows,
                                        const std::vector<ServiceStanding>& standing, Time now) {
  std::map<std::string, HostPlan> hosts;
  for (const ServiceStanding& s : standing)
    hosts[s.name].per_hour = s.per_hour, hosts[s.name].left_today = s.left_today;
  for (const Planned& row : rows) {
    HostPlan& host = hosts[row.service];
    const bool denied = row.robots.say == RobotsBook::Say::forbidden ||
                        row.robots.say == RobotsBook::Say::unreachable;
    ++(row.due > now ? host.later : denied ? host.denied : host.due);
  }
  return hosts;
}

double minutes_needed(const HostPlan& host) {
  return host.per_hour > 0 ? 60 * double(host.due) / host.per_hour : 0;
}

void print_json(const std::vector<Planned>& rows, const std::map<std::string, HostPlan>& hosts,
                Time now, std::ostream& out) {
  nlohmann::ordered_json json{{"now", json_time(now)}};
  json["hosts"] = nlohmann::ordered_json::array();
  for (const auto& [name, host] : hosts) {
    json["hosts"].push_back({{"service", name},
                             {"due", host.due},
                             {"denied", host.denied},
                             {"later", host.later},
                             {"requests_per_hour", host.per_hour},
                             {"minutes", minutes_needed(host)}});
    json["hosts"].back()["left_today"] = nullptr;
    if (host.left_today) json["hosts"].back()["left_today"] = *host.left_today;
  }
  json["looks"] = nlohmann::ordered_json::array();
  for (const Planned& row : rows)
    if (row.due <= now)
      json["looks"].push_back({{"url", row.url},
                               {"service", row.service},
                               {"due", json_time(row.due)},
                               {"robots", verdict(row.robots)},
                               {"why", row.robots.why}});
  out << json_text(json);
}

void print_tables(const std::vector<Planned>& rows, const std::map<std::string, HostPlan>& hosts,
                  Time now, const Terminal& terminal, std::ostream& out) {
  Table per_host({"service*", "due", "denied", "later", "per hour", "left today", "minutes"});
  for (const auto& [name, host] : hosts)
    per_host.row({name, std::to_string(host.due), std::to_string(host.denied),
                  std::to_string(host.later), fmt::format("{:.0f}", host.per_hour),
                  host.left_today ? std::to_string(*host.left_today) : "",
                  fmt::format("{:.1f}", minutes_needed(host))});
  per_host.print(out, terminal);
  Table looks({"robots.txt", "service", "address*"});
  for (const Planned& row : rows)
    if (row.due <= now) looks.row({verdict(row.robots), row.service, printable(row.url)});
  if (looks.empty()) return;
  out << '\n';
  looks.print(out, terminal);
}

}  // namespace

int print_plan(Frontier& frontier, Time now, const Common& common, Streams io) {
  frontier.begin(Run::one_pass, now);
  const std::vector<Planned> rows = frontier.plan(now);
  const auto hosts = by_host(rows, frontier.standing(now), now);
  if (common.json)
    print_json(rows, hosts, now, io.out);
  else if (rows.empty())
    io.err << "nothing is due\n";
  else
    print_tables(rows, hosts, now, terminal_of(STDOUT_FILENO, common.no_colour), io.out);
  return exit_ok;
}

}  // namespace godwit
