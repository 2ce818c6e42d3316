// SPDX-License-Identifier: Apache-2.0
#include "app/commands/progress.h"

#include <algorithm>
#include <ostream>

#include "graph/export/text.h"

namespace godwit {
namespace {

double seconds_of(const CrawlSummary& sum) {
  return double((sum.ended - sum.began).count()) / 1000.0;
}

std::string rate(const CrawlSummary& sum) {
  return decimal(double(sum.facts) / std::max(0.001, seconds_of(sum)), 1) + "/s";
}

// The service that keeps us waiting: most errands, first by name.
std::string slowest(const FrontierFigures& figures) {
  const ServiceFigures* most = nullptr;
  for (const ServiceFigures& each : figures.services)
    if (most == nullptr || each.waiting > most->waiting) most = &each;
  if (most == nullptr || most->waiting == 0) return "";
  return "; " + most->name + ": " + std::to_string(most->waiting) + " waiting";
}

// "2 h 05 min", "3 min", "40 s".
std::string span_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds);
  const std::int64_t hours = whole / 3600, minutes = whole % 3600 / 60;
  if (hours > 0) return std::to_string(hours) + " h " + std::to_string(minutes) + " min";
  return minutes > 0 ? std::to_string(minutes) + " min" : std::to_string(whole) + " s";
}

std::int64_t requests_to(const FrontierFigures& figures, const std::string& service) {
  for (const ServiceFigures& each : figures.services)
    if (each.name == service) return each.requests;
  return 0;
}

std::string why_ended(Ending ending) {
  switch (ending) {
    case Ending::nothing_due:
      return "";
    case Ending::time_up:
      return "; stopped by --time-budget, resumable";
    case Ending::enough:
      return "; stopped by --max-requests, resumable";
    case Ending::stopped:
      return "; stopped by you, resumable";
    case Ending::put_off:
      return "; some services asked to be left alone, crawl again later";
  }
  return "";
}

}  // namespace

// The service that takes longest decides: the others are asked beside it.
std::string time_left(const CrawlSummary& first, const CrawlSummary& so_far) {
  const double elapsed = double((so_far.ended - first.ended).count()) / 1000.0;
  if (elapsed < 5) return "";
  double most = 0;
  for (const ServiceFigures& each : so_far.frontier.services) {
    const auto answered = each.requests - requests_to(first.frontier, each.name);
    if (each.waiting == 0) continue;
    if (answered <= 0) return "";  // not begun: nobody knows
    most = std::max(most, double(each.waiting) * elapsed / double(answered));
  }
  return most > 0 ? "; about " + span_text(most) + " left" : "";
}

ProgressLine::ProgressLine(std::ostream& out, const Terminal& terminal, bool quiet, bool ends)
    : out_(out), terminal_(terminal), quiet_(quiet), ends_(ends) {}

void ProgressLine::show(const CrawlSummary& so_far) {
  if (quiet_ || !terminal_.is_tty) return;
  if (!first_) first_ = so_far;
  const std::string text =
      std::to_string(so_far.facts) + " done, " + std::to_string(so_far.frontier.waiting) +
      " due, " + std::to_string(so_far.frontier.in_flight) + " in flight, " + rate(so_far) + ", " +
      std::to_string(so_far.new_places) + " new addresses" + slowest(so_far.frontier) +
      (ends_ ? time_left(*first_, so_far) : "");
  out_ << "\r\x1b[K" << fitted(text, terminal_.columns - 1) << std::flush;
  shown_ = true;
}

void ProgressLine::clear() {
  if (shown_) out_ << "\r\x1b[K" << std::flush;
}

std::string summary_text(const CrawlSummary& sum, std::size_t successions, std::size_t fresh) {
  const auto used = std::ranges::count_if(sum.frontier.services,
                                          [](const ServiceFigures& s) { return s.requests > 0; });
  return "crawled " + std::to_string(sum.facts) + " pages of " + std::to_string(used) +
         " services in " + decimal(seconds_of(sum), 0) + " s (" + rate(sum) + "): addresses " +
         std::to_string(sum.alive) + " alive, " + std::to_string(sum.absent) + " absent, " +
         std::to_string(sum.unreachable) + " unreachable, " + std::to_string(sum.limited) +
         " limited, " + std::to_string(sum.denied) + " denied by robots.txt; " +
         std::to_string(sum.new_places) + " new addresses; " + std::to_string(successions) +
         " successions known, " + std::to_string(fresh) + " new" + why_ended(sum.ending);
}

}  // namespace godwit
