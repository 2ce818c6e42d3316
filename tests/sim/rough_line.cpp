// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/rough_line.h"

#include <algorithm>
#include <utility>

namespace godwit::sim {
namespace {

Duration in_days(double n) { return Duration{static_cast<std::int64_t>(n * 86'400'000.0)}; }
Duration in_hours(double n) { return in_days(n / 24); }

// Moments of a Poisson stream.
std::vector<Time> moments(Dice& dice, double a_day, Time from, Time to) {
  std::vector<Time> found;
  if (a_day <= 0) return found;
  for (Time at = from + in_days(dice.after(1 / a_day)); at < to;
       at += in_days(dice.after(1 / a_day)))
    found.push_back(at);
  return found;
}

}  // namespace

RoughLine::RoughLine(SimTransport& line, const Weather& weather, std::uint64_t seed, Time begins,
                     Time ends, const std::vector<std::string>& services, Trace& trace)
    : line_(line), weather_(weather), dice_(seed), trace_(trace) {
  for (const Time at : moments(dice_, weather.storms_a_day, begins, ends))
    storms_.push_back({services[dice_.below(services.size())], at, at + in_hours(dice_.after(1)),
                       std::int64_t(dice_.below(1800)) + 60});
  for (const Time at : moments(dice_, weather.suspensions_a_day, begins, ends))
    suspensions_.emplace_back(at, in_hours(dice_.after(3)));
}

void RoughLine::submit(Request request) {
  trace_.add(request.url), trace_.add(static_cast<std::uint64_t>(to_ms(now())));
  in_flight_[request.ticket] = asked_.size();
  asked_.push_back({request.service, request.url, now(), the_end});
  line_.submit(std::move(request));
}

std::vector<Fetched> RoughLine::wait(Time deadline) {
  suspend();
  std::vector<Fetched> pages = line_.wait(deadline);
  for (Fetched& page : pages) {
    const auto sent = in_flight_.find(page.request.ticket);
    if (sent != in_flight_.end()) {
      asked_[sent->second].ended = page.at;
      in_flight_.erase(sent);
    }
    faults_ += page.outcome != Outcome::answered || page.status == 429;
    spoil(page);
  }
  return pages;
}

void RoughLine::suspend() {
  if (next_suspension_ >= suspensions_.size()) return;
  const auto [at, length] = suspensions_[next_suspension_];
  if (now() < at) return;
  ++next_suspension_, ++faults_;
  slept_ += length;
  line_.sleep_until(now() + length);
}

void RoughLine::spoil(Fetched& page) {
  const bool torn = dice_.happens(weather_.half_page);  // one roll a page, whatever it is
  if (page.status == 0) return;
  const Time arrived = page.at - page.took;
  const auto storm = std::ranges::find_if(storms_, [&](const Storm& s) {
    return s.service == page.request.service && arrived >= s.from && arrived < s.to;
  });
  if (storm != storms_.end()) {
    const std::string seconds = std::to_string(storm->retry_after_s);
    page.status = 429;
    page.response_head = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: " + seconds + "\r\n\r\n";
    page.headers = {{"retry-after", seconds}};
    page.location.clear();
    page.body = page.raw_body = "slow down";
    ++faults_;
  } else if (torn && page.body.size() > 1) {
    page.outcome = Outcome::broken;
    page.why = "the body ended early";
    page.flags |= flag_truncated;
    page.raw_body.resize(page.raw_body.size() / 2);
    page.body = page.raw_body;
    ++faults_;
  }
}

void RoughLine::cut() {
  for (const auto& [ticket, place] : in_flight_) asked_[place].ended = now();
  in_flight_.clear();
  line_.give_up_what_is_in_flight();
}

}  // namespace godwit::sim
