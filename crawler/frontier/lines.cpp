// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/lines.h"

#include <algorithm>
#include <tuple>

#include "godwit/check.h"

namespace godwit {
namespace {

std::string key_of(Purpose purpose, const std::string& url, const Address& address) {
  if (purpose == Purpose::robots) return "robots " + url;
  if (purpose == Purpose::canary) return "canary " + url;
  return url + " " + address.url;
}

}  // namespace

std::string key_of(const Request& request) {
  return key_of(request.purpose, request.url, request.address);
}

std::string key_of(const Observation& answer) {
  return key_of(answer.purpose, answer.url, answer.address);
}

Lines::Lines(PolitenessOptions politeness, int connections)
    : politeness_(std::move(politeness)), connections_(connections) {}

bool Lines::Sooner::operator()(const Errand* a, const Errand* b) const {
  return std::tie(a->request.due, a->request.url, a->key) <
         std::tie(b->request.due, b->request.url, b->key);
}

std::size_t Lines::Line::size() const {
  std::size_t n = later.size() + planned.size();
  for (const Queue& queue : ready) n += queue.size();
  return n;
}

Lines::Line& Lines::line_of(const std::string& service) {
  const auto [found, fresh] = lines_.try_emplace(service);
  if (fresh) {
    found->second.manners = greet(service, politeness_);
    rest(found->second.manners);
  }
  return found->second;
}

Lines::Queue& Lines::queue_of(Line& line, Errand& errand) {
  if (errand.planned) return line.planned;
  return errand.request.due > now_ ? line.later : line.ready[std::size_t(errand.turn)];
}

void Lines::enter(Errand& errand) {
  if (all_awake_) errand.planned = false;
  Line& line = line_of(errand.request.service);
  queue_of(line, errand).insert(&errand);
  reschedule(errand.request.service, line);
}

void Lines::leave(Errand& errand) {
  Line& line = line_of(errand.request.service);
  line.later.erase(&errand);
  line.planned.erase(&errand);
  line.ready[std::size_t(errand.turn)].erase(&errand);
  reschedule(errand.request.service, line);
}

// Keeps agenda_ true for one service. A line whose connections are all taken has no moment.
void Lines::reschedule(const std::string& service, Line& line) {
  Time moment = the_end;
  if (line.connections < connections_) {
    const bool some_ready = std::any_of(line.ready.begin(), line.ready.end(),
                                        [](const Queue& queue) { return !queue.empty(); });
    if (some_ready) {
      moment = line.manners.next;
    } else if (!line.later.empty()) {
      moment = std::max(line.manners.next, (*line.later.begin())->request.due);
    }
  }
  if (moment == line.moment) return;
  if (line.moment != the_end) agenda_.erase({line.moment, service});
  if (moment != the_end) agenda_.insert({moment, service});
  line.moment = moment;
}

bool Lines::add(Errand&& errand) {
  CHECK(!errand.out && !errand.request.service.empty());
  const auto [found, fresh] = errands_.try_emplace(errand.key, std::move(errand));
  if (fresh) enter(found->second);
  return fresh;
}

Errand* Lines::find(const std::string& key) {
  const auto found = errands_.find(key);
  return found == errands_.end() ? nullptr : &found->second;
}

std::optional<Errand> Lines::settle(const std::string& key) {
  const auto found = errands_.find(key);
  if (found == errands_.end()) return std::nullopt;
  Errand& errand = found->second;
  if (errand.out) {
    --out_;
    if (errand.sent) {
      Line& line = line_of(errand.request.service);
      --line.connections;
      reschedule(errand.request.service, line);
    }
  } else {
    leave(errand);
  }
  Errand settled = std::move(errand);
  errands_.erase(found);
  return settled;
}

void Lines::change(const std::string& key, Turn turn, bool planned, Time due) {
  Errand* errand = find(key);
  CHECK(errand != nullptr && !errand->out);
  leave(*errand);
  errand->turn = turn;
  errand->planned = planned;
  errand->request.due = due;
  enter(*errand);
}

void Lines::promote(Line& line, Time now) {
  while (!line.later.empty() && (*line.later.begin())->request.due <= now) {
    Errand* errand = *line.later.begin();
    line.later.erase(line.later.begin());
    line.ready[std::size_t(errand->turn)].insert(errand);
  }
}

// The count of requests decides whose turn it is, so a replay comes to the same choice.
Errand* Lines::best(Line& line, const Value& value) const {
  const auto most_valuable = [&](const Queue& queue) {
    Errand* best = *queue.begin();
    double most = value(*best, line.relooks);
    for (Errand* errand : queue) {
      const double worth = value(*errand, line.relooks);
      if (worth > most) most = worth, best = errand;
    }
    return best;
  };
  std::array order = {Turn::canary, Turn::completing, Turn::announced, Turn::fresh,
                      Turn::relook, Turn::older,      Turn::doubtful};
  if (line.manners.requests % 4 == 3) std::swap(order[2], order[4]);
  if (line.manners.requests % 8 == 6) std::swap(order[2], order[5]);
  for (const Turn turn : order) {
    const Queue& queue = line.ready[std::size_t(turn)];
    if (queue.empty()) continue;
    return turn == Turn::relook && value ? most_valuable(queue) : *queue.begin();
  }
  return nullptr;
}

const Errand* Lines::next(Time now, const Value& value) {
  now_ = std::max(now_, now);
  while (!agenda_.empty() && agenda_.begin()->first <= now) {
    const std::string service = agenda_.begin()->second;
    Line& line = line_of(service);
    promote(line, now);
    const Time allowed = next_allowed(line.manners, service, now, politeness_);
    if (allowed > now)
      line.manners.next = std::max(line.manners.next, allowed);
    else if (Errand* errand = best(line, value))
      return errand;
    reschedule(service, line);
  }
  return nullptr;
}

Request Lines::depart(const std::string& key, Time now, bool sent) {
  Errand* errand = find(key);
  CHECK(errand != nullptr && !errand->out && errand->request.due <= now);
  leave(*errand);
  errand->out = true;
  errand->sent = sent;
  ++out_;
  if (sent) {
    Line& line = line_of(errand->request.service);
    ++line.connections;
    if (errand->turn == Turn::relook) ++line.relooks;
    CHECK(line.connections <= connections_);
    reschedule(errand->request.service, line);
  }
  Request request = errand->request;
  request.due = now;
  return request;
}

void Lines::wake(Time until) {
  if (until == the_end) all_awake_ = true;
  for (auto& [service, line] : lines_) {
    while (!line.planned.empty() && (*line.planned.begin())->request.due <= until) {
      Errand* errand = *line.planned.begin();
      line.planned.erase(line.planned.begin());
      errand->planned = false;
      queue_of(line, *errand).insert(errand);
    }
    reschedule(service, line);
  }
}

Time Lines::next_moment() const { return agenda_.empty() ? the_end : agenda_.begin()->first; }

void Lines::note(const std::string& service, const Reception& reception) {
  Line& line = line_of(service);
  godwit::note(line.manners, service, reception, politeness_);
  reschedule(service, line);
}

void Lines::rest(Time now) {
  rested_ = now;
  for (auto& [service, line] : lines_) {
    rest(line.manners);
    reschedule(service, line);
  }
}

void Lines::rest(Manners& manners) const {
  if (rested_ == the_beginning) return;
  manners.next =
      std::max(manners.next, rested_ + std::max(manners.pace.shortest, manners.crawl_delay));
}

void Lines::set_crawl_delay(const std::string& service, Duration delay) {
  line_of(service).manners.crawl_delay = delay;
}

const Manners& Lines::manners(const std::string& service) { return line_of(service).manners; }

Manners Lines::manners(const std::string& service) const {
  const auto found = lines_.find(service);
  return found == lines_.end() ? greet(service, politeness_) : found->second.manners;
}

}  // namespace godwit
