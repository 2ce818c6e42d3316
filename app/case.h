// SPDX-License-Identifier: Apache-2.0
// A case: the folder an analyst works in (godwit.toml, ledger.db, captures/). Reads and checks its
// configuration; every key nobody knows is an error with file, line and column.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/alerts/alert_config.h"
#include "crawler/parse/recogniser.h"
#include "crawler/platforms/pictures.h"
#include "godwit/result.h"
#include "godwit/time.h"
#include "graph/weights.h"

namespace godwit {

// [refer]: who signs a referral. Nothing here has a default that would pass for a name.
struct Sender {
  std::string name, email;   // DSA Art 16(2)(c)
  std::string authority;     // "" = no authority: a notice by a private body
  std::string member_state;  // ISO 3166 code, "" if none
  std::string language;      // of the cover: en | de | fr | es; "" = the provider's
};

struct Config {
  bool rehearsal = false;                  // [case] rehearsal
  std::string analyst;                     // [case] analyst: the name that stands under a word
  std::string user_agent;                  // [crawl] user_agent, with a contact address
  std::string proxy;                       // [crawl] proxy
  std::string ca_bundle;                   // [crawl] ca_bundle, a PEM file
  bool robots = true;                      // [crawl] robots
  std::int64_t max_hops = 16;              // [crawl] max_hops: plain links from a seed
  std::int64_t older_pages = 8;            // [crawl] older_pages: pages back per look
  std::int64_t parallel = 64;              // [crawl] parallel: requests in flight, over all hosts
  bool allow_private = false;              // [crawl] allow_private: loopback and private addresses
  std::vector<std::uint16_t> ports;        // [crawl] ports: beside 80 and 443
  MediaPolicy media;                       // [media] fetch, hosts
  std::int64_t media_max_bytes = 8 << 20;  // [media] max_bytes: of one picture
  std::map<std::string, double> rates;     // [rate] service = requests per second
  std::map<std::string, std::int64_t> budgets;  // [budget] service = requests a day; "*" = others
  std::string quiet_hours;                      // [crawl] quiet_hours: "23:00-06:30", UTC
  Sender sender;
  AlertConfig alerts;
  std::string platforms, lexicon;  // [tables] files that override the compiled-in ones
  std::string protected_places;    // [tables] protected: a file that adds to the compiled-in list
  std::string weights;             // [tables] weights; else weights.toml where it exists
};

struct Case {
  std::filesystem::path folder;
  Config config;
};

// Makes a case in `folder` (new, or existing and empty).
Result<Case> init_case(const std::filesystem::path& folder, bool rehearsal);
// Trouble::usage where the folder is no case or its godwit.toml is wrong.
Result<Case> open_case(const std::filesystem::path& folder);
// The case's tables, else the compiled-in ones.
Result<Recogniser> recogniser_of(const Case& of);
// The places that are never advised as targets, one a line as in seeds/protected.txt: the
// compiled-in ones and the case's. A line "!PLACE" of the case takes one off.
Result<std::vector<std::string>> protected_lines(const Case& of);
// The case's weight set, else the one compiled in.
Result<WeightSet> weights_of(const Case& of);
// The clock of a command: the machine's; in a rehearsal with `now`, one that starts there and runs
// at real speed. `now` outside a rehearsal is Trouble::usage.
Result<std::unique_ptr<Clock>> clock_of(const Case& of, const std::optional<Time>& now);

}  // namespace godwit
