// SPDX-License-Identifier: Apache-2.0
#include "crawler/crawl/crawl.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "crawler/store/capture_id.h"
#include "godwit/check.h"

namespace godwit {
namespace {

class Crawl {
 public:
  Crawl(Clock& clock, Transport& transport, const Platforms& platforms, Ledger& ledger,
        Frontier& frontier, const Follow& follow, const CrawlLimits& limits,
        const Progress& progress)
      : clock_(clock),
        transport_(transport),
        platforms_(platforms),
        ledger_(ledger),
        frontier_(frontier),
        follow_(follow),
        limits_(limits),
        progress_(progress) {}

  Result<CrawlSummary> run() {
    sum_.began = clock_.now();
    places_before_ = frontier_.figures().places;
    frontier_.begin(limits_.run, sum_.began);
    while (!over(clock_.now())) {
      submit_what_is_due();
      if (auto kept = keep(wait()); !kept) return kept.error();
      tell(false);
    }
    if (sum_.ending == Ending::stopped) {
      if (auto kept = drain(); !kept) return kept.error();
    }
    tell(true);
    return sum_;
  }

 private:
  bool over(Time now) {
    const bool idle = frontier_.in_flight() == 0;
    const Time next = frontier_.next_due();
    const auto end = [&](Ending ending) {
      sum_.ending = ending;
      return true;
    };
    if (limits_.stop != nullptr && limits_.stop->load()) return end(Ending::stopped);
    if (now >= limits_.until) return end(Ending::time_up);
    if (!idle) return false;
    if (next == the_end) return end(Ending::nothing_due);
    if (left() == 0 && next != the_beginning) return end(Ending::enough);
    if (limits_.run == Run::one_pass && next > now + limits_.patience) return end(Ending::put_off);
    return false;
  }

  // Requests that may still be sent.
  std::size_t left() const {
    if (!limits_.max_requests) return transport_.room();
    const std::int64_t left = std::max<std::int64_t>(*limits_.max_requests - sum_.requests, 0);
    return std::min(transport_.room(), static_cast<std::size_t>(left));
  }

  void submit_what_is_due() {
    for (Request& request : frontier_.due(clock_.now(), left())) {
      transport_.submit(std::move(request));
      ++sum_.requests;
    }
  }

  // The only call that lets time pass. What robots.txt denied is an answer too, and a ready one.
  std::vector<Fetched> wait() {
    std::vector<Fetched> pages = frontier_.denied();
    const Time now = clock_.now();
    const Time next = left() == 0 ? the_end : frontier_.next_due();
    const Time deadline =
        pages.empty() ? std::min({next, limits_.until, now + limits_.glance}) : now;
    std::vector<Fetched> answers = transport_.wait(deadline);
    std::move(answers.begin(), answers.end(), std::back_inserter(pages));
    return pages;
  }

  // Durable first, believed after.
  Result<void> keep(std::vector<Fetched> pages) {
    if (pages.empty()) return {};
    stamp(pages);
    const std::vector<Observation> seen = read(pages);
    if (auto kept = ledger_.append(pages, seen); !kept) return kept;
    for (const Observation& fact : seen) {
      believe(frontier_, follow_, fact);
      count(fact);
    }
    return {};
  }

  // A page answers its request: what it was asked for, and about what, is ours to say.
  std::vector<Observation> read(const std::vector<Fetched>& pages) const {
    std::vector<Observation> seen = read_all(platforms_, pages);
    CHECK(seen.size() == pages.size());
    for (std::size_t i = 0; i < pages.size(); ++i) {
      const Request& asked = pages[i].request;
      seen[i].url = asked.url;
      seen[i].purpose = asked.purpose;
      if (!asked.address.empty()) seen[i].address = asked.address;
    }
    return seen;
  }

  Result<void> drain() {
    const Time end = std::min(clock_.now() + limits_.drain, limits_.until);
    while (frontier_.in_flight() > 0 && clock_.now() < end) {
      std::vector<Fetched> pages = frontier_.denied();
      std::vector<Fetched> answers = transport_.wait(end);
      std::move(answers.begin(), answers.end(), std::back_inserter(pages));
      if (auto kept = keep(std::move(pages)); !kept) return kept;
    }
    return {};
  }

  void count(const Observation& fact) {
    ++sum_.facts;
    sum_.posts += std::ssize(fact.posts);
    sum_.references += std::ssize(fact.references);
    const Finding found = finding_of(fact);
    // A robots.txt is no address of anybody; that we were throttled at it is worth saying.
    if (fact.purpose == Purpose::robots && found != Finding::limited) return;
    // An address counts once, as it was found last: another attempt may have mended the first.
    const auto [known, fresh] = last_.try_emplace(fact.address.url, found);
    if (!fresh) {
      if (std::int64_t* before = tally(known->second)) --*before;
      known->second = found;
    }
    if (std::int64_t* now = tally(found)) ++*now;
  }

  // Where addresses of this finding are counted; null for those that say nothing.
  std::int64_t* tally(Finding finding) {
    switch (finding) {
      case Finding::alive:
        return &sum_.alive;
      case Finding::absent:
        return &sum_.absent;
      case Finding::unreachable:
        return &sum_.unreachable;
      case Finding::limited:
        return &sum_.limited;
      case Finding::barred:
        return &sum_.denied;
      default:
        return nullptr;
    }
  }

  void tell(bool last) {
    const Time now = clock_.now();
    if (!last && now < next_telling_) return;
    next_telling_ = now + limits_.glance;
    sum_.ended = now;
    if (!last && !progress_) return;
    sum_.frontier = frontier_.figures();
    sum_.new_places = sum_.frontier.places - places_before_;
    if (progress_) progress_(sum_);
  }

  Clock& clock_;
  Transport& transport_;
  const Platforms& platforms_;
  Ledger& ledger_;
  Frontier& frontier_;
  const Follow& follow_;
  const CrawlLimits& limits_;
  const Progress& progress_;
  CrawlSummary sum_;
  std::map<std::string, Finding, std::less<>> last_;  // by canonical address, of this call
  std::size_t places_before_ = 0;
  Time next_telling_ = the_beginning;
};

}  // namespace

Result<CrawlSummary> crawl(Clock& clock, Transport& transport, const Platforms& platforms,
                           Ledger& ledger, Frontier& frontier, const Follow& follow,
                           const CrawlLimits& limits, const Progress& progress) {
  return Crawl(clock, transport, platforms, ledger, frontier, follow, limits, progress).run();
}

void believe(Frontier& frontier, const Follow& follow, const Observation& seen) {
  frontier.believe(seen);
  if (!follow) return;
  for (const Hint& hint : follow(seen)) frontier.hint(hint, seen.at);
}

Result<void> resume(const Ledger& ledger, Frontier& frontier, const Follow& follow) {
  return ledger.replay([&](const Observation& seen) { believe(frontier, follow, seen); });
}

Reach reach_through(const Platforms& platforms, const Catalogue& catalogue) {
  return {.visit = [&](const Address& address) { return visit(platforms, address); },
          .service_of = [&](std::string_view host) { return catalogue.service_of(host); },
          .canaries_of = [&](std::string_view service) { return catalogue.canaries_of(service); }};
}

}  // namespace godwit
