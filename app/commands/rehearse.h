// SPDX-License-Identifier: Apache-2.0
// `rehearse`: the built-in world of November 2019 (docs/rehearsal.md). Served on loopback as a
// proxy, or used to judge what `lineages --json` made of it, or both at once in virtual time.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "app/commands/command.h"
#include "world/world.h"

namespace godwit {

// Crawls the world at each of these moments in virtual time and answers with the text of
// `lineages --json`. Wired by whoever owns a crawler that runs without a network.
using Simulation =
    std::function<Result<std::string>(const World& world, std::span<const Time> looks)>;

struct RehearseOptions {
  WorldOptions world;
  std::vector<Time> looks;  // when the crawls were (or are to be) made; empty = the suggested ones

  bool serve = false;  // --serve: until SIGINT or SIGTERM; starts at --now, else at the beginning
  double speed = 1;    // world seconds per real second
  std::uint16_t port = 0;  // 0 = any free one
  std::string ca_file;     // where the certificate to trust is written
  std::string seeds_file;  // where the seed list is written
  std::string truth_file;  // where the truth is written (with or without --serve)
  std::string ready_file;  // written when the server is up: {"port", "proxy", "ca_file", …}
  std::uint64_t soft_ban_after = 0;  // requests to t.me, 0 = never

  std::string score_file;  // --score LINEAGES.json, "-" = standard input

  Simulation simulate;  // for plain `rehearse`
};

int run_rehearse(const Common& common, const RehearseOptions& options, Streams streams);

}  // namespace godwit
