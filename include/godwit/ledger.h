// SPDX-License-Identifier: Apache-2.0
// Ledger: the seam to the append-only store of facts. Everything else is a fold over it.
#pragma once

#include <functional>
#include <span>

#include "godwit/observation.h"
#include "godwit/result.h"
#include "godwit/transport.h"

namespace godwit {

class Ledger {
 public:
  virtual ~Ledger() = default;
  // Durable on return: captures written and synced first, then one transaction with the facts.
  // `pages` is empty (facts without a page: an analyst's word, a sighting) or parallel to `seen`:
  // slot i belongs to page i. A fact whose capture id is already held is skipped silently, so
  // appending twice adds nothing. After an error nothing of this call is visible.
  virtual Result<void> append(std::span<const Fetched> pages,
                              std::span<const Observation> seen) = 0;
  // All facts in append order.
  virtual Result<void> replay(const std::function<void(const Observation&)>& fold) const = 0;
};

}  // namespace godwit
