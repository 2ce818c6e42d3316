// SPDX-License-Identifier: Apache-2.0
// What pages are made with. Nothing here is shared with the code that reads pages.
#include "world/page.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace godwit::stage {

namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

void take_query(Ask& ask, std::string_view query) {
  while (!query.empty()) {
    const std::string_view one = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), one.size() + 1));
    const std::size_t equals = std::min(one.find('='), one.size());
    const std::string_view value =
        equals < one.size() ? one.substr(equals + 1) : std::string_view{};
    ask.query.emplace_back(percent_decoded(one.substr(0, equals), true),
                           percent_decoded(value, true));
  }
}

}  // namespace

std::string Ask::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return {};
}

Ask take_apart(std::string_view method, std::string_view url, std::string_view body) {
  Ask ask;
  ask.method = method;
  ask.body = body;
  url = url.substr(0, url.find('#'));
  const std::size_t colon = std::min(url.find("://"), url.size());
  ask.scheme = lower(url.substr(0, colon));
  url.remove_prefix(std::min(url.size(), colon + 3));
  const std::size_t end = std::min(url.find_first_of("/?"), url.size());
  std::string_view host = url.substr(0, end);
  host = host.substr(0, host.find(':'));
  ask.host = lower(host);
  if (ask.host.starts_with("www.")) ask.host.erase(0, 4);
  url.remove_prefix(end);
  ask.target = url.empty() || url[0] == '?' ? "/" + std::string(url) : std::string(url);
  const std::size_t question = std::min(ask.target.find('?'), ask.target.size());
  ask.path = percent_decoded(std::string_view(ask.target).substr(0, question), false);
  if (question < ask.target.size())
    take_query(ask, std::string_view(ask.target).substr(question + 1));
  return ask;
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string with_breaks(std::string_view escaped) {
  std::string out;
  for (const char c : escaped) {
    if (c == '\n')
      out += "<br/>";
    else
      out += c;
  }
  return out;
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x",
                    static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += code;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string http_date(Time t) {
  using namespace std::chrono;
  constexpr std::array<const char*, 7> week{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<std::chrono::days>(t);
  const year_month_day date{day};
  const hh_mm_ss<Duration> clock{t - day};
  char out[40];
  std::snprintf(out, sizeof out, "%s, %02u %s %04d %02d:%02d:%02d GMT",
                week[weekday{day}.c_encoding()], unsigned{date.day()},
                months[unsigned{date.month()} - 1], int{date.year()}, int(clock.hours().count()),
                int(clock.minutes().count()), int(clock.seconds().count()));
  return out;
}

std::string spaced_number(std::int64_t n) {
  std::string digits = std::to_string(n);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ' ');
  return digits;
}

std::string rounded_number(std::int64_t n) {
  if (n < 1000) return std::to_string(n);
  const bool millions = n >= 1'000'000;
  const double value = static_cast<double>(n) / (millions ? 1e6 : 1e3);
  char out[32];
  const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const double scale = decimals == 0 ? 1 : decimals == 1 ? 10 : 100;
  std::snprintf(out, sizeof out, "%.*f", decimals, std::floor(value * scale) / scale);
  std::string text(out);
  while (text.find('.') != std::string::npos && (text.back() == '0' || text.back() == '.')) {
    const bool point = text.back() == '.';
    text.pop_back();
    if (point) break;
  }
  return text + (millions ? "M" : "K");
}

std::string base64url(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = (held << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += digits[(held >> (bits - 6)) & 63];
  }
  if (bits > 0) out += digits[(held << (6 - bits)) & 63];
  return out;
}

std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> out;
  while (!path.empty()) {
    const std::string_view one = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), one.size() + 1));
    if (!one.empty()) out.push_back(one);
  }
  return out;
}

Answer page(int status, std::string html, Time now) {
  return {status,
          {{"Server", "nginx/1.18.0"},
           {"Date", http_date(now)},
           {"Content-Type", "text/html; charset=utf-8"},
           {"Cache-Control", "no-store"}},
          std::move(html)};
}

Answer json(int status, std::string document, Time now) {
  Answer answer = page(status, std::move(document), now);
  answer.headers[2].second = "application/json";
  return answer;
}

Answer redirect(int status, std::string location, Time now) {
  Answer answer = page(status, "", now);
  answer.headers.emplace_back("Location", std::move(location));
  return answer;
}

// Old channels are at full strength; new ones win their readers back within days.
int members_at(const Place& place, Time t) {
  const double age_days = static_cast<double>((t - place.born).count()) / 86'400'000.0;
  const double share = 1 - .85 * std::exp(-std::max(age_days, 0.0) / 4);
  return 3 + static_cast<int>(share * place.members);
}

std::string anchor(const Saying& saying) {
  if (is_pictured(saying)) return {};
  std::string text = with_breaks(escape_html(saying.written));
  if (saying.href.empty()) return text;
  const bool own = saying.href.starts_with("https://t.me/");
  return "<a href=\"" + escape_html(saying.href) + "\" target=\"_blank\"" +
         (own ? ""
              : " rel=\"noopener\" onclick=\"return confirm('Open this "
                "link?\\n\\n'+this.href);\"") +
         ">" + text + "</a>";
}

std::string saying_html(const Saying& saying) {
  const std::size_t cut = std::min(saying.text.find("{L}"), saying.text.size());
  std::string html = with_breaks(escape_html(std::string_view(saying.text).substr(0, cut)));
  if (cut == saying.text.size()) return html;
  return html + anchor(saying) +
         with_breaks(escape_html(std::string_view(saying.text).substr(cut + 3)));
}

std::vector<const Saying*> standing(const Script& script, const Place& place, Carrier carrier,
                                    Time t) {
  std::vector<const Saying*> out;
  for (const int i : place.sayings) {
    const Saying& saying = script.sayings[static_cast<std::size_t>(i)];
    if (saying.carrier == carrier && stands(script, saying, t)) out.push_back(&saying);
  }
  return out;
}

}  // namespace godwit::stage
