// SPDX-License-Identifier: Apache-2.0
#include "app/commands/metrics.h"

#include <fmt/format.h>

namespace godwit {
namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string open_metrics(std::span<const Metric> metrics) {
  std::string out;
  for (const Metric& m : metrics) {
    if (m.samples.empty()) continue;
    out += fmt::format("# TYPE {} {}\n", m.name, m.type);
    if (!m.unit.empty()) out += fmt::format("# UNIT {} {}\n", m.name, m.unit);
    out += fmt::format("# HELP {} {}\n", m.name, escaped(m.help));
    const char* suffix = m.type == "counter" ? "_total" : "";
    for (const auto& [service, value] : m.samples) {
      const std::string label =
          service.empty() ? std::string() : fmt::format("{{service=\"{}\"}}", escaped(service));
      out += fmt::format("{}{}{} {}\n", m.name, suffix, label, value);
    }
  }
  return out + "# EOF\n";
}

}  // namespace godwit
