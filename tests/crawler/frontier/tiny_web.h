// SPDX-License-Identifier: Apache-2.0
// A web of a few names for tests of the frontier: how it is reached, and observations of it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/frontier/frontier.h"

namespace godwit::tiny_web {

inline const Time noon = from_ms(1'600'000'000'000);

inline Address channel(const std::string& name) {
  return {"telegram", "username", name, "https://t.me/" + name};
}
inline Address site(const std::string& host) {
  return {"site", "site", host, "https://" + host + "/"};
}
inline Address bot(const std::string& name) {
  return {"telegram", "bot", name, "https://t.me/" + name};
}

inline Request ask(std::string url, const Address& address) {
  Request request;
  request.url = std::move(url);
  request.address = address;
  return request;
}

// Channels are looked at through their preview, sites through their front page, bots not at all.
inline Reach reach() {
  return {.visit =
              [](const Address& address) {
                if (address.kind == "bot") return std::vector<Request>{};
                const bool telegram = address.platform == "telegram";
                return std::vector{
                    ask(telegram ? "https://t.me/s/" + address.id : address.url, address)};
              },
          .service_of =
              [](std::string_view host) {
                return std::string(host == "telegram.me" || host == "telegram.dog" ? "t.me" : host);
              },
          .canaries_of =
              [](std::string_view service) {
                return service == "t.me" ? std::vector<std::string>{"https://t.me/canary"}
                                         : std::vector<std::string>{};
              }};
}

inline FrontierOptions options() { return {}; }
inline FrontierOptions without_robots() {
  FrontierOptions options;
  options.obey_robots = false;
  return options;
}

// The answer to a request: a living place unless said otherwise.
inline Observation answer(const Request& request, Time at) {
  Observation seen;
  seen.at = at;
  seen.url = request.url;
  seen.purpose = request.purpose;
  seen.address = request.address;
  seen.status = 200;
  seen.state = State::alive;
  if (request.purpose == Purpose::robots) seen.state = State::unknown, seen.status = 404;
  return seen;
}
inline Observation absent(const Request& request, Time at) {
  Observation seen = answer(request, at);
  seen.state = State::unknown;
  seen.absent = true;
  return seen;
}
inline Observation failed(const Request& request, Time at) {
  Observation seen = answer(request, at);
  seen.state = State::unknown;
  seen.status = 0;
  seen.outcome = Outcome::timed_out;
  seen.why = "no answer";
  return seen;
}

inline Reference link(const Address& to, std::uint16_t announce = 0, std::string post = "1") {
  Reference reference;
  reference.address = to;
  reference.written = to.url;
  reference.form = Form::href;
  reference.announce = announce;
  reference.post = std::move(post);
  return reference;
}
inline Post post(const std::string& id, Time at) {
  Post p;
  p.id = id;
  p.at = at;
  return p;
}

// Lets time pass until the next moment, as the loop does, and gives what is due there.
struct Walk {
  Frontier& frontier;
  Time now = noon;

  std::vector<Request> due(std::size_t room = 100) {
    auto requests = frontier.due(now, room);
    if (requests.empty() && frontier.next_due() != the_end) {
      now = std::max(now, frontier.next_due());
      requests = frontier.due(now, room);
    }
    return requests;
  }
  Request one() {
    auto requests = due(1);
    return requests.empty() ? Request{} : requests.front();
  }
  // Answers everything with a living page until nothing is due; the URLs in order.
  std::vector<std::string> finish(std::size_t most = 1000) {
    std::vector<std::string> urls;
    for (auto requests = due(); !requests.empty() && urls.size() < most; requests = due()) {
      for (const Request& request : requests) {
        urls.push_back(request.url);
        frontier.believe(answer(request, now));
      }
    }
    return urls;
  }
};

}  // namespace godwit::tiny_web
