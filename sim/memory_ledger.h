// SPDX-License-Identifier: Apache-2.0
// A ledger in a vector, with the contract of the real one: nothing held twice, append order kept.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "godwit/ledger.h"

namespace godwit::sim {

class MemoryLedger final : public Ledger {
 public:
  Result<void> append(std::span<const Fetched> pages, std::span<const Observation> seen) override {
    CHECK(pages.empty() || pages.size() == seen.size());
    for (const Observation& fact : seen) {
      CHECK(!fact.capture.empty());
      if (captures_.insert(fact.capture).second) facts.push_back(fact);
    }
    return {};
  }
  Result<void> replay(const std::function<void(const Observation&)>& fold) const override {
    for (const Observation& fact : facts) fold(fact);
    return {};
  }

  std::vector<Observation> facts;

 private:
  std::set<std::string> captures_;
};

}  // namespace godwit::sim
