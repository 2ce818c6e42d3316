// SPDX-License-Identifier: Apache-2.0
// What the transport's tests share: a wall clock, one fetch, and environment variables that end
// with their scope.
#pragma once

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "crawler/fetch/curl_transport.h"
#include "godwit/check.h"

namespace godwit {

class WallClock final : public Clock {
 public:
  Time now() override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
};

// Loopback allowed, on any port given; the rest as in production.
inline FetchOptions on_loopback(std::vector<std::uint16_t> ports) {
  FetchOptions options;
  options.user_agent = "godwit-test (+https://harbour.example/contact)";
  options.allow_private = true;
  options.extra_ports = std::move(ports);
  return options;
}

inline Request get(std::string url) {
  Request request;
  request.url = std::move(url);
  return request;
}

inline std::unique_ptr<CurlTransport> transport_of(const FetchOptions& options, Clock& clock) {
  auto made = make_curl_transport(options, clock);
  if (!made) std::fprintf(stderr, "%s\n", made.error().text.c_str());
  return *std::move(made);
}

// Submits one request and waits for its answer, at most two minutes.
inline Fetched fetch(CurlTransport& transport, Request request, Clock& clock) {
  transport.submit(std::move(request));
  std::vector<Fetched> answers = transport.wait(clock.now() + seconds(120));
  CHECK(answers.size() == 1);
  return std::move(answers.front());
}

inline Fetched fetch(const FetchOptions& options, Request request) {
  WallClock clock;
  return fetch(*transport_of(options, clock), std::move(request), clock);
}

class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  ~Environment() { ::unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
};

}  // namespace godwit
