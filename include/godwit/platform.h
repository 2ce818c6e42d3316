// SPDX-License-Identifier: Apache-2.0
// Platform: the seam between the crawler and what a platform's pages say. Stateless, const, pure:
// same page, same observation. One file in crawler/platforms/ and one line in platforms.cpp each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "godwit/observation.h"
#include "godwit/transport.h"

namespace godwit {

// One page the adapter must read rightly; the contract test runs every platform on every other's.
struct Example {
  std::string name;  // "preview of a living channel"
  std::string url;   // what was fetched
  std::string file;  // under tests/fixtures/<platform>/
  int status = 200;
  Page page = Page::unknown;
  State state = State::unknown;
  bool absent = false;
};

class Platform {
 public:
  virtual ~Platform() = default;
  // The catalogue's name of the platform ("telegram").
  virtual std::string_view name() const = 0;
  // Is a page at this URL (already fetched) mine to read? Exactly one platform of the table says
  // yes; "site" is asked last and says yes to every http(s) URL.
  virtual bool reads(std::string_view url) const = 0;
  // The requests of one look at an address, the most telling first; empty where the address is
  // identity only. Fills url, address, service, headers.
  virtual std::vector<Request> visit(const Address& address) const = 0;
  // Page to observation. Fills everything but `capture` and `source`; never throws, never fails:
  // what cannot be understood is page=unknown, state=unknown.
  virtual Observation read(const Fetched& page) const = 0;
  virtual std::vector<Example> examples() const = 0;
};

}  // namespace godwit
