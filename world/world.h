// SPDX-License-Identifier: Apache-2.0
// The rehearsal world: a simulated November 2019. Brands of channels are announced, mirrored, taken
// down in waves and re-appear elsewhere; the world answers HTTP as t.me and its pictures,
// Rocket.Chat servers, file hosts, justpaste.it and web sites would at a given moment.
//
// Everything that happens is drawn when the World is made, before and apart from any crawling;
// answer() is a pure function of (options, request, now). The crawler knows nothing of this room,
// and this room shares no code with what reads pages: only the nouns of include/godwit.
// Every name in it is invented; every text is about birds, tides, gardens and weather.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "godwit/time.h"
#include "world/truth.h"

namespace godwit {

struct WorldOptions {
  std::uint64_t seed = 1;
  int brands = 12;                           // networks, at least 1
  int days = 14;                             // from `begins`
  Time begins = from_ms(1'573'776'000'000);  // 2019-11-15T00:00Z
  double announced = .8;                     // share of successors that somebody announces
  double pictured = 0;    // share of the announced successors that pictures alone name
  bool archives = false;  // brands keep copies on MEGA and Yandex.Disk, which show no words
  double noise = 1;       // impostors, strangers, advertisements, ordinary links; 0 = none
  // How hard the times are: "pressed" (mean life 14 d, 56.8 posts a day), "strict" (curated links
  // under pressure, 20 posts a day), "quiet" (mean life 302 d, 4.6 posts a day), "harsh" (days).
  // Any other word is read as "pressed".
  std::string regime = "pressed";
  double posts_per_day = 0;  // of one brand; 0 = as the regime says

  bool operator==(const WorldOptions&) const = default;
};

struct Answer {
  int status = 0;  // 0: no answer at all (no such host, connection refused)
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool operator==(const Answer&) const = default;
};

namespace stage {
struct Script;
}

class World {
 public:
  explicit World(const WorldOptions& options);
  ~World();
  World(World&&) noexcept;
  World& operator=(World&&) noexcept;

  // What the web answers at `now`. `url` is absolute; HEAD is answered as GET (the caller drops the
  // body). Pure: the same arguments always give the same bytes.
  Answer answer(std::string_view method, std::string_view url, std::string_view body,
                Time now) const;
  // The same while t.me takes the asker for a robot: living channels look as if there were none.
  Answer soft_banned(std::string_view method, std::string_view url, std::string_view body,
                     Time now) const;
  // Is there a machine of this name at `now`? (lower case, no port)
  bool knows_host(std::string_view host, Time now) const;

  std::vector<std::string> seeds() const;  // canonical URLs an analyst would start from
  Time begins() const;
  Time ends() const;
  std::vector<Time> suggested_looks() const;  // once a day, oftener round the waves
  const Truth& truth() const&;
  const Truth& truth() && = delete;  // it would not outlive the statement
  // Indexes into truth().channels: what a crawler that starts at seeds(), comes at `looks` and then
  // reads every page it can reach would have seen alive. In order of index.
  std::vector<int> reachable(std::span<const Time> looks) const;

 private:
  std::unique_ptr<const stage::Script> script_;
  Truth truth_;
};

}  // namespace godwit
