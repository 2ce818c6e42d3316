// SPDX-License-Identifier: Apache-2.0
// The rehearsal world on loopback, speaking as a proxy: `GET http://host/…` and CONNECT + TLS for
// any host, with certificates of its own authority. So
//   godwit crawl --proxy http://127.0.0.1:PORT --ca-bundle ca.pem
// reaches the whole world and nothing else. A host unknown to the world (or dead) is a 502.
// Never listens on anything but 127.0.0.1.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "godwit/result.h"
#include "godwit/time.h"
#include "world/world.h"

namespace godwit {

struct ServeOptions {
  Time now{};              // the world's time when the server starts
  double speed = 1;        // world seconds per real second
  std::uint16_t port = 0;  // 0: any free one
  std::string ca_file;     // where the authority's certificate is written, "" = nowhere
  std::size_t connections_max = 256;
  Duration patience = seconds(30);  // idle connections are closed after this
  Duration latency{};               // real time before each answer
  // After so many requests t.me shows living channels as nonexistent for a while; 0 = never.
  std::uint64_t soft_ban_after = 0;
  Duration soft_ban_for = seconds(60);  // real time
};

// How one host was treated: for judging politeness.
struct HostCount {
  std::uint64_t requests = 0;
  std::uint64_t most_in_a_second = 0;      // within one second of real time, on the second
  std::uint64_t most_at_once = 0;          // answered at the same time
  std::optional<Duration> shortest_pause;  // world time from an answer to the next request
};

class Server {
 public:
  // `world` must outlive the server. Listening when this returns.
  static Result<std::unique_ptr<Server>> start(const World& world, const ServeOptions& options);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void stop();  // closes every connection; idempotent
  std::uint16_t port() const;
  const std::string& ca_pem() const;
  Time world_now() const;
  std::map<std::string, HostCount> counters() const;

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace godwit
