// SPDX-License-Identifier: Apache-2.0
#include "crawler/platforms/reading.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

#include "crawler/parse/charset.h"
#include "crawler/parse/hop.h"
#include "crawler/parse/url.h"

namespace godwit {

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::size_t leak_bytes_max = 256u << 10;  // of hidden text scanned for places

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, IMF-fixdate); other forms are not worth honouring.
std::optional<Time> http_date(std::string_view text) {
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() < 25 || text[3] != ',') return std::nullopt;
  const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
  if (month == months.end()) return std::nullopt;
  char number[3] = "00";
  const auto of = month - months.begin() + 1;
  number[0] = static_cast<char>('0' + of / 10);
  number[1] = static_cast<char>('0' + of % 10);
  return parse_time(std::string(text.substr(12, 4)) + "-" + number + "-" +
                    std::string(text.substr(5, 2)) + "T" + std::string(text.substr(17, 8)) + "Z");
}

}  // namespace

Observation framed(const Recogniser& recogniser, const Fetched& page) {
  Observation seen;
  seen.at = page.at;
  seen.url = page.request.url;
  seen.purpose = page.request.purpose;
  seen.outcome = page.outcome;
  seen.status = page.status;
  seen.why = page.why;
  seen.flags = page.flags;
  seen.address = page.request.address;
  if (seen.address.empty())
    if (const auto located = recogniser.catalogue.locate(page.request.url))
      seen.address = located->address;
  seen.canary = recogniser.catalogue.is_canary(seen.address.url);
  seen.retry_after_ms = retry_after_ms(page.header("retry-after"), page.at);
  return seen;
}

void take_redirect(const Recogniser& recogniser, const Fetched& page, std::string_view target,
                   Observation& seen) {
  seen.redirect = std::string(target);
  auto reference = reference_of(recogniser, target, Form::redirect, {});
  if (reference && !(reference->address == seen.address))
    seen.references.push_back(std::move(*reference));
  const auto from = parse_url(page.request.url), to = parse_url(target);
  const bool refused = from && to && refuse_hop(*from, *to);
  if (refused || page.request.hop >= hops_max) return;
  Request next = page.request;
  next.url = seen.redirect;
  next.method = "GET";
  next.body.clear();
  next.hop = page.request.hop + 1;
  next.attempt = 0;
  next.ticket = 0;
  if (to && to->host) next.service = recogniser.catalogue.service_of(*to->host);
  seen.next.push_back(std::move(next));
}

bool unread(const Recogniser& recogniser, const Fetched& page, Observation& seen) {
  // What was read up to a cap can still be read; anything else that failed carries no page.
  if (page.outcome != Outcome::answered && page.outcome != Outcome::too_large) return true;
  if (!is_redirect(page.status) || page.location.empty()) return false;
  take_redirect(recogniser, page, page.location, seen);
  return true;
}

bool settled(const Recogniser& recogniser, const Fetched& page, Observation& seen) {
  if (unread(recogniser, page, seen)) return true;
  seen.limited = page.status == 429 || page.status == 403 || page.status == 503;
  return seen.limited;
}

Html html_of(const Fetched& page) {
  return parse_html(to_utf8(page.body, page.header("content-type")));
}

Request look_at(const Recogniser& recogniser, std::string url, const Address& address,
                Purpose purpose) {
  Request request;
  if (const auto parsed = parse_url(url); parsed && parsed->host)
    request.service = recogniser.catalogue.service_of(*parsed->host);
  request.url = std::move(url);
  request.address = address;
  request.purpose = purpose;
  return request;
}

std::optional<std::int64_t> count_of(std::string_view shown) {
  constexpr std::int64_t most = 1'000'000'000'000;
  std::int64_t value = 0, unit = 1;
  int fraction = -1;  // digits after the point so far
  bool any = false;
  while (!shown.empty()) {
    if (is_digit(shown[0]) && value < most) {
      value = value * 10 + (shown[0] - '0');
      any = true;
      if (fraction >= 0) ++fraction;
      shown.remove_prefix(1);
    } else if (shown[0] == '.' && any && fraction < 0) {
      fraction = 0;
      shown.remove_prefix(1);
    } else if (any && (shown[0] == ' ' || shown[0] == ',')) {
      shown.remove_prefix(1);
    } else if (any && shown.substr(0, 2) == "\u00A0") {
      shown.remove_prefix(2);
    } else {
      break;
    }
  }
  if (shown == "K")
    unit = 1'000;
  else if (shown == "M")
    unit = 1'000'000;
  else if (shown == "B")
    unit = 1'000'000'000;
  else if (!shown.empty() || fraction >= 0)
    return std::nullopt;
  if (!any || fraction > 6) return std::nullopt;
  for (; fraction > 0; --fraction) {
    if (unit == 1) return std::nullopt;
    unit /= 10;
  }
  return value * unit;
}

std::int64_t seconds_of(std::string_view shown) {
  std::int64_t total = 0, part = 0;
  for (const char c : shown) {
    if (is_digit(c))
      part = std::min<std::int64_t>(part * 10 + (c - '0'), 1'000'000);
    else if (c == ':')
      total = (total + part) * 60, part = 0;
    else
      return 0;
  }
  return total + part;
}

std::int64_t retry_after_ms(std::string_view header, Time now) {
  if (header.empty()) return 0;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), number);
  if (error == std::errc{} && end == header.data() + header.size())
    return std::clamp<std::int64_t>(number, 0, day_ms / 1000) * 1000;
  const auto when = http_date(header);
  return when ? std::clamp<std::int64_t>((*when - now).count(), 0, day_ms) : 0;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

void append_leaks(const Recogniser& recogniser, const Html& html, Observation& seen) {
  RichText hidden;
  const auto add = [&](std::string_view part) {
    if (hidden.text.size() + part.size() >= leak_bytes_max) return;
    for (std::size_t i = 0; i < part.size(); ++i)
      if (part.substr(i, 2) != "\\/") hidden.text += part[i];  // JSON writes https:\/\/
    hidden.text += '\n';
  };
  for (const std::string_view comment : html.comments()) add(comment);
  for (const Element& script : html.root().all("script")) add(script.raw_text());
  std::set<std::string> known;
  for (const Reference& reference : seen.references) known.insert(reference.address.url);
  for (Reference& leak : references_of(recogniser, hidden, {Form::leak, Form::leak, {}, false}))
    if (leak.form == Form::leak && leak.address.platform != "site" &&
        known.insert(leak.address.url).second)
      seen.references.push_back(std::move(leak));
}

void drop_secrets(const Recogniser& recogniser, Observation& seen) {
  const auto clean = [&](std::string& words) {
    if (words.find('=') != std::string::npos) words = recogniser.catalogue.without_secrets(words);
  };
  clean(seen.profile.description);
  for (Post& post : seen.posts) {
    clean(post.text);
    if (post.service) clean(*post.service);
  }
}

void append(std::vector<Reference>& all, std::vector<Reference> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace godwit
