// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/robots.h"

#include <fmt/format.h>

#include "crawler/parse/url.h"

namespace godwit {
namespace {

constexpr int most_redirects = 5;         // RFC 9309 2.3.1.2
constexpr Duration kept_for = hours(24);  // RFC 9309 2.4

RobotsBook::Ruling ask(std::string file) {
  RobotsBook::Ruling ruling;
  ruling.say = RobotsBook::Say::ask;
  ruling.ask_url = std::move(file);
  return ruling;
}

}  // namespace

void RobotsBook::learn(const Observation& seen) {
  Entry entry;
  entry.at = seen.at;
  entry.until = seen.at + kept_for;
  const bool readable = seen.outcome == Outcome::answered || seen.outcome == Outcome::too_large;
  if (!readable) {
    entry.say = Say::unreachable;
    entry.outcome = seen.outcome;
    entry.why = fmt::format("nothing was sent: robots.txt could not be had ({})", seen.why);
  } else if (seen.limited) {
    return;  // asked again once the service may be asked again
  } else if (seen.status >= 500) {
    entry.say = Say::forbidden;
    entry.why = fmt::format("robots.txt answered {}: left alone for 24 h (RFC 9309)", seen.status);
  } else if (seen.status >= 300 && seen.status < 400 && !seen.redirect.empty()) {
    entry.redirect = seen.redirect;
  } else {
    for (const auto& [name, text] : seen.profile.more) {
      if (name == "robots") entry.robots = parse_robots(text, robots_agent);
    }
  }
  entries_[seen.url] = std::move(entry);
}

RobotsBook::Ruling RobotsBook::ruling(const std::string& url, Time due, Time now) const {
  std::string file = robots_url_of(url);
  if (file.empty() || file == url) return {};
  const auto parsed = parse_url(url);
  for (int hop = 0; hop <= most_redirects; ++hop) {
    const auto found = entries_.find(file);
    if (found == entries_.end() || found->second.until <= now) return ask(file);
    const Entry& entry = found->second;
    if (entry.say == Say::unreachable && due > entry.at) return ask(file);
    if (!entry.redirect.empty()) {
      file = entry.redirect;
      continue;
    }
    const std::string path = parsed->path + (parsed->query ? "?" + *parsed->query : "");
    Ruling ruling;
    ruling.say = entry.say;
    ruling.why = entry.why;
    ruling.crawl_delay = entry.robots.crawl_delay.value_or(Duration{});
    if (entry.say == Say::unreachable) ruling.outcome = entry.outcome;
    if (entry.say == Say::allowed && !allows(entry.robots, path)) {
      ruling.say = Say::forbidden;
      ruling.why = "robots.txt asks robots to leave it alone";
    }
    return ruling;
  }
  return {};
}

}  // namespace godwit
