// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/robots.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "crawler/parse/url.h"

namespace godwit {
namespace {

constexpr std::size_t largest_file = std::size_t{500} * 1024;  // RFC 9309 2.5: at least 500 KiB
constexpr Duration longest_delay = seconds(60);  // a larger Crawl-delay is a wish to be left alone

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

std::string_view trimmed(std::string_view s) {
  const std::size_t begin = s.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return s.substr(begin, s.find_last_not_of(" \t") - begin + 1);
}

// Lines end in LF, CR LF or CR, mixed as people mix them.
std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// "godwit" of "Godwit/1.0 (+https://…)".
std::string_view product_token(std::string_view value) {
  std::size_t n = 0;
  while (n < value.size() && (std::isalpha(static_cast<unsigned char>(value[n])) != 0 ||
                              value[n] == '_' || value[n] == '-')) {
    ++n;
  }
  return value.starts_with('*') ? value.substr(0, 1) : value.substr(0, n);
}

std::optional<unsigned> hex_byte(std::string_view two) {
  unsigned byte = 0;
  if (two.size() != 2) return std::nullopt;
  const auto [end, error] = std::from_chars(two.data(), two.data() + 2, byte, 16);
  if (error != std::errc{} || end != two.data() + 2) return std::nullopt;
  return byte;
}

bool unreserved(unsigned char c) {
  return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~';
}

// RFC 9309 2.2.2: rules and paths are compared after percent-encoding what is not ASCII and
// decoding what need not be encoded. Idempotent.
std::string normalised(std::string_view path) {
  std::string out;
  out.reserve(path.size());
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto c = static_cast<unsigned char>(path[i]);
    if (c == '%') {
      if (const auto byte = hex_byte(path.substr(i + 1, 2))) {
        if (*byte < 0x80 && unreserved(static_cast<unsigned char>(*byte))) {
          out += static_cast<char>(*byte);
        } else {
          out += fmt::format("%{:02X}", *byte);
        }
        i += 2;
        continue;
      }
    }
    if (c <= 0x20 || c >= 0x7f) {
      out += fmt::format("%{:02X}", c);
    } else {
      out += path[i];
    }
  }
  return out;
}

// Does the pattern match a prefix of `path` ('$' at its end: all of it)? Leftmost pieces suffice:
// where any match exists, the leftmost one does.
bool matches(std::string_view pattern, std::string_view path) {
  const bool anchored = pattern.ends_with('$');
  if (anchored) pattern.remove_suffix(1);
  std::size_t at = 0;
  bool first = true;
  while (true) {
    const std::size_t star = std::min(pattern.find('*'), pattern.size());
    const std::string_view piece = pattern.substr(0, star);
    const bool last = star == pattern.size();
    if (first) {
      if (!path.starts_with(piece)) return false;
      at = piece.size();
      if (last) return !anchored || at == path.size();
    } else if (last && anchored) {
      return path.size() - at >= piece.size() && path.ends_with(piece);
    } else {
      const std::size_t found = path.find(piece, at);
      if (found == std::string_view::npos) return false;
      at = found + piece.size();
      if (last) return true;
    }
    first = false;
    pattern.remove_prefix(star + 1);
  }
}

std::optional<Duration> read_delay(std::string_view value) {
  double delay_s = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), delay_s);
  if (error != std::errc{} || !(delay_s >= 0)) return std::nullopt;
  const double capped_ms = std::min(delay_s * 1000, double(longest_delay.count()));
  return Duration{static_cast<std::int64_t>(capped_ms)};
}

// Takes the file line by line; groups that name the same agent are one (RFC 9309 2.2.1).
class Reader {
 public:
  explicit Reader(std::string_view agent) : agent_(agent) {}

  void take(std::string_view line) {
    line = line.substr(0, line.find('#'));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view key = trimmed(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (equal_ignoring_case(key, "user-agent")) {
      take_agent(value);
    } else if (equal_ignoring_case(key, "allow")) {
      take_rule(value, true);
    } else if (equal_ignoring_case(key, "disallow")) {
      take_rule(value, false);
    } else if (equal_ignoring_case(key, "crawl-delay")) {
      naming_ = false;
      if (const auto delay = read_delay(value)) each([&](Robots& r) { r.crawl_delay = delay; });
    }
  }

  Robots result() && { return std::move(named_ ? ours_ : anyone_); }

 private:
  void take_agent(std::string_view value) {
    if (!naming_) for_us_ = for_anyone_ = false;
    naming_ = true;
    const std::string_view token = product_token(value);
    if (token == "*") for_anyone_ = true;
    if (equal_ignoring_case(token, agent_)) for_us_ = named_ = true;
  }

  void take_rule(std::string_view path, bool allow) {
    naming_ = false;
    if (path.empty()) return;
    each([&](Robots& r) { r.rules.push_back({normalised(path), allow}); });
  }

  template <class F>
  void each(F change) {
    if (for_us_) change(ours_);
    if (for_anyone_) change(anyone_);
  }

  std::string_view agent_;
  Robots ours_, anyone_;
  bool for_us_ = false, for_anyone_ = false;  // whom the current group concerns
  bool naming_ = false;                       // the last line named an agent
  bool named_ = false;                        // some group names us
};

}  // namespace

Robots parse_robots(std::string_view text, std::string_view agent) {
  text = text.substr(0, largest_file);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Reader reader(agent);
  while (!text.empty()) reader.take(next_line(text));
  return std::move(reader).result();
}

std::string to_text(const Robots& robots) {
  std::string out = "User-agent: *\n";
  if (robots.crawl_delay) {
    out += fmt::format("Crawl-delay: {}.{:03}\n", robots.crawl_delay->count() / 1000,
                       robots.crawl_delay->count() % 1000);
  }
  for (const RobotsRule& rule : robots.rules) {
    out += (rule.allow ? "Allow: " : "Disallow: ") + rule.path + "\n";
  }
  return out;
}

bool allows(const Robots& robots, std::string_view path_and_query) {
  const std::string path = normalised(path_and_query);
  std::size_t longest = 0;
  bool allowed = true;
  for (const RobotsRule& rule : robots.rules) {
    const bool decides = rule.path.size() > longest || (rule.path.size() == longest && rule.allow);
    if (decides && matches(rule.path, path)) {
      longest = rule.path.size();
      allowed = rule.allow;
    }
  }
  return allowed;
}

std::string robots_url_of(std::string_view url) {
  auto parsed = parse_url(url);
  if (!parsed || !parsed->host || (parsed->scheme != "http" && parsed->scheme != "https"))
    return {};
  parsed->username.clear();
  parsed->password.clear();
  parsed->path = "/robots.txt";
  parsed->query.reset();
  parsed->fragment.reset();
  return to_string(*parsed);
}

Observation read_robots(const Fetched& page) {
  Observation seen;
  seen.at = page.at;
  seen.url = page.request.url;
  seen.purpose = Purpose::robots;
  seen.outcome = page.outcome;
  seen.status = page.status;
  seen.why = page.why;
  seen.flags = page.flags;
  seen.redirect = page.location;
  seen.capture = page.capture;
  seen.limited = page.status == 429;
  const bool readable = page.outcome == Outcome::answered || page.outcome == Outcome::too_large;
  if (readable && page.status >= 200 && page.status < 300) {
    const Robots robots = parse_robots(page.body, robots_agent);
    if (robots != Robots{}) seen.profile.more.emplace_back("robots", to_text(robots));
  }
  return seen;
}

}  // namespace godwit
