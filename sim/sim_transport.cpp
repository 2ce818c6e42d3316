// SPDX-License-Identifier: Apache-2.0
#include "sim/sim_transport.h"

#include <algorithm>

#include "crawler/parse/url.h"
#include "godwit/check.h"

namespace godwit::sim {
namespace {

constexpr Duration shortest_latency = Duration{40};
constexpr double more_latency_ms = 400;
constexpr Duration time_out = seconds(60);

std::string host_of(const std::string& url) {
  const auto parsed = parse_url(url);
  return parsed && parsed->host ? *parsed->host : std::string{};
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string head_of(const Answer& answer) {
  std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " \r\n";
  for (const auto& [name, value] : answer.headers)
    head.append(name).append(": ").append(value).append("\r\n");
  return head + "\r\n";
}

void fill(Fetched& page, const Answer& answer) {
  if (answer.status == 0) {
    page.outcome = Outcome::dns_failed;
    page.why = "no such host";
    page.record_type = "metadata";
    return;
  }
  page.status = answer.status;
  page.response_head = head_of(answer);
  page.raw_body = page.body = answer.body;
  for (const auto& [name, value] : answer.headers) page.headers.emplace_back(lower(name), value);
  const std::string target = page.header("location");
  if (!target.empty()) page.location = resolve_url(page.request.url, target);
}

void fail(Fetched& page, Outcome outcome, std::string why) {
  page.outcome = outcome;
  page.why = std::move(why);
  page.record_type = "metadata";
}

}  // namespace

SimTransport::SimTransport(Serve serve, Serve banned, Faults faults, std::uint64_t seed,
                           Time begins, std::size_t room)
    : serve_(std::move(serve)),
      banned_(std::move(banned)),
      faults_(std::move(faults)),
      state_(seed),
      now_(begins),
      room_(room) {}

std::size_t SimTransport::room() const { return room_ - std::min(room_, queue_.size()); }

// splitmix64; the upper 53 bits as a number in [0, 1).
double SimTransport::chance() {
  state_ += 0x9e3779b97f4a7c15;
  std::uint64_t x = state_;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  x ^= x >> 31;
  return double(x >> 11) / 9007199254740992.0;
}

Fetched SimTransport::fate(Request request) {
  const std::string host = host_of(request.url);
  const Time arrives = now_;
  Fetched page;
  page.took = shortest_latency + Duration{static_cast<std::int64_t>(chance() * more_latency_ms)};
  const double dice = chance();
  const auto in_outage = [&](const Outage& o) {
    return o.host == host && arrives >= o.from && arrives < o.to;
  };
  const std::int64_t lately = within_a_minute(host);
  page.request = std::move(request);
  if (std::any_of(faults_.outages.begin(), faults_.outages.end(), in_outage)) {
    fail(page, Outcome::connect_failed, "connection refused");
  } else if (dice < faults_.time_out) {
    page.took = time_out;
    fail(page, Outcome::timed_out, "no answer within 60 s");
  } else if (dice < faults_.time_out + faults_.reset) {
    fail(page, Outcome::broken, "connection reset");
  } else if (dice < faults_.time_out + faults_.reset + faults_.slow_down ||
             lately >= faults_.most_per_minute) {
    fill(page, {429, {{"Retry-After", "2"}}, "slow down"});
  } else {
    const bool banned = arrives >= faults_.soft_ban_from && arrives < faults_.soft_ban_to;
    fill(page, banned ? banned_(page.request, arrives) : serve_(page.request, arrives));
  }
  page.at = arrives + page.took;
  if (keep_log_) log_.push_back({page.request, host, arrives, page.at});
  count(page);
  return page;
}

// Requests to this host within the last minute; this one is noted.
std::int64_t SimTransport::within_a_minute(const std::string& host) {
  std::deque<Time>& lately = last_minute_[host];
  while (!lately.empty() && now_ - lately.front() >= std::chrono::minutes(1)) lately.pop_front();
  lately.push_back(now_);
  return std::ssize(lately) - 1;
}

void SimTransport::count(const Fetched& page) {
  ServiceCount& service = counts_[page.request.service];
  ++service.requests;
  service.most_at_once = std::max(service.most_at_once, ++service.open);
  if (now_ < service.last_end + least_rest_) ++service.too_soon;
  if (page.outcome != Outcome::answered || page.status == 429) ++service.faults;
}

void SimTransport::submit(Request request) {
  CHECK(room() > 0);
  Fetched page = fate(std::move(request));
  queue_.emplace(std::pair{page.at, submitted_++}, std::move(page));
}

void SimTransport::give_up_what_is_in_flight() {
  queue_.clear();
  for (auto& [name, service] : counts_) service.open = 0;
}

std::vector<Fetched> SimTransport::wait(Time deadline) {
  std::vector<Fetched> pages;
  if (!queue_.empty() && queue_.begin()->first.first <= std::max(deadline, now_)) {
    now_ = std::max(now_, queue_.begin()->first.first);
    while (!queue_.empty() && queue_.begin()->first.first <= now_) {
      Fetched& page = queue_.begin()->second;
      ServiceCount& service = counts_[page.request.service];
      --service.open;
      service.last_end = page.at;
      pages.push_back(std::move(page));
      queue_.erase(queue_.begin());
    }
    return pages;
  }
  CHECK(deadline < the_end);  // nothing would ever happen
  now_ = std::max(now_, deadline);
  return pages;
}

}  // namespace godwit::sim
